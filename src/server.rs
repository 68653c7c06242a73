//! The CRM server: HTTP routes over a store, and what happens by itself.
//!
//! A request passes [`limits`] and [`auth`], is carried out once ([`idempotency`]), and reaches a handler in [`routes`], which
//! checks its input ([`input`]), asks the [`store`] and cuts the answer to the reader's role. What the store commits goes
//! out to every console through [`live`]; what happens by itself is in [`engine`], and the neighbours it speaks to in [`connect`].

pub mod access;
mod app;
mod auth;
mod background;
pub mod connect;
mod connection;
mod engine;
pub mod error;
mod extract;
mod failure;
mod followed;
mod hex;
mod idempotency;
mod input;
mod limits;
mod live;
mod metrics;
pub mod openapi;
pub mod password;
pub mod policies;
mod presence;
mod reply;
pub mod root_causes;
mod routes;
pub mod store;
mod stranger;
mod throttle;
pub mod tls;
pub mod token;
mod trace;
mod wall;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub use limits::Limits;
pub use openapi::openapi;

use app::App;
use background::Followed;
use connect::messengers::Messengers;
use store::Store;
use tls::{TlsDoor, TlsFiles};

use crate::domain::permission::access::Access;

/// Requests under way get this long to finish when the server stops.
const LAST_ORDERS: Duration = Duration::from_secs(5);

/// What a server needs.
pub struct Settings {
    /// Where it listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where it keeps everything. Whoever opened it closes it, after [`Running::shutdown`].
    pub store: Store,
    /// Rates and times of requests.
    pub limits: Limits,
    /// Folder of the policy files, which is followed as it changes; none: the store's policies hold.
    pub policies: Option<PathBuf>,
    /// The file that says which role may do what to which field, followed as it changes; none: what is built in holds.
    pub access: Option<PathBuf>,
    /// The certificate it shows and its key; none: it speaks plain HTTP.
    pub tls: Option<TlsFiles>,
    /// Folder of `root_causes.toml`, which is followed as it changes; none: the store's root causes hold.
    pub root_causes: Option<PathBuf>,
    /// What time it is: the machine's clock, except in tests.
    pub clock: Clock,
    /// How people are reached who are not looking at the console.
    pub messengers: Arc<Messengers>,
}

/// Tells the time, UTC.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

impl Settings {
    /// The usual settings around a store.
    pub fn new(listen: SocketAddr, store: Store) -> Self {
        let clock: Clock = Arc::new(Utc::now);
        let messengers = Arc::new(Messengers::none());
        Self {
            listen,
            store,
            limits: Limits::default(),
            policies: None,
            access: None,
            root_causes: None,
            tls: None,
            clock,
            messengers,
        }
    }
}

/// A server that has not been started.
pub struct Server;

impl Server {
    /// Listens and serves until [`Running::shutdown`]. When this returns, requests are answered.
    pub async fn start(settings: Settings) -> io::Result<Running> {
        let tls = settings.tls.clone().map(TlsDoor::open).transpose().map_err(io::Error::other)?;
        let listener = TcpListener::bind(settings.listen).await?;
        let address = listener.local_addr()?;
        let (stop, stopping) = watch::channel(false);
        let messengers = settings.messengers.clone();
        let followed = Followed {
            policies: settings.policies.clone(),
            access: settings.access.clone(),
            root_causes: settings.root_causes.clone(),
        };
        let table = settings.access.as_deref().map_or_else(|| Ok(Access::default()), access::read);
        let app = App::new(settings, table.map_err(io::Error::other)?, address, stopping.clone());
        let (router, sweep) = routes::router(&app);
        let mut background = background::start(&app, sweep, messengers, followed);
        background.extend(tls.clone().map(|door| tokio::spawn(door.follow())));
        let secure = tls.is_some();
        let serving = tokio::spawn(connection::serve(listener, router, tls, app.limits.head, stopping));
        Ok(Running { address, secure, stop, serving, background })
    }
}

/// A server that serves.
pub struct Running {
    address: SocketAddr,
    secure: bool,
    stop: watch::Sender<bool>,
    serving: JoinHandle<()>,
    background: Vec<JoinHandle<()>>,
}

impl Running {
    /// Where it can be reached: `http://127.0.0.1:7878`.
    pub fn url(&self) -> String {
        let scheme = if self.secure { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Takes no more requests, ends the live events, lets what is under way finish, and returns.
    pub async fn shutdown(mut self) {
        let _ = self.stop.send(true);
        if tokio::time::timeout(LAST_ORDERS, &mut self.serving).await.is_err() {
            self.serving.abort();
        }
        for task in self.background {
            task.abort();
            let _ = task.await;
        }
    }
}
