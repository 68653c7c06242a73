//! A stream that breaks off when its first bytes do not come in time.
//!
//! Until they have come nobody knows whether HTTP/1 or HTTP/2 is spoken, so that neither's own time limits hold yet.

use std::io::{self, ErrorKind, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// Bytes after which it is clear which HTTP is spoken: the length of HTTP/2's preface (RFC 9113 §3.4).
const TELLING: usize = 24;

/// See the module.
pub struct Patience<S> {
    stream: S,
    /// Bytes still to come before the stream may take its time, and when they have to be there.
    missing: Option<(usize, Pin<Box<Sleep>>)>,
}

impl<S> Patience<S> {
    /// Around a stream that has just been opened.
    pub fn new(stream: S, limit: Duration) -> Self {
        Self { stream, missing: Some((TELLING, Box::pin(sleep(limit)))) }
    }

    fn came(&mut self, bytes: usize) {
        self.missing = self.missing.take().and_then(|(missing, limit)| Some((missing.checked_sub(bytes)?, limit)));
        self.missing = self.missing.take().filter(|(missing, _)| *missing > 0);
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patience<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        if let Poll::Ready(read) = Pin::new(&mut self.stream).poll_read(context, buffer) {
            self.came(buffer.filled().len() - before);
            return Poll::Ready(read);
        }
        if let Some((_, limit)) = &mut self.missing {
            ready!(limit.as_mut().poll(context));
            return Poll::Ready(Err(ErrorKind::TimedOut.into()));
        }
        Poll::Pending
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patience<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
