//! A ticket as a line: its badge (text, sign and colour), and who stands at it.

use ratatui::style::Style;

use crate::console::theme::Role;
use crate::console::ui::scene::Scene;
use crate::console::ui::widget::text;
use crate::domain::clock::{Clock, ClockState, Level};
use crate::domain::ticket::{Activity, Ticket, TicketStatus, Viewer};

/// How urgent a ticket is, in words, sign and colour.
pub struct Badge {
    /// The sign.
    pub symbol: String,
    /// The words: what is left, how late, or what it waits for.
    pub words: String,
    /// The colour.
    pub style: Style,
}

/// The role of a level.
pub fn role(level: Level) -> Role {
    match level {
        Level::Idle => Role::LevelIdle,
        Level::Ok => Role::LevelOk,
        Level::Soon => Role::LevelSoon,
        Level::Due => Role::LevelDue,
        Level::Breached => Role::LevelBreached,
        Level::EscalatedLead => Role::LevelLead,
        Level::EscalatedDirector => Role::LevelDirector,
    }
}

/// The badge of a ticket at this moment.
pub fn badge(scene: &Scene<'_>, ticket: &Ticket) -> Badge {
    let role = role(ticket.level(scene.now));
    let words = words(scene, ticket);
    let noted = ticket.alarm.as_ref().is_some_and(|alarm| alarm.noted.is_some());
    let words = if noted { scene.say_with("badge-noted", &[("words", words.into())]) } else { words };
    Badge { symbol: scene.symbol(role).to_owned(), words, style: scene.style(role) }
}

fn words(scene: &Scene<'_>, ticket: &Ticket) -> String {
    match (ticket.status, most_urgent(scene, ticket)) {
        (TicketStatus::Pending, _) => scene.say("badge-pending"),
        (TicketStatus::New | TicketStatus::Open, Some(clock)) => scene.countdown(clock.remaining(scene.now)),
        (status, _) => scene.say(text::status(status)),
    }
}

/// The running clock that gives the ticket its level; of several the one due first.
pub fn most_urgent<'a>(scene: &Scene<'_>, ticket: &'a Ticket) -> Option<&'a Clock> {
    let running = ticket.clocks.iter().filter(|clock| clock.state == ClockState::Running);
    running.min_by_key(|clock| (std::cmp::Reverse(clock.level(scene.now)), clock.due_at))
}

/// Who else has it open: "周岚在看".
pub fn company(scene: &Scene<'_>, viewers: &[Viewer]) -> Option<String> {
    let me = scene.model.me.as_ref().map(|me| &me.id);
    let viewer = viewers
        .iter()
        .filter(|viewer| Some(&viewer.agent.id) != me)
        .max_by_key(|viewer| viewer.activity == Activity::Typing)?;
    let key = if viewer.activity == Activity::Typing { "viewer-typing" } else { "viewer-viewing" };
    Some(scene.say_with(key, &[("name", viewer.agent.name.as_str().into())]))
}
