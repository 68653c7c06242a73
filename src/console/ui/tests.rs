//! The desk as people see it.

mod answer;
mod capture;
mod conflict;
mod face;
mod fixture;
mod forms;
mod fuse;
mod help;
mod legible;
mod lists;
mod plain;
mod pointer;
mod reply;
mod root_causes;
mod screens;
mod shift;
mod snapshots;
mod sweep;
mod wall;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use unicode_width::UnicodeWidthStr;

use super::{Look, draw};
use crate::console::app::model::Model;
use crate::console::app::model::extents::Extents;
use crate::console::i18n::Texts;
use crate::console::keymap::Keymap;
use crate::console::theme::{Depth, Role, Styles, Theme};
use crate::domain::phone::Region;

/// What a buffer shows, line by line; the second half of a wide sign is no blank.
pub fn text_of(buffer: &Buffer) -> String {
    let mut text = String::new();
    for y in buffer.area.top()..buffer.area.bottom() {
        for (_, symbol) in signs(buffer, y) {
            text.push_str(symbol);
        }
        text.push('\n');
    }
    text
}

/// The signs of a line with their columns.
fn signs(buffer: &Buffer, y: u16) -> Vec<(u16, &str)> {
    let mut found = Vec::new();
    let mut x = buffer.area.left();
    while x < buffer.area.right() {
        let symbol = buffer.cell((x, y)).map_or(" ", ratatui::buffer::Cell::symbol);
        found.push((x, symbol));
        x += symbol.width().max(1) as u16;
    }
    found
}

/// A painted screen and what can be asked of it.
struct Painted {
    buffer: Buffer,
    cursor: Option<(u16, u16)>,
    extents: Extents,
    styles: Styles,
}

fn painted(model: &Model) -> Painted {
    painted_in(model, "desk-dark", Depth::Truecolor)
}

fn painted_in(model: &Model, theme: &str, depth: Depth) -> Painted {
    let theme = Theme::built_in(theme).expect("shipped");
    let styles = Styles::new(&theme, depth);
    let look = Look {
        styles: &styles,
        texts: Texts::of(model.lang.tag()),
        keymap: Keymap::built_in(),
        local: fixture::hangzhou,
        home: Region::CN,
    };
    let mut terminal = Terminal::new(TestBackend::new(model.size.width, model.size.height)).expect("a terminal");
    let mut cursor = None;
    let mut extents = Extents::default();
    terminal
        .draw(|frame| {
            extents = draw(model, &look, frame);
            let mut canvas = super::scene::Canvas::new(frame.buffer_mut());
            let scene = super::scene::Scene::new(model, &look);
            super::screen::draw(&scene, canvas.buffer.area, &mut canvas);
            cursor = canvas.cursor.map(|position| (position.x, position.y));
        })
        .expect("painted");
    let buffer = terminal.backend().buffer().clone();
    Painted { buffer, cursor, extents, styles }
}

impl Painted {
    fn text(&self) -> String {
        text_of(&self.buffer)
    }

    #[track_caller]
    fn shows(&self, words: &str) -> &Self {
        assert!(self.text().contains(words), "'{words}' is not on screen:\n{}", self.text());
        self
    }

    #[track_caller]
    fn hides(&self, words: &str) -> &Self {
        assert!(!self.text().contains(words), "'{words}' is on screen:\n{}", self.text());
        self
    }

    /// Where words stand.
    fn places(&self, words: &str) -> Vec<(u16, u16)> {
        let mut places = Vec::new();
        for y in self.buffer.area.top()..self.buffer.area.bottom() {
            let signs = signs(&self.buffer, y);
            let line: String = signs.iter().map(|(_, symbol)| *symbol).collect();
            for (at, _) in line.match_indices(words) {
                let mut bytes = 0;
                let found = signs.iter().find(|(_, symbol)| {
                    bytes += symbol.len();
                    bytes > at
                });
                places.extend(found.map(|(x, _)| (*x, y)));
            }
        }
        places
    }

    /// Whether the words stand somewhere in that role.
    #[track_caller]
    fn in_role(&self, words: &str, role: Role) -> &Self {
        let wanted = self.styles[role];
        let worn = |(x, y)| {
            let cell = self.buffer.cell((x, y)).expect("on screen");
            wanted.fg.is_none_or(|fg| fg == cell.fg) && cell.modifier.contains(wanted.add_modifier)
        };
        assert!(self.places(words).into_iter().any(worn), "'{words}' is nowhere in {}:\n{}", role.name(), self.text());
        self
    }
}
