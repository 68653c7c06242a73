//! `ringdesk serve`: the CRM server, on SQLite for one desk or on PostgreSQL for a call centre.

use std::io;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use chrono::Utc;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use super::UsageError;
use super::context::Context;
use super::output;
use crate::config::{Config, Layer, folders};
use crate::domain::fuse::PolicyBook;
use crate::domain::phone::Region;
use crate::domain::root_cause::Catalogue;
use crate::server::connect::messengers::Messengers;
use crate::server::store::{Store, StoreSettings, without_password};
use crate::server::tls::TlsFiles;
use crate::server::{Server, Settings, password, policies, root_causes, token};

/// Flags of `serve`.
#[derive(clap::Args)]
pub(super) struct Args {
    /// Address and port to listen on [default: 127.0.0.1:7878] [env: RINGDESK_LISTEN]
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
    /// sqlite:PATH or postgres://…; a file of this user when left out [env: RINGDESK_DATABASE]
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Certificate to show, a PEM file with those between it and the authority; read again when it changes [env: RINGDESK_TLS_CERT]
    #[arg(long, value_name = "FILE")]
    tls_cert: Option<String>,
    /// The key of that certificate, a PEM file [env: RINGDESK_TLS_KEY]
    #[arg(long, value_name = "FILE")]
    tls_key: Option<String>,
}

/// Serves until SIGINT or SIGTERM; requests under way are finished.
pub(super) async fn run(args: Args, context: &Context) -> anyhow::Result<ExitCode> {
    let Args { listen, database, tls_cert, tls_key } = args;
    let config = context.config_with(Layer { listen, tls_cert, tls_key, database, ..Layer::default() })?;
    log(&config)?;
    let messengers = Messengers::load(config.file.parent().unwrap_or(Path::new(".")))?;
    let database = named_or_own(&config)?;
    let region = Region::parse(&config.region).unwrap_or_default();
    let home = config.file.parent().map(Path::to_path_buf);
    let folder = home.as_ref().map(|home| home.join("policies"));
    let policies = match &folder {
        Some(folder) => policies::read(folder).with_context(|| format!("the policies in {}", folder.display()))?,
        None => PolicyBook::default(),
    };
    let causes = match &home {
        Some(home) => root_causes::read(home)?,
        None => Catalogue::default(),
    };
    let kept = StoreSettings { policies, root_causes: causes, region, ..StoreSettings::default() };
    let store = Store::open_with(&database, kept).await;
    let store = store.with_context(|| format!("the database {}", without_password(&database)))?;
    let mut settings = Settings::new(config.listen.parse()?, store.clone());
    settings.messengers = Arc::new(messengers);
    settings.policies = folder;
    settings.tls = tls(&config)?;
    settings.access = Some(config.file.with_file_name("access.toml"));
    settings.root_causes = home;
    let running = Server::start(settings).await.with_context(|| format!("listening on {}", config.listen))?;
    welcome(&store, &running.url()).await?;
    output::line(format_args!("ringdesk serves on {}", running.url()))?;
    stopped().await?;
    running.shutdown().await;
    store.close().await;
    Ok(ExitCode::SUCCESS)
}

fn log(config: &Config) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&config.log).with_context(|| format!("log = '{}'", config.log))?;
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_ansi(false);
    Ok(tracing::subscriber::set_global_default(subscriber.finish())?)
}

fn tls(config: &Config) -> anyhow::Result<Option<TlsFiles>> {
    match (&config.tls_cert, &config.tls_key) {
        (Some(cert), Some(key)) => Ok(Some(TlsFiles { cert: cert.into(), key: key.into() })),
        (None, None) => Ok(None),
        _ => Err(UsageError("--tls-cert and --tls-key go together: name both, or neither".into()).into()),
    }
}

/// The database that is named, else a file of this user.
pub(super) fn named_or_own(config: &Config) -> anyhow::Result<String> {
    if let Some(url) = &config.database {
        return Ok(url.clone());
    }
    let folder = folders::state().context("no home folder is known; name a database with --database")?;
    std::fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    Ok(format!("sqlite:{}", folder.join("ringdesk.sqlite").display()))
}

/// Whoever can read what this prints may be the first admin of a database without people, and make the others.
async fn welcome(store: &Store, url: &str) -> anyhow::Result<()> {
    if !store.agents().await?.is_empty() {
        return Ok(());
    }
    let code = password::fresh();
    store.first_code_offer(&token::hash(&code), Utc::now()).await?;
    output::complain(format_args!(
        "This database is new. Be its first admin: ringdesk --server {url} login YOUR-NAME --first {code}\n\
         The code works once, within a day, and is shown only now."
    ));
    Ok(())
}

/// Returns when somebody asks this process to stop: SIGINT or SIGTERM.
pub(super) async fn stopped() -> io::Result<()> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    Ok(())
}
