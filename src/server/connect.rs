//! The neighbours that the server talks to, one folder for each kind.

pub mod messengers;
