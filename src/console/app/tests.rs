//! What the desk promises, on the pure spine: `update` driven by the keys of the shipped keymap.

mod call;
mod connection;
mod contact;
mod desk;
mod fixture;
mod form;
mod fuse;
mod keys;
mod knowledge;
mod lookup;
mod picture;
mod profile;
mod queue;
mod reply;
mod root_causes;
mod snippet;
mod ticket;
mod todo;
mod wall;
mod wrap_up;
