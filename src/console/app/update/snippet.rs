//! Canned texts: put in by their prefix, or chosen from a list; gaps take what is at hand.

use super::{form, overlay, toast};
use crate::console::app::effect::Effect;
use crate::console::app::model::Model;
use crate::console::app::model::editor::Editor;
use crate::console::app::model::form::Form;
use crate::console::app::model::overlay::Overlay;
use crate::console::app::text::Text;
use crate::console::snippet::{Gap, Snippet, open_gap, prefix_before};
use crate::domain::order::{Order, parcel_in_question};

/// Puts a canned text in place of the prefix before the cursor. Returns whether there is one.
pub fn expand(model: &mut Model, out: &mut Vec<Effect>) -> bool {
    let Some(form) = model.form.as_ref().filter(|form| form::takes_lines(form)) else { return false };
    let Some(field) = form.editor() else { return false };
    let before = &field.text()[..field.cursor()];
    let Some((start, prefix)) = prefix_before(before) else { return false };
    let Some(snippet) = model.snippets.get(prefix).cloned() else {
        let said = Text::new("toast-no-snippet").with("prefix", prefix);
        toast::plain(model, said);
        return true;
    };
    let text = filled(model, &snippet);
    if let Some(field) = model.form.as_mut().and_then(Form::editor_mut) {
        field.replace_before(start, &text);
        form::save_draft(model, out);
    }
    warn_of_gap(model, &text);
    true
}

/// Opens the list.
pub fn choose(model: &mut Model) {
    overlay::ask_now(model, Overlay::Snippets { query: Editor::default(), cursor: 0 });
}

/// Puts the chosen text where something is written, else into a note on the ticket at hand.
pub fn chosen(model: &mut Model, query: &str, cursor: usize, out: &mut Vec<Effect>) {
    let Some(snippet) = model.snippets.search(query).get(cursor).map(|snippet| (*snippet).clone()) else { return };
    if !model.form.as_ref().is_some_and(form::takes_lines) {
        let Some(ticket) = model.ticket_at_hand() else {
            toast::plain(model, Text::new("toast-no-ticket"));
            return;
        };
        form::open_note(model, &ticket, out);
    }
    let text = filled(model, &snippet);
    form::type_text(model, &text, out);
    warn_of_gap(model, &text);
}

fn warn_of_gap(model: &mut Model, text: &str) {
    if let Some(gap) = open_gap(text) {
        toast::plain(model, Text::new("toast-open-gap").with("gap", format!("{{{}}}", gap.name())));
    }
}

fn filled(model: &Model, snippet: &Snippet) -> String {
    snippet.filled(|gap| known(model, gap))
}

fn known(model: &Model, gap: Gap) -> Option<String> {
    let ticket = model.form.as_ref().and_then(Form::ticket).cloned().or_else(|| model.ticket_at_hand());
    let ticket = ticket.and_then(|id| model.find_ticket(&id));
    match gap {
        Gap::Agent => model.me.as_ref().map(|me| me.name.clone()),
        Gap::Ticket => ticket.map(|ticket| ticket.number.to_string()),
        Gap::Customer => {
            ticket.map(|ticket| ticket.customer.name).or_else(|| model.customer_at_hand().map(|pane| pane.name.clone()))
        }
        Gap::Order => order(model).map(|order| order.number.clone()),
        Gap::Waybill => order(model)?.shipment.as_ref().map(|shipment| shipment.tracking_number.clone()),
    }
}

/// The order the customer most probably writes about: whose parcel is in question, else the newest.
fn order(model: &Model) -> Option<&Order> {
    let orders = &model.customer_at_hand()?.profile.value()?.orders;
    parcel_in_question(orders, model.now).or_else(|| orders.first())
}
