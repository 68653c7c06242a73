//! What changed of a wall: only that is pushed.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Calls, Load, Person, Unowned, Wall};

/// The rows of a wall that became others since the version before, whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WallChange {
    /// The server that counted it.
    pub server: String,
    /// The version that it makes of the one before.
    pub version: u64,
    /// When it was counted, UTC.
    pub at: DateTime<Utc>,
    /// Since when "today" counts, UTC.
    pub day_began: DateTime<Utc>,
    /// Calls that nobody in particular has.
    pub calls: Calls,
    /// Regions whose unowned tickets changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<Unowned>,
    /// People whose figures changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Person>,
    /// People who are on the wall no more, by id.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gone: Vec<crate::domain::ids::AgentId>,
}

impl WallChange {
    /// What makes `after` of `before`; none: nothing but the time it was counted at.
    pub fn between(before: &Wall, after: &Wall) -> Option<Self> {
        let regions = after.regions.iter().filter(|row| !before.regions.contains(row)).cloned();
        let emptied = before.regions.iter().filter(|row| after.regions.iter().all(|now| now.region != row.region));
        let emptied = emptied.filter(|row| row.load != Load::default());
        let regions: Vec<Unowned> =
            regions.chain(emptied.map(|row| Unowned { region: row.region.clone(), load: Load::default() })).collect();
        let known = |person: &&Person| before.person(person).is_some_and(|was| was == *person);
        let people: Vec<Person> = after.people.iter().filter(|person| !known(person)).cloned().collect();
        let gone = before.people.iter().filter(|person| after.person(person).is_none());
        let gone: Vec<_> = gone.map(|person| person.agent.id.clone()).collect();
        let same = regions.is_empty() && people.is_empty() && gone.is_empty();
        if same && (before.calls, before.day_began) == (after.calls, after.day_began) {
            return None;
        }
        let Wall { version, at, day_began, calls, .. } = *after;
        Some(Self { server: after.server.clone(), version, at, day_began, calls, regions, people, gone })
    }
}

impl Wall {
    fn person(&self, like: &Person) -> Option<&Person> {
        let place = self.people.binary_search_by(|row| row.place().cmp(&like.place())).ok()?;
        self.people.get(place)
    }

    /// Takes a change in. Returns false when changes before it are missing: then the wall has to be asked for anew.
    /// One that is known already changes nothing.
    pub fn follow(&mut self, change: &WallChange) -> bool {
        if change.server == self.server && change.version <= self.version {
            return true;
        }
        if change.server != self.server || change.version != self.version + 1 {
            return false;
        }
        (self.version, self.at, self.day_began, self.calls) =
            (change.version, change.at, change.day_began, change.calls);
        for row in &change.regions {
            self.regions.retain(|known| known.region != row.region);
            let place = self.regions.partition_point(|known| known.region < row.region);
            self.regions.insert(place, row.clone());
        }
        self.regions.retain(|row| row.load != Load::default());
        let is_other = |id: &crate::domain::ids::AgentId| {
            change.gone.contains(id) || change.people.iter().any(|person| person.agent.id == *id)
        };
        self.people.retain(|person| !is_other(&person.agent.id));
        self.people.extend(change.people.iter().cloned());
        self.people.sort_by(|one, other| one.place().cmp(&other.place()));
        true
    }
}

impl Person {
    /// Where they stand among the others.
    pub fn place(&self) -> (&str, &str, &str, &str) {
        (&self.region, &self.team, &self.agent.name, self.agent.id.as_str())
    }
}
