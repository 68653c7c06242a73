//! Faces beside names, where a terminal has pixels for them.

use std::sync::Arc;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;

use super::{fixture, painted};
use crate::console::app::model::editor::Editor;
use crate::console::app::model::overlay::Overlay;
use crate::console::app::model::picture::Drawn;
use crate::console::app::model::{Lang, Model, Pane, faces};
use crate::domain::ids::MediaHash;

/// The desk while somebody with a face calls; its cells are filled with `▒`.
pub(super) fn faced(width: u16, height: u16, lang: Lang) -> Model {
    let mut model = fixture::desk(width, height, lang);
    model.focus = Pane::Middle;
    let hash = MediaHash::new("a1".repeat(32));
    let pane = model.calls.current.as_mut().and_then(|pane| pane.profile_pane_mut()).expect("a profile");
    pane.profile.value_mut().expect("it is here").customer.avatar = Some(hash.clone());
    let cells = Buffer::filled(Rect::new(0, 0, faces::ROOM.width, faces::ROOM.height), Cell::new("▒"));
    model.faces.ask(&hash);
    model.faces.settle(&hash, Some(Drawn { pixels: (96, 96), cells: Arc::new(cells), in_blocks: false }));
    model
}

#[test]
fn a_face_stands_beside_name_numbers_and_owners() {
    for (width, height) in [(100, 30), (120, 36), (160, 50), (200, 60), (80, 24)] {
        for lang in [Lang::Chinese, Lang::English] {
            let screen = painted(&faced(width, height, lang));
            let text = screen.text();
            let lines: Vec<&str> = text.lines().filter(|line| line.contains('▒')).collect();
            assert_eq!(lines.len(), usize::from(faces::ROOM.height), "{width}x{height}\n{text}");
            assert!(lines.iter().all(|line| line.matches('▒').count() == usize::from(faces::ROOM.width)));
            assert!(lines[0].contains("▒ 王建国"), "{text}");
        }
    }
}

#[test]
fn half_a_face_is_never_left_under_what_lies_on_top() {
    let mut model = faced(120, 36, Lang::Chinese);
    model.overlays.push(Overlay::Help { query: Editor::default(), scroll: 0 });
    painted(&model).hides("▒");
}
