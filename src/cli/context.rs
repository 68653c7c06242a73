//! What every command starts from: the settings, and the server they name.

use std::path::PathBuf;

use anyhow::Context as _;

use crate::config::token::TokenFile;
use crate::config::{Config, Layer};
use crate::crm::api::Api;
use crate::crm::http::{AddressError, Token, Trust};

/// Flags given on the command line, and what follows from them.
pub struct Context {
    flags: Layer,
}

impl Context {
    /// Starts from the flags.
    pub fn new(flags: Layer) -> Self {
        Self { flags }
    }

    /// The settings: built-in, file, environment, flags.
    pub fn config(&self) -> anyhow::Result<Config> {
        self.config_with(Layer::default())
    }

    /// The settings, with flags of the command itself on top.
    pub fn config_with(&self, more: Layer) -> anyhow::Result<Config> {
        Ok(Config::load(more.over(self.flags.clone()))?)
    }

    /// The folder of the settings, in which the other files of a desk or a server lie too.
    pub fn folder(&self) -> anyhow::Result<PathBuf> {
        Ok(self.config()?.file.parent().map(PathBuf::from).unwrap_or_default())
    }

    /// The server, spoken to with the token given or kept.
    pub fn api(&self) -> anyhow::Result<Api> {
        let config = self.config()?;
        let api = connect(&config)?;
        let token = token_for(&config)?
            .with_context(|| format!("no token for {}; run `ringdesk login` or set RINGDESK_TOKEN", config.server))?;
        Ok(api.with_token(&token))
    }
}

/// The server that the settings name, by their rules of trust, for somebody who has yet to log in.
pub fn connect(config: &Config) -> Result<Api, AddressError> {
    let trust = Trust { authority: config.ca.as_ref().map(PathBuf::from), plain: config.plain_http };
    Api::trusting(&config.server, None, &trust)
}

/// The token given by flag or environment, else the one `ringdesk login` kept for the server.
pub fn token_for(config: &Config) -> anyhow::Result<Option<Token>> {
    match &config.token {
        Some(token) => Ok(Some(token.clone())),
        None => Ok(TokenFile::of_user()?.get(&config.server)?),
    }
}
