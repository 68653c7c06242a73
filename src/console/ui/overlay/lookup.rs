//! A customer, found by what they say of themselves: the line that is typed in, and who fits.

use ratatui::layout::Rect;

use super::popup;
use crate::console::app::model::lookup::{Lookup, ROWS};
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::pane::caller_profile::labelled;
use crate::console::ui::pane::note::editor;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::text;
use crate::console::ui::widget::width::{left, wrapped};
use crate::domain::customer::Customer;
use crate::domain::phone;

/// Columns of the panel.
const COLUMNS: u16 = 64;

/// Paints the search.
pub fn draw(scene: &Scene<'_>, lookup: &Lookup, area: Rect, canvas: &mut Canvas<'_>) {
    let columns = COLUMNS.min(area.width.saturating_sub(4));
    let title = match lookup.call {
        Some(_) => "lookup-caller",
        None => "lookup-customer",
    };
    let kept = keep_line(scene, lookup);
    let high = 2 + ROWS as u16 * 2 + u16::from(kept.is_some()) + 2;
    let high = high.min(area.height.saturating_sub(2));
    let inside = popup::draw(scene, &scene.say(title), (columns, high), area, canvas);
    let line = Rect { x: inside.x + 2.min(inside.width), width: inside.width.saturating_sub(2), height: 1, ..inside };
    let below = canvas.rows(&[Row::of("> ", scene.style(Role::Key)), Row::new()], inside);
    editor(scene, &lookup.query, line, !lookup.choosing, canvas);
    let foot: Vec<Row> = kept.into_iter().chain([keys(scene, lookup)]).collect();
    let foot_lines = (foot.len() as u16).min(below.height);
    let list = Rect { height: below.height - foot_lines, ..below };
    canvas.rows(&body(scene, lookup, usize::from(columns)), list);
    canvas.rows(&foot, Rect { y: list.bottom(), height: foot_lines, ..below });
}

fn body(scene: &Scene<'_>, lookup: &Lookup, columns: usize) -> Vec<Row> {
    let sentence = |key: &str| {
        let words = scene.say(key);
        let lines = wrapped(&words, columns);
        lines.into_iter().map(|range| Row::of(words[range].trim_end(), scene.style(Role::Muted))).collect::<Vec<_>>()
    };
    if lookup.found.problem().is_some() {
        return vec![scene.missing(false, lookup.found.problem())];
    }
    if lookup.query.is_blank() {
        return sentence("lookup-hint");
    }
    if lookup.rows().is_empty() {
        return if lookup.is_settled() { sentence("lookup-nobody") } else { vec![scene.missing(true, None)] };
    }
    lookup.rows().iter().enumerate().flat_map(|(at, found)| customer(scene, lookup, at, found)).collect()
}

fn customer(scene: &Scene<'_>, lookup: &Lookup, at: usize, found: &Customer) -> [Row; 2] {
    let ground = (at == lookup.cursor).then(|| scene.style(Role::Selection));
    let digit = if lookup.choosing { (at + 1).to_string() } else { String::new() };
    let mut name = Row::of(left(&digit, 3), scene.style(Role::Key)).text(&found.name, scene.style(Role::Strong));
    for more in [&found.company, &found.city].into_iter().flatten() {
        name = name.giving(format!("  {more}"), scene.style(Role::Text));
    }
    let numbers: Vec<String> = found.phones.iter().take(3).map(|number| labelled(scene, number)).collect();
    let numbers = Row::new().giving(numbers.join(" · "), scene.style(Role::Muted)).indented(3);
    [name.right(scene.say(text::tier(found.tier)), scene.style(Role::Muted)).on(ground), numbers.on(ground)]
}

/// Whether the caller's number is kept as theirs, where there is one to keep.
fn keep_line(scene: &Scene<'_>, lookup: &Lookup) -> Option<Row> {
    let number = phone::domestic(lookup.number.as_deref()?, scene.look.home);
    let sign = if lookup.keeps_number { "[x] " } else { "[ ] " };
    let role = if lookup.keeps_number { Role::Accent } else { Role::Text };
    let words = scene.say_with("lookup-keep", &[("number", number.into())]);
    let key = scene.key(if lookup.choosing { Action::FocusNext } else { Action::FormNext }).unwrap_or_default();
    Some(Row::of(format!("{sign}{words}"), scene.style(role)).right(key, scene.style(Role::Key)))
}

fn keys(scene: &Scene<'_>, lookup: &Lookup) -> Row {
    let back = if lookup.choosing { Action::Cancel } else { Action::FormCancel };
    let mut offered = Vec::new();
    if lookup.choosing {
        offered.push((Action::Choose1, "choose-customer"));
        offered.push((Action::Open, "choose-customer"));
    }
    if lookup.call.is_some() && !lookup.query.is_blank() && lookup.is_settled() && lookup.rows().is_empty() {
        offered.push((Action::CustomerCreate, "several-none"));
    }
    offered.push((back, "action-cancel"));
    let row = popup::keys(scene, &offered[usize::from(lookup.choosing)..]);
    if lookup.choosing {
        let range = if lookup.rows().len() > 1 { format!("1-{}", lookup.rows().len()) } else { "1".to_owned() };
        return Row::of(range, scene.style(Role::Key)).text(" ", scene.style(Role::Text)).then(row);
    }
    if lookup.rows().is_empty() {
        return row;
    }
    Row::of("Enter", scene.style(Role::Key))
        .text(format!(" {}   ", scene.say("choose-customer")), scene.style(Role::KeyText))
        .then(row)
}
