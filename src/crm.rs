//! The console's side of the contract: requests, live events.
//!
//! - [`http`]: one connection to one server: addresses, the token, limits.
//! - [`api`]: a typed call for every route the desk uses.
//! - [`live`]: the server's events, resumed after every break.
//! - [`problem`]: what can go wrong, told apart by what the desk does about it.
//!
//! Knows the wire and the domain; knows nothing of screens.

pub mod api;
mod clean;
pub mod http;
pub mod live;
pub mod problem;
