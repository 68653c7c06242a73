//! What tests stand on.

pub mod database;
pub mod desk;
pub mod office;
pub mod pty;
