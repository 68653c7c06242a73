//! What comes from the person at the desk, and from the system that wants the console to end.

mod decoder;
mod keys;
pub mod pointer;
pub mod report;
mod tty;

use std::io;
use std::sync::Arc;

use crossterm::event::Event;
use futures_util::stream::{self, Stream, StreamExt};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio_stream::wrappers::UnboundedReceiverStream;

use decoder::Heard;
use report::Report;
use tty::Tty;

/// Something from outside that is no answer to a wish.
#[derive(Debug)]
pub enum Input {
    /// A key, a paste, a new size.
    Terminal(Event),
    /// The terminal says something of itself.
    Report(Report),
    /// The console is to end: a signal came, or the terminal is gone.
    Gone(String),
}

/// Who reads the keyboard: this console, or for a while another program.
#[derive(Clone, Debug)]
pub struct Keyboard {
    ours: Arc<watch::Sender<bool>>,
    left: Arc<watch::Sender<bool>>,
}

impl Default for Keyboard {
    fn default() -> Self {
        Self { ours: Arc::new(watch::channel(true).0), left: Arc::new(watch::channel(true).0) }
    }
}

impl Keyboard {
    /// Leaves it to another program; returns when nobody here reads it any more.
    pub(super) async fn leave(&self) {
        self.ours.send_replace(false);
        // It fails when nobody is left who could read; that is what is waited for.
        let _ = self.left.subscribe().wait_for(|left| *left).await;
    }

    /// Takes it again.
    pub(super) fn take(&self) {
        self.ours.send_replace(true);
    }
}

/// Keys, pastes and sizes of this process's terminal as long as the keyboard is ours, and SIGINT, SIGTERM and SIGHUP. Within a
/// tokio runtime.
pub fn of_process(keyboard: &Keyboard) -> io::Result<impl Stream<Item = Input> + Unpin + use<>> {
    let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
    let signals = kinds.into_iter().map(signal).collect::<Result<Vec<_>, _>>()?;
    let signals = stream::select_all(signals.into_iter().map(|signal| Box::pin(ends(signal))));
    Ok(stream::select(of_terminal(keyboard.clone()), signals))
}

/// What the terminal sends. A task of its own reads it, whoever asks.
fn of_terminal(keyboard: Keyboard) -> impl Stream<Item = Input> + Unpin + use<> {
    let (to, inputs) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let mut ours = keyboard.ours.subscribe();
        while ours.wait_for(|ours| *ours).await.is_ok() {
            keyboard.left.send_replace(false);
            let open = read_terminal(&to, &mut ours).await;
            keyboard.left.send_replace(true);
            if !open {
                return;
            }
        }
    });
    UnboundedReceiverStream::new(inputs)
}

/// Reads until the keyboard is left to somebody else (true), or there is nothing more to read or nobody to read for.
async fn read_terminal(to: &mpsc::UnboundedSender<Input>, ours: &mut watch::Receiver<bool>) -> bool {
    let tell = |heard: Vec<Heard>| heard.into_iter().all(|one| to.send(one.into()).is_ok());
    let gone = |error: io::Error| {
        let _ = to.send(Input::Gone(format!("the terminal is gone: {error}")));
        false
    };
    let mut tty = match Tty::open() {
        Ok(tty) => tty,
        Err(error) => return gone(error),
    };
    loop {
        let heard = tokio::select! {
            heard = tty.next() => heard,
            goes_on = async { ours.wait_for(|ours| !*ours).await.is_ok() } => {
                return tell(tty.close().await) && goes_on;
            }
            () = to.closed() => return false,
        };
        match heard {
            Ok(heard) => {
                if !tell(heard) {
                    return false;
                }
            }
            Err(error) => return gone(error),
        }
    }
}

impl From<Heard> for Input {
    fn from(heard: Heard) -> Self {
        match heard {
            Heard::Event(event) => Self::Terminal(event),
            Heard::Report(report) => Self::Report(report),
        }
    }
}

fn ends(signal: Signal) -> impl Stream<Item = Input> {
    stream::unfold(signal, |mut signal| async {
        signal.recv().await.map(|()| (Input::Gone("a signal came".into()), signal))
    })
}

/// Input that waits for the loop, in the order it came. Ends with this.
///
/// A task of its own asks the source, since the loop also looks without waiting.
pub(super) struct Inbox {
    waiting: mpsc::UnboundedReceiver<Input>,
    forwarding: JoinHandle<()>,
}

impl Inbox {
    pub(super) fn start(mut source: impl Stream<Item = Input> + Unpin + Send + 'static) -> Self {
        let (to, waiting) = mpsc::unbounded_channel();
        let forwarding = tokio::spawn(async move {
            while let Some(input) = source.next().await {
                if to.send(input).is_err() {
                    return;
                }
            }
        });
        Self { waiting, forwarding }
    }

    /// Waits for the next; none: the source is exhausted.
    pub(super) async fn next(&mut self) -> Option<Input> {
        self.waiting.recv().await
    }

    /// The next, if it is there already.
    pub(super) fn try_next(&mut self) -> Option<Input> {
        self.waiting.try_recv().ok()
    }
}

impl Drop for Inbox {
    fn drop(&mut self) {
        self.forwarding.abort();
    }
}
