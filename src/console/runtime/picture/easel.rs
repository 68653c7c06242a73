//! What a terminal has for pictures: its own protocol where it has one, half-blocks elsewhere.

use std::sync::Arc;

use image::{DynamicImage, RgbaImage, imageops};
use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size as Cells};
use ratatui::style::Color;
use ratatui::widgets::Widget;
use ratatui_image::Image;
use ratatui_image::errors::Errors;
use ratatui_image::protocol::Protocol;
use ratatui_image::protocol::halfblocks::Halfblocks;
use ratatui_image::protocol::iterm2::Iterm2;
use ratatui_image::protocol::kitty::Kitty;
use ratatui_image::protocol::sixel::Sixel;

use crate::console::app::model::Size;
use crate::console::app::model::picture::{Drawn, Fit, NoPicture};
use crate::console::theme::Depth;
use crate::console::theme::colour::Colour;

/// What screenshots lie on where they are transparent.
const PAPER: image::Rgba<u8> = image::Rgba([255, 255, 255, 255]);

/// Rows of a picture that is scrolled, at most: long screenshots of a chat are some ten screens.
const TALLEST: u16 = 400;

/// How pictures are drawn here.
#[derive(Clone, Debug)]
pub struct Easel {
    means: Means,
    depth: Depth,
    /// Pixels of a cell now; none: the terminal does not say.
    cell: fn() -> Option<(u16, u16)>,
}

/// Ways of drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// Two pixels a cell, in the colours of text.
    Blocks,
    /// Kitty's graphics, by placeholders.
    Kitty,
    /// Inline images of iTerm2.
    Iterm2,
    /// Sixels.
    Sixel,
}

impl Means {
    /// The means of that name in the configuration; `auto` and others: none.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "blocks" => Some(Self::Blocks),
            "kitty" => Some(Self::Kitty),
            "iterm2" => Some(Self::Iterm2),
            "sixel" => Some(Self::Sixel),
            _ => None,
        }
    }

    /// What the environment says; `var` looks a variable up. The terminal itself is not asked: its answer would come
    /// between the keys, and a terminal that gives none would be waited for.
    pub fn detect(var: impl Fn(&str) -> Option<String>) -> Self {
        let is = |name: &str, words: &[&str]| {
            var(name).is_some_and(|value| words.iter().any(|word| value.to_ascii_lowercase().contains(word)))
        };
        let inside = |name: &str| var("TERM").is_some_and(|term| term.starts_with(name));
        if var("TMUX").is_some() || var("STY").is_some() || inside("tmux") || inside("screen") {
            // A multiplexer passes none of it on unless it is told to; over SSH only TERM tells of it.
            Self::Blocks
        } else if var("KITTY_WINDOW_ID").is_some()
            || is("TERM", &["kitty", "ghostty"])
            || is("TERM_PROGRAM", &["ghostty"])
        {
            Self::Kitty
        } else if is("TERM_PROGRAM", &["iterm", "wezterm", "mintty", "warpterminal"]) || is("LC_TERMINAL", &["iterm"]) {
            Self::Iterm2
        } else if is("TERM", &["foot", "mlterm", "contour", "sixel"]) {
            Self::Sixel
        } else {
            Self::Blocks
        }
    }
}

impl Easel {
    /// An easel with these means and that many colours. Without the size of a cell, half-blocks are drawn.
    pub fn new(means: Means, depth: Depth, cell: fn() -> Option<(u16, u16)>) -> Self {
        Self { means, depth, cell }
    }

    /// The easel of this process's terminal; `means` as configured, else as detected.
    pub fn of_session(means: Option<Means>, depth: Depth) -> Self {
        let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let means = means.unwrap_or_else(|| Means::detect(set));
        Self::new(means, depth, cell_of_terminal)
    }

    /// Whether pictures are drawn as such, and not in the colours of text.
    pub(super) fn has_pixels(&self) -> bool {
        self.means != Means::Blocks && (self.cell)().is_some()
    }

    /// Draws `image` into at most `room`, never larger than it is; in half-blocks it may be taller, if it is to be wide.
    pub(super) fn draw(&self, image: &DynamicImage, room: Size, fit: Fit) -> Result<Drawn, NoPicture> {
        let pixels = (image.width(), image.height());
        let (means, cell) = match (self.cell)() {
            Some(cell) if self.means != Means::Blocks => (self.means, cell),
            _ if self.depth == Depth::None => return Err(NoPicture::NoColours),
            _ => (Means::Blocks, (1, 2)),
        };
        let in_blocks = means == Means::Blocks;
        let room = Size { height: if in_blocks && fit == Fit::Wide { TALLEST } else { room.height }, ..room };
        let (width, height) = fitted(pixels, (room.width.saturating_mul(cell.0), room.height.saturating_mul(cell.1)));
        let size = Cells { width: cells(width, cell.0), height: cells(height, cell.1) };
        let canvas =
            on_paper(image, (width, height), (size.width.saturating_mul(cell.0), size.height.saturating_mul(cell.1)));
        let mut buffer = Buffer::empty(Rect { x: 0, y: 0, width: size.width, height: size.height });
        let protocol = protocol(means, canvas, size).map_err(|error| {
            tracing::warn!(%error, "a picture could not be drawn");
            NoPicture::Unreadable
        })?;
        Image::new(&protocol).render(buffer.area, &mut buffer);
        if in_blocks {
            self.quantise(&mut buffer);
        }
        Ok(Drawn { pixels, cells: Arc::new(buffer), in_blocks })
    }

    /// Half-blocks in the colours that the terminal has.
    fn quantise(&self, buffer: &mut Buffer) {
        let shown = |colour: Color| match colour {
            Color::Rgb(red, green, blue) => {
                Colour { rgb: Some([red, green, blue]), ansi: None }.at(self.depth).unwrap_or(Color::Reset)
            }
            other => other,
        };
        for cell in &mut buffer.content {
            (cell.fg, cell.bg) = (shown(cell.fg), shown(cell.bg));
        }
    }
}

fn protocol(means: Means, canvas: DynamicImage, size: Cells) -> Result<Protocol, Errors> {
    Ok(match means {
        Means::Blocks => Protocol::Halfblocks(Halfblocks::new(canvas, size)?),
        // One picture is on screen at a time, since a face gives way to whatever lies on top: the next one takes its place in
        // the terminal's memory.
        Means::Kitty => Protocol::Kitty(Kitty::new(canvas, size, std::process::id(), false, false)?),
        Means::Iterm2 => Protocol::ITerm2(Iterm2::new(canvas, size, false)?),
        Means::Sixel => Protocol::Sixel(Sixel::new(canvas, size, false)?),
    })
}

/// The size within `room` that keeps the proportions, at least a pixel, and none larger than `pixels`.
fn fitted(pixels: (u32, u32), room: (u16, u16)) -> (u32, u32) {
    let share = |side: u32, room: u16| f64::from(room) / f64::from(side);
    let scale = share(pixels.0, room.0).min(share(pixels.1, room.1)).min(1.0);
    let scaled = |side: u32| ((f64::from(side) * scale).round() as u32).max(1);
    (scaled(pixels.0), scaled(pixels.1))
}

fn cells(pixels: u32, cell: u16) -> u16 {
    pixels.div_ceil(u32::from(cell.max(1))).try_into().unwrap_or(u16::MAX)
}

/// The picture scaled, on paper where it is transparent, in the corner of a canvas of whole cells.
fn on_paper(image: &DynamicImage, (width, height): (u32, u32), canvas: (u16, u16)) -> DynamicImage {
    let scaled = imageops::thumbnail(&image.to_rgba8(), width, height);
    let mut paper = RgbaImage::from_pixel(width, height, PAPER);
    imageops::overlay(&mut paper, &scaled, 0, 0);
    let mut whole = RgbaImage::new(u32::from(canvas.0), u32::from(canvas.1));
    imageops::replace(&mut whole, &paper, 0, 0);
    DynamicImage::ImageRgba8(whole)
}

fn cell_of_terminal() -> Option<(u16, u16)> {
    let size = crossterm::terminal::window_size().ok()?;
    let cell = (size.width.checked_div(size.columns)?, size.height.checked_div(size.rows)?);
    (cell.0 > 0 && cell.1 > 0).then_some(cell)
}
