//! `messengers.toml`: which messengers there are, and where people are reached.

use std::collections::BTreeMap;
use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use lettre::message::Mailbox;
use reqwest::Url;
use reqwest::header::HeaderName;
use serde::Deserialize;
use toml::Spanned;

use super::address_book::{AddressBook, Addresses};
use super::files::Files;
use super::letter::Letters;
use super::secret::Secret;
use super::smtp::{Account, Mail, Protection};
use super::template::{self, Templates};
use super::{Kind, Messenger, Messengers, dingtalk, http, smtp, webhook, wecom};
use crate::domain::notice::pace::Pace;

const FILE: &str = "messengers.toml";
const TEMPLATES: &str = "notices";

/// A mistake in a file of the folder.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}:{line}: {what}", .file.display())]
pub struct SettingsError {
    file: PathBuf,
    line: usize,
    what: String,
}

impl SettingsError {
    /// At a byte of the file's text.
    pub(super) fn at(file: &Path, text: &str, byte: usize, what: impl fmt::Display) -> Self {
        let before = text.get(..byte).unwrap_or(text);
        Self { file: file.to_owned(), line: 1 + before.matches('\n').count(), what: what.to_string() }
    }

    /// What is no TOML, or none that is known here.
    pub(super) fn toml(file: &Path, text: &str, error: &toml::de::Error) -> Self {
        Self::at(file, text, error.span().map_or(0, |span| span.start), error.message().trim())
    }

    /// A file that is there and cannot be read.
    pub(super) fn unreadable(file: &Path, error: &std::io::Error) -> Self {
        Self::at(file, "", 0, format_args!("{error}; make it readable for the server"))
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    base_url: Option<Spanned<String>>,
    lang: Option<Spanned<String>>,
    #[serde(default)]
    person: Vec<Addresses>,
    #[serde(default)]
    messenger: Vec<Row>,
}

/// One messenger, with what any kind may have.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: Spanned<String>,
    kind: Spanned<String>,
    url: Option<Spanned<String>>,
    key: Option<Spanned<String>>,
    token: Option<Spanned<String>>,
    secret: Option<Spanned<String>>,
    keyword: Option<String>,
    host: Option<Spanned<String>>,
    port: Option<u16>,
    tls: Option<Spanned<String>>,
    login: Option<String>,
    password: Option<Spanned<String>>,
    ca: Option<Spanned<String>>,
    from: Option<Spanned<String>>,
    body: Option<Spanned<String>>,
    #[serde(default)]
    headers: BTreeMap<Spanned<String>, Spanned<String>>,
    longest: Option<usize>,
    per_minute: Option<u32>,
    timeout_s: Option<Spanned<u64>>,
}

/// Why a row cannot be used: the byte, and what is wrong with the cure.
type Mistake = (usize, String);

/// Reads a folder of settings.
pub(super) fn load(folder: &Path) -> Result<Messengers, SettingsError> {
    let path = folder.join(FILE);
    let files = Files::of(folder, &path, &folder.join(TEMPLATES));
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(SettingsError::unreadable(&path, &error)),
    };
    let file: File = toml::from_str(&text).map_err(|error| SettingsError::toml(&path, &text, &error))?;
    let at = |(byte, what): Mistake| SettingsError::at(&path, &text, byte, what);
    let lang = language(file.lang.as_ref()).map_err(at)?;
    let base_url = file.base_url.as_ref().map(base).transpose().map_err(at)?;
    let mut all: Vec<Arc<Messenger>> = Vec::new();
    for row in file.messenger {
        let start = row.name.span().start;
        let messenger = messenger(&row).map_err(at)?;
        if all.iter().any(|known| known.name == messenger.name) {
            return Err(at((
                start,
                format!("there are two messengers '{}'; give each a name of its own", messenger.name),
            )));
        }
        all.push(Arc::new(messenger));
    }
    let templates = Templates::load(&folder.join(TEMPLATES), lang)?;
    let letters = Letters::load(&folder.join(TEMPLATES))?;
    Ok(Messengers { all, people: AddressBook::of(file.person), templates, letters, base_url, files: Some(files) })
}

fn language(lang: Option<&Spanned<String>>) -> Result<&'static str, Mistake> {
    match lang.map(|lang| (lang.get_ref().as_str(), lang.span().start)) {
        None | Some(("zh-CN", _)) => Ok("zh-CN"),
        Some(("en", _)) => Ok("en"),
        Some((other, at)) => Err((at, format!("lang: '{other}' is no language of ringdesk; use 'zh-CN' or 'en'"))),
    }
}

fn base(url: &Spanned<String>) -> Result<String, Mistake> {
    let plain = url.get_ref().trim_end_matches('/');
    match Url::parse(plain) {
        Ok(parsed) if matches!(parsed.scheme(), "http" | "https") => Ok(plain.to_owned()),
        _ => Err((
            url.span().start,
            "base_url: this is no http address; write it like 'https://desk.example.com'".to_owned(),
        )),
    }
}

fn messenger(row: &Row) -> Result<Messenger, Mistake> {
    let (name, kind) = (row.name.get_ref().clone(), row.kind.get_ref().clone());
    let per_minute = row.per_minute;
    let (kind, usual) = match kind.as_str() {
        "wecom" => (Kind::WeCom(we_com(row)?), wecom::PER_MINUTE),
        "dingtalk" => (Kind::DingTalk(ding_talk(row)?), dingtalk::PER_MINUTE),
        "smtp" => (Kind::Smtp(mail(row)?), smtp::PER_MINUTE),
        "webhook" => (Kind::Webhook(web_hook(row, false)?), webhook::PER_MINUTE),
        "sms" => (Kind::Webhook(web_hook(row, true)?), webhook::PER_MINUTE),
        other => {
            let cure = "use 'wecom', 'dingtalk', 'smtp', 'sms' or 'webhook'";
            return Err((row.kind.span().start, format!("kind: '{other}' is no kind of messenger; {cure}")));
        }
    };
    Ok(Messenger { name, kind, pace: Pace::per_minute(per_minute.unwrap_or(usual)) })
}

fn we_com(row: &Row) -> Result<wecom::Robot, Mistake> {
    let (url, key) = (endpoint(row, wecom::URL)?, needed(row, "key", row.key.as_ref())?);
    Ok(wecom::Robot { url, key, patience: patience(row, http::PATIENCE)? })
}

fn ding_talk(row: &Row) -> Result<dingtalk::Robot, Mistake> {
    Ok(dingtalk::Robot {
        url: endpoint(row, dingtalk::URL)?,
        token: needed(row, "token", row.token.as_ref())?,
        secret: row.secret.as_ref().map(|secret| read("secret", secret)).transpose()?,
        keyword: row.keyword.clone(),
        patience: patience(row, http::PATIENCE)?,
    })
}

fn web_hook(row: &Row, each_mobile: bool) -> Result<webhook::Webhook, Mistake> {
    let url = needed(row, "url", row.url.as_ref())?;
    safe("url", url.expose(), row.url.as_ref().map_or(0, |url| url.span().start))?;
    let mut headers = Vec::new();
    for (name, value) in &row.headers {
        let header = name.get_ref().parse::<HeaderName>();
        let header =
            header.map_err(|_| (name.span().start, format!("headers: '{}' is no name of a header", name.get_ref())))?;
        headers.push((header, read("headers", value)?));
    }
    let usual = if each_mobile { webhook::LONGEST_SMS } else { webhook::LONGEST };
    Ok(webhook::Webhook {
        url,
        secret: row.secret.as_ref().map(|secret| read("secret", secret)).transpose()?,
        headers,
        body: row.body.as_ref().map_or_else(|| Ok(webhook::usual_body()), body)?,
        longest: row.longest.unwrap_or(usual),
        patience: patience(row, http::PATIENCE)?,
        each_mobile,
    })
}

fn body(form: &Spanned<String>) -> Result<serde_json::Value, Mistake> {
    let start = form.span().start;
    let value =
        serde_json::from_str(form.get_ref()).map_err(|error| (start, format!("body: this is no JSON: {error}")))?;
    // Braces of JSON itself are no fields: only its texts are looked at.
    texts_know_their_fields(&value).map_err(|why| (start, format!("body: {why}")))?;
    Ok(value)
}

fn texts_know_their_fields(value: &serde_json::Value) -> Result<(), String> {
    match value {
        serde_json::Value::String(text) => template::knows_its_fields(text, &webhook::FIELDS).map_err(|(_, why)| why),
        serde_json::Value::Array(items) => items.iter().try_for_each(texts_know_their_fields),
        serde_json::Value::Object(members) => members.values().try_for_each(texts_know_their_fields),
        _ => Ok(()),
    }
}

fn mail(row: &Row) -> Result<Mail, Mistake> {
    let start = row.kind.span().start;
    let missing = |field: &str| (start, format!("{field} is missing: smtp needs host and from"));
    let host = row.host.as_ref().ok_or_else(|| missing("host"))?;
    let from = row.from.as_ref().ok_or_else(|| missing("from"))?;
    let mailbox: Mailbox = from
        .get_ref()
        .parse()
        .map_err(|error| (from.span().start, format!("from: {error}; write it like 'ringdesk <desk@example.com>'")))?;
    let protection = protection(row, host)?;
    let login = match (&row.login, &row.password) {
        (Some(login), Some(password)) => Some((login.clone(), read("password", password)?)),
        (None, None) => None,
        _ => return Err((start, "login and password go together; give both or neither".to_owned())),
    };
    let ca = row.ca.as_ref().map(|file| {
        std::fs::read(file.get_ref()).map_err(|error| (file.span().start, format!("ca: {}: {error}", file.get_ref())))
    });
    let account = Account {
        host: host.get_ref().clone(),
        port: row.port,
        protection,
        login,
        ca: ca.transpose()?,
        from: mailbox,
        patience: patience(row, smtp::PATIENCE)?,
    };
    Mail::new(account).map_err(|why| (start, format!("mail cannot be set up: {why}")))
}

fn protection(row: &Row, host: &Spanned<String>) -> Result<Protection, Mistake> {
    let Some(tls) = &row.tls else { return Ok(Protection::StartTls) };
    match tls.get_ref().as_str() {
        "tls" => Ok(Protection::Tls),
        "starttls" => Ok(Protection::StartTls),
        "none" if is_this_machine(host.get_ref()) => Ok(Protection::Plain),
        "none" => {
            let why = format!(
                "tls: '{}' is another machine, and mail goes there protected only; use 'starttls' or 'tls'",
                host.get_ref()
            );
            Err((tls.span().start, why))
        }
        other => Err((tls.span().start, format!("tls: '{other}' is no protection; use 'starttls', 'tls' or 'none'"))),
    }
}

/// How long a try may take: 1 to 60 seconds, so that a message is given back before its lease is over.
fn patience(row: &Row, usual: Duration) -> Result<Duration, Mistake> {
    match row.timeout_s.as_ref().map(|seconds| (*seconds.get_ref(), seconds.span().start)) {
        None => Ok(usual),
        Some((seconds @ 1..=60, _)) => Ok(Duration::from_secs(seconds)),
        Some((seconds, at)) => Err((at, format!("timeout_s: {seconds} is not within 1 and 60 seconds"))),
    }
}

/// The address of a robot: the usual one, or one that stands in for it. Keys do not belong into it.
fn endpoint(row: &Row, usual: &str) -> Result<String, Mistake> {
    let Some(url) = &row.url else { return Ok(usual.to_owned()) };
    safe("url", url.get_ref(), url.span().start)?;
    Ok(url.get_ref().clone())
}

/// Keys go to another machine protected only.
fn safe(field: &str, url: &str, at: usize) -> Result<(), Mistake> {
    let parsed =
        Url::parse(url).map_err(|_| (at, format!("{field}: this is no address; write it like 'https://host/path'")))?;
    let here = parsed.host_str().is_some_and(is_this_machine);
    match parsed.scheme() {
        "https" => Ok(()),
        "http" if here => Ok(()),
        _ => Err((
            at,
            format!("{field}: messages go to another machine by https only; write it like 'https://host/path'"),
        )),
    }
}

fn is_this_machine(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn needed(row: &Row, field: &str, value: Option<&Spanned<String>>) -> Result<Secret, Mistake> {
    match value {
        Some(value) => read(field, value),
        None => Err((row.kind.span().start, format!("{field} is missing: {} needs it", row.kind.get_ref()))),
    }
}

fn read(field: &str, value: &Spanned<String>) -> Result<Secret, Mistake> {
    Secret::read(value.get_ref()).map_err(|why| (value.span().start, format!("{field}: {why}")))
}

#[cfg(test)]
mod tests;
