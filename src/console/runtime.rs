//! The event loop, the terminal, and effects turned into tasks.
//!
//! The only part of the console that does anything: what happens outside becomes a [`Msg`](super::app::Msg) in one queue,
//! [`update`](fn@super::app::update) turns it into the next model and a list of wishes, and each wish becomes a task whose answer
//! is the next message.
//!
//! - [`event_loop`]: the queue, the loop, when to paint.
//! - [`terminal`]: takes the terminal over and gives it back, whatever happens.
//! - [`input`]: keys, pastes, sizes, and the signals that end a program; `ground`: light or dark, as the terminal says.
//! - [`editor`]: the user's own, which has the terminal for a while.
//! - [`effects`]: a wish becomes a request, bounded in number.
//! - [`outbox`]: writes in their order, repeated until they land; `unsent`: they and drafts, safe on disk.
//! - [`snapshot`]: what was on screen, for the next start; `private_file`: files that are nobody else's.
//! - [`live`]: the server's events as facts of the desk; `link`: what the connection says of itself.
//! - [`knowledge`]: the search index, on a thread of its own; `lexicon`: the words of its desk, as their files change.
//! - [`clipboard`]: the desktop's, or the terminal's.
//! - [`picture`]: what customers sent, decoded within bounds and drawn for the terminal; `downloads`: files laid down to be sent.
//! - [`player`]: recordings, heard while they are fetched; `kept`: files fetched lately.
//! - `face`: painted onto a screen, or read; [`plain`]: the same desk line by line, for screen readers.
//! - [`wardrobe`]: keys and colours, read again as their files change; `files`: how that is noticed.
//! - [`log`]: what the console writes down about itself.

pub mod bell;
pub mod clipboard;
mod downloads;
pub mod editor;
pub mod effects;
pub mod event_loop;
mod face;
mod files;
mod ground;
pub mod input;
mod kept;
pub mod knowledge;
mod lexicon;
mod link;
pub mod live;
pub mod log;
pub mod outbox;
pub mod picture;
pub mod plain;
pub mod player;
mod private_file;
mod private_folder;
mod problem;
pub mod snapshot;
pub mod terminal;
mod unsent;
pub mod wardrobe;

pub use event_loop::{Console, KeepToken, Now, Painted, RunError};
pub use face::{Draw, Face};
pub use input::Input;
pub use terminal::Surface;
pub use unsent::{LeftBehind, NotDiscarded, Sent, Waiting};
