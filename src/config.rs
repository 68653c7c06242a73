//! Settings, in layers: built-in, then the file, then the environment, then flags; later ones win.
//!
//! A mistake names its place (file:line, variable or flag), the bad value and the cure, and nothing starts with it.

mod file;
pub mod folders;
pub mod token;

use std::path::{Path, PathBuf};

use crate::crm::http::Token;

pub use file::FileError;

/// Where the server listens when nobody says.
pub const DEFAULT_LISTEN: &str = "127.0.0.1:7878";
/// The server a console looks for when nobody says.
pub const DEFAULT_SERVER: &str = "http://127.0.0.1:7878";

/// Variables of the environment that are settings. `RINGDESK_CONFIG` names another file.
pub const VARIABLES: [&str; 22] = [
    "RINGDESK_CONFIG",
    "RINGDESK_SERVER",
    "RINGDESK_TOKEN",
    "RINGDESK_LANG",
    "RINGDESK_KEYMAP",
    "RINGDESK_THEME",
    "RINGDESK_THEME_DARK",
    "RINGDESK_THEME_LIGHT",
    "RINGDESK_MOUSE",
    "RINGDESK_COLOR",
    "RINGDESK_PICTURES",
    "RINGDESK_PLAYER",
    "RINGDESK_BELL",
    "RINGDESK_REGION",
    "RINGDESK_LISTEN",
    "RINGDESK_TLS_CERT",
    "RINGDESK_TLS_KEY",
    "RINGDESK_CA",
    "RINGDESK_PLAIN_HTTP",
    "RINGDESK_PLAIN",
    "RINGDESK_DATABASE",
    "RINGDESK_LOG",
];

/// All settings, each with its final value.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "switches of a file, each of its own")]
pub struct Config {
    /// The server a console talks to.
    pub server: String,
    /// The token to talk with, when given by environment or flag; else the one `ringdesk login` kept.
    pub token: Option<Token>,
    /// Language of the texts, BCP 47 ("zh-CN", "en"); none: the locale's.
    pub lang: Option<String>,
    /// Keymap, by name or path.
    pub keymap: String,
    /// Theme, by name or path; "auto": whichever of the next two fits the terminal.
    pub theme: String,
    /// Theme of a terminal that is dark, or does not tell.
    pub theme_dark: String,
    /// Theme of a terminal that is light.
    pub theme_light: String,
    /// Whether a console takes the mouse; else the terminal selects text with it.
    pub mouse: bool,
    /// How many colours: "truecolor", "256", "16", "none", or "auto": what the terminal says.
    pub color: String,
    /// How pictures are drawn: "kitty", "iterm2", "sixel", "blocks", or "auto": what the terminal has.
    pub pictures: String,
    /// How somebody who looks elsewhere is told of a ring or an escalation: "sound", "osc9", "osc777" or "off".
    pub bell: String,
    /// What plays recordings: a player's name, or a command that is given a WAV file; none: the first player that is installed.
    pub player: Option<String>,
    /// Region that numbers without a country code belong to (ISO 3166).
    pub region: String,
    /// Address a server listens on.
    pub listen: String,
    /// Certificate that a server shows, a PEM file; none: it speaks plain HTTP.
    pub tls_cert: Option<String>,
    /// The key of that certificate, a PEM file.
    pub tls_key: Option<String>,
    /// Certificate authority to trust besides those of the system, a PEM file.
    pub ca: Option<String>,
    /// Whether a server beyond this machine may be spoken to unencrypted.
    pub plain_http: bool,
    /// Database of a server (`sqlite:PATH`, `postgres://…`); none: a file in the state folder.
    pub database: Option<String>,
    /// What goes into the log, in the syntax of `tracing` filters.
    pub log: String,
    /// Whether a console only looks, and changes nothing.
    pub read_only: bool,
    /// Whether a console is written line by line, for screen readers.
    pub plain: bool,
    /// Where the file is, whether or not it exists.
    pub file: PathBuf,
}

/// One layer: what it leaves open is none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layer {
    /// See [`Config::server`].
    pub server: Option<String>,
    /// See [`Config::token`].
    pub token: Option<Token>,
    /// See [`Config::lang`].
    pub lang: Option<String>,
    /// See [`Config::keymap`].
    pub keymap: Option<String>,
    /// See [`Config::theme`].
    pub theme: Option<String>,
    /// See [`Config::theme_dark`].
    pub theme_dark: Option<String>,
    /// See [`Config::theme_light`].
    pub theme_light: Option<String>,
    /// See [`Config::mouse`].
    pub mouse: Option<String>,
    /// See [`Config::color`].
    pub color: Option<String>,
    /// See [`Config::pictures`].
    pub pictures: Option<String>,
    /// See [`Config::player`]; "auto": none.
    pub player: Option<String>,
    /// See [`Config::bell`].
    pub bell: Option<String>,
    /// See [`Config::region`].
    pub region: Option<String>,
    /// See [`Config::listen`].
    pub listen: Option<String>,
    /// See [`Config::tls_cert`].
    pub tls_cert: Option<String>,
    /// See [`Config::tls_key`].
    pub tls_key: Option<String>,
    /// See [`Config::ca`].
    pub ca: Option<String>,
    /// See [`Config::plain_http`].
    pub plain_http: Option<String>,
    /// See [`Config::database`].
    pub database: Option<String>,
    /// See [`Config::log`].
    pub log: Option<String>,
    /// See [`Config::read_only`].
    pub read_only: bool,
    /// See [`Config::plain`].
    pub plain: Option<String>,
}

/// Why settings can't be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file is wrong.
    #[error(transparent)]
    File(#[from] FileError),
    /// The file can't be read.
    #[error("{}: {why}", .file.display())]
    Unreadable {
        /// Which.
        file: PathBuf,
        /// Why.
        why: std::io::Error,
    },
    /// A value that means nothing.
    #[error("{place}: '{value}' is no {what}; {cure}")]
    Value {
        /// Which setting.
        place: &'static str,
        /// The bad value.
        value: String,
        /// What it should be.
        what: &'static str,
        /// What to write instead.
        cure: &'static str,
    },
    /// No home folder.
    #[error("no home folder is known; set HOME, or name a file with RINGDESK_CONFIG")]
    NoHome,
}

impl Config {
    /// Reads the file and the environment of this process, and lays `flags` over them.
    pub fn load(flags: Layer) -> Result<Self, ConfigError> {
        Self::load_from(&|name| std::env::var(name).ok(), None, flags)
    }

    /// As [`Config::load`], with the environment handed in, and `file` before any other place of the file.
    ///
    /// A file that was named must exist; the usual one need not.
    pub fn load_from(
        env: &dyn Fn(&str) -> Option<String>,
        file: Option<&Path>,
        flags: Layer,
    ) -> Result<Self, ConfigError> {
        let set = |name: &str| env(name).filter(|value| !value.trim().is_empty());
        let named = file.map(Path::to_path_buf).or_else(|| set("RINGDESK_CONFIG").map(PathBuf::from));
        let path = match &named {
            Some(path) => path.clone(),
            None => folders::config().ok_or(ConfigError::NoHome)?.join("config.toml"),
        };
        let from_file = match std::fs::read_to_string(&path) {
            Ok(text) => file::parse(&path, &text)?,
            Err(why) if named.is_none() && why.kind() == std::io::ErrorKind::NotFound => Layer::default(),
            Err(why) => return Err(ConfigError::Unreadable { file: path, why }),
        };
        flags.over(environment(&set)).over(from_file).settle(path)
    }
}

fn environment(set: &dyn Fn(&str) -> Option<String>) -> Layer {
    Layer {
        server: set("RINGDESK_SERVER"),
        token: set("RINGDESK_TOKEN").map(Token::new),
        lang: set("RINGDESK_LANG"),
        keymap: set("RINGDESK_KEYMAP"),
        theme: set("RINGDESK_THEME"),
        theme_dark: set("RINGDESK_THEME_DARK"),
        theme_light: set("RINGDESK_THEME_LIGHT"),
        mouse: set("RINGDESK_MOUSE"),
        color: set("RINGDESK_COLOR"),
        pictures: set("RINGDESK_PICTURES"),
        player: set("RINGDESK_PLAYER"),
        bell: set("RINGDESK_BELL"),
        region: set("RINGDESK_REGION"),
        listen: set("RINGDESK_LISTEN"),
        tls_cert: set("RINGDESK_TLS_CERT"),
        tls_key: set("RINGDESK_TLS_KEY"),
        ca: set("RINGDESK_CA"),
        plain_http: set("RINGDESK_PLAIN_HTTP"),
        database: set("RINGDESK_DATABASE"),
        log: set("RINGDESK_LOG"),
        read_only: false,
        plain: set("RINGDESK_PLAIN"),
    }
}

impl Layer {
    /// This layer where it says something, `below` elsewhere.
    #[must_use]
    pub fn over(self, below: Self) -> Self {
        Self {
            server: self.server.or(below.server),
            token: self.token.or(below.token),
            lang: self.lang.or(below.lang),
            keymap: self.keymap.or(below.keymap),
            theme: self.theme.or(below.theme),
            theme_dark: self.theme_dark.or(below.theme_dark),
            theme_light: self.theme_light.or(below.theme_light),
            mouse: self.mouse.or(below.mouse),
            color: self.color.or(below.color),
            pictures: self.pictures.or(below.pictures),
            player: self.player.or(below.player),
            bell: self.bell.or(below.bell),
            region: self.region.or(below.region),
            listen: self.listen.or(below.listen),
            tls_cert: self.tls_cert.or(below.tls_cert),
            tls_key: self.tls_key.or(below.tls_key),
            ca: self.ca.or(below.ca),
            plain_http: self.plain_http.or(below.plain_http),
            database: self.database.or(below.database),
            log: self.log.or(below.log),
            read_only: self.read_only || below.read_only,
            plain: self.plain.or(below.plain),
        }
    }

    fn settle(self, file: PathBuf) -> Result<Config, ConfigError> {
        Ok(Config {
            server: self.server.unwrap_or_else(|| DEFAULT_SERVER.into()),
            token: self.token,
            lang: self.lang.map(language).transpose()?,
            keymap: self.keymap.unwrap_or_else(|| "default".into()),
            theme: self.theme.unwrap_or_else(|| "auto".into()),
            theme_dark: self.theme_dark.unwrap_or_else(|| "desk-dark".into()),
            theme_light: self.theme_light.unwrap_or_else(|| "desk-light".into()),
            mouse: self.mouse.map_or(Ok(false), |value| truth("mouse", value))?,
            color: colours(self.color.unwrap_or_else(|| "auto".into()))?,
            pictures: pictures(self.pictures.unwrap_or_else(|| "auto".into()))?,
            player: player(self.player)?,
            bell: bell(self.bell.unwrap_or_else(|| "sound".into()))?,
            region: region(self.region.unwrap_or_else(|| "CN".into()))?,
            listen: listen(self.listen.unwrap_or_else(|| DEFAULT_LISTEN.into()))?,
            tls_cert: self.tls_cert,
            tls_key: self.tls_key,
            ca: self.ca,
            plain_http: self.plain_http.map_or(Ok(false), |value| truth("plain_http", value))?,
            database: self.database,
            log: self.log.unwrap_or_else(|| "ringdesk=info,warn".into()),
            read_only: self.read_only,
            plain: self.plain.map_or(Ok(false), |value| truth("plain", value))?,
            file,
        })
    }
}

fn language(value: String) -> Result<String, ConfigError> {
    match value.replace('_', "-").to_lowercase().as_str() {
        "zh" | "zh-cn" | "zh-hans" | "zh-hans-cn" => Ok("zh-CN".into()),
        tag if tag == "en" || tag.starts_with("en-") => Ok("en".into()),
        _ => {
            Err(ConfigError::Value { place: "lang", value, what: "language of ringdesk", cure: "use 'zh-CN' or 'en'" })
        }
    }
}

fn truth(place: &'static str, value: String) -> Result<bool, ConfigError> {
    match value.as_str() {
        "1" | "true" | "yes" => Ok(true),
        "0" | "false" | "no" => Ok(false),
        _ => Err(ConfigError::Value { place, value, what: "yes or no", cure: "use 'true' or 'false'" }),
    }
}

fn colours(value: String) -> Result<String, ConfigError> {
    if ["auto", "truecolor", "256", "16", "none"].contains(&value.as_str()) {
        return Ok(value);
    }
    let cure = "use 'auto', 'truecolor', '256', '16' or 'none'";
    Err(ConfigError::Value { place: "color", value, what: "number of colours", cure })
}

fn pictures(value: String) -> Result<String, ConfigError> {
    if ["auto", "kitty", "iterm2", "sixel", "blocks"].contains(&value.as_str()) {
        return Ok(value);
    }
    let cure = "use 'auto', 'kitty', 'iterm2', 'sixel' or 'blocks'";
    Err(ConfigError::Value { place: "pictures", value, what: "way of drawing pictures", cure })
}

fn bell(value: String) -> Result<String, ConfigError> {
    if ["sound", "osc9", "osc777", "off"].contains(&value.as_str()) {
        return Ok(value);
    }
    Err(ConfigError::Value { place: "bell", value, what: "bell", cure: "use 'sound', 'osc9', 'osc777' or 'off'" })
}

fn player(value: Option<String>) -> Result<Option<String>, ConfigError> {
    match value {
        Some(value) if value.trim().is_empty() => {
            let cure =
                "name a player ('mpv'), or a command that is given a WAV file ('aplay -D headset'), or use 'auto'";
            Err(ConfigError::Value { place: "player", value, what: "player", cure })
        }
        value => Ok(value.filter(|value| value != "auto")),
    }
}

fn region(value: String) -> Result<String, ConfigError> {
    if value.len() == 2 && value.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return Ok(value.to_ascii_uppercase());
    }
    Err(ConfigError::Value { place: "region", value, what: "region", cure: "use two letters of ISO 3166, like 'CN'" })
}

fn listen(value: String) -> Result<String, ConfigError> {
    if value.parse::<std::net::SocketAddr>().is_ok() {
        return Ok(value);
    }
    let cure = "use an IP address and a port, like '127.0.0.1:7878' or '[::]:7878'";
    Err(ConfigError::Value { place: "listen", value, what: "address to listen on", cure })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(file: &str, env: &[(&str, &str)], flags: Layer) -> Result<Config, String> {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("config.toml");
        std::fs::write(&path, file).expect("file");
        let env = |name: &str| env.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        Config::load_from(&env, Some(&path), flags)
            .map_err(|error| error.to_string().replace(&path.display().to_string(), "config.toml"))
    }

    #[test]
    fn every_variable_that_is_read_is_known_to_the_doctor() {
        let unknown = std::cell::RefCell::new(Vec::new());
        environment(&|name| {
            if !VARIABLES.contains(&name) {
                unknown.borrow_mut().push(name.to_owned());
            }
            None
        });
        assert_eq!(unknown.into_inner(), Vec::<String>::new());
    }

    #[test]
    fn later_layers_win() {
        let file = "server = 'http://file'\nlang = 'en'\ntheme = 'mono'\n";
        let flags = Layer { server: Some("http://flag".into()), ..Layer::default() };
        let config = load(file, &[("RINGDESK_SERVER", "http://env"), ("RINGDESK_LANG", "zh_CN")], flags).expect("good");
        assert_eq!(
            (config.server.as_str(), config.lang.as_deref(), config.theme.as_str(), config.keymap.as_str()),
            ("http://flag", Some("zh-CN"), "mono", "default")
        );
    }

    #[test]
    fn an_empty_variable_says_nothing() {
        let config = load("lang = 'en'", &[("RINGDESK_LANG", " ")], Layer::default()).expect("good");
        assert_eq!(config.lang.as_deref(), Some("en"));
    }

    #[test]
    fn every_mistake_names_its_place_and_the_cure() {
        let cases = [
            ("sevrer = 'x'", "config.toml:1: unknown key 'sevrer'; did you mean 'server'?"),
            ("lang = 'en'\n\n[serve]\nlisen = ':1'", "config.toml:4: unknown key 'lisen'; did you mean 'listen'?"),
            (
                "zzz = 1",
                "config.toml:1: unknown key 'zzz'; known here: server, lang, keymap, theme, theme_dark, theme_light, mouse, color, pictures, player, bell, region, log, ca, plain_http, plain, serve",
            ),
            ("lang = 3", "config.toml:1: invalid type: integer `3`, expected a string"),
            ("lang = 'en'\ntheme = ", "config.toml:2: "),
            ("lang = 'tlh'", "lang: 'tlh' is no language of ringdesk; use 'zh-CN' or 'en'"),
            ("color = 'lots'", "color: 'lots' is no number of colours; use 'auto'"),
            ("pictures = 'ascii'", "pictures: 'ascii' is no way of drawing pictures; use 'auto', 'kitty'"),
            ("bell = 'loud'", "bell: 'loud' is no bell; use 'sound', 'osc9'"),
            ("region = 'China'", "region: 'China' is no region; use two letters"),
            ("serve.listen = 'here'", "listen: 'here' is no address to listen on; use an IP address and a port"),
        ];
        for (file, expected) in cases {
            let message = load(file, &[], Layer::default()).expect_err(file);
            assert!(message.starts_with(expected), "{file:?}: {message}");
        }
    }

    #[test]
    fn a_file_that_was_named_must_exist() {
        let missing = Path::new("/nowhere/ringdesk.toml");
        let error = Config::load_from(&|_| None, Some(missing), Layer::default()).expect_err("missing");
        assert!(error.to_string().starts_with("/nowhere/ringdesk.toml: "), "{error}");
    }
}
