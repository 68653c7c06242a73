//! A terminal that is written to line by line: for screen readers and braille displays. No screen of our own, no colours, no
//! places: what is new is written below what is there.

use std::io::{self, Write};

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::execute;
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

use super::terminal::Surface;
use super::wardrobe::Wear;
use crate::console::app::Model;
use crate::console::app::effect::Reading;
use crate::console::app::model::extents::Extents;
use crate::console::ui::plain::{Reader, SIZE, View};

/// Makes lines of a model in what is worn: `ui` with its texts.
pub type See = Box<dyn Fn(&Model, &Wear) -> View + Send>;

/// A desk that is read.
pub struct Aloud {
    see: See,
    reader: Reader,
}

impl Aloud {
    /// Read in lines that `see` makes.
    pub fn new(see: See) -> Self {
        Self { see, reader: Reader::default() }
    }

    /// Reads something with the next change, heard or not.
    pub(super) fn ask(&mut self, reading: Reading) {
        self.reader.ask(reading);
    }

    /// What is written now, and how far what is shown can be scrolled.
    pub(super) fn said(&mut self, model: &Model, wear: &Wear) -> (String, Extents) {
        let view = (self.see)(model, wear);
        let extents = view.extents.clone();
        (self.reader.said(view), extents)
    }

    /// What is written last: whatever comes after the console begins a line.
    pub(super) fn end(&mut self) -> String {
        self.reader.end()
    }
}

/// A terminal without places. It takes text by [`Surface::send`] alone.
pub struct Lines<W>(pub W);

impl<W: Write> Backend for Lines<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, _content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(Position::ORIGIN)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, _position: P) -> io::Result<()> {
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn clear_region(&mut self, _clear_type: ClearType) -> io::Result<()> {
        Ok(())
    }

    fn size(&self) -> io::Result<Size> {
        Ok(Size { width: SIZE.width, height: SIZE.height })
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size()?, pixels: Size::ZERO })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl<W: Write> Surface for Lines<W> {
    fn begin_frame(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn end_frame(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn send(&mut self, sequence: &str) -> io::Result<()> {
        self.0.write_all(sequence.as_bytes())?;
        self.0.flush()
    }

    fn lend(&mut self) -> io::Result<()> {
        execute!(self.0, DisableBracketedPaste)?;
        disable_raw_mode()
    }

    fn take_back(&mut self) -> io::Result<()> {
        enable_raw_mode()?;
        execute!(self.0, EnableBracketedPaste)
    }

    fn resized(&mut self, _width: u16, _height: u16) {}
}
