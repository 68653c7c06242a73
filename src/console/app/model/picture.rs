//! The pictures a customer sent, one on screen.

use std::sync::Arc;

use ratatui::buffer::Buffer;

use super::Size;
use crate::console::app::problem::Problem;
use crate::console::app::remote::RequestId;
use crate::domain::interaction::{Interaction, MediaRef};

/// Columns and rows of a screen that a picture leaves free: the frame, its title and keys, the status line, the foot.
const MARGIN: (u16, u16) = (8, 8);

/// The pictures of a contact, one of them on screen.
#[derive(Clone, Debug, PartialEq)]
pub struct PictureView {
    /// All of them, in the order they were sent; at least one.
    pub media: Vec<MediaRef>,
    /// Which is on screen.
    pub at: usize,
    /// How it lies there.
    pub fit: Fit,
    /// Rows scrolled down.
    pub scroll: usize,
    /// What there is to see of it.
    pub seen: Seen,
}

/// How a picture lies on the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fit {
    /// All of it.
    #[default]
    Whole,
    /// As wide as the screen, so that the text in it can be read in half-blocks, and scrolled.
    Wide,
}

/// What there is to see of a picture.
#[derive(Clone, Debug, PartialEq)]
pub enum Seen {
    /// Nothing yet; only the answer to this request counts.
    Awaited(RequestId),
    /// The picture.
    Drawn(Drawn),
    /// Nothing, and why.
    Nothing(NoPicture),
}

/// A picture as the terminal shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// Width and height of the picture itself, in pixels.
    pub pixels: (u32, u32),
    /// The cells that show it.
    pub cells: Arc<Buffer>,
    /// Whether the cells are its pixels, two a cell: it can then be drawn larger, and scrolled.
    pub in_blocks: bool,
}

/// Why there is nothing to see.
#[derive(Clone, Debug, PartialEq)]
pub enum NoPicture {
    /// It could not be had.
    Problem(Problem),
    /// It is, or says it is, larger than anything a customer sends.
    TooLarge {
        /// Pixels.
        width: u32,
        /// Pixels.
        height: u32,
    },
    /// It is damaged, or neither PNG nor JPEG nor WebP.
    Unreadable,
    /// The terminal shows no colours, or none are wanted.
    NoColours,
}

/// Why the system's viewer does not show it.
#[derive(Clone, Debug, PartialEq)]
pub enum NotOpened {
    /// It is not there to be shown.
    Nothing(NoPicture),
    /// There is no desktop that could show it.
    NoDesktop,
    /// There is no viewer; these were looked for.
    NoViewer(String),
    /// The viewer, or the file it was to read, failed.
    Failed(String),
}

/// The pictures of a contact; recordings are none.
pub fn pictures(contact: &Interaction) -> Vec<MediaRef> {
    contact.media.iter().filter(|media| media.content_type.starts_with("image/")).cloned().collect()
}

/// The room a picture has on a screen, in cells; at least one.
pub fn room(screen: Size) -> Size {
    let left = |all: u16, margin: u16| all.saturating_sub(margin).max(1);
    Size { width: left(screen.width, MARGIN.0), height: left(screen.height, MARGIN.1) }
}

impl PictureView {
    /// Rows that lie below the screen when nothing is scrolled.
    pub fn rows_below(&self, room: Size) -> usize {
        match &self.seen {
            Seen::Drawn(drawn) => usize::from(drawn.cells.area.height.saturating_sub(room.height)),
            _ => 0,
        }
    }

    /// The one on screen.
    pub fn shown(&self) -> Option<&MediaRef> {
        self.media.get(self.at)
    }
}
