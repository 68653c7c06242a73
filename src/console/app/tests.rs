//! What the desk promises, on the pure spine: `update` driven by the keys of the shipped keymap.

mod call;
mod conflict;
mod connection;
mod contact;
mod desk;
mod face;
pub(in crate::console) mod fixture;
mod form;
mod fuse;
mod handover;
mod keys;
mod knowledge;
mod lookup;
mod picture;
mod profile;
mod queue;
mod recall;
mod recording;
mod reply;
mod root_causes;
mod scope;
mod snippet;
mod ticket;
mod todo;
mod unsent;
mod wall;
mod wrap_up;
