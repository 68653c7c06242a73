//! Giving open promises and half-written words to a colleague at the end of a shift.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::action::Step;
use super::{overlay, toast, write};
use crate::console::app::effect::{DraftId, Effect, TicketCommand};
use crate::console::app::model::handover::{Handover, Item, takers};
use crate::console::app::model::overlay::Overlay;
use crate::console::app::model::{Lang, Model};
use crate::console::app::problem::Problem;
use crate::console::app::remote::{Remote, RequestId};
use crate::console::app::text::Text;
use crate::console::keymap::Action;
use crate::domain::agent::Agent;
use crate::domain::ids::{AgentId, TicketId, TodoId};

/// Rows that a screenful moves.
const PAGE: usize = 8;

/// Opens the card, if there is anything on it.
pub fn show(model: &mut Model, out: &mut Vec<Effect>) {
    if model.handover_items().is_empty() {
        toast::plain(model, Text::new("handover-nothing"));
        return;
    }
    let mut card = Handover { cursor: 0, kept: BTreeSet::new(), colleagues: Remote::default(), choosing: false };
    ask_colleagues(model.next_request(), model.now, &mut card, out);
    overlay::push(model, Overlay::Handover(card));
}

fn ask_colleagues(request: RequestId, now: DateTime<Utc>, card: &mut Handover, out: &mut Vec<Effect>) {
    card.colleagues.ask(request, now);
    out.push(Effect::FetchColleagues { request });
}

/// Who could take over is here.
pub fn colleagues_arrived(model: &mut Model, request: RequestId, result: Result<Vec<Agent>, Problem>) -> bool {
    let (Some(me), now) = (model.me.clone(), model.now) else { return false };
    let card = model.overlays.iter_mut().find_map(|overlay| match overlay {
        Overlay::Handover(card) => Some(card),
        _ => None,
    });
    card.is_some_and(|card| card.colleagues.settle(request, result.map(|all| takers(all, &me)), now))
}

/// An action while the card lies on top. Returns whether it was for the card.
pub fn run(model: &mut Model, action: Action, out: &mut Vec<Effect>) -> bool {
    let items = model.handover_items();
    let Some(Overlay::Handover(card)) = model.overlays.last_mut() else { return false };
    let people = card.colleagues.value().map_or(0, Vec::len);
    let rows = if card.choosing { people } else { items.len() };
    card.cursor = card.cursor.min(rows.saturating_sub(1));
    match (action, Step::of(action), action.digit()) {
        (Action::Cancel | Action::FormCancel, ..) if card.choosing => {
            card.choosing = false;
            card.cursor = 0;
        }
        (Action::HandoverToggle, ..) if !card.choosing => {
            if let Some(item) = items.get(card.cursor) {
                toggle(&mut card.kept, item);
            }
        }
        (Action::Open | Action::Confirm | Action::FormSubmit, ..) if card.choosing => {
            let at = card.cursor;
            give(model, &items, at, out);
        }
        (Action::Open | Action::Confirm | Action::FormSubmit, ..) => choose(model, &items, out),
        (_, Some(step), _) => card.cursor = step.apply(card.cursor, rows, PAGE),
        (.., Some(digit)) if card.choosing => give(model, &items, digit - 1, out),
        _ => return false,
    }
    true
}

fn toggle(kept: &mut BTreeSet<Item>, item: &Item) {
    if !kept.remove(item) {
        kept.insert(item.clone());
    }
}

/// From what to whom; those who could not be asked for before are asked for again.
fn choose(model: &mut Model, items: &[Item], out: &mut Vec<Effect>) {
    let (request, now) = (model.next_request(), model.now);
    let Some(Overlay::Handover(card)) = model.overlays.last_mut() else { return };
    if items.iter().all(|item| card.kept.contains(item)) {
        toast::plain(model, Text::new("handover-nothing-marked"));
        return;
    }
    card.choosing = true;
    card.cursor = 0;
    if card.colleagues.value().is_none() && !card.colleagues.is_loading() {
        ask_colleagues(request, now, card, out);
    }
}

/// Gives everything that is marked to the colleague in that row, through the outbox.
fn give(model: &mut Model, items: &[Item], at: usize, out: &mut Vec<Effect>) {
    let Some(Overlay::Handover(card)) = model.overlays.last() else { return };
    let Some(to) = card.colleagues.value().and_then(|people| people.get(at)).cloned() else { return };
    let given: Vec<Item> = items.iter().filter(|item| !card.kept.contains(item)).cloned().collect();
    model.overlays.pop();
    let mut count = 0_usize;
    for item in given {
        match item {
            Item::Promise(todo) => promise(model, todo, &to.id, out),
            Item::Draft(draft) => {
                if let Err(why) = draft_as_note(model, &draft, &to, out) {
                    toast::bad(model, why);
                    continue;
                }
            }
        }
        count += 1;
    }
    toast::good(model, Text::new("toast-handed-over").with("count", count).with("to", to.name.as_str()));
}

/// It leaves the lists at once.
fn promise(model: &mut Model, todo: TodoId, to: &AgentId, out: &mut Vec<Effect>) {
    let write = model.next_write();
    model.foot.ticked.insert(todo.clone());
    model.outbox.finished.push((write.clone(), todo.clone()));
    out.push(Effect::HandOverTodo { write, todo, to: to.clone() });
}

/// Half-written words become a note on their ticket, where whoever goes on reads them. What was to go to the customer stays
/// among colleagues.
fn draft_as_note(model: &mut Model, draft: &DraftId, to: &Agent, out: &mut Vec<Effect>) -> Result<(), Text> {
    let (DraftId::Note(ticket) | DraftId::Reply(ticket)) = draft else { return Ok(()) };
    let Some(words) = model.drafts.get(draft).cloned() else { return Ok(()) };
    let text = note(model.lang, matches!(draft, DraftId::Reply(_)), &to.name, &words);
    let ticket: TicketId = ticket.clone();
    write::note_unseen(model, &ticket, TicketCommand::Note { text }, out)?;
    model.drafts.remove(draft);
    write::keep_draft(model, draft, out);
    Ok(())
}

fn note(lang: Lang, is_reply: bool, to: &str, words: &str) -> String {
    match (lang, is_reply) {
        (Lang::Chinese, false) => format!("交接给{to}，备注草稿：{words}"),
        (Lang::Chinese, true) => format!("交接给{to}，未发给客户的草稿：{words}"),
        (Lang::English, false) => format!("Handed over to {to}, half-written note: {words}"),
        (Lang::English, true) => format!("Handed over to {to}, not sent to the customer yet: {words}"),
    }
}
