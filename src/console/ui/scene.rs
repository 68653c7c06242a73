//! What every pane is handed: the model and the look to read, the canvas to paint on.

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use fluent_bundle::FluentValue;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::look::Look;
use super::widget::row::Row;
use super::widget::width::width;
use super::widget::{row, text, time};
use crate::console::app::model::extents::Extents;
use crate::console::app::model::{Model, Pane};
use crate::console::app::problem::{Problem, ProblemKind};
use crate::console::app::text::Text;
use crate::console::i18n::Texts;
use crate::console::keymap::{Action, Conditions, Layer};
use crate::console::theme::Role;
use crate::domain::agent::Actor;
use crate::domain::ids::RootCauseId;

/// The model and the look, with what is asked of them all the time.
pub struct Scene<'a> {
    /// What is shown.
    pub model: &'a Model,
    /// How.
    pub look: &'a Look<'a>,
    /// The time by the server's clock, UTC.
    pub now: DateTime<Utc>,
    /// Where keys go.
    pub layer: Layer,
    /// What holds now.
    pub conditions: Conditions,
}

/// What is painted on, and where text is being typed.
pub struct Canvas<'a> {
    /// The cells.
    pub buffer: &'a mut Buffer,
    /// Where the terminal's cursor belongs; none: nowhere.
    pub cursor: Option<Position>,
    /// What is being typed, and where; none: nothing.
    pub typing: Option<Typing>,
    /// How far what was painted can be scrolled, and what can be clicked.
    pub extents: Extents,
}

/// Text that is being typed, as it is shown.
pub struct Typing {
    /// The cells it has.
    pub area: Rect,
    /// The text, passwords as stars.
    pub text: String,
    /// Where the cursor is in it, in bytes.
    pub cursor: usize,
}

impl<'a> Canvas<'a> {
    /// An empty canvas over a frame's cells.
    pub fn new(buffer: &'a mut Buffer) -> Self {
        Self { buffer, cursor: None, typing: None, extents: Extents::default() }
    }

    /// Paints rows from the top of `area`; returns what is left of it below them.
    pub fn rows(&mut self, rows: &[Row], area: Rect) -> Rect {
        let used = row::stack(rows, area, self.buffer);
        for (row, y) in rows.iter().zip(area.y..area.y + used) {
            if let Some(spot) = row.spot_of() {
                self.extents.spots.put(Rect { y, height: 1, ..area }, spot.clone());
            }
        }
        Rect { y: area.y + used, height: area.height - used, ..area }
    }
}

impl<'a> Scene<'a> {
    /// The scene of this moment.
    pub fn new(model: &'a Model, look: &'a Look<'a>) -> Self {
        Self { model, look, now: model.now, layer: model.layer(), conditions: model.conditions() }
    }

    /// The style of a role.
    ///
    /// Plain text lets the ground it is written on show through: a selected row, a popup, the status line.
    pub fn style(&self, role: Role) -> Style {
        let style = self.look.styles[role];
        if role == Role::Text { Style { bg: None, ..style } } else { style }
    }

    /// The ground of the whole screen.
    pub fn ground(&self) -> Style {
        self.look.styles[Role::Text]
    }

    /// The sign of a role.
    pub fn symbol(&self, role: Role) -> &str {
        self.look.styles.symbol(role)
    }

    /// The texts of the reader's language.
    pub fn texts(&self) -> &'a Texts {
        self.look.texts
    }

    /// A text of the catalogue.
    pub fn say(&self, key: &str) -> String {
        self.look.texts.get(key)
    }

    /// A text of the catalogue with its placeables.
    pub fn say_with(&self, key: &str, values: &[(&str, FluentValue<'_>)]) -> String {
        self.look.texts.with(key, values)
    }

    /// A text of the model.
    pub fn said(&self, words: &Text) -> String {
        text::said(words, self.look.texts, self.look.local)
    }

    /// Why something went wrong, in the reader's language; a refusal is the server's to explain, in its own words.
    pub fn why(&self, problem: &Problem) -> String {
        match problem.kind {
            ProblemKind::Refused if problem.detail.is_empty() => self.say("problem-refused-silently"),
            ProblemKind::Refused => problem.detail.clone(),
            kind => self.say(kind.text_key()),
        }
    }

    /// Who did something: people by their names, systems by what the desk calls them.
    pub fn actor(&self, by: &Actor) -> String {
        match by {
            Actor::System { name } => {
                let key = format!("system-{}", name.to_lowercase());
                if self.texts().has(&key) { self.say(&key) } else { name.clone() }
            }
            person => person.name().to_owned(),
        }
    }

    /// Columns for names that stand below each other: as wide as the widest, and `gap` blanks.
    pub fn columns(&self, keys: &[&str], gap: usize) -> usize {
        keys.iter().map(|key| width(&self.say(key))).max().unwrap_or(0) + gap
    }

    /// The name of a root cause.
    pub fn root_cause(&self, id: &RootCauseId) -> String {
        text::root_cause(id, &self.model.root_causes, self.texts())
    }

    /// The department that owns a root cause.
    pub fn department(&self, id: &RootCauseId) -> String {
        text::department(id, &self.model.root_causes, self.texts())
    }

    /// The keys of an action that work now.
    pub fn key(&self, action: Action) -> Option<String> {
        self.look.keymap.key_now(action, self.layer, self.conditions)
    }

    /// How long ago, in words.
    pub fn ago(&self, at: DateTime<Utc>) -> String {
        time::ago(at, self.now, self.look.local, self.look.texts)
    }

    /// When, in words while it is near.
    pub fn moment(&self, at: DateTime<Utc>) -> String {
        time::moment(at, self.now, self.look.local, self.look.texts)
    }

    /// When, with the day of the week: "周二 11-25 14:00".
    pub fn day_and_moment(&self, at: DateTime<Utc>) -> String {
        let day = (self.look.local)(at).weekday().num_days_from_monday();
        format!("{} {}", self.say(&format!("weekday-{day}")), self.moment(at))
    }

    /// What is left until `due`, or how late it is.
    pub fn countdown(&self, left: TimeDelta) -> String {
        time::countdown(left, self.look.texts)
    }

    /// When something is due: how long until then, or since; the moment itself when that is more than ten hours off.
    pub fn due(&self, at: DateTime<Utc>) -> String {
        let left = at - self.now;
        if left.abs() < TimeDelta::hours(10) { self.countdown(left) } else { self.moment(at) }
    }

    /// What is left to the second, from a day on in hours; how late with a sign before it.
    pub fn to_the_second(&self, left: TimeDelta) -> String {
        match left {
            late if late < TimeDelta::zero() => format!("-{}", time::stopwatch(-late)),
            far if far >= TimeDelta::days(1) => time::span(far),
            near => time::stopwatch(near),
        }
    }

    /// The heading of a pane: stronger while the pane has the keys.
    pub fn heading(&self, pane: Pane) -> Style {
        let focused = self.model.focus == pane && self.model.overlays.is_empty();
        self.style(if focused { Role::HeadingFocused } else { Role::Heading })
    }

    /// The ground of the row under the cursor of a pane.
    pub fn cursor_ground(&self, pane: Pane) -> Style {
        self.style(if self.model.focus == pane { Role::Selection } else { Role::SelectionQuiet })
    }

    /// A row that says a block is missing or old: on its way, or why it did not come.
    pub fn missing(&self, loading: bool, problem: Option<&Problem>) -> Row {
        match problem {
            Some(problem) => Row::of(format!("{} ", self.symbol(Role::Bad)), self.style(Role::Bad))
                .text(self.why(problem), self.style(Role::Bad)),
            None if loading => Row::of(self.say("loading"), self.style(Role::Muted)),
            None => Row::new(),
        }
    }
}
