//! The lead's wall (M19): what is counted of each person, and how figures add up to teams, regions and the whole desk.

pub mod blocker;
pub mod change;
pub mod metric;
pub mod solve;
#[cfg(test)]
mod tests;

use std::iter::Sum;
use std::ops::Add;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::agent::{AgentRef, Presence, PresenceState, Role};

/// A call is answered in time within this long: the T of the service level.
pub const IN_TIME: TimeDelta = TimeDelta::seconds(20);
/// Who gives up sooner than this did not wait: a short abandon.
pub const SHORT: TimeDelta = TimeDelta::seconds(5);
/// The traffic of the what-if is that of so long until now.
pub const RECENT: TimeDelta = TimeDelta::minutes(30);
/// How far back first-contact resolution looks.
pub const SOLVED_LATELY: TimeDelta = TimeDelta::days(30);

/// Everything the wall shows, cut to its reader's regions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Wall {
    /// The server that counted it: each numbers its versions by itself.
    pub server: String,
    /// Grows by one with each change that is pushed.
    pub version: u64,
    /// When it was counted, UTC.
    pub at: DateTime<Utc>,
    /// Since when "today" counts, UTC: the server's midnight.
    pub day_began: DateTime<Utc>,
    /// Calls that nobody in particular has, or had: for every region.
    pub calls: Calls,
    /// Tickets that nobody owns, by region.
    pub regions: Vec<Unowned>,
    /// People, by region, team and name.
    pub people: Vec<Person>,
}

/// What nobody owns in a region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Unowned {
    /// Which region; empty: none is known.
    pub region: String,
    /// Its tickets without an owner.
    pub load: Load,
}

/// One person's figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Person {
    /// Who.
    pub agent: AgentRef,
    /// What they log in with: to whom tickets are given.
    pub login: String,
    /// What they may do.
    pub role: Role,
    /// Their region.
    pub region: String,
    /// Their team within the region.
    pub team: String,
    /// What they do now.
    pub presence: PresenceState,
    /// Their tickets.
    pub load: Load,
    /// Their calls.
    pub calls: Calls,
    /// Their time at work today, without what they do now.
    pub hours: Hours,
    /// What they solved.
    pub solved: Solved,
}

/// Tickets that are neither solved nor closed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Load {
    /// How many.
    pub live: u64,
    /// In the last quarter of their time.
    pub at_risk: u64,
    /// Late.
    pub breached: u64,
    /// When the oldest came in, UTC.
    pub oldest_at: Option<DateTime<Utc>>,
}

/// Calls of today, and of this moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Calls {
    /// Came in today.
    pub offered: u64,
    /// Of those, in the last half hour.
    pub recent: u64,
    /// Answered.
    pub answered: u64,
    /// Answered in time.
    pub in_time: u64,
    /// How long all of them waited for their answer, in milliseconds.
    pub wait_ms: u64,
    /// Given up before anybody answered.
    pub abandoned: u64,
    /// Of those, given up at once.
    pub short: u64,
    /// Answered and over.
    pub handled: u64,
    /// How long those were on the line, talk and hold, in milliseconds.
    pub line_ms: u64,
    /// Ring now.
    pub ringing: u64,
    /// Since when the first of those rings, UTC.
    pub ringing_since: Option<DateTime<Utc>>,
    /// On the line now, talking or on hold.
    pub connected: u64,
}

/// Time at work today, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Hours {
    /// Ready for a call.
    pub available_ms: u64,
    /// On the line, talking or on hold.
    pub line_ms: u64,
    /// Writing up.
    pub wrap_up_ms: u64,
}

/// Tickets that were solved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Solved {
    /// Today.
    pub today: u64,
    /// In the last 30 days.
    pub lately: u64,
    /// Of those, the customer had to come again for within 7 days.
    pub again: u64,
}

/// What is counted of a person, a team, a region or the whole desk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Tickets that somebody owns.
    pub owned: Load,
    /// Tickets that nobody owns.
    pub unowned: Load,
    /// Calls.
    pub calls: Calls,
    /// Time at work, with what is done now.
    pub hours: Hours,
    /// What was solved.
    pub solved: Solved,
    /// People who answer the phone, by [`Presence`] as [`PRESENCES`] lists them.
    pub staff: [u32; 8],
}

/// Every presence, those who can help first.
pub const PRESENCES: [Presence; 8] = [
    Presence::Available,
    Presence::Ringing,
    Presence::Talking,
    Presence::Hold,
    Presence::WrapUp,
    Presence::Busy,
    Presence::Break,
    Presence::Offline,
];

/// What of the desk is looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// All of it.
    #[default]
    Desk,
    /// One region.
    Region(String),
    /// One team of a region.
    Team(String, String),
}

impl Scope {
    /// Whether somebody belongs to it.
    pub fn holds(&self, person: &Person) -> bool {
        match self {
            Self::Desk => true,
            Self::Region(region) => person.region == *region,
            Self::Team(region, team) => person.region == *region && person.team == *team,
        }
    }

    /// Whether what nobody owns in a region is part of it.
    fn holds_unowned(&self, region: &str) -> bool {
        match self {
            Self::Desk => true,
            Self::Region(own) => own == region,
            Self::Team(..) => false,
        }
    }
}

impl Wall {
    /// The figures of a scope at `now`. Calls that nobody in particular has count for the desk and for each region; a team
    /// has those of its people only.
    pub fn figures(&self, scope: &Scope, now: DateTime<Utc>) -> Figures {
        let people = self.people.iter().filter(|person| scope.holds(person));
        let mut figures: Figures = people.map(|person| person.figures(self.day_began, now)).sum();
        let unowned = self.regions.iter().filter(|unowned| scope.holds_unowned(&unowned.region));
        figures.unowned = unowned.map(|unowned| unowned.load).sum();
        if !matches!(scope, Scope::Team(..)) {
            figures.calls = figures.calls + self.calls;
        }
        figures
    }

    /// Regions that have people or tickets, by name.
    pub fn region_names(&self) -> Vec<&str> {
        let people = self.people.iter().map(|person| person.region.as_str());
        let waiting = self.regions.iter().filter(|unowned| unowned.load.live > 0);
        sorted(people.chain(waiting.map(|unowned| unowned.region.as_str())))
    }

    /// The teams of a region, by name.
    pub fn team_names(&self, region: &str) -> Vec<&str> {
        sorted(self.people.iter().filter(|person| person.region == region).map(|person| person.team.as_str()))
    }

    /// The people of a scope, as they are listed.
    pub fn people_of<'a>(&'a self, scope: &'a Scope) -> impl Iterator<Item = &'a Person> {
        self.people.iter().filter(|person| scope.holds(person))
    }
}

fn sorted<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    names.dedup();
    names
}

impl Person {
    /// Their figures at `now`, with what they do now since `day_began`.
    pub fn figures(&self, day_began: DateTime<Utc>, now: DateTime<Utc>) -> Figures {
        let mut figures = Figures {
            owned: self.load,
            calls: self.calls,
            hours: self.hours + Hours::of(self.presence.presence, self.presence.since.max(day_began), now),
            solved: self.solved,
            ..Figures::default()
        };
        if self.role == Role::Agent
            && let Some(place) = PRESENCES.iter().position(|known| *known == self.presence.presence)
        {
            figures.staff[place] = 1;
        }
        figures
    }
}

impl Hours {
    /// The time between two instants, spent on one thing.
    pub fn of(presence: Presence, from: DateTime<Utc>, to: DateTime<Utc>) -> Self {
        let ms = u64::try_from((to - from).num_milliseconds()).unwrap_or(0);
        match presence {
            Presence::Available => Self { available_ms: ms, ..Self::default() },
            Presence::Talking | Presence::Hold => Self { line_ms: ms, ..Self::default() },
            Presence::WrapUp => Self { wrap_up_ms: ms, ..Self::default() },
            Presence::Busy | Presence::Break | Presence::Ringing | Presence::Offline => Self::default(),
        }
    }
}

impl Figures {
    /// People who answer the phone and are at it: ready, on the line, or writing up.
    pub fn at_the_phone(&self) -> u32 {
        self.staff[..5].iter().sum()
    }
}

/// The earlier of two instants, if any is known.
fn earlier(one: Option<DateTime<Utc>>, other: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
    one.into_iter().chain(other).min()
}

macro_rules! adds {
    ($name:ident { $($field:ident),+ $(,)? } $(first { $($instant:ident),+ })?) => {
        impl Add for $name {
            type Output = Self;

            fn add(self, other: Self) -> Self {
                Self {
                    $($field: self.$field + other.$field,)+
                    $($($instant: earlier(self.$instant, other.$instant),)+)?
                }
            }
        }

        impl Sum for $name {
            fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
                all.fold(Self::default(), Add::add)
            }
        }
    };
}

adds!(Load { live, at_risk, breached } first { oldest_at });
adds!(Calls { offered, recent, answered, in_time, wait_ms, abandoned, short, handled, line_ms, ringing, connected }
    first { ringing_since });
adds!(Hours { available_ms, line_ms, wrap_up_ms });
adds!(Solved { today, lately, again });

impl Add for Figures {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            owned: self.owned + other.owned,
            unowned: self.unowned + other.unowned,
            calls: self.calls + other.calls,
            hours: self.hours + other.hours,
            solved: self.solved + other.solved,
            staff: std::array::from_fn(|place| self.staff[place] + other.staff[place]),
        }
    }
}

impl Sum for Figures {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Add::add)
    }
}
