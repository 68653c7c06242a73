//! The lead's wall.

use super::{Api, page};
use crate::crm::problem::CrmError;
use crate::domain::ids::AgentId;
use crate::domain::ticket::Ticket;
use crate::domain::wall::Wall;
use crate::domain::wall::blocker::Blocker;
use crate::wire::page::{Page, PageRequest};
use crate::wire::paths::API;

impl Api {
    /// `GET /wall`: what is counted of each person; the live events tell what changes of it.
    pub async fn wall(&self) -> Result<Wall, CrmError> {
        self.http.get(&format!("{API}/wall")).await
    }

    /// `GET /wall/tickets?owner=`: a person's, the first due first.
    pub async fn tickets_of_owner(&self, owner: &AgentId, at: &PageRequest) -> Result<Page<Ticket>, CrmError> {
        self.http.get(&page("wall/tickets", &[("owner", owner.as_str())], at)).await
    }

    /// `GET /wall/tickets?region=`: nobody's of a region.
    pub async fn tickets_of_nobody(&self, region: &str, at: &PageRequest) -> Result<Page<Ticket>, CrmError> {
        self.http.get(&page("wall/tickets", &[("region", region)], at)).await
    }

    /// `GET /wall/blockers`: those that are stuck, the longest first.
    pub async fn blockers(&self, at: &PageRequest) -> Result<Page<Blocker>, CrmError> {
        self.http.get(&page("wall/blockers", &[], at)).await
    }
}
