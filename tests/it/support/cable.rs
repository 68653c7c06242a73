//! The cable between console and server: it can be cut in the middle of whatever travels, hold everything back, be slow, and drop
//! or halve answers.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::office::Office;

/// What the cable does with what travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Does {
    /// Everything arrives.
    Carry,
    /// Nothing arrives, and nobody is told.
    HoldBack,
    /// Every connection breaks, and none comes about.
    Cut,
    /// What the server says arrives that much later.
    Delay(Duration),
    /// So many of a hundred connections do not come about, and of as many answers nothing arrives but the end.
    Drop(u32),
    /// Of each answer the first half arrives, and then the end.
    Halve,
}

/// See the module.
pub struct Cable {
    address: SocketAddr,
    does: watch::Sender<Does>,
    carrying: JoinHandle<()>,
}

impl Cable {
    /// To the server of that office.
    pub async fn to(office: &Office) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (does, told) = watch::channel(Does::Carry);
        let carrying = tokio::spawn(accept(listener, office.address(), told));
        Self { address, does, carrying }
    }

    /// Where the server is for whoever is at this end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Breaks every connection, and lets none come about.
    pub fn cut(&self) {
        self.does.send_replace(Does::Cut);
    }

    /// Lets nothing through, without a word.
    pub fn hold_back(&self) {
        self.does.send_replace(Does::HoldBack);
    }

    /// Is so slow that an answer arrives that much later.
    pub fn delays(&self, by: Duration) {
        self.does.send_replace(Does::Delay(by));
    }

    /// Loses so many of a hundred connections, and of answers: those that ask cannot know whether anybody heard them.
    pub fn drops(&self, of_a_hundred: u32) {
        self.does.send_replace(Does::Drop(of_a_hundred));
    }

    /// Breaks in the middle of every answer.
    pub fn halves(&self) {
        self.does.send_replace(Does::Halve);
    }

    /// Is whole again.
    pub fn mend(&self) {
        self.does.send_replace(Does::Carry);
    }
}

impl Drop for Cable {
    fn drop(&mut self) {
        self.carrying.abort();
    }
}

async fn accept(listener: TcpListener, server: SocketAddr, does: watch::Receiver<Does>) {
    loop {
        let Ok((near, _)) = listener.accept().await else { continue };
        let refuses = match *does.borrow() {
            Does::Cut => true,
            Does::Drop(of_a_hundred) => happens(of_a_hundred),
            _ => false,
        };
        if refuses {
            continue;
        }
        let Ok(far) = TcpStream::connect(server).await else { continue };
        let ((near_in, near_out), (far_in, far_out)) = (near.into_split(), far.into_split());
        let does = does.clone();
        tokio::spawn(async move {
            let mut cut = does.clone();
            tokio::select! {
                () = carry(near_in, far_out, does.clone()) => {}
                () = answer(far_in, near_out, does) => {}
                _ = cut.wait_for(|does| *does == Does::Cut) => {}
            }
        });
    }
}

fn happens(of_a_hundred: u32) -> bool {
    rand::random_ratio(of_a_hundred, 100)
}

/// Until one end has had enough. What was held back goes on when the cable is whole again.
async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut does: watch::Receiver<Does>) {
    let mut piece = vec![0; 16 * 1024];
    loop {
        let Ok(length @ 1..) = from.read(&mut piece).await else { return };
        if does.wait_for(|does| *does != Does::HoldBack).await.is_err() {
            return;
        }
        if to.write_all(&piece[..length]).await.is_err() {
            return;
        }
    }
}

/// The same for what the server says, which may also be late, dropped, or halved. Pieces that are late overtake nothing, and
/// do not wait for each other.
async fn answer(mut from: OwnedReadHalf, to: OwnedWriteHalf, does: watch::Receiver<Does>) {
    let (late, arrives) = mpsc::unbounded_channel();
    let read = async {
        let mut piece = vec![0; 16 * 1024];
        while let Ok(length @ 1..) = from.read(&mut piece).await {
            let at = match *does.borrow() {
                Does::Delay(by) => Instant::now() + by,
                _ => Instant::now(),
            };
            let _ = late.send((at, piece[..length].to_vec()));
        }
    };
    tokio::select! {
        () = read => {}
        () = deliver(arrives, to, does.clone()) => {}
    }
}

async fn deliver(
    mut late: mpsc::UnboundedReceiver<(Instant, Vec<u8>)>,
    mut to: OwnedWriteHalf,
    mut does: watch::Receiver<Does>,
) {
    while let Some((at, piece)) = late.recv().await {
        tokio::time::sleep_until(at).await;
        let Ok(now) = does.wait_for(|does| *does != Does::HoldBack).await.map(|does| *does) else { return };
        let arrives = match now {
            Does::Drop(of_a_hundred) if happens(of_a_hundred) => return,
            Does::Halve => piece.len() / 2,
            _ => piece.len(),
        };
        if to.write_all(&piece[..arrives]).await.is_err() || arrives < piece.len() {
            return;
        }
    }
}
