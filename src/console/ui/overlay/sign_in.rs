//! Logging in again: why, the two fields, what was wrong with the last attempt.

use ratatui::layout::Rect;

use super::popup;
use crate::console::app::model::editor::Editor;
use crate::console::app::model::sign_in::{Field, SignIn};
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::pane::note::editor;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::time;
use crate::console::ui::widget::width::{left, wrapped};

/// Columns of the panel.
const COLUMNS: u16 = 52;

/// Paints the fields.
pub fn draw(scene: &Scene<'_>, fields: &SignIn, area: Rect, canvas: &mut Canvas<'_>) {
    let columns = COLUMNS.min(area.width.saturating_sub(4));
    let mut above = lines(scene, &scene.say("sign-in-told"), columns, Role::Text);
    above.push(Row::new());
    let mut below = vec![Row::new()];
    let (said, role) = state(scene, fields);
    below.extend(lines(scene, &said, columns, role));
    below.push(keys(scene));
    let high = (above.len() + 2 + below.len()) as u16;
    let inside = popup::draw(scene, &scene.say("sign-in-title"), (columns, high), area, canvas);
    let rest = canvas.rows(&above, inside);
    let rest = field(scene, "sign-in-login", &fields.login, fields.field == Field::Login, rest, canvas);
    let masked = fields.password.masked();
    let rest = field(scene, "sign-in-password", &masked, fields.field == Field::Password, rest, canvas);
    canvas.rows(&below, rest);
}

fn lines(scene: &Scene<'_>, words: &str, columns: u16, role: Role) -> Vec<Row> {
    let ranges = wrapped(words, usize::from(columns));
    ranges.into_iter().map(|range| Row::of(words[range].trim_end(), scene.style(role))).collect()
}

/// What becomes of the last attempt.
fn state(scene: &Scene<'_>, fields: &SignIn) -> (String, Role) {
    if fields.asked.is_some() {
        return (scene.say("sign-in-asked"), Role::Muted);
    }
    if let Some(left) = fields.not_before.map(|at| at - scene.now).filter(|left| left.num_milliseconds() > 0) {
        let span = time::stopwatch(left);
        return (scene.say_with("sign-in-slowed", &[("span", span.into())]), Role::Warn);
    }
    match &fields.problem {
        Some(problem) => (format!("{} {}", scene.symbol(Role::Bad), scene.said(problem)), Role::Bad),
        None => (String::new(), Role::Text),
    }
}

fn field(scene: &Scene<'_>, key: &str, text: &Editor, focused: bool, area: Rect, canvas: &mut Canvas<'_>) -> Rect {
    let name = scene.columns(&["sign-in-login", "sign-in-password"], 2);
    let role = if focused { Role::Accent } else { Role::Label };
    let below = canvas.rows(&[Row::of(left(&scene.say(key), name), scene.style(role))], area);
    let indent = (name as u16).min(area.width);
    let line = Rect { x: area.x + indent, width: area.width - indent, height: area.height.min(1), ..area };
    editor(scene, text, line, focused, canvas);
    below
}

fn keys(scene: &Scene<'_>) -> Row {
    let enter = Row::of("Enter", scene.style(Role::Key))
        .text(format!(" {}   ", scene.say("sign-in-go")), scene.style(Role::KeyText));
    match scene.key(Action::FormCancel) {
        Some(key) => enter
            .text(key, scene.style(Role::Key))
            .text(format!(" {}", scene.say("sign-in-later")), scene.style(Role::KeyText)),
        None => enter,
    }
}
