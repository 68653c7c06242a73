//! What tests stand on.

pub mod cable;
pub mod database;
pub mod desk;
pub mod hell;
pub mod office;
pub mod post_office;
pub mod program;
pub mod pty;
pub mod robot;

/// Waiting for something that is promised; long only when the promise is broken.
pub const PATIENCE: std::time::Duration = std::time::Duration::from_mins(1);

/// What this thread's tasks write into the log, for as long as what [`Log::listen`] gives lives.
#[derive(Clone, Default)]
pub struct Log(std::sync::Arc<tokio::sync::watch::Sender<Vec<u8>>>);

impl Log {
    /// Listens.
    pub fn listen(&self) -> tracing::subscriber::DefaultGuard {
        let log = self.clone();
        let subscriber = tracing_subscriber::fmt().with_writer(move || log.clone()).with_ansi(false);
        tracing::subscriber::set_default(subscriber.with_max_level(tracing::Level::DEBUG).finish())
    }

    /// Waits until these words were written.
    pub async fn says(&self, words: &str) {
        let mut written = self.0.subscribe();
        let says = written.wait_for(|text| String::from_utf8_lossy(text).contains(words));
        let said = tokio::time::timeout(PATIENCE, says).await.is_ok();
        assert!(said, "{words:?} is not in the log:\n{}", self.text());
    }

    /// Everything so far.
    pub fn text(&self) -> String {
        String::from_utf8(self.0.borrow().clone()).unwrap()
    }
}

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.send_modify(|text| text.extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
