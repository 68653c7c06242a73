//! Keys: what can be pressed, what it can mean, and the files that tie the two together.
//!
//! Knows the console's actions and nothing of what they do: `app` acts, `ui` shows the keys that work now. Help, foot,
//! which-key panel and cheat sheet all come from the one [`Keymap`].

pub mod action;
pub mod binding;
pub mod check;
pub mod condition;
pub mod file;
pub mod hint;
pub mod key;
pub mod layer;
pub mod load;
pub mod map;
pub mod resolver;

pub use action::Action;
pub use binding::Binding;
pub use condition::Conditions;
pub use hint::Hint;
pub use key::{Key, KeyCode};
pub use layer::Layer;
pub use map::Keymap;
pub use resolver::{Resolution, Resolver};

#[cfg(test)]
mod tests;
