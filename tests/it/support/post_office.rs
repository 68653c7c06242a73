//! A mail server: a real SMTP conversation (RFC 5321), which can turn a mail away for now, keep silent, or refuse.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

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
}

impl Drop for PostOffice {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl PostOffice {
    /// A server with these manners, one for each try, that takes whatever comes after them.
    pub async fn with(manners: impl IntoIterator<Item = Manner>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let shared = Arc::new(Shared { manners: Mutex::new(manners.into_iter().collect()), ..Shared::default() });
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

    /// Waits until so many mails were taken.
    pub async fn holds(&self, count: usize) -> Vec<Taken> {
        loop {
            let news = self.shared.news.notified();
            let taken = self.shared.taken.lock().unwrap().clone();
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

struct Conversation {
    lines: Lines<BufReader<OwnedReadHalf>>,
    write: OwnedWriteHalf,
}

impl Conversation {
    async fn say(&mut self, words: &str) -> std::io::Result<()> {
        self.write.write_all(format!("{words}\r\n").as_bytes()).await
    }
}

async fn converse(stream: TcpStream, shared: &Shared) -> std::io::Result<()> {
    let manner = shared.manners.lock().unwrap().pop_front().unwrap_or(Manner::Takes);
    *shared.tries.lock().unwrap() += 1;
    shared.news.notify_waiters();
    let (read, write) = stream.into_split();
    let mut talk = Conversation { lines: BufReader::new(read).lines(), write };
    if manner == Manner::Silent {
        while talk.lines.next_line().await?.is_some() {}
        return Ok(());
    }
    talk.say("220 post.example ESMTP").await?;
    let (mut from, mut to) = (String::new(), Vec::new());
    while let Some(line) = talk.lines.next_line().await? {
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let address = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
        match verb.as_str() {
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
                let text = letter(&mut talk.lines).await?;
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
async fn letter(lines: &mut Lines<BufReader<OwnedReadHalf>>) -> std::io::Result<String> {
    let mut text = String::new();
    while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
        text.push_str(line.strip_prefix('.').unwrap_or(&line));
        text.push('\n');
    }
    Ok(text)
}
