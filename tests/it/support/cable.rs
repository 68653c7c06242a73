//! The cable between console and server: it can be cut in the middle of whatever travels, and hold everything back.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

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
        if *does.borrow() == Does::Cut {
            continue;
        }
        let Ok(far) = TcpStream::connect(server).await else { continue };
        let ((near_in, near_out), (far_in, far_out)) = (near.into_split(), far.into_split());
        let does = does.clone();
        tokio::spawn(async move {
            let mut cut = does.clone();
            tokio::select! {
                () = carry(near_in, far_out, does.clone()) => {}
                () = carry(far_in, near_out, does) => {}
                _ = cut.wait_for(|does| *does == Does::Cut) => {}
            }
        });
    }
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
