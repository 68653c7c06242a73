//! The HTTP contract that server and console share: pages, problems, events, requests, paths.
//!
//! Records themselves are the domain's; this room adds what only exists on the wire.

pub mod account;
pub mod catalogue;
pub mod event;
pub mod knowledge;
pub mod notice;
pub mod page;
pub mod paths;
pub mod problem;
pub mod report;
pub mod request;
