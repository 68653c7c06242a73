//! Phrasings that wait for a lead (M3): one key makes the customer's words part of the answer, another takes them off the list.

use super::action::Step;
use super::{knowledge, overlay, toast};
use crate::console::app::effect::{Effect, WriteId};
use crate::console::app::model::Model;
use crate::console::app::model::overlay::Overlay;
use crate::console::app::model::phrasing::PhrasingList;
use crate::console::app::problem::Problem;
use crate::console::app::remote::RequestId;
use crate::console::app::text::Text;
use crate::console::keymap::Action;
use crate::domain::agent::Actor;
use crate::domain::permission;
use crate::domain::phrasing::PhrasingCase;

/// Rows that a screenful moves.
const PAGE: usize = 8;

/// Whether this desk decides on them.
pub fn may_decide(model: &Model) -> bool {
    model.me.as_ref().is_some_and(|me| permission::leads(me.role))
}

/// Opens the list; agents are told whose it is.
pub fn open(model: &mut Model, out: &mut Vec<Effect>) {
    if !may_decide(model) {
        toast::plain(model, Text::new("toast-leads-only"));
        return;
    }
    overlay::push(model, Overlay::Phrasings(PhrasingList::default()));
    refresh(model, out);
}

fn list(model: &mut Model) -> Option<&mut PhrasingList> {
    model.overlays.iter_mut().rev().find_map(|overlay| match overlay {
        Overlay::Phrasings(list) => Some(list),
        _ => None,
    })
}

/// Asks for the list anew, if it is open. Returns whether it is.
pub fn refresh(model: &mut Model, out: &mut Vec<Effect>) -> bool {
    let (request, now) = (model.next_request(), model.now);
    let Some(list) = list(model) else { return false };
    list.rows.ask(request, now);
    out.push(Effect::FetchPhrasings { request });
    true
}

/// An answer changed; leads hear of it when the server took a phrasing out by itself.
pub fn article_changed(model: &mut Model, by: &Actor, out: &mut Vec<Effect>) -> bool {
    let by_itself = matches!(by, Actor::System { name } if name == "knowledge");
    if by_itself && may_decide(model) {
        toast::plain(model, Text::new("toast-demoted"));
    }
    knowledge::search_again(model, out);
    refresh(model, out) || by_itself
}

/// The list is here. Returns whether it is still asked for.
pub fn arrived(model: &mut Model, request: RequestId, result: Result<Vec<PhrasingCase>, Problem>) -> bool {
    let now = model.now;
    let Some(list) = list(model) else { return false };
    let taken = list.rows.settle(request, result, now);
    list.cursor = list.cursor.min(list.rows.value().map_or(0, Vec::len).saturating_sub(1));
    taken
}

/// An action while the list lies on top. Returns whether it was for the list.
pub fn run(model: &mut Model, action: Action, out: &mut Vec<Effect>) -> bool {
    let Some(Overlay::Phrasings(list)) = model.overlays.last_mut() else { return false };
    match (action, Step::of(action)) {
        (Action::Open | Action::Confirm, _) => decide(model, true, out),
        (Action::KnowledgeDecline, _) => decide(model, false, out),
        (_, Some(step)) => list.cursor = step.apply(list.cursor, list.rows.value().map_or(0, Vec::len), PAGE),
        _ => return false,
    }
    true
}

/// The row leaves the list at once.
fn decide(model: &mut Model, accept: bool, out: &mut Vec<Effect>) {
    let write = model.next_write();
    let Some(Overlay::Phrasings(list)) = model.overlays.last_mut() else { return };
    let Some(PhrasingCase { article_id, phrasing, .. }) = list.selected().cloned() else { return };
    let at = list.cursor;
    if let Some(rows) = list.rows.value_mut() {
        rows.remove(at);
        list.cursor = at.min(rows.len().saturating_sub(1));
    }
    let said = if accept { "toast-phrasing-accepted" } else { "toast-phrasing-declined" };
    toast::good(model, Text::new(said).with("phrasing", phrasing.as_str()));
    out.push(Effect::DecidePhrasing { write, article: article_id, phrasing, accept });
}

/// The server's word on a decision; what it did not take stands in the list again.
pub fn decided(model: &mut Model, _write: &WriteId, result: Result<(), Problem>, out: &mut Vec<Effect>) -> bool {
    match result {
        Err(why) if !why.is_passing() => {
            toast::bad(model, Text::new("toast-not-done").with("why", toast::sentence(&why)));
            refresh(model, out);
            true
        }
        _ => false,
    }
}
