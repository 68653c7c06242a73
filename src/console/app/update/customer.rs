//! An unknown caller becomes a customer (M15): one key, three fields, of which only the name is required.

use super::{form, profile, toast};
use crate::console::app::effect::{DraftId, Effect, NewCustomer, WriteId};
use crate::console::app::model::Model;
use crate::console::app::model::caller::{CallPane, CallerScreen};
use crate::console::app::model::editor::Editor;
use crate::console::app::model::form::{CustomerForm, Form};
use crate::console::app::model::profile::ProfilePane;
use crate::console::app::problem::Problem;
use crate::console::app::text::Text;
use crate::domain::customer::Customer;
use crate::domain::ids::CallId;

/// Opens the form, with what was typed before. The city is filled in from the number's home.
pub fn open(model: &mut Model) {
    let caller = model.calls.current.as_ref().filter(|pane| pane.profile_pane().is_none());
    let call = caller.map(|pane| pane.call.id.clone());
    let number = caller.and_then(|pane| pane.call.from.clone());
    let city = caller.and_then(|pane| city(pane.call.home.as_deref()?));
    let mut fields = [Editor::default(), Editor::with(city.unwrap_or_default()), Editor::default()];
    if let Some(draft) = model.drafts.get(&DraftId::Customer(call.clone())) {
        for (field, line) in fields.iter_mut().zip(draft.split('\n')) {
            *field = Editor::with(line);
        }
    }
    form::open(model, Form::Customer(CustomerForm { call, number, fields, field: 0, problem: None }));
}

/// "杭州 · 移动" → "杭州".
fn city(home: &str) -> Option<String> {
    home.split('·').next().map(|city| city.trim().to_owned())
}

/// Sends the form; a missing name is said beside it.
pub fn submit(model: &mut Model, mut form: CustomerForm, out: &mut Vec<Effect>) {
    let [name, city, obstacle] = form.fields.each_ref().map(|field| field.text().trim().to_owned());
    if name.is_empty() {
        form.field = 0;
        form.problem = Some(Text::new("form-name-missing"));
        model.form = Some(Form::Customer(form));
        return;
    }
    let filled = |text: String| Some(text).filter(|text| !text.is_empty());
    let fields = NewCustomer { name, call: form.call.clone(), city: filled(city), obstacle: filled(obstacle) };
    let write = model.next_write();
    model.outbox.customers.push((write.clone(), form.call, fields.clone()));
    out.push(Effect::CreateCustomer { write, fields });
}

/// The caller is a customer now; or the server said no, and what was typed is still there as a draft.
pub fn created(
    model: &mut Model,
    write: &WriteId,
    result: Result<Box<Customer>, Problem>,
    out: &mut Vec<Effect>,
) -> bool {
    let Some(at) = model.outbox.customers.iter().position(|(id, ..)| id == write) else { return false };
    if result.as_ref().is_err_and(Problem::is_passing) {
        return false;
    }
    let (_, call, _) = model.outbox.customers.remove(at);
    match result {
        Ok(customer) => known_now(model, call, &customer, out),
        Err(why) => toast::bad(model, Text::new("toast-customer-not-created").with("why", toast::sentence(&why))),
    }
    true
}

fn known_now(model: &mut Model, call: Option<CallId>, customer: &Customer, out: &mut Vec<Effect>) {
    toast::good(model, Text::new("toast-customer-created").with("name", customer.name.as_str()));
    form::drop_draft(model, DraftId::Customer(call.clone()), out);
    let pane = ProfilePane::new(customer.id.clone(), customer.name.clone());
    match call.and_then(|call| model.calls.get_mut(&call)) {
        Some(caller) => become_known(caller, pane),
        None => model.customer = Some(pane),
    }
    profile::fetch_missing(model, out);
}

fn become_known(caller: &mut CallPane, pane: ProfilePane) {
    caller.call.customer_id = Some(pane.customer.clone());
    caller.caller = CallerScreen::Known { pane: Box::new(pane), others: Vec::new() };
}
