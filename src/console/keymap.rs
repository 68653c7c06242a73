//! Keys: what can be pressed, what it can mean, and the files that tie the two together.
//!
//! Knows the console's actions and nothing of what they do: `app` acts, `ui` shows the keys that work now.

pub mod action;
pub mod hint;
pub mod key;
pub mod layer;

pub use action::Action;
pub use hint::Hint;
pub use key::{Key, KeyCode};
pub use layer::Layer;
