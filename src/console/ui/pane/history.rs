//! What happened to the open ticket, newest at the bottom, own unconfirmed notes marked. On a wide terminal a column of
//! its own; without a ticket it shows what the caller has said.

use chrono::{DateTime, Utc};
use ratatui::layout::Rect;

use super::caller::quoted;
use super::ticket::clock_name;
use crate::console::app::model::Middle;
use crate::console::app::model::caller::CallPane;
use crate::console::app::model::ticket::{OwnNote, TicketPane};
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::text;
use crate::console::ui::widget::time;
use crate::console::ui::widget::width::{width, wrapped};
use crate::domain::fuse::Escalation;
use crate::domain::interaction::{Channel, Direction, Interaction};
use crate::domain::ticket::{HistoryEntry, TicketFact};

/// Paints the fourth column of a wide terminal.
pub fn draw(scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    if area.is_empty() {
        return;
    }
    match (&scene.model.ticket, &scene.model.calls.current) {
        (Some(pane), _) if scene.model.middle == Middle::Ticket => ticket(scene, pane, area, canvas),
        (_, Some(call)) => words(scene, call, area, canvas),
        (Some(pane), None) => ticket(scene, pane, area, canvas),
        (None, None) => {
            canvas.rows(&[Row::of(scene.say("history"), scene.style(Role::Heading))], area);
        }
    }
}

/// Paints a ticket's history into `area`.
pub fn ticket(scene: &Scene<'_>, pane: &TicketPane, area: Rect, canvas: &mut Canvas<'_>) {
    let heading = Row::of(scene.say("history"), scene.style(Role::Heading));
    let history = pane.history.value();
    let more = history.is_some_and(|history| history.next.is_some());
    let heading = if more { heading.right(scene.say("history-more"), scene.style(Role::Muted)) } else { heading };
    let below = canvas.rows(&[heading], area);
    if history.is_none() || pane.history.problem().is_some() {
        canvas.rows(&[scene.missing(pane.history.is_loading(), pane.history.problem())], below);
    }
    let columns = usize::from(below.width);
    let entries = history.map_or(&[][..], |history| &history.entries);
    let contacts = pane.customer.profile.value().map_or(&[][..], |profile| &profile.interactions);
    let rows = entries.iter().flat_map(|entry| match written(entry, contacts) {
        Some(contact) => reply_rows(scene, entry, contact, columns),
        None => entry_rows(scene, entry, columns),
    });
    let mut rows: Vec<Row> = rows.collect();
    rows.extend(scene.model.outbox.notes(&pane.id).flat_map(|note| own_note(scene, &note, columns)));
    let room = usize::from(below.height);
    let end = rows.len().saturating_sub(pane.scroll).max(room.min(rows.len()));
    canvas.extents.history = rows.len().saturating_sub(room);
    canvas.rows(&rows[end.saturating_sub(room)..end], below);
}

fn words(scene: &Scene<'_>, pane: &CallPane, area: Rect, canvas: &mut Canvas<'_>) {
    let below = canvas.rows(&[Row::of(scene.say("spoken"), scene.style(Role::Heading))], area);
    let mut rows = Vec::new();
    for utterance in &pane.call.utterances {
        rows.push(Row::of(time::stopwatch(utterance.at - pane.call.started_at), scene.style(Role::Muted)));
        rows.extend(quoted(scene, &utterance.text, usize::from(area.width)));
    }
    let room = usize::from(below.height);
    canvas.rows(&rows[rows.len().saturating_sub(room)..], below);
}

/// What the desk wrote to the customer, where the words are at hand.
fn written<'a>(entry: &HistoryEntry, contacts: &'a [Interaction]) -> Option<&'a Interaction> {
    match &entry.what {
        TicketFact::Contacted { interaction, direction: Direction::Outbound, channel, .. }
            if *channel != Channel::Call =>
        {
            contacts.iter().find(|contact| contact.id == *interaction)
        }
        _ => None,
    }
}

fn reply_rows(scene: &Scene<'_>, entry: &HistoryEntry, contact: &Interaction, columns: usize) -> Vec<Row> {
    let channel = scene.say(text::channel(contact.channel));
    let said = scene.say_with("fact-replied", &[("channel", channel.into())]);
    let said = format!("{} {said}", scene.symbol(Role::Reply));
    let mut rows = vec![
        when_and_who(scene, entry.at, &scene.actor(&entry.by))
            .text(said, scene.style(Role::Reply))
            .right(scene.say(text::outcome(contact.outcome)), scene.style(Role::Muted)),
    ];
    rows.extend(indented(scene, &contact.summary, columns, Role::Text));
    rows
}

fn entry_rows(scene: &Scene<'_>, entry: &HistoryEntry, columns: usize) -> Vec<Row> {
    let (said, quote) = fact(scene, &entry.what);
    let mut rows = headed(scene, entry.at, &scene.actor(&entry.by), &said, columns);
    rows.extend(quote.iter().flat_map(|words| indented(scene, words, columns, Role::Text)));
    rows
}

/// When, who and what; what does not fit beside them hangs below.
fn headed(scene: &Scene<'_>, at: DateTime<Utc>, who: &str, said: &str, columns: usize) -> Vec<Row> {
    let head = when_and_who(scene, at, who);
    if head.left_width() + width(said) <= columns {
        return vec![head.text(said, scene.style(Role::Text))];
    }
    let mut rows = vec![head];
    rows.extend(indented(scene, said, columns, Role::Text));
    rows
}

fn when_and_who(scene: &Scene<'_>, at: DateTime<Utc>, who: &str) -> Row {
    let when = format!("{}  ", scene.moment(at));
    Row::of(when, scene.style(Role::Muted)).text(format!("{who} "), scene.style(Role::Strong))
}

fn indented(scene: &Scene<'_>, words: &str, columns: usize, role: Role) -> Vec<Row> {
    let lines = wrapped(words, columns.saturating_sub(4));
    lines.into_iter().map(|range| Row::of(words[range].trim_end(), scene.style(role)).indented(4)).collect()
}

/// What happened in a few words, and the words that were written, if any.
fn fact(scene: &Scene<'_>, fact: &TicketFact) -> (String, Option<String>) {
    let cause = |tag: &crate::domain::ticket::RootCauseTag| scene.root_cause(&tag.id);
    match fact {
        TicketFact::Created => (scene.say("fact-created"), None),
        TicketFact::Assigned { to: Some(agent) } => {
            (scene.say_with("fact-assigned", &[("name", agent.name.as_str().into())]), None)
        }
        TicketFact::Assigned { to: None } => (scene.say("fact-unassigned"), None),
        TicketFact::TakenOver { from, reason, .. } => {
            let from = from.name.as_str();
            (scene.say_with("fact-taken-over", &[("from", from.into())]), Some(reason.clone()))
        }
        TicketFact::Noted { text } => (scene.say("fact-noted"), Some(text.clone())),
        TicketFact::Pended { reason, .. } => {
            (scene.say_with("fact-pended", &[("reason", reason.as_str().into())]), None)
        }
        TicketFact::Resumed => (scene.say("fact-resumed"), None),
        TicketFact::Resolved { root_cause } => {
            (scene.say_with("fact-resolved", &[("cause", cause(root_cause).into())]), root_cause.note.clone())
        }
        TicketFact::Closed { root_cause } => {
            (scene.say_with("fact-closed", &[("cause", cause(root_cause).into())]), root_cause.note.clone())
        }
        TicketFact::Reopened { reason } => (scene.say("fact-reopened"), reason.clone()),
        TicketFact::Merged { .. } => (scene.say("fact-merged"), None),
        TicketFact::Absorbed { .. } => (scene.say("fact-absorbed"), None),
        TicketFact::Contacted { channel, .. } => {
            let channel = scene.say(text::channel(*channel));
            (scene.say_with("fact-contacted", &[("channel", channel.into())]), None)
        }
        TicketFact::Escalated(escalation) => (escalated(scene, escalation), None),
        TicketFact::Acknowledged => (scene.say("fact-acknowledged"), None),
        TicketFact::Changed { field, from, to } => (changed(scene, field, from.as_deref(), to.as_deref()), None),
        TicketFact::Acted { action, result } => (format!("{} {result}", action_name(scene, action)), None),
    }
}

fn escalated(scene: &Scene<'_>, escalation: &Escalation) -> String {
    let clock = scene.say(clock_name(escalation.clock));
    let names: Vec<&str> = escalation.to.iter().map(|agent| agent.name.as_str()).collect();
    if names.is_empty() {
        return scene.say_with("fact-escalated-nobody", &[("clock", clock.into())]);
    }
    scene.say_with("fact-escalated", &[("names", names.join(", ").into()), ("clock", clock.into())])
}

fn changed(scene: &Scene<'_>, field: &str, from: Option<&str>, to: Option<&str>) -> String {
    let nothing = || "-".to_owned();
    let values = [
        ("field", field_name(scene, field).into()),
        ("from", from.map_or_else(nothing, str::to_owned).into()),
        ("to", to.map_or_else(nothing, str::to_owned).into()),
    ];
    scene.say_with("fact-changed", &values)
}

/// A field's name in words; its JSON name when the catalogue has none.
pub fn field_name(scene: &Scene<'_>, field: &str) -> String {
    let key = format!("name-{}", field.replace('_', "-"));
    if scene.texts().has(&key) { scene.say(&key) } else { field.to_owned() }
}

/// A one-key action's name in words; its own name when the catalogue has none.
pub fn action_name(scene: &Scene<'_>, action: &str) -> String {
    let key = format!("act-{}", action.replace('_', "-"));
    if scene.texts().has(&key) { scene.say(&key) } else { action.to_owned() }
}

fn own_note(scene: &Scene<'_>, note: &OwnNote<'_>, columns: usize) -> Vec<Row> {
    let me = scene.model.me.as_ref().map_or("", |me| me.name.as_str());
    let (role, said) = match note.refused {
        Some(why) => (Role::Bad, scene.why(why)),
        None => (Role::Pending, scene.say("not-confirmed")),
    };
    let mut head = when_and_who(scene, note.at, me);
    if note.to_customer {
        let said = format!("{} {}", scene.symbol(Role::Reply), scene.say("action-ticket-reply"));
        head = head.text(said, scene.style(Role::Reply)).text(" ", scene.style(Role::Text));
    }
    let mut rows = vec![head.text(format!("{} {said}", scene.symbol(role)), scene.style(role))];
    rows.extend(indented(scene, note.text, columns, role));
    rows
}
