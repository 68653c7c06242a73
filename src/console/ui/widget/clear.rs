//! Clears the ground of a popup without cutting a wide sign in two at its edges.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::Widget;
use unicode_width::UnicodeWidthStr;

/// Blanks an area. A wide sign that reaches into it from the left, or out of it to the right, is blanked whole: half a
/// sign would eat the popup's edge on a real terminal.
pub struct WideClear {
    /// The ground to leave behind.
    pub style: Style,
}

impl Widget for WideClear {
    fn render(self, area: Rect, buffer: &mut Buffer) {
        let area = area.intersection(buffer.area);
        for y in area.top()..area.bottom() {
            blank_if_wide(area.left().checked_sub(1), y, buffer);
            blank_if_wide(area.right().checked_sub(1), y, buffer);
            for x in area.left()..area.right() {
                if let Some(cell) = buffer.cell_mut((x, y)) {
                    cell.reset();
                    cell.set_style(self.style);
                }
            }
        }
    }
}

fn blank_if_wide(x: Option<u16>, y: u16, buffer: &mut Buffer) {
    let Some(x) = x else { return };
    let wide = buffer.cell((x, y)).is_some_and(|cell| cell.symbol().width() > 1);
    for x in x..x + if wide { 2 } else { 0 } {
        if let Some(cell) = buffer.cell_mut((x, y)) {
            cell.set_symbol(" ");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_popup_over_chinese_text_keeps_its_edges() {
        let area = Rect::new(0, 0, 12, 1);
        for (from, expected) in [(2, "中      文字\n"), (3, "中        字\n"), (4, "中文      字\n")] {
            let mut buffer = Buffer::empty(area);
            buffer.set_string(0, 0, "中文中文文字", Style::new());
            WideClear { style: Style::new() }.render(Rect::new(from, 0, 6, 1), &mut buffer);
            assert_eq!(crate::console::ui::tests::text_of(&buffer), expected, "at {from}");
        }
    }
}
