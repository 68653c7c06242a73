//! The terminal of this process, read without changing how anybody else reads it.

use std::fs::File;
use std::io::{self, Read};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::thread;
use std::time::Duration;

use crossterm::event::Event;
use rustix::event::{PollFd, PollFlags, poll};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc;

use super::decoder::{Decoder, Heard};

/// What is read at once.
const CHUNK: usize = 16 << 10;

type Chunk = io::Result<Vec<u8>>;

/// The terminal on standard input, which a thread reads for as long as this is open: made non-blocking it would be so for the
/// shell too.
pub(super) struct Tty {
    chunks: mpsc::UnboundedReceiver<Chunk>,
    /// Closing it ends the thread.
    open: UnixStream,
    resized: Signal,
    decoder: Decoder,
}

impl Tty {
    /// Within a tokio runtime.
    pub(super) fn open() -> io::Result<Self> {
        let from = File::from(io::stdin().as_fd().try_clone_to_owned()?);
        let (open, closed) = UnixStream::pair()?;
        let (to, chunks) = mpsc::unbounded_channel();
        thread::Builder::new().name("terminal".into()).spawn(move || pump(&from, &closed, &to))?;
        let resized = signal(SignalKind::window_change())?;
        Ok(Self { chunks, open, resized, decoder: Decoder::default() })
    }

    /// What comes next, perhaps nothing that means anything. An error: the terminal is gone. May be given up at any time.
    pub(super) async fn next(&mut self) -> io::Result<Vec<Heard>> {
        let patience = self.decoder.patience();
        tokio::select! {
            chunk = self.chunks.recv() => match chunk {
                Some(bytes) => Ok(self.decoder.feed(&bytes?)),
                None => Err(io::ErrorKind::UnexpectedEof.into()),
            },
            () = over(patience) => Ok(self.decoder.give_up()),
            Some(()) = self.resized.recv() => Ok(size().into_iter().collect()),
        }
    }

    /// What was read before nobody reads it any more.
    pub(super) async fn close(self) -> Vec<Heard> {
        let Self { mut chunks, open, mut decoder, .. } = self;
        drop(open);
        let mut heard = Vec::new();
        while let Some(Ok(bytes)) = chunks.recv().await {
            heard.extend(decoder.feed(&bytes));
        }
        heard.extend(decoder.give_up());
        heard
    }
}

async fn over(patience: Option<Duration>) {
    match patience {
        Some(patience) => tokio::time::sleep(patience).await,
        None => std::future::pending().await,
    }
}

fn pump(from: &File, closed: &UnixStream, to: &mpsc::UnboundedSender<Chunk>) {
    while is_wanted(from, closed) {
        let chunk = read(from);
        let gone = chunk.is_err();
        if to.send(chunk).is_err() || gone {
            return;
        }
    }
}

/// Waits until there is something to read (true), or nobody for whom to read.
fn is_wanted(from: &File, closed: &UnixStream) -> bool {
    loop {
        let mut asked = [PollFd::new(from, PollFlags::IN), PollFd::new(closed, PollFlags::IN)];
        match poll(&mut asked, None) {
            Ok(_) => return asked[1].revents().is_empty(),
            Err(rustix::io::Errno::INTR) => {}
            // Reading says what is wrong.
            Err(_) => return true,
        }
    }
}

fn read(mut from: &File) -> Chunk {
    let mut chunk = vec![0; CHUNK];
    loop {
        match from.read(&mut chunk) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => {
                chunk.truncate(count);
                return Ok(chunk);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// A terminal that does not say its size keeps the one it had.
fn size() -> Option<Heard> {
    let size = crossterm::terminal::window_size().ok()?;
    Some(Heard::Event(Event::Resize(size.columns, size.rows)))
}
