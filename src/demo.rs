//! Everything in one process: a server on an embedded database, a seeded world, and callers who ring.

mod callers;
mod dice;
mod vocabulary;
mod world;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Context;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use tokio::task::JoinHandle;

use crate::crm::api::Api;
use crate::crm::http::Token;
use crate::domain::agent::{Actor, Agent, Role};
use crate::domain::fuse::PolicyBook;
use crate::domain::phone::Region;
use crate::knowledge;
use crate::knowledge::built_in::RECORDINGS;
use crate::knowledge::recording_file;
use crate::server::store::{self, NewAgent, Store, StoreSettings};
use crate::server::{Limits, Running, Server, Settings, password, policies, token};

use callers::{Line, Story};
use dice::Dice;
use vocabulary::Vocabulary;
pub use world::{Scale, World};

/// Password of everybody in the demo.
const PASSWORD: &str = "demo";
/// Sessions of the demo last this long.
const SESSION: TimeDelta = TimeDelta::days(30);

/// What kind of demo.
#[derive(Clone, Debug)]
pub struct Options {
    /// "zh-CN" or "en".
    pub lang: String,
    /// How large a world.
    pub scale: Scale,
    /// The same seed gives the same world.
    pub seed: u64,
    /// Where the server listens; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Folder that keeps the world from one demo to the next; none: it goes when the demo ends.
    pub data: Option<PathBuf>,
    /// Whether nobody rings by themselves.
    pub quiet_phone: bool,
    /// At whose desk it rings: the first of that role.
    pub rings_at: Role,
    /// Folder of policy files; none, or without files: the policy that is built in. Nobody outside hears of a demo: its
    /// steps are told on the console only, whatever messengers they name.
    pub policies: Option<PathBuf>,
}

/// Somebody who can log in to the demo.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Login {
    /// Login name.
    pub login: String,
    /// Password.
    pub password: String,
    /// What they may do.
    pub role: Role,
    /// A token that works at once.
    pub token: String,
}

/// A demo that runs.
pub struct Demo {
    server: Running,
    store: Store,
    logins: Vec<Login>,
    callers: Option<JoinHandle<()>>,
    folder: Folder,
    home: Region,
}

impl Demo {
    /// Opens the world, makes it first where there is none, and serves it. Callers begin to ring unless told not to.
    ///
    /// # Errors
    /// When the folder, the database or the address can't be used; the message names which.
    pub async fn open(options: Options) -> anyhow::Result<Self> {
        let folder = Folder::of(options.data.as_deref())?;
        let made = folder.made_with(&options)?;
        let words = Vocabulary::of(&made.lang)?;
        let policies = options.policies.as_deref().map_or_else(|| Ok(PolicyBook::default()), policies::read)?;
        let store = folder.store(words.home(), policies).await?;
        let world = World::build(&words, made.scale(), made.seed, Utc::now());
        let stories = callers::stories(&words, &world, &mut Dice::new(made.seed));
        if store.agents().await?.is_empty() {
            load(&store, world).await?;
            folder.remember(&made)?;
        }
        let logins = log_everybody_in(&store).await?;
        // Everybody here sits at this machine, and may measure how fast it is.
        let limits = Limits { rate: 0, ..Limits::default() };
        let settings = Settings::new(options.listen, store.clone());
        let server = Server::start(Settings { limits, policies: options.policies, ..settings })
            .await
            .with_context(|| format!("the demo's server can't listen on {}", options.listen))?;
        let mut demo = Self { server, store, logins, callers: None, folder, home: words.home() };
        if !options.quiet_phone {
            demo.callers = Some(demo.let_them_ring(options.rings_at, stories, made.seed)?);
        }
        Ok(demo)
    }

    /// Where the server can be reached.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// Whose numbering plan the callers' numbers follow.
    pub fn home(&self) -> Region {
        self.home
    }

    /// Everybody who can log in, the demo's own agent first.
    pub fn logins(&self) -> &[Login] {
        &self.logins
    }

    /// The first login of that role.
    pub fn login_as(&self, role: Role) -> Option<&Login> {
        self.logins.iter().find(|login| login.role == role)
    }

    /// Ends callers and server, and removes the world unless it is to be kept.
    pub async fn close(self) {
        if let Some(callers) = self.callers {
            callers.abort();
        }
        self.server.shutdown().await;
        self.store.close().await;
        drop(self.folder);
    }

    fn let_them_ring(&self, at: Role, stories: Vec<Story>, seed: u64) -> anyhow::Result<JoinHandle<()>> {
        let somebody = |role: Role| self.login_as(role).with_context(|| format!("the demo has no {}", role.as_str()));
        let api = |role: Role| -> anyhow::Result<Api> {
            Ok(Api::new(&self.url(), Some(&Token::new(&somebody(role)?.token)))?)
        };
        let agent = somebody(at)?.login.clone();
        let line = Line { machine: api(Role::Cti)?, watcher: api(Role::Lead)?, agent };
        Ok(tokio::spawn(line.ring_on(stories, Dice::new(seed ^ 1))))
    }
}

async fn load(store: &Store, world: World) -> anyhow::Result<()> {
    // One hash for everybody: it is slow on purpose, and the password is no secret.
    let password_hash = password::hash(PASSWORD).map_err(|why| anyhow::anyhow!("the demo's password: {why}"))?;
    let by = Actor::System { name: "demo".to_owned() };
    let records = store::World {
        agents: world
            .agents
            .into_iter()
            .map(|agent| NewAgent { agent, password_hash: password_hash.clone() })
            .collect(),
        customers: world.customers,
        orders: world.orders,
        interactions: world.interactions,
        calls: world.calls,
        spans: world.spans,
        flow: world.flow,
        tickets: world.tickets.into_iter().map(|it| (it.ticket, it.history)).collect(),
        todos: world.todos,
        // Callers do not choose the desk's language: it has the answers of both, its own come first.
        articles: knowledge::built_in(""),
        media: world
            .media
            .into_iter()
            .map(|it| store::Media { content_type: it.content_type.to_owned(), bytes: it.bytes.to_vec() })
            .chain(recordings())
            .collect(),
    };
    store.load_world(records, &by, Utc::now()).await.context("the demo's world can't be stored")
}

/// What the shipped answers sound like.
fn recordings() -> impl Iterator<Item = store::Media> {
    RECORDINGS.iter().filter_map(|(_, bytes)| {
        let content_type = recording_file::content_type(bytes)?.to_owned();
        Some(store::Media { content_type, bytes: bytes.to_vec() })
    })
}

/// A session for each of the people, the demo's own agent first.
async fn log_everybody_in(store: &Store) -> anyhow::Result<Vec<Login>> {
    let mut agents: Vec<Agent> = store.agents().await?;
    agents.sort_by_key(|agent| (agent.role, agent.extension.clone()));
    let now = Utc::now();
    let mut logins = Vec::with_capacity(agents.len());
    for agent in agents {
        let fresh = token::fresh();
        store.session_create(&token::hash(&fresh), &agent.id, now, now + SESSION).await?;
        logins.push(Login { login: agent.login, password: PASSWORD.to_owned(), role: agent.role, token: fresh });
    }
    Ok(logins)
}

/// What a kept world was made with: a later demo in the same folder goes on in that world.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct MadeWith {
    lang: String,
    seed: u64,
    tickets: usize,
    customers: usize,
    contacts_per_customer: usize,
    at: DateTime<Utc>,
}

impl MadeWith {
    fn scale(&self) -> Scale {
        Scale { tickets: self.tickets, customers: self.customers, contacts_per_customer: self.contacts_per_customer }
    }
}

/// Where the world lies.
struct Folder {
    path: PathBuf,
    kept: bool,
}

impl Folder {
    fn of(data: Option<&Path>) -> anyhow::Result<Self> {
        let passing = || std::env::temp_dir().join(format!("ringdesk-demo-{}", uuid::Uuid::now_v7()));
        let folder = Self { path: data.map_or_else(passing, Path::to_path_buf), kept: data.is_some() };
        std::fs::create_dir_all(&folder.path)
            .with_context(|| format!("the demo's folder {} can't be made", folder.path.display()))?;
        Ok(folder)
    }

    async fn store(&self, region: Region, policies: PolicyBook) -> anyhow::Result<Store> {
        let file = self.path.join("ringdesk.sqlite");
        let url = format!("sqlite:{}", file.display());
        let settings = StoreSettings { policies, region, ..StoreSettings::default() };
        Store::open_with(&url, settings)
            .await
            .with_context(|| format!("the demo's database {} can't be opened", file.display()))
    }

    fn note(&self) -> PathBuf {
        self.path.join("world.json")
    }

    /// How the world in this folder was made, or is to be made.
    fn made_with(&self, options: &Options) -> anyhow::Result<MadeWith> {
        let note = self.note();
        if note.exists() {
            let text = std::fs::read_to_string(&note).with_context(|| format!("{} can't be read", note.display()))?;
            let cure =
                || format!("{} does not tell how its world was made; remove the folder to start anew", note.display());
            return serde_json::from_str(&text).with_context(cure);
        }
        Ok(MadeWith {
            lang: options.lang.clone(),
            seed: options.seed,
            tickets: options.scale.tickets,
            customers: options.scale.customers,
            contacts_per_customer: options.scale.contacts_per_customer,
            at: Utc::now(),
        })
    }

    fn remember(&self, made: &MadeWith) -> anyhow::Result<()> {
        let text = serde_json::to_string_pretty(made)?;
        std::fs::write(self.note(), text).with_context(|| format!("{} can't be written", self.note().display()))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.kept
            && let Err(why) = std::fs::remove_dir_all(&self.path)
        {
            tracing::warn!(%why, folder = %self.path.display(), "the demo's folder stays behind");
        }
    }
}
