//! One row of a pane: text from the left, text at the right end, and what gives way when there is no room for both.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;

use super::width::{truncated, width};
use crate::console::app::model::pointer::Spot;

/// One row.
///
/// What stands in it is whole as long as there is room. Then the parts that give way do, the longest first; then the end
/// of the left; and last of all what stands at the right end goes altogether.
#[derive(Clone, Debug, Default)]
pub struct Row {
    left: Vec<Part>,
    right: Vec<Part>,
    ground: Option<Style>,
    indent: u16,
    spot: Option<Spot>,
}

#[derive(Clone, Debug)]
struct Part {
    text: String,
    style: Style,
    gives: bool,
}

/// Fewer columns than this say nothing: a part that gives way further is left out.
const LEAST: usize = 4;

impl Row {
    /// An empty row.
    pub fn new() -> Self {
        Self::default()
    }

    /// A row that begins with that text.
    pub fn of(text: impl Into<String>, style: Style) -> Self {
        Self::new().text(text, style)
    }

    /// The same row, to be clicked.
    #[must_use]
    pub fn spot(mut self, spot: Spot) -> Self {
        self.spot = Some(spot);
        self
    }

    /// What a click on it means.
    pub fn spot_of(&self) -> Option<&Spot> {
        self.spot.as_ref()
    }

    /// More text on the left.
    #[must_use]
    pub fn text(mut self, text: impl Into<String>, style: Style) -> Self {
        self.left.push(Part { text: text.into(), style, gives: false });
        self
    }

    /// More text on the left, which gives way before anything else of the row does.
    #[must_use]
    pub fn giving(mut self, text: impl Into<String>, style: Style) -> Self {
        self.left.push(Part { text: text.into(), style, gives: true });
        self
    }

    /// More text at the right end. It is kept whole as long as it fits; the left gives way.
    #[must_use]
    pub fn right(mut self, text: impl Into<String>, style: Style) -> Self {
        self.right.push(Part { text: text.into(), style, gives: false });
        self
    }

    /// More text at the right end, which gives way before anything else of the row does. When it is gone, so are the
    /// blanks and dots before what follows it.
    #[must_use]
    pub fn right_giving(mut self, text: impl Into<String>, style: Style) -> Self {
        self.right.push(Part { text: text.into(), style, gives: true });
        self
    }

    /// The left of another row behind what is there.
    #[must_use]
    pub fn then(mut self, other: Self) -> Self {
        self.left.extend(other.left);
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
        columns(&self.left)
    }

    /// Columns that the text on the left takes, with those left free before it.
    pub fn indent_and_left(&self) -> usize {
        usize::from(self.indent) + self.left_width()
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
        let (left, right) = self.fitted(room);
        let kept = if columns(&right) <= room { columns(&right) } else { 0 };
        let gap = usize::from(kept > 0 && !left.is_empty());
        paint_parts(&left, from, room.saturating_sub(kept + gap), buffer, area.y);
        if kept > 0 {
            paint_parts(&right, area.right() - kept as u16, kept, buffer, area.y);
        }
    }

    /// Both sides with what gives way cut down until all fits, or nothing can give any more.
    fn fitted(&self, room: usize) -> (Cow<'_, [Part]>, Cow<'_, [Part]>) {
        let gap = usize::from(!self.left.is_empty() && !self.right.is_empty());
        let wanted = columns(&self.left) + columns(&self.right) + gap;
        let gives = self.left.iter().chain(&self.right).any(|part| part.gives);
        if wanted <= room || !gives {
            return (Cow::Borrowed(&self.left), Cow::Borrowed(&self.right));
        }
        let (mut left, mut right) = (self.left.clone(), self.right.clone());
        give_way(&mut left, &mut right, wanted - room);
        for side in [&mut left, &mut right] {
            drop_gone(side);
        }
        (Cow::Owned(left), Cow::Owned(right))
    }
}

fn columns(parts: &[Part]) -> usize {
    parts.iter().map(|part| width(&part.text)).sum()
}

/// Takes `excess` columns from the parts that give way, always from the longest.
fn give_way(left: &mut [Part], right: &mut [Part], excess: usize) {
    let mut giving: Vec<(usize, &mut Part)> =
        left.iter_mut().chain(right).filter(|part| part.gives).map(|part| (width(&part.text), part)).collect();
    for _ in 0..excess {
        if let Some((wide, _)) = giving.iter_mut().max_by_key(|(wide, _)| *wide) {
            *wide = wide.saturating_sub(1);
        }
    }
    for (wide, part) in giving {
        part.text = if wide < LEAST.min(width(&part.text)) { String::new() } else { truncated(&part.text, wide) };
    }
}

/// Parts that gave way altogether take along what separated them from the next.
fn drop_gone(parts: &mut Vec<Part>) {
    let mut gone = false;
    for part in parts.iter_mut() {
        if gone {
            part.text = part.text.trim_start_matches([' ', '·']).to_owned();
        }
        gone = part.gives && part.text.is_empty();
    }
    parts.retain(|part| !part.text.is_empty());
}

fn paint_parts(parts: &[Part], from: u16, room: usize, buffer: &mut Buffer, y: u16) {
    let total = columns(parts);
    let mut left = room;
    let mut x = from;
    for (at, part) in parts.iter().enumerate() {
        let rest = columns(&parts[at + 1..]);
        let cut_here = total > room && left < width(&part.text) + usize::from(rest > 0);
        let shown = if cut_here { Cow::Owned(cut(&part.text, left)) } else { Cow::Borrowed(part.text.as_str()) };
        x = put(buffer, x, y, &shown, part.style);
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

    #[test]
    fn what_matters_stays_and_what_can_give_way_does() {
        let (plain, row) = (Style::new(), Row::new);
        let parcel =
            row().text("JD JDVB00123456789", plain).right_giving("London depot", plain).right(" · 3 days ago", plain);
        assert_eq!(shown(&parcel, 46), "JD JDVB00123456789   London depot · 3 days ago");
        assert_eq!(shown(&parcel, 40), "JD JDVB00123456789 London … · 3 days ago");
        assert_eq!(shown(&parcel, 32), "JD JDVB00123456789    3 days ago");
        let order =
            row().text("A7199  ", plain).giving("Kettle 1.5 L, brushed steel", plain).right("£29  to be sent", plain);
        assert_eq!(shown(&order, 34), "A7199  Kettle 1.5… £29  to be sent");
    }

    #[test]
    fn the_longest_gives_way_first() {
        let row = Row::new().giving("a long subject of a ticket", Style::new()).right_giving("Zoe", Style::new());
        assert_eq!(shown(&row, 16), "a long subj… Zoe");
    }
}
