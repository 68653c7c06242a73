//! Connections: taken in, given so much time to say what they want, and led to an end when the server stops.

mod patience;

use std::convert::Infallible;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tower::Service as _;

use self::patience::Patience;
use super::tls::TlsDoor;

/// Before another connection is taken when the machine has no room for one.
const PAUSE_WHEN_FULL: Duration = Duration::from_millis(500);
/// A peer of HTTP/2 that does not answer a ping for this long has gone.
const PING: Duration = Duration::from_secs(20);

/// Serves `router` on whatever connects, until `stopping` turns true; returns when what is under way has finished.
///
/// `tls`: none: connections are plain. `head`: the time in which hands must be shaken, and in which the head of a request has
/// to arrive. A connection on which nothing is asked for that long is closed.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    tls: Option<TlsDoor>,
    head: Duration,
    mut stopping: watch::Receiver<bool>,
) {
    let graceful = GracefulShutdown::new();
    let door = Door { builder: builder(head), router, tls, head };
    loop {
        let accepted = tokio::select! {
            biased;
            _ = stopping.wait_for(|stop| *stop) => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, address)) => {
                tokio::spawn(door.clone().attend(stream, address, graceful.watcher()));
            }
            Err(error) => pause(&error).await,
        }
    }
    drop(listener);
    graceful.shutdown().await;
}

fn builder(head: Duration) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(head);
    builder.http2().timer(TokioTimer::new()).keep_alive_interval(PING).keep_alive_timeout(PING);
    builder
}

/// A connection that broke off before it was taken is nobody's fault; that there is no room for more passes.
async fn pause(error: &io::Error) {
    use ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    if !matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset) {
        tracing::error!(%error, "a connection could not be taken");
        tokio::time::sleep(PAUSE_WHEN_FULL).await;
    }
}

/// What every connection is led through.
#[derive(Clone)]
struct Door {
    builder: Builder<TokioExecutor>,
    router: Router,
    tls: Option<TlsDoor>,
    head: Duration,
}

impl Door {
    async fn attend(self, stream: TcpStream, address: SocketAddr, watcher: Watcher) {
        // Events are small and urgent: waiting to fill a packet would cost 40 ms.
        let _ = stream.set_nodelay(true);
        let Some(tls) = &self.tls else { return self.speak(stream, address, watcher).await };
        match tokio::time::timeout(self.head, tls.accept(stream)).await {
            Ok(Ok(stream)) => self.speak(stream, address, watcher).await,
            Ok(Err(error)) => tracing::debug!(%error, "hands were not shaken"),
            Err(_) => tracing::debug!("hands were not shaken in time"),
        }
    }

    async fn speak<S>(&self, stream: S, address: SocketAddr, watcher: Watcher)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let mut made = self.router.clone().into_make_service_with_connect_info::<SocketAddr>();
        let Ok::<_, Infallible>(service) = made.call(address).await;
        let io = TokioIo::new(Patience::new(stream, self.head));
        let connection = self.builder.serve_connection(io, TowerToHyperService::new(service)).into_owned();
        if let Err(error) = watcher.watch(connection).await {
            tracing::debug!(%error, "a connection broke off");
        }
    }
}
