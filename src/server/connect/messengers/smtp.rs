//! Mail, by SMTP: with TLS from the first byte, after STARTTLS, or plain to this machine itself.

use std::time::Duration;

use lettre::message::header::ContentType;
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message as Letter, Tokio1Executor};

use super::message::Message;
use super::secret::Secret;
use super::{failed, quoted, refused};
use crate::server::store::Outcome;

/// Mails a minute, when nothing else is set.
pub const PER_MINUTE: u32 = 60;
/// A mail must be through within this time when nothing else is set.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// How the way to the server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// TLS from the first byte (port 465).
    Tls,
    /// TLS after STARTTLS, which must succeed (port 587).
    StartTls,
    /// None; only to this machine itself.
    Plain,
}

/// A server and what it must know of us.
pub struct Account {
    /// Its name.
    pub host: String,
    /// Its port; none: the usual one.
    pub port: Option<u16>,
    /// How the way is protected.
    pub protection: Protection,
    /// Login and password.
    pub login: Option<(String, Secret)>,
    /// A certificate authority of one's own, PEM.
    pub ca: Option<Vec<u8>>,
    /// Whom the mails are from.
    pub from: Mailbox,
    /// A mail must be through within this time, from the first word to the last.
    pub patience: Duration,
}

/// One way to send mail.
pub struct Mail {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    password: Option<Secret>,
    patience: Duration,
}

impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mail").field("from", &self.from).finish_non_exhaustive()
    }
}

impl Mail {
    /// Sets the way up; nothing is sent yet.
    pub fn new(account: Account) -> Result<Self, String> {
        let Account { host, port, protection, login, ca, from, patience } = account;
        let parameters = || {
            let mut parameters = TlsParameters::builder(host.clone());
            if let Some(pem) = &ca {
                parameters =
                    parameters.add_root_certificate(Certificate::from_pem(pem).map_err(|error| error.to_string())?);
            }
            parameters.build().map_err(|error| error.to_string())
        };
        let (tls, usual) = match protection {
            Protection::Tls => (Tls::Wrapper(parameters()?), 465),
            Protection::StartTls => (Tls::Required(parameters()?), 587),
            Protection::Plain => (Tls::None, 25),
        };
        let mut transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&host);
        transport = transport.port(port.unwrap_or(usual)).tls(tls).timeout(Some(patience));
        let password = login.as_ref().map(|(_, password)| password.clone());
        if let Some((login, password)) = login {
            transport = transport.credentials(Credentials::new(login, password.expose().to_owned()));
        }
        Ok(Self { transport: transport.build(), from, password, patience })
    }

    /// Mails a message to everybody it is for.
    pub async fn send(&self, message: &Message) -> Outcome {
        let mail = match self.written(message) {
            Ok(mail) => mail,
            Err(problem) => return refused(problem),
        };
        let secrets: Vec<&Secret> = self.password.iter().collect();
        match tokio::time::timeout(self.patience, self.transport.send(mail)).await {
            Ok(Ok(_)) => Outcome::Sent,
            Ok(Err(error)) if error.is_permanent() => {
                refused(format!("the mail server refuses: {}", quoted(&whole(&error), &secrets)))
            }
            Ok(Err(error)) if error.is_timeout() => failed("no answer in time"),
            Ok(Err(error)) => failed(quoted(&whole(&error), &secrets)),
            Err(_) => failed("the mail was not through in time"),
        }
    }

    /// The mail: words, and the same as a page where there is one. Its `Message-ID` is the same at every try.
    fn written(&self, message: &Message) -> Result<Letter, String> {
        let mut mail = Letter::builder().from(self.from.clone()).subject(&*message.subject).message_id(Some(format!(
            "<{}@{}>",
            message.id,
            self.from.email.domain()
        )));
        let mut nowhere = Vec::new();
        let mut mailboxes = 0;
        for reached in &message.to {
            let Some(email) = &reached.email else {
                nowhere.push(reached.name.as_str());
                continue;
            };
            let address: Address =
                email.parse().map_err(|error| format!("the address of {} is none: {error}", reached.name))?;
            mail = mail.to(Mailbox::new(Some(reached.name.clone()), address));
            mailboxes += 1;
        }
        if mailboxes == 0 {
            return Err(format!("{} has no e-mail; add it to messengers.toml under [[person]]", nowhere.join(", ")));
        }
        let text = SinglePart::builder().header(ContentType::TEXT_PLAIN).body(message.text.to_string());
        let built = match &message.html {
            Some(html) => {
                let page = SinglePart::builder().header(ContentType::TEXT_HTML).body(html.clone());
                mail.multipart(MultiPart::alternative().singlepart(text).singlepart(page))
            }
            None => mail.singlepart(text),
        };
        built.map_err(|error| format!("the mail cannot be written: {error}"))
    }
}

/// An error with its causes.
fn whole(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
