//! Every key, by layer, the one at hand first; all from the keymap, in the reader's language and by the action's name. What is
//! typed looks for a word, or for a key.

use ratatui::layout::Rect;

use super::popup;
use crate::console::app::model::editor::Editor;
use crate::console::keymap::{Action, Binding, Layer};
use crate::console::theme::Role;
use crate::console::ui::pane::note::editor;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::width::{in_lines, left};

/// Columns of one column of actions.
const COLUMN: u16 = 34;
/// Columns of their keys; as many of an action's keys are shown as fit.
const KEYS: usize = 14;

/// Paints the help, of what fits the query; `scroll` rows down.
pub fn draw(scene: &Scene<'_>, query: &Editor, scroll: usize, area: Rect, canvas: &mut Canvas<'_>) {
    let rows = rows(scene, query.text());
    let most = (area.width.saturating_sub(8) / (COLUMN + 2)).clamp(1, 3);
    let room = usize::from(area.height.saturating_sub(4)).max(1);
    let columns = rows.len().div_ceil(room).clamp(1, usize::from(most)) as u16;
    let high = room.min(rows.len().div_ceil(usize::from(columns)));
    let wide = (columns.max(2) * (COLUMN + 2)).min(area.width.saturating_sub(4));
    let whole = popup::draw(scene, &scene.say("help-title"), (wide, high as u16 + 2), area, canvas);
    let inside = search_line(scene, query, whole, canvas);
    let page = high * usize::from(columns);
    canvas.extents.overlay = rows.len().saturating_sub(page);
    let top = scroll.min(canvas.extents.overlay);
    for at in 0..columns {
        let from = top + usize::from(at) * high;
        let part = rows.get(from..(from + high).min(rows.len())).unwrap_or_default();
        let x = inside.x + at * (COLUMN + 2);
        let column = Rect { x, width: COLUMN.min(inside.right().saturating_sub(x)), height: high as u16, ..inside };
        canvas.rows(part, column.intersection(inside));
    }
    let foot = Rect { y: inside.bottom().saturating_sub(1), height: inside.height.min(1), ..inside };
    let keys = popup::keys(scene, &[(Action::FormCancel, "close")]);
    let keys = if page < rows.len() {
        keys.right(format!("{}/{}", top + page, rows.len()), scene.style(Role::Muted))
    } else {
        keys
    };
    canvas.rows(&[keys], foot);
}

/// The line that is typed in; returns what is left below it.
fn search_line(scene: &Scene<'_>, query: &Editor, area: Rect, canvas: &mut Canvas<'_>) -> Rect {
    let hint = if query.is_blank() { scene.say("help-hint") } else { String::new() };
    let row = Row::of("> ", scene.style(Role::Key)).text(hint, scene.style(Role::Muted));
    let below = canvas.rows(&[row], area);
    if !area.is_empty() {
        let line = Rect { x: area.x + area.width.min(2), width: area.width.saturating_sub(2), height: 1, ..area };
        let typed = if query.is_blank() { Rect { width: line.width.min(1), ..line } } else { line };
        editor(scene, query, typed, true, canvas);
    }
    below
}

fn rows(scene: &Scene<'_>, query: &str) -> Vec<Row> {
    let here = scene.model.layer_below();
    let mut layers = vec![here];
    layers.extend(Layer::ALL.into_iter().filter(|layer| *layer != here));
    let mut rows = Vec::new();
    for layer in layers {
        let mut bound = actions(scene.look.keymap.rows(layer));
        bound.retain(|(action, keys, desc)| fits(scene, query.trim(), *action, keys, desc.as_deref()));
        if bound.is_empty() {
            continue;
        }
        if !rows.is_empty() {
            rows.push(Row::new());
        }
        rows.push(Row::of(scene.say(&format!("layer-{layer}")), scene.style(Role::HeadingFocused)));
        rows.extend(bound.into_iter().map(|(action, keys, desc)| row(scene, action, &keys, desc.as_deref())));
    }
    rows
}

/// Each action of a layer once, with all its keys, in the order of the keymap; the digits of what is numbered are one.
fn actions(bindings: &[Binding]) -> Vec<(Action, Vec<String>, Option<String>)> {
    let mut found: Vec<(Action, Vec<String>, Option<String>)> = Vec::new();
    let whole = is_every_digit(bindings);
    for binding in bindings {
        let Some(action) = binding.run else { continue };
        if binding.is_macro() {
            found.push((action, vec![binding.keys()], binding.desc.clone()));
            continue;
        }
        if let Some(digit) = action.digit().filter(|_| whole) {
            found.extend((digit == 1).then(|| (action, vec!["1-9".to_owned()], Some("choose-digit".to_owned()))));
            continue;
        }
        match found.iter_mut().find(|(known, ..)| *known == action) {
            Some((_, keys, _)) => keys.push(binding.keys()),
            None => found.push((action, vec![binding.keys()], binding.desc.clone())),
        }
    }
    found
}

/// Whether each digit chooses what is numbered with it, and nothing else does.
fn is_every_digit(bindings: &[Binding]) -> bool {
    let choosing: Vec<_> = bindings.iter().filter(|row| row.run.is_some_and(|run| run.digit().is_some())).collect();
    choosing.len() == 9
        && choosing
            .iter()
            .all(|row| row.run.and_then(Action::digit).is_some_and(|digit| row.keys() == digit.to_string()))
}

/// Whether a row is meant: by its key ("F7", "c-s"; a single sign exactly), by its words, or by the action's name.
fn fits(scene: &Scene<'_>, query: &str, action: Action, keys: &[String], desc: Option<&str>) -> bool {
    let wanted = query.to_lowercase();
    let by_key = keys.iter().any(|key| key == query || (query.len() > 1 && key.to_lowercase().starts_with(&wanted)));
    let words = query.chars().count() > 1 || !query.is_ascii();
    let said = does(scene, action, desc).to_lowercase();
    query.is_empty() || by_key || words && (said.contains(&wanted) || action.name().contains(&wanted))
}

fn does(scene: &Scene<'_>, action: Action, desc: Option<&str>) -> String {
    match desc {
        Some(desc) if !scene.texts().has(desc) => desc.to_owned(),
        Some(desc) => scene.say(desc),
        None => scene.say(&action.text_key()),
    }
}

fn row(scene: &Scene<'_>, action: Action, keys: &[String], desc: Option<&str>) -> Row {
    let does = does(scene, action, desc);
    let keys = in_lines(keys, "  ", KEYS).into_iter().next().unwrap_or_default();
    Row::of(left(&keys, KEYS + 2), scene.style(Role::Key)).text(does, scene.style(Role::Text))
}
