//! The status line: who I am and what I do, what waits, how the connection is.

use chrono::TimeDelta;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::console::app::model::connection::Link;
use crate::console::app::model::wall::Screen;
use crate::console::keymap::Action;
use crate::console::theme::Role;
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::widget::row::Row;
use crate::console::ui::widget::width::width;
use crate::console::ui::widget::{text, time};
use crate::domain::call::CallState;

/// A piece of the line; those with the highest `drop` go first when there is no room.
struct Piece {
    text: String,
    /// What of it may be shortened, and what follows that.
    name: Option<(String, String)>,
    style: Style,
    drop: u8,
    at_right: bool,
}

/// Columns of a caller's name, at least.
const NAME: usize = 10;

/// Paints the line.
pub fn draw(scene: &Scene<'_>, area: Rect, canvas: &mut Canvas<'_>) {
    let mut pieces = left(scene);
    pieces.extend(counts(scene));
    pieces.extend(connection(scene));
    pieces.push(right(time::clock(scene.now, scene.look.local), scene.style(Role::Muted), 2));
    fit(&mut pieces, usize::from(area.width));
    let mut row = Row::new().on(Some(scene.style(Role::Status)));
    for piece in pieces {
        row = piece.onto(row);
    }
    row.paint(area, canvas.buffer);
}

impl Piece {
    fn onto(self, row: Row) -> Row {
        let style = self.style;
        match self.name {
            Some((name, rest)) => {
                row.text(format!(" {} ", self.text), style).giving(name, style).text(format!(" {rest} "), style)
            }
            None if self.at_right => row.right(format!(" {} ", self.text), style),
            None => row.text(format!(" {} ", self.text), style),
        }
    }

    /// Columns it needs at least.
    fn least(&self) -> usize {
        let name = self.name.as_ref().map_or(0, |(name, rest)| width(name).min(NAME) + width(rest) + 2);
        width(&self.text) + 2 + name
    }
}

fn fit(pieces: &mut Vec<Piece>, room: usize) {
    while pieces.iter().map(Piece::least).sum::<usize>() > room {
        let Some(worst) = (0..pieces.len()).max_by_key(|at| pieces[*at].drop).filter(|at| pieces[*at].drop > 0) else {
            return;
        };
        pieces.remove(worst);
    }
}

fn left(scene: &Scene<'_>) -> Vec<Piece> {
    let piece = |text: String, style, drop| Piece { text, name: None, style, drop, at_right: false };
    let mut pieces = vec![piece("ringdesk".to_owned(), scene.style(Role::Accent), 9)];
    if let Some(me) = &scene.model.me {
        pieces.push(piece(me.name.clone(), scene.style(Role::Strong), 6));
    }
    pieces.extend(scene.model.read_only.then(|| piece(scene.say("read-only"), scene.style(Role::Warn), 0)));
    pieces.extend(scene.model.mouse.then(|| piece(scene.say("mouse-taken"), scene.style(Role::Muted), 0)));
    pieces.extend(presence(scene).map(|(text, style)| piece(text, style, 0)));
    pieces.extend(ring_aside(scene));
    pieces
}

fn presence(scene: &Scene<'_>) -> Option<(String, Style)> {
    if let Some(pane) = scene.model.calls.talking() {
        let (key, since) = match &pane.call.state {
            CallState::Answered { at, .. } => ("presence-talking", *at),
            CallState::Held { since, .. } => ("presence-hold", *since),
            _ => ("presence-talking", pane.call.started_at),
        };
        let sign = scene.symbol(Role::Ring);
        return Some((
            format!("{sign} {} {}", scene.say(key), time::stopwatch(scene.now - since)),
            scene.style(Role::Accent),
        ));
    }
    let me = scene.model.me.as_ref()?;
    let word = scene.say(text::presence(me.presence.presence));
    Some((format!("{word} {}", time::span(scene.now - me.presence.since)), scene.style(Role::Muted)))
}

/// A ring that the middle column does not show; the name gives way, never the key that answers it.
fn ring_aside(scene: &Scene<'_>) -> Option<Piece> {
    let pane = scene.model.ring_aside()?;
    let who = pane.profile_pane().map_or_else(|| super::caller::number(scene, &pane.call), |known| known.name.clone());
    let key = scene.key(Action::CallAnswer).unwrap_or_default();
    let text = format!("{} {}", scene.symbol(Role::Ring), scene.say("caller-ringing"));
    Some(Piece { text, name: Some((who, key)), style: scene.style(Role::Ring), drop: 0, at_right: false })
}

fn right(text: String, style: Style, drop: u8) -> Piece {
    Piece { text, name: None, style, drop, at_right: true }
}

/// What waits at the whole desk; the wall has figures of its own, of those that its reader watches over.
fn counts(scene: &Scene<'_>) -> Vec<Piece> {
    let at_desk = scene.model.screen == Screen::Desk;
    let Some(counts) = scene.model.foot.counts.value().filter(|_| at_desk) else { return Vec::new() };
    let style = |role, count: u64| scene.style(if count > 0 { role } else { Role::Muted });
    let count = |key: &str, count: u64| scene.say_with(key, &[("count", (count as i64).into())]);
    let mut pieces = vec![
        right(count("count-unassigned", counts.unassigned), style(Role::Text, counts.unassigned), 7),
        right(count("count-soon", counts.soon), style(Role::Warn, counts.soon), 5),
        right(count("count-breached", counts.breached), style(Role::Alert, counts.breached), 4),
    ];
    if let Some(since) = counts.longest_waiting_since {
        let span = time::span(scene.now - since);
        pieces.push(right(scene.say_with("longest-waiting", &[("span", span.into())]), scene.style(Role::Muted), 8));
    }
    pieces
}

fn connection(scene: &Scene<'_>) -> Vec<Piece> {
    let connection = &scene.model.connection;
    let waiting = scene.model.outbox.waiting;
    let mut pieces = Vec::new();
    if waiting > 0 {
        let said = scene.say_with("link-waiting", &[("count", (waiting as i64).into())]);
        pieces.push(right(format!("{} {said}", scene.symbol(Role::Pending)), scene.style(Role::Pending), 1));
    }
    if connection.in_the_clear {
        pieces.push(right(scene.say("link-in-the-clear"), scene.style(Role::Bad), 0));
    }
    let (role, said) = match &connection.link {
        Link::Live => (Role::Good, live(scene)),
        Link::Connecting => (Role::Warn, scene.say("link-connecting")),
        Link::Slow => (Role::Warn, scene.say("link-slow")),
        Link::Lost { retry_at, .. } => {
            let seconds = (*retry_at - scene.now).num_seconds().max(0);
            (Role::Bad, scene.say_with("link-lost", &[("seconds", seconds.into())]))
        }
        Link::SignedOut => {
            let key = scene.key(Action::AppSignIn).unwrap_or_default();
            (Role::Bad, scene.say_with("link-signed-out", &[("key", key.into())]))
        }
    };
    pieces.push(right(format!("{} {said}", scene.symbol(role)), scene.style(role), 0));
    let old = connection.age(scene.now).filter(|age| *age >= TimeDelta::seconds(20));
    pieces.extend(
        old.map(|age| {
            right(scene.say_with("data-age", &[("span", time::span(age).into())]), scene.style(Role::Warn), 2)
        }),
    );
    pieces
}

fn live(scene: &Scene<'_>) -> String {
    let latency = scene.model.connection.latency.map(|latency| latency.num_milliseconds());
    latency.map_or_else(|| scene.say("link-live"), |ms| scene.say_with("link-live-in", &[("ms", ms.into())]))
}
