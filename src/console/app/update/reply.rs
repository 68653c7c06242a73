//! Messages to the customer: written apart from notes, held back for ten seconds, and not sent past a customer who has
//! written again meanwhile.

use chrono::{DateTime, TimeDelta, Utc};

use super::form::{self, drafted, show};
use super::{toast, write};
use crate::console::app::effect::{DraftId, Effect, TicketCommand};
use crate::console::app::model::Model;
use crate::console::app::model::form::Form;
use crate::console::app::model::profile::ProfilePane;
use crate::console::app::model::reply::{Outgoing, ReplyForm};
use crate::console::app::text::Text;
use crate::console::snippet::open_gap;
use crate::domain::ids::{CustomerId, TicketId};
use crate::domain::interaction::Interaction;
use crate::domain::profile::Profile;
use crate::domain::reply;
use crate::domain::ticket::lifecycle::decide;

/// How long a message can be called back.
const HELD_BACK: TimeDelta = TimeDelta::seconds(10);

/// Opens a message to the customer of a ticket, with its draft or the text of one that did not leave.
pub fn open(model: &mut Model, id: &TicketId, out: &mut Vec<Effect>) {
    if matches!(&model.form, Some(Form::Reply(form)) if form.ticket == *id) {
        return;
    }
    let Some(shown) = show(model, id, out) else { return };
    if let Some(at) = model.outgoing.iter().position(|message| message.ticket == *id) {
        model.outgoing.remove(at);
    }
    let text = drafted(model, &DraftId::Reply(id.clone()));
    let profile = profile_of(model, &shown.customer.id);
    let form = ReplyForm {
        ticket: shown.id,
        number: shown.number,
        customer: shown.customer.id.clone(),
        name: shown.customer.name,
        channels: profile.map(|profile| reply::channels(&profile.interactions, &profile.customer)).unwrap_or_default(),
        way: 0,
        text,
        seen_at: profile.map(|_| model.now),
        newer: None,
        problem: None,
    };
    form::open(model, Form::Reply(Box::new(form)));
}

fn profile_of<'a>(model: &'a Model, customer: &CustomerId) -> Option<&'a Profile> {
    let mut panes = super::clock::panes(model).filter(|pane: &&ProfilePane| pane.customer == *customer);
    panes.find_map(|pane| pane.profile.value()).map(AsRef::as_ref)
}

/// Sends it: it leaves after ten seconds. What the customer wrote meanwhile is shown first; sent again, it is seen.
pub fn submit(model: &mut Model, mut form: Box<ReplyForm>, out: &mut Vec<Effect>) {
    if let Some(newer) = form.newer.take() {
        form.seen_at = Some(model.now);
        form.problem = Some(Text::new("reply-newer").with("words", newer));
        model.form = Some(Form::Reply(form));
        return;
    }
    let command = TicketCommand::Reply { text: String::new(), channel: form.channel(), seen_at: None };
    if let Some(why) = refused(model, &form, &command) {
        form.problem = Some(why);
        model.form = Some(Form::Reply(form));
        return;
    }
    form::keep(model, &Form::Reply(form.clone()), out);
    model.outgoing.push(Outgoing {
        channel: form.channel(),
        text: form.text.text().trim().to_owned(),
        ticket: form.ticket,
        customer: form.customer,
        name: form.name,
        seen_at: form.seen_at,
        leaves_at: model.now + HELD_BACK,
        held: None,
    });
}

/// Why the rules would not let it go; better said now than in ten seconds.
fn refused(model: &Model, form: &ReplyForm, command: &TicketCommand) -> Option<Text> {
    if form.text.is_blank() {
        return Some(Text::new("refusal-empty"));
    }
    if let Some(gap) = open_gap(form.text.text()) {
        return Some(Text::new("reply-open-gap").with("gap", format!("{{{}}}", gap.name())));
    }
    let (ticket, me) = (model.find_ticket(&form.ticket)?, model.me.as_ref()?);
    decide(&ticket, &command.rule(), &me.reference(), me.role, model.now, &model.root_causes)
        .err()
        .map(|why| super::refusal::text(&why))
}

/// Calls the newest message back into its form.
pub fn undo(model: &mut Model, out: &mut Vec<Effect>) {
    match model.outgoing.last().map(|message| message.ticket.clone()) {
        Some(ticket) => open(model, &ticket, out),
        None => toast::plain(model, Text::new("toast-nothing-to-call-back")),
    }
}

/// When the next message leaves, UTC.
pub fn next_leave(model: &Model) -> Option<DateTime<Utc>> {
    model.outgoing.iter().filter(|message| message.held.is_none()).map(|message| message.leaves_at).min()
}

/// Lets go what was held back long enough. What the rules refuse by now stays as a draft, and that is said.
pub fn pass(model: &mut Model, out: &mut Vec<Effect>) {
    let now = model.now;
    let leaves = |message: &Outgoing| message.held.is_none() && message.leaves_at <= now;
    let (leaving, staying) = std::mem::take(&mut model.outgoing).into_iter().partition(leaves);
    model.outgoing = staying;
    let leaving: Vec<Outgoing> = leaving;
    for Outgoing { ticket, text, channel, seen_at, .. } in leaving {
        match write::command(model, &ticket, TicketCommand::Reply { text, channel, seen_at }, out) {
            Ok(()) => form::drop_draft(model, DraftId::Reply(ticket), out),
            Err(why) => toast::bad(model, Text::new("toast-reply-stays").with("why", why)),
        }
    }
}

/// The customer wrote something: no message to them leaves before the agent has seen it.
pub fn heard(model: &mut Model, contact: &Interaction) {
    if !reply::is_message(contact) {
        return;
    }
    let words = || Some(contact.summary.clone());
    if let Some(Form::Reply(form)) = &mut model.form
        && form.customer == contact.customer_id
    {
        form.newer = words();
    }
    for message in model.outgoing.iter_mut().filter(|message| message.customer == contact.customer_id) {
        message.held = words();
    }
}
