//! Which ticket this desk has open, said to the server again and again, since it forgets after 15 s.

use std::time::Duration;

use tokio::task::JoinHandle;

use crate::crm::api::Api;
use crate::domain::ids::TicketId;
use crate::domain::ticket::Activity;

/// Often enough for a server that forgets after 15 s.
const AGAIN: Duration = Duration::from_secs(10);

/// The ticket that is open, if any.
pub(super) struct Presence {
    api: Api,
    open: Option<(TicketId, JoinHandle<()>)>,
}

impl Presence {
    pub(super) fn new(api: Api) -> Self {
        Self { api, open: None }
    }

    /// Opens another ticket, does something else with the same, or closes it.
    pub(super) fn set(&mut self, open: Option<(TicketId, Activity)>) {
        let stays = |before: &TicketId| open.as_ref().is_some_and(|(now, _)| now == before);
        if let Some((before, saying)) = self.open.take() {
            saying.abort();
            if !stays(&before) {
                let api = self.api.clone();
                tokio::spawn(async move { api.leave(&before).await });
            }
        }
        self.open = open.map(|(ticket, activity)| {
            let saying = tokio::spawn(keep_saying(self.api.clone(), ticket.clone(), activity));
            (ticket, saying)
        });
    }

    /// Leaves the ticket that is open, before the console ends.
    pub(super) fn leave(&mut self) -> impl Future<Output = ()> + use<> {
        let (api, open) = (self.api.clone(), self.open.take());
        async move {
            let Some((ticket, saying)) = open else { return };
            saying.abort();
            if let Err(error) = api.leave(&ticket).await {
                tracing::info!(%error, "presence");
            }
        }
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        if let Some((_, saying)) = self.open.take() {
            saying.abort();
        }
    }
}

async fn keep_saying(api: Api, ticket: TicketId, activity: Activity) {
    loop {
        if let Err(error) = api.look_at(&ticket, activity).await {
            tracing::info!(%error, "presence");
        }
        tokio::time::sleep(AGAIN).await;
    }
}
