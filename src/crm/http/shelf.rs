//! A server of one file, for tests: it gives it as it is told to.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// The longest a test waits.
const PATIENCE: Duration = Duration::from_secs(20);

/// What is given to one request.
pub(crate) enum Gives {
    /// The range asked for.
    Part,
    /// The file, whatever was asked for.
    Whole,
    /// So many bytes of the range, and then the connection breaks.
    Torn(usize),
    /// So many bytes of the range; the rest when it is let go.
    Held(usize),
    /// The range, of a file that is said to be a byte longer.
    Longer,
    /// A status line, and nothing else.
    Nothing(&'static str),
}

/// See the module.
pub(crate) struct Shelf {
    address: SocketAddr,
    told: Arc<Told>,
    serving: JoinHandle<()>,
}

struct Told {
    file: Vec<u8>,
    asked: Mutex<Vec<String>>,
    let_go: Notify,
    left: Notify,
}

impl Shelf {
    /// Gives the file like this, request by request, and after that in the ranges asked for.
    pub(crate) async fn of(file: Vec<u8>, gives: impl IntoIterator<Item = Gives>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let told = Arc::new(Told { file, asked: Mutex::default(), let_go: Notify::new(), left: Notify::new() });
        let gives: VecDeque<Gives> = gives.into_iter().collect();
        let serving = tokio::spawn(serve(listener, gives, told.clone()));
        Self { address, told, serving }
    }

    /// Where it is.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The ranges asked for so far.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.told.asked.lock().expect("whole").clone()
    }

    /// Gives what it held.
    pub(crate) fn let_go(&self) {
        self.told.let_go.notify_one();
    }

    /// Until somebody who was held has gone.
    pub(crate) async fn is_left(&self) {
        tokio::time::timeout(PATIENCE, self.told.left.notified()).await.expect("somebody still waits");
    }
}

impl Drop for Shelf {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(listener: TcpListener, mut gives: VecDeque<Gives>, told: Arc<Told>) {
    loop {
        let Ok((mut client, _)) = listener.accept().await else { continue };
        let Some(range) = asked(&mut client).await else { continue };
        told.asked.lock().expect("whole").push(range.clone());
        let (gives, told) = (gives.pop_front().unwrap_or(Gives::Part), told.clone());
        tokio::spawn(async move {
            // Whoever asked may go at any time.
            let _ = answer(&mut client, &range, &gives, &told).await;
        });
    }
}

/// What `Range` says, of a request that is read to its end.
async fn asked(client: &mut TcpStream) -> Option<String> {
    let (mut head, mut byte) = (Vec::new(), [0_u8]);
    while !head.ends_with(b"\r\n\r\n") {
        client.read_exact(&mut byte).await.ok()?;
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).to_lowercase();
    Some(head.lines().find_map(|line| line.strip_prefix("range: ")).unwrap_or_default().to_owned())
}

async fn answer(client: &mut TcpStream, range: &str, gives: &Gives, told: &Told) -> std::io::Result<()> {
    let file = &told.file;
    let (first, last) = range.strip_prefix("bytes=").and_then(|range| range.split_once('-')).expect("a range");
    let end = last.parse::<usize>().expect("an end").saturating_add(1).min(file.len());
    let first = first.parse::<usize>().expect("a beginning");
    let part = &file[first.min(end)..end];
    let size = file.len() + usize::from(matches!(gives, Gives::Longer));
    let (status, body) = match gives {
        Gives::Whole => ("200 OK".to_owned(), &file[..]),
        Gives::Nothing(status) => ((*status).to_owned(), &[][..]),
        _ => (format!("206 Partial Content\r\ncontent-range: bytes {first}-{}/{size}", end - 1), part),
    };
    let head = format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
    client.write_all(head.as_bytes()).await?;
    let (now, later) = match gives {
        Gives::Torn(length) | Gives::Held(length) => body.split_at(*length),
        _ => (body, &[][..]),
    };
    client.write_all(now).await?;
    if matches!(gives, Gives::Held(_)) {
        tokio::select! {
            () = told.let_go.notified() => client.write_all(later).await?,
            _ = client.read_u8() => told.left.notify_one(),
        }
    }
    Ok(())
}
