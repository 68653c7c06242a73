//! Colours: the only place that names them. Widgets ask for a [`Role`] and get a style.
//!
//! A theme file is a palette and what each role makes of it; [`Styles`] is the theme turned into what the terminal at
//! hand can show. How urgent something is never rests on colour alone: those roles carry a symbol too.

pub mod check;
pub mod colour;
pub mod depth;
pub mod file;
pub mod role;
pub mod styles;

pub use depth::Depth;
pub use file::{Mode, Theme};
pub use role::Role;
pub use styles::Styles;

#[cfg(test)]
mod tests;
