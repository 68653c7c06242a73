//! The views of the lead's wall.

pub mod blocker;
pub mod board;
pub mod comparison;
pub mod drill;
pub mod figure;
pub mod staffing;
pub mod table;
