//! Figures for the other end of the room: digits of blocks.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::row::put;

/// How large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// Three lines, two dots in a cell.
    Large,
    /// Five lines, a dot is two cells wide: readable from three metres.
    Huge,
}

impl Size {
    /// Lines it takes.
    pub fn lines(self) -> u16 {
        match self {
            Self::Large => 3,
            Self::Huge => 5,
        }
    }

    /// Columns of a sign, with the gap after it.
    fn columns(self) -> u16 {
        match self {
            Self::Large => DOTS as u16 + 1,
            Self::Huge => 2 * DOTS as u16 + 2,
        }
    }
}

/// Dots of a sign, side by side.
const DOTS: usize = 3;
/// Dots of a sign, one above the other.
const ROWS: usize = 5;

/// The signs: each row of dots is three bits, the left one first.
const FONT: [(char, [u8; ROWS]); 17] = [
    ('0', [0b111, 0b101, 0b101, 0b101, 0b111]),
    ('1', [0b010, 0b110, 0b010, 0b010, 0b111]),
    ('2', [0b111, 0b001, 0b111, 0b100, 0b111]),
    ('3', [0b111, 0b001, 0b111, 0b001, 0b111]),
    ('4', [0b101, 0b101, 0b111, 0b001, 0b001]),
    ('5', [0b111, 0b100, 0b111, 0b001, 0b111]),
    ('6', [0b111, 0b100, 0b111, 0b101, 0b111]),
    ('7', [0b111, 0b001, 0b010, 0b010, 0b010]),
    ('8', [0b111, 0b101, 0b111, 0b101, 0b111]),
    ('9', [0b111, 0b101, 0b111, 0b001, 0b111]),
    (':', [0b000, 0b010, 0b000, 0b010, 0b000]),
    ('%', [0b101, 0b001, 0b010, 0b100, 0b101]),
    ('-', [0b000, 0b000, 0b111, 0b000, 0b000]),
    ('<', [0b001, 0b010, 0b100, 0b010, 0b001]),
    ('m', [0b000, 0b110, 0b111, 0b111, 0b101]),
    ('d', [0b001, 0b001, 0b111, 0b101, 0b111]),
    ('h', [0b100, 0b100, 0b111, 0b101, 0b101]),
];

/// Writes `text` into the upper left of `area`; signs that have no room, or no picture, are left out.
pub fn draw(text: &str, size: Size, area: Rect, style: Style, buffer: &mut Buffer) {
    let mut x = area.x;
    for sign in text.chars() {
        let dots = FONT.iter().find(|(known, _)| *known == sign).map(|(_, dots)| *dots);
        if x + size.columns() > area.right() + 1 || area.height < size.lines() {
            return;
        }
        if let Some(dots) = dots {
            stamp(dots, size, (x, area.y), style, buffer);
        }
        x += size.columns();
    }
}

fn stamp(dots: [u8; ROWS], size: Size, (x, y): (u16, u16), style: Style, buffer: &mut Buffer) {
    let lit = |row: usize, column: usize| dots.get(row).is_some_and(|bits| bits & (0b100 >> column) != 0);
    for line in 0..size.lines() {
        let at = usize::from(line);
        let cells: String = (0..DOTS)
            .map(|column| match size {
                Size::Huge if lit(at, column) => "██",
                Size::Huge => "  ",
                Size::Large => match (lit(2 * at, column), lit(2 * at + 1, column)) {
                    (true, true) => "█",
                    (true, false) => "▀",
                    (false, true) => "▄",
                    (false, false) => " ",
                },
            })
            .collect();
        put(buffer, x, y + line, &cells, style);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str, size: Size, columns: u16) -> String {
        let area = Rect::new(0, 0, columns, size.lines());
        let mut buffer = Buffer::empty(area);
        draw(text, size, area, Style::new(), &mut buffer);
        crate::console::ui::tests::text_of(&buffer)
    }

    #[test]
    fn digits_are_of_blocks() {
        assert_eq!(written("17", Size::Large, 8), "▄█  ▀▀█ \n █   █  \n▀▀▀  ▀  \n");
        assert_eq!(written("1", Size::Huge, 8).lines().next(), Some("  ██    "));
    }

    #[test]
    fn what_has_no_room_is_left_out_whole() {
        assert_eq!(written("88", Size::Large, 6), "█▀█   \n█▀█   \n▀▀▀   \n");
    }
}
