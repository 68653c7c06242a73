//! The trade's facts and rules, pure: no I/O, no clock of its own, no async.
//!
//! A record's type and the rules about it share a file. The server decides with these rules, the console displays with
//! the same ones, so that no rule is written twice. Imports no other room.

pub mod agent;
pub mod article;
pub mod audit;
pub mod calendar;
pub mod call;
pub mod clean;
pub mod clock;
pub mod customer;
pub mod digest;
pub mod erlang;
pub mod flow;
pub mod fuse;
pub mod gap;
pub mod ids;
pub mod interaction;
pub mod masking;
pub mod matching;
pub mod moment;
pub mod notice;
pub mod order;
pub mod permission;
pub mod phone;
pub mod phrasing;
pub mod prediction;
pub mod profile;
pub mod reason;
pub mod recording;
pub mod reply;
pub mod root_cause;
pub mod speech;
pub mod ticket;
pub mod todo;
pub mod trace;
pub mod validity;
pub mod wall;
pub mod wrap_up;
