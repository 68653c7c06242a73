//! Root causes while a ticket is being solved or closed (M5): likeliest first, one digit chooses.

use ratatui::layout::Rect;

use super::note::editor;
use crate::console::app::model::form::{CloseForm, Ending};
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::width::{left, wrapped};

/// Paints the list in the answers' column.
pub fn draw(scene: &Scene<'_>, form: &CloseForm, area: Rect, canvas: &mut Canvas<'_>) {
    let key = if form.ending == Ending::Resolve { "cause-resolve" } else { "cause-close" };
    let title = scene.say_with(key, &[("number", form.number.to_string().into())]);
    let mut rows = vec![Row::of(title, scene.style(Role::HeadingFocused)), Row::new()];
    let columns = usize::from(area.width);
    rows.extend((0..form.page().len()).flat_map(|at| cause(scene, form, at, columns)));
    rows.push(more(scene, form));
    if let Some(article) = scene.model.knowledge.used_on(&form.ticket) {
        let said = scene.say_with("cause-article", &[("title", article.title.as_str().into())]);
        rows.push(Row::new());
        rows.push(Row::new().giving(said, scene.style(Role::Muted)));
    }
    rows.push(Row::new());
    rows.extend(problem(scene, form, area));
    let below = canvas.rows(&rows, area);
    let below = words(scene, form, below, canvas);
    canvas.rows(&hints(scene, form), below);
}

/// A cause on as many lines as it needs, with the department that owns it where there is room.
fn cause(scene: &Scene<'_>, form: &CloseForm, at: usize, columns: usize) -> Vec<Row> {
    let Some(id) = form.page().get(at) else { return Vec::new() };
    let selected = form.offset + at == form.cursor;
    let style = scene.style(if selected { Role::Strong } else { Role::Text });
    let ground = selected.then(|| scene.style(Role::Selection));
    let chosen = if selected && form.chosen { "> " } else { "  " };
    let name = scene.root_cause(id);
    let mut lines =
        wrapped(&name, columns.saturating_sub(5)).into_iter().map(|range| name[range].trim_end().to_owned());
    let first = Row::of(chosen, scene.style(Role::Accent))
        .text(left(&(at + 1).to_string(), 3), scene.style(Role::Key))
        .text(lines.next().unwrap_or_default(), style)
        .right_giving(scene.department(id), scene.style(Role::Muted));
    std::iter::once(first).chain(lines.map(|line| Row::of(line, style).indented(5))).map(|row| row.on(ground)).collect()
}

/// How many causes are on other pages, and the key that turns to them.
fn more(scene: &Scene<'_>, form: &CloseForm) -> Row {
    let others = form.causes.len().saturating_sub(form.page().len());
    let said = scene.say_with("more", &[("count", (others as i64).into())]);
    if others == 0 {
        return Row::new();
    }
    let last = form.offset + form.page().len() == form.causes.len();
    let key = scene.key(if last { Action::MovePageUp } else { Action::MovePageDown }).unwrap_or_default();
    Row::of(said, scene.style(Role::Muted)).text(format!("  {key}"), scene.style(Role::Key)).indented(5)
}

fn problem(scene: &Scene<'_>, form: &CloseForm, area: Rect) -> Vec<Row> {
    let Some(problem) = &form.problem else { return Vec::new() };
    let said = format!("{} {}", scene.symbol(Role::Bad), scene.said(problem));
    let lines = wrapped(&said, usize::from(area.width));
    lines.into_iter().map(|range| Row::of(said[range].trim_end(), scene.style(Role::Bad))).collect()
}

/// The explanation, where one is typed or was.
fn words(scene: &Scene<'_>, form: &CloseForm, area: Rect, canvas: &mut Canvas<'_>) -> Rect {
    if !form.typing && form.note.is_blank() {
        return area;
    }
    let below = canvas.rows(&[Row::of(scene.say("cause-note"), scene.style(Role::Label))], area);
    let height = below.height.min(4);
    editor(scene, &form.note, Rect { height, ..below }, form.typing, canvas);
    Rect { y: below.y + height, height: below.height - height, ..below }
}

fn hints(scene: &Scene<'_>, form: &CloseForm) -> Vec<Row> {
    let hint = |action: Action, key: &str| {
        let keys = scene.key(action)?;
        Some(Row::of(format!("{keys} "), scene.style(Role::Key)).text(scene.say(key), scene.style(Role::KeyText)))
    };
    let send = if form.typing { Action::FormSubmit } else { Action::Open };
    let back = if form.typing { Action::FormCancel } else { Action::Cancel };
    [hint(send, "cause-send"), hint(back, "cause-back")].into_iter().flatten().collect()
}
