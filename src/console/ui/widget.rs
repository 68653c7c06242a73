//! Small things that panes are made of.

pub mod big;
pub mod clear;
pub mod picture;
pub mod row;
pub mod text;
pub mod time;
pub mod width;
