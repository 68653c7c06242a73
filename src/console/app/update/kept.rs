//! Where the agent was, kept on disk beside the drafts: what was being searched, and which form was being filled in.

use super::{form, knowledge, unsent};
use crate::console::app::effect::{DraftId, Effect};
use crate::console::app::model::Model;
use crate::console::app::model::editor::Editor;
use crate::console::app::model::knowledge::Source;

/// Where the agent is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    /// What is being searched.
    search: String,
    /// The form that is being filled in; none: none is, or nothing was typed into it.
    form: Option<DraftId>,
}

/// Tells the disk where the agent is, when that has changed.
pub fn tell(model: &mut Model, out: &mut Vec<Effect>) {
    let typed = model.knowledge.typing || model.knowledge.source == Source::Typed;
    let search = if typed { model.knowledge.query.text().trim() } else { "" };
    if model.place.search != search {
        let text = search.to_owned();
        model.place.search.clone_from(&text);
        out.push(Effect::SaveDraft { draft: DraftId::Search, text });
    }
    let form = model.form.as_ref().filter(|form| !form.is_blank()).map(form::draft_of);
    if model.place.form != form {
        let text = form.as_ref().and_then(|draft| serde_json::to_string(draft).ok()).unwrap_or_default();
        model.place.form = form;
        out.push(Effect::SaveDraft { draft: DraftId::Form, text });
    }
}

/// Takes what is kept of the place out of the drafts of the last run, and goes there, unless the agent has begun something else.
pub fn return_to(model: &mut Model, search: Option<String>, form: Option<&str>, out: &mut Vec<Effect>) {
    let draft = form.and_then(|draft| serde_json::from_str::<DraftId>(draft).ok());
    // What is on disk; what is not gone back to is told from there on as left.
    model.place = Place { search: search.clone().unwrap_or_default(), form: draft.clone() };
    let busy = model.form.is_some() || model.is_typing() || !model.overlays.is_empty();
    if let Some(query) = search.filter(|_| !busy && model.knowledge.query.is_blank()) {
        model.knowledge.query = Editor::with(query);
        knowledge::typed(model, out);
    }
    if let Some(draft) = draft.filter(|draft| !busy && model.drafts.contains_key(draft)) {
        unsent::open(model, draft, out);
    }
}
