//! What comes from the person at the desk, and from the system that wants the console to end.

use crossterm::event::{Event, EventStream};
use futures_util::stream::{self, Stream, StreamExt};
use tokio::signal::unix::{Signal, SignalKind, signal};

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
