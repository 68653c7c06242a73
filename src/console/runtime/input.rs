//! What comes from the person at the desk, and from the system that wants the console to end.

use std::sync::Arc;

use crossterm::event::{Event, EventStream};
use futures_util::stream::{self, Stream, StreamExt};
use tokio::runtime::Handle;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio_stream::wrappers::UnboundedReceiverStream;

/// Something from outside that is no answer to a wish.
#[derive(Debug)]
pub enum Input {
    /// A key, a paste, a new size.
    Terminal(Event),
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
pub fn of_process(keyboard: &Keyboard) -> std::io::Result<impl Stream<Item = Input> + Unpin + use<>> {
    let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
    let signals = kinds.into_iter().map(signal).collect::<Result<Vec<_>, _>>()?;
    let signals = stream::select_all(signals.into_iter().map(|signal| Box::pin(ends(signal))));
    Ok(stream::select(of_terminal(keyboard.clone())?, signals))
}

/// What the terminal sends, taken in by a thread of its own: crossterm goes on reading a terminal that is gone, and whoever
/// asks it then never comes back to hear of the signal that said so.
fn of_terminal(keyboard: Keyboard) -> std::io::Result<impl Stream<Item = Input> + Unpin + use<>> {
    let (to, inputs) = mpsc::unbounded_channel();
    let tasks = Handle::current();
    let forward = async move {
        let mut ours = keyboard.ours.subscribe();
        while ours.wait_for(|ours| *ours).await.is_ok() {
            keyboard.left.send_replace(false);
            let open = read_terminal(&to, &mut ours).await;
            keyboard.left.send_replace(true);
            if !open {
                return;
            }
        }
    };
    std::thread::Builder::new().name("terminal".into()).spawn(move || tasks.block_on(forward))?;
    Ok(UnboundedReceiverStream::new(inputs))
}

/// Reads until the keyboard is left to somebody else (true), or there is nothing more to read or nobody to read for.
async fn read_terminal(to: &mpsc::UnboundedSender<Input>, ours: &mut watch::Receiver<bool>) -> bool {
    let mut events = EventStream::new();
    loop {
        let event = tokio::select! {
            event = events.next() => event,
            left = ours.wait_for(|ours| !*ours) => return left.is_ok(),
            () = to.closed() => return false,
        };
        let gone = !matches!(event, Some(Ok(_)));
        if to.send(input(event)).is_err() || gone {
            return false;
        }
    }
}

fn input(event: Option<std::io::Result<Event>>) -> Input {
    match event {
        Some(Ok(event)) => Input::Terminal(event),
        Some(Err(error)) => Input::Gone(format!("the terminal is gone: {error}")),
        None => Input::Gone("the terminal is gone".into()),
    }
}

fn ends(signal: Signal) -> impl Stream<Item = Input> {
    stream::unfold(signal, |mut signal| async {
        signal.recv().await.map(|()| (Input::Gone("a signal came".into()), signal))
    })
}

/// Input that waits for the loop, in the order it came. Ends with this.
///
/// A task of its own asks the source. The loop must not: it also looks without waiting, and crossterm wakes only whoever
/// asked first, so that after such a look the next key would wake nobody.
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
