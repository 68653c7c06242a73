//! What every handler shares. Cheap to clone.

use std::net::SocketAddr;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio::sync::{Semaphore, watch};

use super::access::AccessBoard;
use super::auth::SessionCache;
use super::connect::messengers::Messengers;
use super::limits::Limits;
use super::live::Hub;
use super::metrics::Metrics;
use super::presence::PresenceBoard;
use super::store::Store;
use super::stranger::Strangers;
use super::throttle::LoginThrottle;
use super::wall::WallBoard;
use super::{Clock, Settings};
use crate::domain::agent::Role;
use crate::domain::permission::access::{Access, Clearance};
use crate::domain::phone::Region;
use crate::wire::paths::API;

/// The running server, as handlers see it.
#[derive(Clone)]
pub struct App(Arc<Shared>);

/// See [`App`].
pub struct Shared {
    /// Where everything is kept.
    pub store: Store,
    /// Live events.
    pub hub: Hub,
    /// Who has which ticket open.
    pub presence: PresenceBoard,
    /// The lead's wall, as it was last counted.
    pub wall: WallBoard,
    /// Tokens seen lately.
    pub sessions: SessionCache,
    /// Which role may do what to which field.
    pub access: AccessBoard,
    /// Tokens that did not work.
    pub strangers: Strangers,
    /// Failed logins.
    pub throttle: LoginThrottle,
    /// Passwords being checked: each costs 19 MiB and a core for some tens of milliseconds.
    pub password_checks: Semaphore,
    /// Where the API of this server is, for links when nothing else is set.
    pub own_url: String,
    /// How people are reached, as set up when the server began; their words are read again when they are needed.
    pub messengers: Arc<Messengers>,
    /// Figures for Prometheus.
    pub metrics: Metrics,
    /// Sizes, times and rates.
    pub limits: Limits,
    /// How numbers without a country code are read.
    pub region: Region,
    /// What time it is.
    pub clock: Clock,
    /// Turns true when the server stops.
    pub stopping: watch::Receiver<bool>,
}

/// Passwords checked at the same time.
const PASSWORD_CHECKS: usize = 2;

impl App {
    /// Around an open store, for a server at `address`; `stopping` turns true when it stops.
    pub fn new(settings: Settings, access: Access, address: SocketAddr, stopping: watch::Receiver<bool>) -> Self {
        let Settings { store, limits, clock, tls, messengers, .. } = settings;
        let scheme = if tls.is_some() { "https" } else { "http" };
        let region = store.region();
        Self(Arc::new(Shared {
            store,
            hub: Hub::default(),
            presence: PresenceBoard::default(),
            wall: WallBoard::default(),
            sessions: SessionCache::default(),
            access: AccessBoard::new(access),
            strangers: Strangers::new(limits.rate, limits.burst),
            throttle: LoginThrottle::default(),
            password_checks: Semaphore::new(PASSWORD_CHECKS),
            own_url: format!("{scheme}://{address}{API}"),
            messengers,
            metrics: Metrics::default(),
            limits,
            region,
            clock,
            stopping,
        }))
    }

    /// The server's clock, UTC, in whole milliseconds as everything is stored.
    pub fn now(&self) -> DateTime<Utc> {
        let now = (self.clock)();
        DateTime::from_timestamp_millis(now.timestamp_millis()).unwrap_or(now)
    }

    /// What a role may see and change, as of now.
    pub fn clearance(&self, role: Role) -> Clearance {
        Clearance::new(role, self.access.now())
    }

    /// Position of the newest committed event.
    pub fn newest(&self) -> u64 {
        *self.store.committed().borrow()
    }
}

impl std::ops::Deref for App {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}
