//! What happens by itself, beside the requests.

pub mod fuse;
pub mod notices;
pub mod report;
