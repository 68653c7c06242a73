//! What of the wall somebody watches: a lead their region, a director and an admin all of it.

use crate::domain::agent::Role;
use crate::domain::wall::Wall;
use crate::domain::wall::change::WallChange;

/// The region that somebody of `own` region is kept to; none: they watch all of them.
pub fn kept_to(role: Role, own: &str) -> Option<&str> {
    match role {
        Role::Director | Role::Admin => None,
        Role::Agent | Role::Lead | Role::Cti => Some(own),
    }
}

/// Whether somebody of `own` region watches over another.
pub fn watches(role: Role, own: &str, region: &str) -> bool {
    super::leads(role) && kept_to(role, own).is_none_or(|kept| kept == region)
}

/// Cuts a wall to what its reader watches.
pub fn cut_wall(wall: &mut Wall, role: Role, own: &str) {
    wall.regions.retain(|row| watches(role, own, &row.region));
    wall.people.retain(|person| watches(role, own, &person.region));
}

/// Cuts a change of the wall likewise. Who leaves a region is gone from it.
pub fn cut_change(change: &mut WallChange, role: Role, own: &str) {
    change.regions.retain(|row| watches(role, own, &row.region));
    let elsewhere = change.people.extract_if(.., |person| !watches(role, own, &person.region));
    change.gone.extend(elsewhere.map(|person| person.agent.id));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::agent::ROLES;

    #[test]
    fn a_lead_watches_their_region_a_director_all_and_an_agent_none() {
        let watching = |region: &str| ROLES.map(|role| watches(role, "east", region));
        assert_eq!(watching("east"), [false, true, true, true, false]);
        assert_eq!(watching("west"), [false, false, true, true, false]);
    }
}
