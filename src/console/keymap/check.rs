//! What is wrong with keymap rows that can each be read: rows that hide each other, keys that terminals do not send, and
//! main jobs left without a key.

use std::sync::Arc;

use super::action::Action;
use super::binding::{Binding, List};
use super::key::{Key, KeyCode};
use super::layer::Layer;
use super::map::Keymap;
use crate::console::user_file::{Finding, Place};

/// Without a key for these nobody can work, or get out.
const ESSENTIAL: [Action; 6] =
    [Action::AppQuit, Action::HelpShow, Action::Cancel, Action::CallAnswer, Action::CallHangUp, Action::FormSubmit];

/// Drops the rows of `file` that cannot work, each with a finding; `rows` are those of one layer in the order they are
/// tried, inherited ones among them.
pub fn rows(file: &str, layer: Layer, rows: Vec<Binding>, findings: &mut Vec<Finding>) -> Vec<Binding> {
    let mut kept: Vec<Binding> = Vec::with_capacity(rows.len());
    for row in rows {
        if row.place.file.as_ref() != file {
            kept.push(row);
            continue;
        }
        let earlier = kept.iter().find(|earlier| hides(earlier, &row));
        let wrong = unsendable(&row)
            .or_else(|| printable(layer, &row))
            .or_else(|| never(&row))
            .or_else(|| earlier.map(|earlier| hidden(earlier, &row)));
        match wrong {
            Some(said) => findings.push(Finding { place: row.place, said }),
            None => kept.push(row),
        }
    }
    let own = kept.iter().filter(|row| row.list == List::Prepend && row.place.file.as_ref() == file);
    findings.extend(own.filter_map(|row| hides_a_chord(row, &kept)));
    kept
}

/// One finding for each main job that is left without a key.
pub fn essentials(name: &str, keymap: &Keymap) -> Vec<Finding> {
    let file: Arc<str> = name.into();
    let bound =
        |action: Action| Layer::ALL.into_iter().flat_map(|layer| keymap.rows(layer)).any(|row| row.run == Some(action));
    let missing = ESSENTIAL.into_iter().filter(|action| !bound(*action));
    let said = |action| format!("no key is left for '{action}': bind one, or inherit \"default\"");
    missing.map(|action| Finding { place: Place { file: file.clone(), at: None }, said: said(action) }).collect()
}

/// Why a list of actions cannot be a macro: a root cause is a person's choice, every time.
pub fn of_macro(actions: &[Action]) -> Option<String> {
    let asks = |action: &Action| matches!(action, Action::TicketClose | Action::TicketResolve);
    let sends = |action: &Action| matches!(action, Action::Open | Action::Confirm | Action::FormSubmit);
    let chooses = |action: &Action| action.digit().is_some();
    let after = actions.iter().position(asks).map_or(&[][..], |at| &actions[at + 1..]);
    let answers = after.iter().find(|action| sends(action) || chooses(action));
    let picks = actions.iter().position(chooses).and_then(|at| actions[at + 1..].iter().find(|action| sends(action)));
    let wrong = answers.or(picks)?;
    Some(format!("'{wrong}' would choose a root cause by itself: a macro may ask for it, the answer is yours"))
}

fn hides(earlier: &Binding, row: &Binding) -> bool {
    let meant = earlier.place.file != row.place.file && row.list != List::Append;
    !meant && earlier.conflicts(row) && earlier.when.overlaps(&row.when)
}

/// Why `row` cannot be reached, given that `earlier` decides before it.
fn hidden(earlier: &Binding, row: &Binding) -> String {
    let (keys, place) = (row.keys(), &earlier.place);
    let does = earlier.run.map_or("noop", Action::name);
    if earlier.on.len() < row.on.len() {
        format!("'{keys}' cannot be typed: '{}' already does {does} ({place})", earlier.keys())
    } else if earlier.on.len() > row.on.len() {
        format!("'{keys}' never comes about: it begins '{}', which does {does} ({place})", earlier.keys())
    } else if earlier.place.file == row.place.file {
        format!("'{keys}' is bound twice: it already does {does} ({place})")
    } else {
        format!("'{keys}' already does {does} ({place}): move the row to prepend to replace it")
    }
}

/// A row of the user's over an inherited chord: allowed, but worth saying.
fn hides_a_chord(row: &Binding, all: &[Binding]) -> Option<Finding> {
    row.run?;
    let inherited = |other: &&Binding| other.place.file != row.place.file && other.on.len() != row.on.len();
    let covered = |other: &&Binding| row.conflicts(other) && row.when.overlaps(&other.when);
    let hidden = all.iter().filter(inherited).find(covered)?;
    let said = format!(
        "'{}' hides '{}', which does {} ({})",
        row.keys(),
        hidden.keys(),
        hidden.run.map_or("noop", Action::name),
        hidden.place
    );
    Some(Finding { place: row.place.clone(), said })
}

fn printable(layer: Layer, row: &Binding) -> Option<String> {
    let first = row.on.first().filter(|key| layer == Layer::Form && key.typed().is_some())?;
    Some(format!("'{first}' cannot be bound in [form]: there it is text; use Ctrl, Alt or a function key"))
}

fn unsendable(row: &Binding) -> Option<String> {
    let said =
        |key: &Key| Some(format!("'{key}' arrives as {} in most terminals: bind another key", arrives_as(*key)?));
    row.on.iter().find_map(said)
}

/// What a terminal sends for keys that the bytes of a VT100 cannot tell apart.
fn arrives_as(key: Key) -> Option<&'static str> {
    match (key.code, key.ctrl, key.shift) {
        (KeyCode::Char('i') | KeyCode::Tab, true, _) => Some("Tab"),
        (KeyCode::Char('m' | 'j') | KeyCode::Enter, true, _) | (KeyCode::Enter, _, true) => Some("Enter"),
        (KeyCode::Char('[') | KeyCode::Esc, true, _) | (KeyCode::Esc, _, true) => Some("Esc"),
        (KeyCode::Char('h') | KeyCode::Backspace, true, _) | (KeyCode::Backspace, _, true) => Some("Backspace"),
        (KeyCode::Char(' ' | '@' | '\\' | ']' | '^' | '_' | '/' | '?'), true, _) => None,
        (KeyCode::Char(sign), true, _) if !sign.is_ascii_lowercase() => Some("another key, or not at all,"),
        _ => None,
    }
}

/// A condition that contradicts itself.
fn never(row: &Binding) -> Option<String> {
    (!row.when.holds_beside(&[])).then(|| format!("'{}' never holds: '{}' would do nothing", row.when, row.keys()))
}
