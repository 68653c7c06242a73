//! A robot on the network: takes what is posted to it, writes it down, and answers as it is told to. HTTP/1.1 by hand, so that it
//! can hang, break off, and keep silent after it has done its work.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// What a robot does with a request.
#[derive(Clone, Debug)]
pub enum Mood {
    /// Takes it, and answers as robots do.
    Takes,
    /// HTTP 200, and an errcode inside that says no.
    Says(i64),
    /// This status, and perhaps when to come again, in seconds.
    Status(u16, Option<u32>),
    /// Takes it, and breaks off without an answer.
    TakesAndDropsTheAnswer,
    /// Neither takes it nor answers.
    Hangs,
    /// Answers with this.
    Babbles(String),
}

/// What was posted.
#[derive(Clone, Debug)]
pub struct Posted {
    /// Path and query.
    pub target: String,
    /// Head of the request, lower-case names.
    pub head: String,
    /// The body, as it came.
    pub text: String,
    /// Whether the robot took it.
    pub taken: bool,
}

impl Posted {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    /// A header; empty: it is not there.
    pub fn header(&self, name: &str) -> &str {
        let line = self.head.lines().find_map(|line| line.split_once(": ").filter(|(known, _)| *known == name));
        line.map_or("", |(_, value)| value)
    }
}

/// A robot that listens.
pub struct Robot {
    address: SocketAddr,
    shared: Arc<Shared>,
    serving: JoinHandle<()>,
}

#[derive(Default)]
struct Shared {
    moods: Mutex<VecDeque<Mood>>,
    posted: Mutex<Vec<Posted>>,
    news: Notify,
}

impl Drop for Robot {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Robot {
    /// A robot that goes through these moods, and takes whatever comes after them.
    pub async fn with(moods: impl IntoIterator<Item = Mood>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let shared = Arc::new(Shared { moods: Mutex::new(moods.into_iter().collect()), ..Shared::default() });
        let (address, serving) = (listener.local_addr().unwrap(), tokio::spawn(serve(listener, shared.clone())));
        Self { address, shared, serving }
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("http://{}/send", self.address)
    }

    /// Everything that was posted, oldest first.
    pub fn posted(&self) -> Vec<Posted> {
        self.shared.posted.lock().unwrap().clone()
    }

    /// Waits until so many were posted.
    pub async fn hears(&self, count: usize) -> Vec<Posted> {
        loop {
            let news = self.shared.news.notified();
            let posted = self.posted();
            if posted.len() >= count {
                return posted;
            }
            tokio::time::timeout(super::PATIENCE, news).await.unwrap_or_else(|_| panic!("only {posted:?}"));
        }
    }
}

async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        let shared = shared.clone();
        tokio::spawn(async move { drop(answer(stream, &shared).await) });
    }
}

async fn answer(mut stream: TcpStream, shared: &Shared) -> std::io::Result<()> {
    while let Some(mut posted) = request(&mut stream).await? {
        let mood = shared.moods.lock().unwrap().pop_front().unwrap_or(Mood::Takes);
        posted.taken = matches!(mood, Mood::Takes | Mood::TakesAndDropsTheAnswer);
        shared.posted.lock().unwrap().push(posted);
        shared.news.notify_waiters();
        let (status, more, body) = match mood {
            Mood::Takes => (200, String::new(), r#"{"errcode":0,"errmsg":"ok"}"#.to_owned()),
            Mood::Says(code) => (200, String::new(), format!(r#"{{"errcode":{code},"errmsg":"no, key=robot-key"}}"#)),
            Mood::Status(status, wait) => {
                let wait = wait.map_or_else(String::new, |wait| format!("retry-after: {wait}\r\n"));
                (status, wait, "robot-key is not welcome".to_owned())
            }
            Mood::Babbles(text) => (200, String::new(), text),
            Mood::TakesAndDropsTheAnswer => return Ok(()),
            Mood::Hangs => std::future::pending().await,
        };
        let head = format!("HTTP/1.1 {status} X\r\n{more}content-length: {}\r\n\r\n", body.len());
        stream.write_all(format!("{head}{body}").as_bytes()).await?;
    }
    Ok(())
}

/// The next request of a connection; none: it ends.
async fn request(stream: &mut TcpStream) -> std::io::Result<Option<Posted>> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await? == 0 {
            return Ok(None);
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).replace("\r\n", "\n");
    let length =
        head.lines().find_map(|line| line.strip_prefix("content-length: ")).map_or(0, |it| it.parse().unwrap());
    while bytes.len() < end + 4 + length {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Ok(None);
        }
    }
    let target = head.split(' ').nth(1).unwrap_or_default().to_owned();
    let text = String::from_utf8_lossy(&bytes[end + 4..end + 4 + length]).into_owned();
    Ok(Some(Posted { target, head, text, taken: false }))
}
