//! What the lead's wall asks the server for.

use super::Effects;
use super::asked::ticket_page;
use crate::console::app::RequestId;
use crate::console::app::message::Answer;
use crate::domain::ids::AgentId;
use crate::wire::page::PageRequest;

/// Stuck tickets asked for: who has more has another problem.
const BLOCKERS: u32 = 200;

impl Effects {
    pub(super) fn fetch_wall(&self, request: RequestId) {
        let api = self.api.clone();
        let asked = async move { api.wall().await.map(Box::new) };
        self.ask(asked, move |result| Answer::Wall { request, result });
    }

    pub(super) fn fetch_wall_tickets(
        &self,
        request: RequestId,
        owner: Option<AgentId>,
        region: Option<String>,
        at: PageRequest,
    ) {
        let (api, below) = (self.api.clone(), at.cursor.is_some());
        let asked = async move {
            let page = match owner {
                Some(owner) => api.tickets_of_owner(&owner, &at).await,
                None => api.tickets_of_nobody(region.as_deref().unwrap_or_default(), &at).await,
            };
            page.map(ticket_page)
        };
        self.ask(asked, move |result| Answer::WallTickets { request, below, result });
    }

    pub(super) fn fetch_blockers(&self, request: RequestId) {
        let api = self.api.clone();
        let asked = async move {
            let first = PageRequest { limit: Some(BLOCKERS), cursor: None };
            api.blockers(&first).await.map(|page| page.items)
        };
        self.ask(asked, move |result| Answer::Blockers { request, result });
    }
}
