//! The Elm Architecture: model, messages, effects, update. Pure: no I/O, no clock, no async.
//!
//! [`update::update`] is the only way in: a [`message::Msg`] goes in, the [`model::Model`] changes, and what has to be
//! done outside (requests, clipboard, drafts on disk) comes out as [`effect::Effect`]s. What was asked for over the
//! network is a [`remote::Remote`], so that a late answer is told from a current one.

pub mod effect;
pub mod merge;
pub mod message;
pub mod model;
pub mod problem;
pub mod remote;
pub mod snapshot;
#[cfg(test)]
pub(super) mod tests;
pub mod text;
pub mod update;

pub use effect::Effect;
pub use message::Msg;
pub use model::Model;
pub use problem::{Problem, ProblemKind};
pub use remote::{Remote, RequestId};
pub use text::{Arg, Text};
pub use update::update;
