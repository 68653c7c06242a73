//! What came of a contact (M15): one key, three fields. An unknown caller becomes a customer by it, and only their name is
//! required.

use serde_json::Value;

use super::{conflict, form, identity, profile, toast};
use crate::console::app::effect::{Becomes, ContactFields, DraftId, Effect, NewCustomer, WriteId};
use crate::console::app::merge::{self, Changes, changes};
use crate::console::app::model::Model;
use crate::console::app::model::caller::CallPane;
use crate::console::app::model::contact::{ContactField, ContactForm, Kind, With};
use crate::console::app::model::editor::Editor;
use crate::console::app::model::form::Form;
use crate::console::app::model::outbox::ContactWrite;
use crate::console::app::model::profile::ProfilePane;
use crate::console::app::problem::Problem;
use crate::console::app::text::Text;
use crate::domain::customer::Customer;
use crate::domain::ids::{CallId, CustomerId};
use crate::domain::moment::Unread;
use crate::domain::phone;

/// Opens the form for the customer at hand, or for a caller nobody knows yet.
pub fn open(model: &mut Model) {
    let stranger = model.customer_at_hand().is_none();
    if stranger && model.calls.current.is_some() {
        open_new(model);
        return;
    }
    let Some(customer) = model.customer_at_hand().and_then(|pane| pane.profile.value()).map(|known| &known.customer)
    else {
        toast::plain(model, Text::new("toast-no-customer"));
        return;
    };
    let draft = model.drafts.get(&DraftId::Contact(customer.id.clone())).cloned().unwrap_or_default();
    let then = ContactForm::basis(customer, &draft.split(form::FIELD_END).collect::<Vec<_>>());
    let form = ContactForm::customer(&then, model.now, model.clock);
    show(model, form);
}

/// Opens the form that makes the caller a customer. The city is filled in from the number's home.
pub fn open_new(model: &mut Model) {
    let caller = model.calls.current.as_ref().filter(|pane| pane.profile_pane().is_none());
    let call = caller.map(|pane| pane.call.id.clone());
    let number = caller.and_then(|pane| pane.call.from.clone());
    let city = caller.and_then(|pane| city(pane.call.home.as_deref()?)).unwrap_or_default();
    show(model, ContactForm::stranger(call, number, city));
}

/// Opens the same form for what was typed of a caller who has gone.
pub fn open_stranger(model: &mut Model, call: Option<CallId>) {
    let number = call.as_ref().and_then(|call| model.calls.get(call)).and_then(|pane| pane.call.from.clone());
    show(model, ContactForm::stranger(call, number, String::new()));
}

/// With what was typed before, which is unfolded where it is not among the first three.
fn show(model: &mut Model, mut form: ContactForm) {
    let draft = draft_of(&form);
    if let Some(draft) = model.drafts.get(&draft) {
        for (field, text) in form.fields.iter_mut().zip(draft.split(form::FIELD_END)) {
            field.text = Editor::with(text);
        }
        let folded = &form.fields[form.shown()..];
        form.unfolded = folded.iter().any(|field| field.becomes().is_some());
    }
    form::open(model, Form::Contact(form));
}

/// What is typed into the form is a draft of.
pub fn draft_of(form: &ContactForm) -> DraftId {
    match &form.with {
        With::Stranger { call, .. } => DraftId::Customer(call.clone()),
        With::Customer { id, .. } => DraftId::Contact(id.clone()),
    }
}

/// "杭州" of "杭州 · 移动"; a carrier or a country is no city.
fn city(home: &str) -> Option<String> {
    home.split('·').map(str::trim).find(|part| phone::is_city(part)).map(str::to_owned)
}

/// Sends the form; what is missing or not understood is said beside it.
pub fn submit(model: &mut Model, form: ContactForm, out: &mut Vec<Effect>) {
    let sent = match &form.with {
        With::Stranger { call, .. } => create(model, &form, call.clone(), out),
        With::Customer { id, version, .. } => save(model, &form, id.clone(), *version, out),
    };
    if let Err((kind, problem)) = sent {
        let at = form.fields.iter().position(|field| field.kind == kind).unwrap_or(0);
        model.form = Some(Form::Contact(ContactForm { field: at, problem: Some(problem), ..form }));
    }
}

fn create(
    model: &mut Model,
    form: &ContactForm,
    call: Option<CallId>,
    out: &mut Vec<Effect>,
) -> Result<(), (Kind, Text)> {
    let name = form.filled(Kind::Name).ok_or_else(|| (Kind::Name, Text::new("form-name-missing")))?;
    let next_contact_at =
        form.next_contact(model.now, model.clock).map_err(|why| (Kind::NextContact, unread(model, why)))?;
    let fields = NewCustomer {
        name,
        call: call.clone(),
        next_contact_at,
        obstacle: form.filled(Kind::Obstacle),
        stage: form.filled(Kind::Stage),
        city: form.filled(Kind::City),
    };
    let write = model.next_write();
    model.outbox.customers.push((write.clone(), call, fields.clone()));
    out.push(Effect::CreateCustomer { write, fields });
    Ok(())
}

fn save(
    model: &mut Model,
    form: &ContactForm,
    customer: CustomerId,
    version: u64,
    out: &mut Vec<Effect>,
) -> Result<(), (Kind, Text)> {
    let becomes = |kind| form.field(kind).and_then(ContactField::becomes);
    let next_contact_at = match becomes(Kind::NextContact) {
        None => None,
        Some(_) => match form.next_contact(model.now, model.clock) {
            Ok(at) => Some(at.map_or(Becomes::Nothing, Becomes::To)),
            Err(why) => return Err((Kind::NextContact, unread(model, why))),
        },
    };
    let fields = ContactFields {
        next_contact_at,
        stage: becomes(Kind::Stage),
        obstacle: becomes(Kind::Obstacle),
        city: becomes(Kind::City),
    };
    let With::Customer { before, .. } = &form.with else { return Ok(()) };
    let named = fields.named();
    let changes = changes(&before.iter().filter(|(name, _)| named.contains_key(*name)).map(owned).collect(), &named);
    if changes.is_empty() {
        return Err((Kind::NextContact, Text::new("contact-unchanged")));
    }
    let before = model.outbox.contacts.iter().filter(|write| write.customer == customer);
    let changes = before.fold(changes, |changes, own| merge::behind(changes, &own.changes));
    send(model, customer, Some(version), changes, out);
    Ok(())
}

fn owned((name, value): (&String, &Value)) -> (String, Value) {
    (name.clone(), value.clone())
}

/// Gives changes of a customer on their way, made on that version of them.
pub fn send(model: &mut Model, customer: CustomerId, version: Option<u64>, changes: Changes, out: &mut Vec<Effect>) {
    let (id, fields) = (model.next_write(), ContactFields::of(&changes));
    let write = ContactWrite { id: id.clone(), customer: customer.clone(), changes: changes.clone() };
    model.outbox.contacts.push(write);
    out.push(Effect::SaveContact { write: id, customer, version, fields, changes });
}

/// Whether more is being typed, or is on its way, than what has just landed.
fn is_edited(model: &Model, id: &CustomerId) -> bool {
    let with = |form: &ContactForm| matches!(&form.with, With::Customer { id: known, .. } if known == id);
    let open = matches!(&model.form, Some(Form::Contact(form)) if with(form));
    open || model.outbox.contacts.iter().any(|write| write.customer == *id)
}

/// Why a time could not be read, and how it can be said.
pub fn unread(model: &Model, why: Unread) -> Text {
    match why {
        Unread::Unclear { words } => Text::new("when-unclear").with("words", words),
        Unread::Impossible => Text::new("when-impossible"),
        Unread::NoHour => Text::new("when-no-hour"),
        Unread::Past { at } => Text::new("when-past").with("when", model.clock.when(at)),
        Unread::Far { at } => Text::new("when-far").with("when", model.clock.when(at)),
    }
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
    identity::know(caller, pane);
}

/// The contact is saved; or the server said no, and what was typed is still there as a draft.
pub fn saved(
    model: &mut Model,
    write: &WriteId,
    result: Result<Box<Customer>, Problem>,
    out: &mut Vec<Effect>,
) -> bool {
    let Some(at) = model.outbox.contacts.iter().position(|sent| sent.id == *write) else { return false };
    if result.as_ref().is_err_and(Problem::is_passing) {
        return false;
    }
    let sent = model.outbox.contacts.remove(at);
    match result {
        Ok(customer) => {
            toast::good(model, Text::new("toast-contact-saved").with("name", customer.name.as_str()));
            if !is_edited(model, &sent.customer) {
                form::drop_draft(model, DraftId::Contact(sent.customer), out);
            }
            profile::take_customer(model, &customer);
        }
        Err(why) => match why.current_record() {
            Some(current) => conflict::on_contact(model, &sent, &current, out),
            None => toast::bad(model, Text::new("toast-contact-not-saved").with("why", toast::sentence(&why))),
        },
    }
    true
}
