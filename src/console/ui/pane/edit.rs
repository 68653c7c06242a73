//! The plain fields of a ticket being changed, at the bottom of the middle column.

use ratatui::layout::Rect;

use super::note::{field, keys, label};
use crate::console::app::model::edit::{EditField, EditForm, PRIORITIES};
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::text;

/// Lines of the form below its title.
pub const LINES: u16 = EditForm::FIELDS.len() as u16 + 1;

/// Paints the form.
pub fn draw(scene: &Scene<'_>, form: &EditForm, area: Rect, canvas: &mut Canvas<'_>) {
    let mut below = area;
    for (at, kind) in EditForm::FIELDS.into_iter().enumerate() {
        let here = form.field == at;
        below = match kind {
            EditField::Subject => field(scene, "field-subject", &form.subject, here, below, canvas),
            EditField::Queue => field(scene, "name-queue", &form.queue, here, below, canvas),
            EditField::Priority => canvas.rows(&[priorities(scene, form, here)], below),
            EditField::Kind => canvas.rows(&[kind_of_problem(scene, form, here)], below),
        };
    }
    canvas.rows(&[keys(scene)], below);
}

fn priorities(scene: &Scene<'_>, form: &EditForm, here: bool) -> Row {
    let row = named(scene, "field-priority", here);
    PRIORITIES.fold(row, |row, priority| {
        let chosen = priority == form.priority;
        let shown = if chosen { format!("[{priority}] ") } else { format!(" {priority}  ") };
        row.text(shown, scene.style(if chosen { Role::Accent } else { Role::Muted }))
    })
}

fn kind_of_problem(scene: &Scene<'_>, form: &EditForm, here: bool) -> Row {
    let name = text::problem(&form.kind, scene.texts());
    let shown = if here { format!("‹ {name} ›") } else { name };
    named(scene, "field-kind", here).text(shown, scene.style(if here { Role::Accent } else { Role::Text }))
}

fn named(scene: &Scene<'_>, key: &str, here: bool) -> Row {
    let row = Row::of(label(scene, key), scene.style(if here { Role::Accent } else { Role::Label }));
    row.on(here.then(|| scene.style(Role::Selection)))
}
