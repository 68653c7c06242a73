//! A mail server: a real SMTP conversation (RFC 5321), in the open or by TLS, which can turn a mail away for now, keep silent,
//! or refuse.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, Mutex};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tempfile::NamedTempFile;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// What a mail server does with the next mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Takes it.
    Takes,
    /// 451: come again later (greylisting).
    NotNow,
    /// 550: never.
    Never,
    /// Does not even greet.
    Silent,
    /// Takes it, and breaks off without saying so.
    TakesAndBreaksOff,
}

/// How the way to a mail server is sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seal {
    /// By TLS from the first byte.
    Tls,
    /// By TLS after STARTTLS (RFC 3207); before that no mail is taken.
    StartTls,
}

/// A certificate authority of one's own.
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    file: NamedTempFile,
}

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let file = NamedTempFile::new().unwrap();
        std::fs::write(file.path(), issuer.pem()).unwrap();
        Self { issuer, file }
    }

    /// Its certificate, PEM.
    pub fn file(&self) -> &Path {
        self.file.path()
    }

    /// What a server at `localhost` shows for itself.
    fn vouches(&self) -> TlsAcceptor {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }
}

/// A mail that was taken.
#[derive(Clone, Debug)]
pub struct Taken {
    /// Who it says it is from.
    pub from: String,
    /// Whom it goes to.
    pub to: Vec<String>,
    /// Head and body, as they came.
    pub text: String,
}

impl Taken {
    /// A line of the head, unfolded; empty: it is not there.
    pub fn header(&self, name: &str) -> String {
        let head = self.text.split("\n\n").next().unwrap_or_default().replace("\n ", " ");
        let line = head.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")).map(str::to_owned));
        line.unwrap_or_default()
    }
}

/// A mail server that listens.
pub struct PostOffice {
    address: SocketAddr,
    shared: Arc<Shared>,
    serving: JoinHandle<()>,
}

#[derive(Default)]
struct Shared {
    manners: Mutex<VecDeque<Manner>>,
    taken: Mutex<Vec<Taken>>,
    tries: Mutex<usize>,
    news: Notify,
    seal: Option<(Seal, TlsAcceptor)>,
}

impl Drop for PostOffice {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl PostOffice {
    /// A server with these manners, one for each try, that takes whatever comes after them.
    pub async fn with(manners: impl IntoIterator<Item = Manner>) -> Self {
        Self::open(None, manners).await
    }

    /// The same behind a seal that an authority vouches for.
    pub async fn sealed(seal: Seal, authority: &Authority, manners: impl IntoIterator<Item = Manner>) -> Self {
        Self::open(Some((seal, authority.vouches())), manners).await
    }

    async fn open(seal: Option<(Seal, TlsAcceptor)>, manners: impl IntoIterator<Item = Manner>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let shared = Arc::new(Shared { manners: Mutex::new(manners.into_iter().collect()), seal, ..Shared::default() });
        let (address, serving) = (listener.local_addr().unwrap(), tokio::spawn(serve(listener, shared.clone())));
        Self { address, shared, serving }
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// How often somebody came with a mail.
    pub fn tries(&self) -> usize {
        *self.shared.tries.lock().unwrap()
    }

    /// Mails that were taken so far.
    pub fn taken(&self) -> Vec<Taken> {
        self.shared.taken.lock().unwrap().clone()
    }

    /// Waits until so many mails were taken.
    pub async fn holds(&self, count: usize) -> Vec<Taken> {
        loop {
            let news = self.shared.news.notified();
            let taken = self.taken();
            if taken.len() >= count {
                return taken;
            }
            tokio::time::timeout(super::PATIENCE, news).await.unwrap_or_else(|_| panic!("only {taken:?}"));
        }
    }
}

async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        let shared = shared.clone();
        tokio::spawn(async move { drop(converse(stream, &shared).await) });
    }
}

/// What a conversation is held over.
trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Wire for T {}

struct Conversation(BufReader<Box<dyn Wire>>);

impl Conversation {
    fn over(wire: impl Wire + 'static) -> Self {
        Self(BufReader::new(Box::new(wire)))
    }

    async fn say(&mut self, words: &str) -> std::io::Result<()> {
        self.0.get_mut().write_all(format!("{words}\r\n").as_bytes()).await?;
        self.0.get_mut().flush().await
    }

    /// The next line without its end; none: they hung up.
    async fn hear(&mut self) -> std::io::Result<Option<String>> {
        let mut line = String::new();
        let heard = self.0.read_line(&mut line).await? > 0;
        Ok(heard.then(|| line.trim_end_matches(['\r', '\n']).to_owned()))
    }

    /// The same conversation, from here on by TLS.
    async fn sealed(self, acceptor: &TlsAcceptor) -> std::io::Result<Self> {
        Ok(Self::over(acceptor.accept(self.0.into_inner()).await?))
    }
}

async fn converse(stream: TcpStream, shared: &Shared) -> std::io::Result<()> {
    let manner = shared.manners.lock().unwrap().pop_front().unwrap_or(Manner::Takes);
    *shared.tries.lock().unwrap() += 1;
    shared.news.notify_waiters();
    let mut talk = Conversation::over(stream);
    let mut open = None;
    match &shared.seal {
        Some((Seal::Tls, acceptor)) => talk = talk.sealed(acceptor).await?,
        Some((Seal::StartTls, acceptor)) => open = Some(acceptor),
        None => {}
    }
    if manner == Manner::Silent {
        while talk.hear().await?.is_some() {}
        return Ok(());
    }
    talk.say("220 post.example ESMTP").await?;
    let (mut from, mut to) = (String::new(), Vec::new());
    while let Some(line) = talk.hear().await? {
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let address = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
        match verb.as_str() {
            "EHLO" if open.is_some() => talk.say("250-post.example\r\n250 STARTTLS").await?,
            "STARTTLS" if open.is_some() => {
                talk.say("220 Go ahead").await?;
                if let Some(acceptor) = open.take() {
                    talk = talk.sealed(acceptor).await?;
                }
            }
            "MAIL" if open.is_some() => talk.say("530 5.7.0 Must issue a STARTTLS command first").await?,
            "EHLO" => talk.say("250-post.example\r\n250-8BITMIME\r\n250 SMTPUTF8").await?,
            "MAIL" => {
                from = address;
                talk.say("250 OK").await?;
            }
            "RCPT" if manner == Manner::NotNow => talk.say("451 4.7.1 Greylisted, come again later").await?,
            "RCPT" if manner == Manner::Never => talk.say("550 5.1.1 No such mailbox, hush-hush").await?,
            "RCPT" => {
                to.push(address);
                talk.say("250 OK").await?;
            }
            "DATA" => {
                talk.say("354 Go ahead").await?;
                let text = letter(&mut talk).await?;
                shared.taken.lock().unwrap().push(Taken { from: from.clone(), to: to.clone(), text });
                shared.news.notify_waiters();
                if manner == Manner::TakesAndBreaksOff {
                    return Ok(());
                }
                talk.say("250 OK: queued").await?;
            }
            "RSET" | "NOOP" => talk.say("250 OK").await?,
            "QUIT" => return talk.say("221 Bye").await,
            _ => talk.say("502 What?").await?,
        }
    }
    Ok(())
}

/// The lines up to the single dot.
async fn letter(talk: &mut Conversation) -> std::io::Result<String> {
    let mut text = String::new();
    while let Some(line) = talk.hear().await?.filter(|line| line != ".") {
        text.push_str(line.strip_prefix('.').unwrap_or(&line));
        text.push('\n');
    }
    Ok(text)
}
