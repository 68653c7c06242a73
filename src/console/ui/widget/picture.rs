//! Cells that show a picture.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// The rows of a picture from `scroll` on. Only where there is room for all of them: half of a picture's escape sequence
/// is noise.
pub fn put(cells: &Buffer, scroll: u16, to: Rect, buffer: &mut Buffer) {
    for y in 0..to.height {
        for x in 0..to.width {
            if let (Some(from), Some(to)) = (cells.cell((x, scroll + y)), buffer.cell_mut((to.x + x, to.y + y))) {
                to.clone_from(from);
            }
        }
    }
}
