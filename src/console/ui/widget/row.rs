//! One row of a pane: text from the left, text at the right end, and what gives way when there is no room for both.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;

use super::width::{truncated, width};

/// One row.
#[derive(Clone, Debug, Default)]
pub struct Row {
    left: Vec<(String, Style)>,
    right: Vec<(String, Style)>,
    ground: Option<Style>,
    indent: u16,
}

impl Row {
    /// An empty row.
    pub fn new() -> Self {
        Self::default()
    }

    /// A row that begins with that text.
    pub fn of(text: impl Into<String>, style: Style) -> Self {
        Self::new().text(text, style)
    }

    /// More text on the left.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>, style: Style) -> Self {
        self.left.push((text.into(), style));
        self
    }

    /// More text at the right end. It is kept whole as long as it fits; the left gives way.
    #[must_use]
    pub fn right(mut self, text: impl Into<String>, style: Style) -> Self {
        self.right.push((text.into(), style));
        self
    }

    /// A ground under the whole row: the row under the cursor.
    #[must_use]
    pub fn on(mut self, ground: Option<Style>) -> Self {
        self.ground = ground;
        self
    }

    /// Columns left free before the text; the ground covers them.
    #[must_use]
    pub fn indented(mut self, columns: u16) -> Self {
        self.indent = columns;
        self
    }

    /// Columns that the text on the left takes.
    pub fn left_width(&self) -> usize {
        self.left.iter().map(|(text, _)| width(text)).sum()
    }

    /// Paints the row into the first line of `area`.
    pub fn paint(&self, area: Rect, buffer: &mut Buffer) {
        let area = Rect { height: area.height.min(1), ..area }.intersection(buffer.area);
        if area.is_empty() {
            return;
        }
        if let Some(ground) = self.ground {
            buffer.set_style(area, ground);
        }
        let from = area.x + self.indent.min(area.width);
        let room = usize::from(area.right() - from);
        let wanted: usize = self.right.iter().map(|(text, _)| width(text)).sum();
        let kept = if wanted <= room { wanted } else { 0 };
        let gap = usize::from(kept > 0 && !self.left.is_empty());
        paint_texts(&self.left, from, room.saturating_sub(kept + gap), buffer, area.y);
        if kept > 0 {
            paint_texts(&self.right, area.right() - kept as u16, kept, buffer, area.y);
        }
    }
}

fn paint_texts(texts: &[(String, Style)], from: u16, room: usize, buffer: &mut Buffer, y: u16) {
    let total: usize = texts.iter().map(|(text, _)| width(text)).sum();
    let mut left = room;
    let mut x = from;
    for (at, (text, style)) in texts.iter().enumerate() {
        let rest: usize = texts[at + 1..].iter().map(|(text, _)| width(text)).sum();
        let cut_here = total > room && left < width(text) + usize::from(rest > 0);
        let shown = if cut_here { cut(text, left) } else { text.clone() };
        x = put(buffer, x, y, &shown, *style);
        left = left.saturating_sub(width(&shown));
        if cut_here {
            return;
        }
    }
}

/// What of `text` fits, with the sign that something is missing even when only what follows was cut.
fn cut(text: &str, room: usize) -> String {
    if width(text) > room { truncated(text, room) } else { truncated(&format!("{text}…"), room) }
}

/// Writes `text` at `x`, cluster by cluster, so that wide signs take two cells; returns the column after it.
pub fn put(buffer: &mut Buffer, x: u16, y: u16, text: &str, style: Style) -> u16 {
    let end = buffer.area.right();
    let mut at = x;
    for grapheme in text.graphemes(true) {
        let wide = width(grapheme) as u16;
        if wide == 0 || at + wide > end {
            continue;
        }
        buffer.set_stringn(at, y, grapheme, usize::from(wide), style);
        at += wide;
    }
    at
}

/// Paints rows one below the other, as many as fit; returns how many lines were used.
pub fn stack(rows: &[Row], area: Rect, buffer: &mut Buffer) -> u16 {
    let shown = rows.len().min(usize::from(area.height)) as u16;
    for (row, y) in rows.iter().zip(area.y..area.y + shown) {
        row.paint(Rect { y, height: 1, ..area }, buffer);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(row: &Row, columns: u16) -> String {
        let area = Rect::new(0, 0, columns, 1);
        let mut buffer = Buffer::empty(area);
        row.paint(area, &mut buffer);
        crate::console::ui::tests::text_of(&buffer).trim_end().to_owned()
    }

    #[test]
    fn the_right_end_stays_and_the_left_gives_way() {
        let row = Row::of("王建国 手机未收到", Style::new()).right("林薇", Style::new());
        assert_eq!(shown(&row, 24), "王建国 手机未收到   林薇");
        assert_eq!(shown(&row, 16), "王建国 手…  林薇");
        assert_eq!(shown(&row, 3), "王…");
        assert_eq!(shown(&row, 0), "");
    }

    #[test]
    fn a_cut_is_shown_where_it_is() {
        let row = Row::of("abc", Style::new()).text("def", Style::new());
        assert_eq!(shown(&row, 6), "abcdef");
        assert_eq!(shown(&row, 5), "abcd…");
        assert_eq!(shown(&row, 3), "ab…");
    }
}
