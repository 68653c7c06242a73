//! What comes from the person at the desk, and from the system that wants the console to end.

use crossterm::event::{Event, EventStream};
use futures_util::stream::{self, Stream, StreamExt};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Something from outside that is no answer to a wish.
#[derive(Debug)]
pub enum Input {
    /// A key, a paste, a new size.
    Terminal(Event),
    /// The console is to end: a signal came, or the terminal is gone.
    Gone(String),
}

/// Keys, pastes and sizes of this process's terminal, and SIGINT, SIGTERM and SIGHUP.
pub fn of_process() -> std::io::Result<impl Stream<Item = Input> + Unpin> {
    let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
    let signals = kinds.into_iter().map(signal).collect::<Result<Vec<_>, _>>()?;
    let signals = stream::select_all(signals.into_iter().map(|signal| Box::pin(ends(signal))));
    let terminal = EventStream::new().map(|event| match event {
        Ok(event) => Input::Terminal(event),
        Err(error) => Input::Gone(format!("the terminal is gone: {error}")),
    });
    let terminal = terminal.chain(stream::once(async { Input::Gone("the terminal is gone".into()) }).boxed());
    Ok(stream::select(terminal, signals))
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
