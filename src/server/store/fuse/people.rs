//! Who is meant by a step of the fuse.

use crate::domain::agent::{Agent, Role};
use crate::domain::fuse::Told;
use crate::domain::ticket::Ticket;

/// Roles that a ticket goes up to, and on to the next where nobody has one.
const LADDER: [Role; 3] = [Role::Lead, Role::Director, Role::Admin];

/// Everybody, by login.
pub(super) struct People(Vec<Agent>);

impl People {
    pub fn of(agents: Vec<Agent>) -> Self {
        Self(agents)
    }

    /// The people meant, each once. Nobody is left out because a role is vacant: then it goes on up the ladder.
    pub fn told(&self, to: &[Told], ticket: &Ticket) -> Vec<&Agent> {
        let mut told: Vec<&Agent> = Vec::new();
        for agent in to.iter().flat_map(|who| self.meant(who, ticket)) {
            if !told.iter().any(|known| known.id == agent.id) {
                told.push(agent);
            }
        }
        told
    }

    fn meant(&self, who: &Told, ticket: &Ticket) -> Vec<&Agent> {
        match who {
            Told::Role(role) => self.of_role(*role, &ticket.region),
            Told::Person(login) => self.0.iter().filter(|agent| agent.login == *login).collect(),
            Told::Owner => {
                let owner = ticket.assignee.as_ref().map(|owner| &owner.id);
                self.0.iter().filter(|agent| Some(&agent.id) == owner).collect()
            }
        }
    }

    /// Those of the region; where there are none, those of any; where the role is vacant, the next one up.
    fn of_role(&self, role: Role, region: &str) -> Vec<&Agent> {
        let rungs = LADDER.iter().skip_while(|rung| **rung != role);
        let held = rungs.map(|rung| self.0.iter().filter(|agent| agent.role == *rung).collect::<Vec<_>>());
        let Some(all) = held.into_iter().find(|held| !held.is_empty()) else { return Vec::new() };
        let near: Vec<&Agent> = all.iter().copied().filter(|agent| agent.region == region).collect();
        if near.is_empty() { all } else { near }
    }
}
