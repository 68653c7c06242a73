//! The fuse (M4): how long a ticket may wait, by which hours, and who hears of it when it waits longer.
//!
//! A [`FusePolicy`] says so for the tickets that it fits; of a [`PolicyBook`] the first that fits counts. What has to happen
//! next follows from a ticket's history ([`next_firing`]); the server does it.

mod check;
mod duration;
mod file;
mod firing;
mod report;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::agent::{AgentRef, Role};
use super::calendar::Calendar;
use super::clock::{CLOCK_KINDS, ClockKind};
use super::customer::Tier;

pub use duration::{DurationError, duration, spelled};
pub use file::{Mistake, PolicyFile};
pub use firing::{Blow, Firing, due_firings, is_unacknowledged, next_firing};
pub use report::{Acknowledgement, AtRisk, ClockReport, Fired, fired};

/// The policy that is compiled in, as anybody may write one.
const BUILT_IN: &str = include_str!("../../policies/default.toml");

/// Times allowed and what happens beyond them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FusePolicy {
    /// Its name, unique in a book.
    pub name: String,
    /// Where it stands ("10-vip.toml:4").
    pub place: String,
    /// The tickets it is for.
    pub fits: Fits,
    /// By [`CLOCK_KINDS`]; none: not measured.
    targets: [Option<TimeDelta>; CLOCK_KINDS.len()],
    /// None: every hour counts.
    calendar: Option<Arc<Calendar>>,
    /// In the order of the file.
    pub steps: Vec<Step>,
}

/// Which tickets a policy is for; an empty list leaves the question open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fits {
    /// Queues.
    pub queues: Vec<String>,
    /// Priorities, 1 (most urgent) to 5.
    pub priorities: Vec<u8>,
    /// Tiers of the customer.
    pub tiers: Vec<Tier>,
}

/// What of a ticket decides on its policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Circumstances<'a> {
    /// Queue or skill group.
    pub queue: &'a str,
    /// 1 (most urgent) to 5.
    pub priority: u8,
    /// Tier of the customer; none: not known, which no list of tiers fits.
    pub tier: Option<Tier>,
}

/// What happens when a clock has used a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Tells it from the other steps of its clock, also after its time was changed: a step that has been taken is not taken again.
    pub name: String,
    /// Of which clock.
    pub of: ClockKind,
    /// The time used, in the hours that count.
    pub after: TimeDelta,
    /// Who hears of it.
    pub to: Vec<Told>,
    /// By which messengers, as `messengers.toml` names them; none: on the console only.
    pub by: Vec<String>,
    /// A to-do for those who are told; `{customer}`, `{ticket}` and `{subject}` stand for the ticket's.
    pub todo: Option<String>,
    /// Who gets the ticket.
    pub reassign: Option<Told>,
    /// How often it is said again until somebody takes note; none: once.
    pub repeat: Option<TimeDelta>,
}

/// Whom a step is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Told {
    /// Those of the ticket's region with that role; where there are none, those of any region.
    Role(Role),
    /// One person, by login.
    Person(String),
    /// Who owns the ticket.
    Owner,
}

impl Told {
    /// As a policy file writes it.
    pub fn spelled(&self) -> String {
        match self {
            Self::Role(role) => role.as_str().to_owned(),
            Self::Person(login) => format!("@{login}"),
            Self::Owner => "owner".to_owned(),
        }
    }
}

/// A step that was taken: a line of the ticket's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Escalation {
    /// The clock that had used the time.
    pub clock: ClockKind,
    /// Which wait: each message of the customer begins another one.
    pub run: u32,
    /// The step, by its name.
    pub step: String,
    /// How often it had been said before.
    pub round: u32,
    /// When it had to be taken, UTC; taken later when nobody could.
    pub due_at: DateTime<Utc>,
    /// Who heard of it.
    pub to: Vec<AgentRef>,
    /// By which messengers; none: on the console.
    pub by: Vec<String>,
}

impl FusePolicy {
    /// The policy of the desk: 2 h without an owner, 4 h without being acted on.
    pub fn built_in() -> Self {
        static POLICY: LazyLock<FusePolicy> = LazyLock::new(|| {
            let file = PolicyFile { name: "default.toml".to_owned(), text: BUILT_IN.to_owned() };
            let read = file::policies(&[file]).unwrap_or_default();
            read.into_iter().next().unwrap_or_else(|| FusePolicy::silent("default"))
        });
        POLICY.clone()
    }

    /// Allows any time for everything.
    pub fn silent(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            place: "built in".to_owned(),
            fits: Fits::default(),
            targets: [None; CLOCK_KINDS.len()],
            calendar: None,
            steps: Vec::new(),
        }
    }

    /// With another time for one clock; none: not measured.
    #[must_use]
    pub fn with_target(mut self, kind: ClockKind, target: Option<TimeDelta>) -> Self {
        self.targets[kind as usize] = target;
        self
    }

    /// With other hours; none: every hour counts.
    #[must_use]
    pub fn with_calendar(mut self, calendar: Option<Arc<Calendar>>) -> Self {
        self.calendar = calendar;
        self
    }

    /// The time allowed for what a clock measures.
    pub fn target(&self, kind: ClockKind) -> Option<TimeDelta> {
        self.targets[kind as usize]
    }

    /// The hours that count; none: all.
    pub fn calendar(&self) -> Option<&Calendar> {
        self.calendar.as_deref()
    }

    /// After which time somebody of that role first hears that a clock is late.
    pub fn tells(&self, kind: ClockKind, target: TimeDelta, role: Role) -> Option<TimeDelta> {
        let late = self.steps.iter().filter(|step| step.of == kind && step.after >= target);
        late.filter(|step| step.to.contains(&Told::Role(role))).map(|step| step.after).min()
    }
}

impl Default for FusePolicy {
    fn default() -> Self {
        Self::built_in()
    }
}

impl Fits {
    /// Whether a ticket is one of these.
    pub fn fits(&self, ticket: Circumstances<'_>) -> bool {
        let or_any = |open: bool, found: bool| open || found;
        or_any(self.queues.is_empty(), self.queues.iter().any(|queue| queue == ticket.queue))
            && or_any(self.priorities.is_empty(), self.priorities.contains(&ticket.priority))
            && or_any(self.tiers.is_empty(), ticket.tier.is_some_and(|tier| self.tiers.contains(&tier)))
    }
}

/// All policies of a desk, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyBook {
    policies: Vec<FusePolicy>,
    last: FusePolicy,
}

impl PolicyBook {
    /// Reads policy files in the order given, with the holiday files that they name; or every mistake in them.
    pub fn read(files: &[PolicyFile]) -> Result<Self, Vec<Mistake>> {
        let policies = file::policies(files)?;
        let unreachable = check::unreachable(&policies);
        if unreachable.is_empty() { Ok(Self { policies, ..Self::default() }) } else { Err(unreachable) }
    }

    /// One policy for every ticket.
    pub fn of_one(policy: FusePolicy) -> Self {
        Self { policies: Vec::new(), last: policy }
    }

    /// The first policy that fits a ticket; where none does, the one that is built in.
    pub fn policy(&self, ticket: Circumstances<'_>) -> &FusePolicy {
        self.policies.iter().find(|policy| policy.fits.fits(ticket)).unwrap_or(&self.last)
    }

    /// All that a ticket can have, in order: the one that is built in only where the others leave it any.
    pub fn policies(&self) -> impl Iterator<Item = &FusePolicy> {
        let last = (!check::take_all(&self.policies)).then_some(&self.last);
        self.policies.iter().chain(last)
    }

    /// The messengers that policies name, each once for each policy.
    pub fn messengers(&self) -> impl Iterator<Item = (&FusePolicy, &str)> {
        self.policies().flat_map(|policy| {
            let names: BTreeSet<&str> = policy.steps.iter().flat_map(|step| &step.by).map(String::as_str).collect();
            names.into_iter().map(move |name| (policy, name))
        })
    }

    /// Whether the tier of the customer decides anything.
    pub fn asks_for_tier(&self) -> bool {
        self.policies.iter().any(|policy| !policy.fits.tiers.is_empty())
    }
}

impl Default for PolicyBook {
    fn default() -> Self {
        Self::of_one(FusePolicy::built_in())
    }
}
