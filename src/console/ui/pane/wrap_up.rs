//! A call being written up: the line that says it all, a digit for how it ended, and the time that is left.

use ratatui::layout::Rect;

use super::note::{editor, keys};
use crate::console::app::model::wrap_up::WrapUpForm;
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::time;
use crate::console::ui::widget::width::{in_lines, width, wrapped};
use crate::domain::wrap_up::Disposition;

/// Lines of the form below its title.
pub fn lines(scene: &Scene<'_>, form: &WrapUpForm, area: Rect) -> u16 {
    let dispositions = if form.live { 0 } else { choices(scene, usize::from(area.width)).len() };
    summary_lines(form, area) + dispositions as u16 + 1
}

fn summary_lines(form: &WrapUpForm, area: Rect) -> u16 {
    let lines = wrapped(form.summary.text(), usize::from(area.width).saturating_sub(3)).len() as u16;
    lines.clamp(2, 4)
}

/// Whose call, and how long it may take.
pub fn title(scene: &Scene<'_>, form: &WrapUpForm) -> String {
    let key = if form.live { "form-jot" } else { "form-wrap-up" };
    let title = scene.say_with(key, &[("name", form.who.as_str().into())]);
    match scene.model.wrap_up.left(scene.now) {
        Some(left) => {
            format!("{title} · {}", scene.say_with("wrap-up-left", &[("span", time::stopwatch(left).into())]))
        }
        None => title,
    }
}

/// Paints the form.
pub fn draw(scene: &Scene<'_>, form: &WrapUpForm, area: Rect, canvas: &mut Canvas<'_>) {
    let height = summary_lines(form, area).min(area.height);
    let words = Rect { x: area.x + 2, width: area.width.saturating_sub(2), height, ..area };
    editor(scene, &form.summary, words, form.typing, canvas);
    let mut below = Rect { y: area.y + height, height: area.height - height, ..area };
    if !form.live {
        let rows = chosen(scene, form, usize::from(area.width));
        below = canvas.rows(&rows, below);
    }
    canvas.rows(&[offered(scene, form)], below);
}

/// The key of a disposition's name.
pub fn disposition(disposition: Disposition) -> &'static str {
    match disposition {
        Disposition::Solved => "disposition-solved",
        Disposition::Ticket => "disposition-ticket",
        Disposition::Callback => "disposition-callback",
        Disposition::Informed => "disposition-informed",
        Disposition::Complaint => "disposition-complaint",
        Disposition::WrongNumber => "disposition-wrong-number",
        Disposition::Silent => "disposition-silent",
    }
}

fn named(scene: &Scene<'_>) -> Vec<String> {
    let named = |(at, one): (usize, &Disposition)| format!("{} {}", at + 1, scene.say(disposition(*one)));
    Disposition::ALL.iter().enumerate().map(named).collect()
}

fn choices(scene: &Scene<'_>, columns: usize) -> Vec<String> {
    in_lines(&named(scene), "  ", columns)
}

/// The dispositions on as many lines as they need, the chosen one in the strong colour.
fn chosen(scene: &Scene<'_>, form: &WrapUpForm, columns: usize) -> Vec<Row> {
    let all = named(scene);
    let mut rows = vec![Row::new()];
    let mut used = 0;
    for (one, name) in Disposition::ALL.into_iter().zip(all) {
        if used > 0 && used + width(&name) > columns {
            rows.push(Row::new());
            used = 0;
        }
        used += width(&name) + 2;
        let role = if form.disposition == Some(one) { Role::Selection } else { Role::Text };
        let last = rows.pop().unwrap_or_default();
        rows.push(last.text(name, scene.style(role)).text("  ", scene.style(Role::Text)));
    }
    rows
}

/// The keys; while digits choose they are those of the desk.
fn offered(scene: &Scene<'_>, form: &WrapUpForm) -> Row {
    if form.typing {
        return keys(scene);
    }
    let offers = [
        (Action::Open, "wrap-up-send"),
        (Action::FocusNext, "wrap-up-edit"),
        (Action::WrapUpLonger, "action-wrap-up-longer"),
        (Action::Cancel, "close"),
    ];
    let pairs = offers.into_iter().filter_map(|(action, text)| Some((scene.key(action)?, scene.say(text))));
    pairs.fold(Row::new(), |row, (key, does)| {
        row.text(key, scene.style(Role::Key)).text(format!(" {does}  "), scene.style(Role::KeyText))
    })
}
