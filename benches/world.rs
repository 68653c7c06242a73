//! The demo's world at the size that the budgets are about, on SQLite in a folder that goes with it, and a server on it.

use anyhow::{Context as _, Result};
use ringdesk::crm::api::Api;
use ringdesk::crm::http::{Token, install_tls};
use ringdesk::demo::{Demo, Login, Options, Scale};
use ringdesk::domain::agent::Role;
use ringdesk::server::store::Store;
use ringdesk::server::{Limits, Running, Server, Settings};
use tempfile::TempDir;

/// Set to anything for the size that the budgets name; without it a run is short.
const FULL: &str = "RINGDESK_BENCH_FULL";
/// Tickets that are not done, at either size.
const TICKETS: usize = 100_000;

/// A server with work.
pub struct World {
    /// Its records.
    pub store: Store,
    /// Everybody's token, the desk of the demo first.
    pub logins: Vec<Login>,
    server: Running,
    _folder: TempDir,
}

impl World {
    /// Makes the world and serves it.
    pub async fn open() -> Result<Self> {
        install_tls();
        let folder = tempfile::tempdir()?;
        let logins = make(&folder).await?;
        let store = Store::open(&format!("sqlite:{}", folder.path().join("ringdesk.sqlite").display())).await?;
        // The rate limit stands in the way as it does in earnest, and is never reached.
        let limits = Limits { rate: 1_000_000, burst: 1_000_000, ..Limits::default() };
        let listen = ([127, 0, 0, 1], 0).into();
        let server = Server::start(Settings { limits, ..Settings::new(listen, store.clone()) }).await?;
        Ok(Self { store, logins, server, _folder: folder })
    }

    /// Where it can be reached.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// The first login of that role.
    pub fn login(&self, role: Role) -> Result<&Login> {
        self.logins.iter().find(|login| login.role == role).context("nobody has that role")
    }

    /// The server as the first of that role reaches it.
    pub fn api(&self, role: Role) -> Result<Api> {
        Ok(Api::new(&self.url(), Some(&Token::new(&self.login(role)?.token)))?)
    }

    /// Ends the server.
    pub async fn close(self) {
        self.server.shutdown().await;
        self.store.close().await;
    }
}

async fn make(folder: &TempDir) -> Result<Vec<Login>> {
    let customers = if std::env::var_os(FULL).is_some() { 100_000 } else { 10_000 };
    let demo = Demo::open(Options {
        rings_at: Role::Agent,
        policies: None,
        lang: "zh-CN".to_owned(),
        scale: Scale { tickets: TICKETS, customers, contacts_per_customer: 10 },
        seed: 1,
        listen: ([127, 0, 0, 1], 0).into(),
        data: Some(folder.path().to_owned()),
        quiet_phone: true,
    })
    .await?;
    let logins = demo.logins().to_vec();
    demo.close().await;
    Ok(logins)
}
