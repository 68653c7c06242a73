//! Own writes: on screen at once, marked until confirmed; what is refused comes back with its text intact.

use super::{conflict, fuse, queue, refusal, ticket, toast};
use crate::console::app::effect::{DraftId, Effect, TicketCommand, WriteId};
use crate::console::app::merge::{self, Changes, changes, merge};
use crate::console::app::model::form::Form;
use crate::console::app::model::optimistic::Optimistic;
use crate::console::app::model::outbox::{Write, WriteState};
use crate::console::app::model::patch::fields_of;
use crate::console::app::model::{Model, Pane};
use crate::console::app::problem::Problem;
use crate::console::app::text::Text;
use crate::domain::agent::Actor;
use crate::domain::ids::TicketId;
use crate::domain::ticket::Ticket;
use crate::domain::ticket::lifecycle::{apply, decide};

/// Gives a command on its way and shows its outcome at once. What the rules refuse here is not sent: `Err` says why.
pub fn command(model: &mut Model, id: &TicketId, command: TicketCommand, out: &mut Vec<Effect>) -> Result<(), Text> {
    command_on(model, id, command, Basis::Shown, out)
}

/// What a command was decided on.
pub enum Basis {
    /// The ticket as it is shown now.
    Shown,
    /// The ticket as it was when its form was opened.
    Opened(Box<Ticket>),
    /// That version, of which it changes this.
    Made(u64, Changes),
}

/// The same for one that may have been decided on an older version. What others did meanwhile and does not touch it is no
/// matter; else the server's answer brings both versions up.
pub fn command_on(
    model: &mut Model,
    id: &TicketId,
    command: TicketCommand,
    basis: Basis,
    out: &mut Vec<Effect>,
) -> Result<(), Text> {
    let Some(shown) = model.find_ticket(id) else { return Err(Text::new("refusal-ticket-unknown")) };
    let Some(me) = &model.me else { return Err(Text::new("refusal-signed-out")) };
    if let Err(why) = decide(&shown, &command.rule(), &me.reference(), me.role, model.now, &model.root_causes) {
        return Err(refusal::text(&why));
    }
    let by = Some(me.reference());
    let fits_any = fits_any(&command);
    let behind = model.outbox.pending(&shown.id).next().is_some();
    let (id, at, state) = (model.next_write(), model.now, WriteState::Pending);
    let (ticket, changes) = (shown.id.clone(), Changes::new());
    let mut write = Write { id, ticket, version: None, command, changes, behind, by, at, state };
    if !fits_any {
        let (version, changes) = match basis {
            Basis::Shown => (shown.version, changed_by(model, &shown, &write)),
            Basis::Opened(ticket) => (ticket.version, changed_by(model, &ticket, &write)),
            Basis::Made(version, changes) => (version, changes),
        };
        let changes =
            model.outbox.pending(&shown.id).fold(changes, |changes, own| merge::behind(changes, &own.changes));
        let untouched = merge(&changes, &fields_of(&shown)).open.is_empty();
        let version = if untouched { shown.version.max(version) } else { version };
        write = Write { version: Some(version), changes, ..write };
    }
    send(&write, out);
    model.outbox.commands.push(write);
    reapply(model, &shown.id);
    Ok(())
}

/// A note on a ticket that need not be at hand: then only the server judges it.
pub fn note_unseen(model: &mut Model, id: &TicketId, note: TicketCommand, out: &mut Vec<Effect>) -> Result<(), Text> {
    if model.find_ticket(id).is_some() {
        return command(model, id, note, out);
    }
    let by = model.me.as_ref().map(crate::domain::agent::Agent::reference);
    let behind = model.outbox.pending(id).next().is_some();
    let (write, at, state) = (model.next_write(), model.now, WriteState::Pending);
    let (ticket, changes) = (id.clone(), Changes::new());
    let write = Write { id: write, ticket, version: None, command: note, changes, behind, by, at, state };
    send(&write, out);
    model.outbox.commands.push(write);
    Ok(())
}

fn send(write: &Write, out: &mut Vec<Effect>) {
    out.push(Effect::Command {
        write: write.id.clone(),
        ticket: write.ticket.clone(),
        version: write.version,
        command: write.command.clone(),
        changes: write.changes.clone(),
    });
}

/// What a write makes of a ticket.
fn changed_by(model: &Model, shown: &Ticket, write: &Write) -> Changes {
    let mut done = shown.clone();
    perform(model, &mut done, write);
    changes(&fields_of(shown), &fields_of(&done))
}

/// A note, a claim and taking note fit any version.
fn fits_any(command: &TicketCommand) -> bool {
    use TicketCommand::{Acknowledge, Act, Assign, Claim, Note, Reply, TakeOver};
    matches!(command, Note { .. } | Reply { .. } | Claim | Assign { .. } | Act { .. } | Acknowledge | TakeOver { .. })
}

/// A ticket with own unconfirmed writes applied.
pub fn ahead(model: &Model, truth: Ticket) -> Optimistic<Ticket> {
    let shown = model.with_own_writes(&truth);
    Optimistic { truth, ahead: shown.map(Box::new) }
}

/// Applies own writes on a ticket anew wherever it is shown.
pub fn reapply(model: &mut Model, id: &TicketId) {
    if let Some(at) = model.queue.position(id) {
        let truth = model.queue.rows[at].truth.clone();
        model.queue.rows[at] = ahead(model, truth);
    }
    let open = model.ticket.as_ref().filter(|pane| pane.id == *id).and_then(|pane| pane.ticket.value());
    if let Some(truth) = open.map(|ticket| ticket.truth.clone()) {
        let fresh = ahead(model, truth);
        if let Some(shown) = model.ticket.as_mut().and_then(|pane| pane.ticket.value_mut()) {
            *shown = fresh;
        }
    }
}

/// The same for all tickets with own writes.
pub fn reapply_all(model: &mut Model) {
    let tickets: Vec<TicketId> = model.outbox.commands.iter().map(|write| write.ticket.clone()).collect();
    for ticket in tickets {
        reapply(model, &ticket);
    }
}

/// The server's word on a command. Returns whether it was waited for.
pub fn written(model: &mut Model, id: &WriteId, result: Result<Box<Ticket>, Problem>, out: &mut Vec<Effect>) -> bool {
    let Some(at) = model.outbox.commands.iter().position(|write| write.id == *id) else { return false };
    match result {
        Ok(ticket) => confirmed(model, at, *ticket, out),
        Err(why) if why.is_passing() => return false,
        Err(why) => refused(model, at, &why, out),
    }
    true
}

fn confirmed(model: &mut Model, at: usize, ticket: Ticket, out: &mut Vec<Effect>) {
    let write = model.outbox.commands.remove(at);
    if let Some(key) = done_key(&write.command) {
        toast::good(model, Text::new(key).with("number", ticket.number));
    }
    let id = ticket.id.clone();
    if matches!(write.command, TicketCommand::Edit(_)) && !is_edited(model, &id) {
        super::form::drop_draft(model, DraftId::Edit(id.clone()), out);
    }
    ticket::take_truth(model, ticket);
    ticket::fetch_history(model, &id, out);
    fuse::changed(model, &id, out);
}

/// Whether more is being typed, or is on its way, than what has just landed.
fn is_edited(model: &Model, id: &TicketId) -> bool {
    let sent = |write: &Write| write.ticket == *id && matches!(write.command, TicketCommand::Edit(_));
    let open = matches!(&model.form, Some(Form::Edit(form)) if form.ticket == *id);
    open || model.outbox.commands.iter().any(sent)
}

fn done_key(command: &TicketCommand) -> Option<&'static str> {
    match command {
        TicketCommand::Claim => Some("toast-claimed"),
        TicketCommand::Assign { .. } => Some("toast-assigned"),
        TicketCommand::Resolve { .. } => Some("toast-resolved"),
        TicketCommand::Close { .. } => Some("toast-closed"),
        TicketCommand::Reopen { .. } => Some("toast-reopened"),
        TicketCommand::Act { .. } => Some("toast-acted"),
        TicketCommand::Reply { .. } => Some("toast-replied"),
        TicketCommand::Acknowledge => Some("toast-acknowledged"),
        TicketCommand::Edit(_) => Some("toast-changed"),
        TicketCommand::TakeOver { .. } => Some("toast-taken-over"),
        _ => None,
    }
}

fn refused(model: &mut Model, at: usize, why: &Problem, out: &mut Vec<Effect>) {
    let known = !model.outbox.commands[at].changes.is_empty();
    if let Some(current) = why.current_record().filter(|_| known) {
        conflict::on_ticket(model, at, why.clone(), current, out);
        return;
    }
    let write = model.outbox.commands[at].clone();
    model.outbox.commands[at].state = WriteState::Refused(why.clone());
    if let Some(draft) = draft_of(&write).filter(|_| text_of(&write.command).is_some()) {
        keep_draft(model, &draft, out);
    }
    let number = model.find_ticket(&write.ticket).map_or(0, |ticket| ticket.number);
    toast::bad(model, Text::new("toast-refused").with("number", number).with("why", toast::sentence(why)));
    if text_of(&write.command).is_none() {
        model.outbox.commands.remove(at);
    }
    reapply(model, &write.ticket);
}

/// The text of a refused write is as safe on disk as a draft; what is typed right now comes first.
pub fn keep_text(model: &mut Model, write: &Write, out: &mut Vec<Effect>) {
    let (Some(draft), Some(text)) = (draft_of(write), text_of(&write.command)) else { return };
    let typed = model.drafts.get(&draft).filter(|typed| !typed.trim().is_empty());
    let text = typed.map_or_else(|| text.to_owned(), |typed| format!("{typed}\n{text}"));
    out.push(Effect::SaveDraft { draft, text });
}

/// Where the text of a command goes back to.
pub fn draft_of(write: &Write) -> Option<DraftId> {
    let ticket = write.ticket.clone();
    match &write.command {
        TicketCommand::Note { .. } => Some(DraftId::Note(ticket)),
        TicketCommand::Reply { .. } => Some(DraftId::Reply(ticket)),
        TicketCommand::Pend { .. } => Some(DraftId::Pend(ticket)),
        TicketCommand::Resolve { .. } | TicketCommand::Close { .. } => Some(DraftId::Cause(ticket)),
        TicketCommand::Reopen { .. } => Some(DraftId::Reopen(ticket)),
        TicketCommand::TakeOver { .. } => Some(DraftId::TakeOver(ticket)),
        _ => None,
    }
}

/// What the agent typed for a command.
pub fn text_of(command: &TicketCommand) -> Option<&str> {
    match command {
        TicketCommand::Note { text } | TicketCommand::Reply { text, .. } => Some(text),
        TicketCommand::Pend { reason, .. } | TicketCommand::TakeOver { reason } => Some(reason),
        TicketCommand::Resolve { root_cause, .. } => root_cause.note.as_deref(),
        TicketCommand::Close { root_cause, .. } => root_cause.as_ref()?.note.as_deref(),
        TicketCommand::Reopen { reason } => reason.as_deref(),
        _ => None,
    }
}

/// Makes a write true of a ticket, as far as the rules allow it.
pub fn perform(model: &Model, ticket: &mut Ticket, write: &Write) {
    let (Some(by), Some(me)) = (&write.by, &model.me) else { return };
    let Ok(facts) = decide(ticket, &write.command.rule(), by, me.role, write.at, &model.root_causes) else { return };
    for fact in facts {
        apply(ticket, &fact, &Actor::Agent(by.clone()), write.at);
    }
}

/// The draft as it stands, without the words of a write that goes on its way again.
pub fn forget_draft(model: &Model, write: &Write, out: &mut Vec<Effect>) {
    let Some(draft) = draft_of(write) else { return };
    let text = model.drafts.get(&draft).cloned().unwrap_or_default();
    out.push(Effect::SaveDraft { draft, text });
}

/// What is kept on disk of a draft: what stands in it, and refused words that go back to it.
pub fn keep_draft(model: &Model, draft: &DraftId, out: &mut Vec<Effect>) {
    let typed = model.drafts.get(draft).map(String::as_str);
    let refused = model.outbox.commands.iter().filter(|write| write.state != WriteState::Pending);
    let refused = refused.filter(|write| draft_of(write).as_ref() == Some(draft));
    let texts = typed.into_iter().chain(refused.filter_map(|write| text_of(&write.command)));
    let text = texts.filter(|text| !text.trim().is_empty()).collect::<Vec<_>>().join("\n");
    out.push(Effect::SaveDraft { draft: draft.clone(), text });
}

/// Takes the text of a refused write over into the form that is opened for the same thing.
pub fn take_refused(model: &mut Model, draft: &DraftId) -> Option<String> {
    let refused = |write: &Write| write.state != WriteState::Pending && draft_of(write).as_ref() == Some(draft);
    let at = model.outbox.commands.iter().position(refused)?;
    let write = model.outbox.commands.remove(at);
    reapply(model, &write.ticket);
    text_of(&write.command).map(str::to_owned)
}

/// Asks for the most urgent ticket nobody owns; one at a time.
pub fn claim_next(model: &mut Model, out: &mut Vec<Effect>) {
    if model.outbox.claim_next.is_some() {
        return;
    }
    let write = model.next_write();
    model.outbox.claim_next = Some(write.clone());
    out.push(Effect::ClaimNext { write });
}

/// The next ticket is mine, and open; or there is none.
pub fn claimed_next(
    model: &mut Model,
    write: &WriteId,
    result: Result<Option<Box<Ticket>>, Problem>,
    out: &mut Vec<Effect>,
) -> bool {
    if model.outbox.claim_next.as_ref() != Some(write) {
        return false;
    }
    model.outbox.claim_next = None;
    match result {
        Ok(None) => toast::plain(model, Text::new("toast-nothing-waits")),
        Ok(Some(ticket)) => show_own(model, *ticket, "toast-claimed", out),
        Err(why) => toast::bad(model, Text::new("toast-not-claimed").with("why", toast::sentence(&why))),
    }
    true
}

/// A new ticket is there, or its words come back as a draft.
pub fn ticket_created(
    model: &mut Model,
    write: &WriteId,
    result: Result<Box<Ticket>, Problem>,
    out: &mut Vec<Effect>,
) -> bool {
    let Some(at) = model.outbox.tickets.iter().position(|(id, _)| id == write) else { return false };
    match result {
        Ok(ticket) => {
            let (_, new) = model.outbox.tickets.remove(at);
            super::form::drop_draft(model, DraftId::Ticket(new.customer), out);
            show_own(model, *ticket, "toast-ticket-created", out);
        }
        Err(why) if why.is_passing() => return false,
        Err(why) => {
            model.outbox.tickets.remove(at);
            toast::bad(model, Text::new("toast-ticket-not-created").with("why", toast::sentence(&why)));
        }
    }
    true
}

/// Opens a ticket that just became mine, unless something is being filled in.
fn show_own(model: &mut Model, ticket: Ticket, key: &'static str, out: &mut Vec<Effect>) {
    toast::good(model, Text::new(key).with("number", ticket.number));
    ticket::take_truth(model, ticket.clone());
    queue::place(model, ticket.clone());
    if model.form.is_none() && !model.is_typing() {
        ticket::open(model, ticket, out);
        model.focus = Pane::Middle;
    }
}
