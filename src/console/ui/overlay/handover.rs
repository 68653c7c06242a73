//! The end of a shift: what is open on one card, then who takes it.

use ratatui::layout::Rect;

use super::popup;
use crate::console::app::effect::DraftId;
use crate::console::app::model::handover::{Handover, Item};
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::text;
use crate::console::ui::widget::width::left;
use crate::domain::agent::Agent;

/// Columns of the panel.
const COLUMNS: u16 = 84;

/// Paints the card, or the colleagues.
pub fn draw(scene: &Scene<'_>, card: &Handover, area: Rect, canvas: &mut Canvas<'_>) {
    let (title, all, keys) = if card.choosing {
        let people = card.colleagues.value().map_or(&[][..], Vec::as_slice);
        let mut rows: Vec<Row> = people.iter().enumerate().map(|(at, agent)| person(scene, agent, at)).collect();
        if let Some(why) = card.colleagues.problem().filter(|_| people.is_empty()) {
            rows.push(Row::of(scene.why(why), scene.style(Role::Bad)));
        } else if rows.is_empty() {
            let said = if card.colleagues.is_loading() { "handover-asking" } else { "handover-nobody" };
            rows.push(Row::of(scene.say(said), scene.style(Role::Muted)));
        }
        ("handover-to", rows, vec![(Action::Open, "handover-give"), (Action::Cancel, "back")])
    } else {
        let items = scene.model.handover_items();
        let rows = items.iter().map(|item| entry(scene, item, card.kept.contains(item))).collect();
        let keys =
            [(Action::Open, "handover-choose"), (Action::HandoverToggle, "handover-keep"), (Action::Cancel, "close")];
        ("handover-title", rows, keys.to_vec())
    };
    let cursor = card.cursor.min(all.len().saturating_sub(1));
    let room = usize::from(area.height.saturating_sub(7)).max(1);
    let top = (cursor + 1).saturating_sub(room);
    let here = |at: usize| (at == cursor).then(|| scene.style(Role::Selection));
    let mut rows: Vec<Row> =
        all.into_iter().enumerate().skip(top).take(room).map(|(at, row)| row.on(here(at))).collect();
    rows.push(Row::new());
    rows.push(popup::keys(scene, &keys));
    let columns = COLUMNS.min(area.width.saturating_sub(4));
    let inside = popup::draw(scene, &scene.say(title), (columns, rows.len() as u16), area, canvas);
    canvas.rows(&rows, inside);
}

fn person(scene: &Scene<'_>, agent: &Agent, at: usize) -> Row {
    let digit = if at < 9 { (at + 1).to_string() } else { String::new() };
    Row::of(left(&digit, 3), scene.style(Role::Key))
        .text(left(&agent.name, 16), scene.style(Role::Strong))
        .giving(format!("{} · {}", agent.region, agent.team), scene.style(Role::Text))
        .right(scene.say(text::presence(agent.presence.presence)), scene.style(Role::Muted))
}

/// Whether it goes, the words, and when it is due: `[x] 李经理  回电   超 2:05`.
fn entry(scene: &Scene<'_>, item: &Item, kept: bool) -> Row {
    let (mark, role) = if kept { ("[ ] ", Role::Muted) } else { ("[x] ", Role::Text) };
    let row = Row::of(mark, scene.style(Role::Key));
    match item {
        Item::Promise(id) => {
            let promises = scene.model.own_promises();
            let Some(todo) = promises.into_iter().find(|todo| todo.id == *id) else { return row };
            let late = todo.due_at < scene.now;
            row.giving(super::todo::words(todo), scene.style(role))
                .right(scene.due(todo.due_at), scene.style(if late { Role::Alert } else { Role::Muted }))
        }
        Item::Draft(draft) => {
            let (DraftId::Note(ticket) | DraftId::Reply(ticket)) = draft else { return row };
            let key = if matches!(draft, DraftId::Reply(_)) { "handover-reply" } else { "handover-note" };
            let number = scene.model.find_ticket(ticket).map(|ticket| ticket.number.to_string()).unwrap_or_default();
            let words = scene.model.drafts.get(draft).map(|words| words.replace('\n', " ")).unwrap_or_default();
            row.giving(words, scene.style(role)).right(format!("{} {number}", scene.say(key)), scene.style(Role::Muted))
        }
    }
}
