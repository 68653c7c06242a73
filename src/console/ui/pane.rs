//! The parts of the desk, one file each.

pub mod caller;
pub mod caller_profile;
pub mod contact;
pub mod data_flow;
pub mod edit;
pub mod history;
pub mod keys;
pub mod knowledge;
pub mod note;
pub mod queue;
pub mod reply;
pub mod root_cause;
pub mod status_line;
pub mod ticket;
pub mod ticket_row;
pub mod today;
pub mod wall;
pub mod wrap_up;
