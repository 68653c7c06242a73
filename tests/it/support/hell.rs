//! A server from hell: it stands in front of a good one, and answers what it is told to answer as no server should.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::office::Office;

/// What is done to a value.
type Twist = Arc<dyn Fn(&mut Value) + Send + Sync>;

/// What it does instead of answering well.
#[derive(Clone)]
pub enum Spell {
    /// Says these bytes and hangs up.
    Says(Vec<u8>),
    /// Says these bytes, and then a piece so many times.
    Pours(Vec<u8>, Vec<u8>, u64),
    /// Says what the good server says, with something done to every value in it.
    Twists(Twist),
}

impl Spell {
    /// A JSON answer of these bytes.
    pub fn json(body: impl AsRef<[u8]>) -> Self {
        Self::answer("200 OK", "content-type: application/json\r\n", body.as_ref())
    }

    /// An answer with further headers. It says that it hangs up: who kept the connection for the next request would find it gone.
    pub fn answer(status: &str, headers: &str, body: &[u8]) -> Self {
        let length = body.len();
        let head = format!("HTTP/1.1 {status}\r\n{headers}connection: close\r\ncontent-length: {length}\r\n\r\n");
        Self::Says([head.as_bytes(), body].concat())
    }

    /// A head of these lines, and then a piece so many times.
    pub fn pours(head: &str, piece: impl AsRef<[u8]>, times: u64) -> Self {
        Self::Pours(format!("HTTP/1.1 200 OK\r\n{head}\r\n").into_bytes(), piece.as_ref().to_vec(), times)
    }
}

/// A spell, and on which paths it lies.
type Cast = (Spell, fn(&str) -> bool);

/// See the module.
pub struct Hell {
    address: SocketAddr,
    cast: Arc<Mutex<Option<Cast>>>,
    serving: JoinHandle<()>,
}

impl Hell {
    /// In front of the server of that office, and as good as that until a spell is cast.
    pub async fn before(office: &Office) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let cast: Arc<Mutex<Option<Cast>>> = Arc::default();
        let serving = tokio::spawn(serve(listener, office.address(), cast.clone()));
        Self { address, cast, serving }
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on requests for these paths are answered like that.
    pub fn casts(&self, spell: &Spell, on: fn(&str) -> bool) {
        *self.cast.lock().unwrap() = Some((spell.clone(), on));
    }

    /// It is good again.
    pub fn relents(&self) {
        *self.cast.lock().unwrap() = None;
    }
}

impl Drop for Hell {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(listener: TcpListener, good: SocketAddr, cast: Arc<Mutex<Option<Cast>>>) {
    loop {
        let Ok((client, _)) = listener.accept().await else { continue };
        let cast = cast.clone();
        tokio::spawn(async move {
            // Whoever asked may hang up at any time.
            let _ = answer(client, good, &cast).await;
        });
    }
}

/// Answers one request of a connection, and closes it.
async fn answer(mut client: TcpStream, good: SocketAddr, cast: &Mutex<Option<Cast>>) -> std::io::Result<()> {
    let request = read(&mut client, true).await?;
    if request.is_empty() {
        return Ok(());
    }
    let head = String::from_utf8_lossy(&request).into_owned();
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    let spell = cast.lock().unwrap().as_ref().filter(|(_, on)| on(&path)).map(|(spell, _)| spell.clone());
    match spell {
        None => {
            let mut server = ask(good, &request).await?;
            tokio::io::copy_bidirectional(&mut client, &mut server).await.map(drop)
        }
        Some(Spell::Says(bytes)) => client.write_all(&bytes).await,
        Some(Spell::Pours(head, piece, times)) => {
            client.write_all(&head).await?;
            for _ in 0..times {
                client.write_all(&piece).await?;
            }
            Ok(())
        }
        Some(Spell::Twists(twist)) => {
            let mut server = ask(good, &request).await?;
            let answer = read(&mut server, false).await?;
            client.write_all(&twisted(&answer, &*twist)).await
        }
    }
}

/// Sends a request, to be answered plainly and on a connection of its own.
async fn ask(good: SocketAddr, request: &[u8]) -> std::io::Result<TcpStream> {
    let mut server = TcpStream::connect(good).await?;
    let end = request.windows(2).position(|pair| pair == b"\r\n").unwrap_or_default() + 2;
    server.write_all(&request[..end]).await?;
    server.write_all(b"connection: close\r\n").await?;
    let text: Vec<u8> = request[end..].to_vec();
    let plain = String::from_utf8_lossy(&text).replace("accept-encoding", "x-accept-encoding");
    server.write_all(plain.as_bytes()).await?;
    Ok(server)
}

/// A message: its head, and as much of a body as it says; or all until the other side ends.
async fn read(from: &mut TcpStream, head_says: bool) -> std::io::Result<Vec<u8>> {
    let (mut all, mut piece) = (Vec::new(), vec![0; 16 << 10]);
    loop {
        let length = from.read(&mut piece).await?;
        all.extend_from_slice(&piece[..length]);
        if length == 0 || (head_says && is_whole(&all)) {
            return Ok(all);
        }
    }
}

fn is_whole(message: &[u8]) -> bool {
    let text = String::from_utf8_lossy(message);
    let Some((head, _)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
    message.len() >= head.len() + 4 + length.unwrap_or(0)
}

/// An answer of JSON with something done to each of its values; any other as it is.
fn twisted(answer: &[u8], twist: &dyn Fn(&mut Value)) -> Vec<u8> {
    let text = String::from_utf8_lossy(answer);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return answer.to_vec() };
    let Ok(mut value) = serde_json::from_str(body) else { return answer.to_vec() };
    all(&mut value, twist);
    let body = value.to_string();
    let kept = head.lines().filter(|line| !line.to_lowercase().starts_with("content-length"));
    let head = kept.collect::<Vec<_>>().join("\r\n");
    format!("{head}\r\ncontent-length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

fn all(value: &mut Value, twist: &dyn Fn(&mut Value)) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| all(item, twist)),
        Value::Object(fields) => fields.values_mut().for_each(|field| all(field, twist)),
        leaf => twist(leaf),
    }
}
