//! The desk's own words: read again whenever their files change, on a thread of its own, beside the searches.
//!
//! A file that is wrong changes nothing, and is named on screen.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::Duration;

use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc::UnboundedSender;

use super::event_loop::Arrival;
use crate::console::app::Msg;
use crate::knowledge::Library;

/// Editors write a file in several steps; what changes within this is one change.
const SETTLED: Duration = Duration::from_millis(60);

enum News {
    /// Something changed in a folder that is watched.
    Changed,
    /// The console ends.
    Over,
}

/// The thread that follows the files, which ends with this.
pub(super) struct Following(Sender<News>);

impl Following {
    /// Follows the folder of the library's own words; none: it has none, or no thread could be started.
    pub(super) fn start(library: &Arc<Library>, to: UnboundedSender<Arrival>) -> Option<Self> {
        library.lexicon()?;
        let (news, inbox) = mpsc::channel();
        let follower = Follower { library: Arc::clone(library), watcher: watcher(news.clone(), &to), to };
        let started = thread::Builder::new().name("lexicon".into()).spawn(move || follower.follow(&inbox));
        started.inspect_err(|error| tracing::error!(%error, "no thread to follow the lexicon")).ok()?;
        Some(Self(news))
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        // Nobody hears it only when the thread has ended.
        let _ = self.0.send(News::Over);
    }
}

struct Follower {
    library: Arc<Library>,
    watcher: Option<RecommendedWatcher>,
    to: UnboundedSender<Arrival>,
}

impl Follower {
    fn follow(mut self, inbox: &Receiver<News>) {
        self.watch();
        while let Ok(News::Changed) = inbox.recv() {
            loop {
                match inbox.recv_timeout(SETTLED) {
                    Ok(News::Changed) => {}
                    Ok(News::Over) => return,
                    Err(_) => break,
                }
            }
            // The folder may be there only now.
            self.watch();
            self.reread();
        }
    }

    /// Watches the folder, or, until it is there, the one around it.
    fn watch(&mut self) {
        let (Some(watcher), Some(folder)) = (&mut self.watcher, self.library.lexicon()) else { return };
        let there = [Some(folder), folder.parent()].into_iter().flatten().find(|folder| folder.is_dir());
        let outcome = there.map(|folder: &Path| watcher.watch(folder, RecursiveMode::NonRecursive));
        if let Some(Err(error)) = outcome {
            complain(&self.to, error.to_string());
        }
    }

    fn reread(&self) {
        match self.library.reread_lexicon() {
            Ok(true) => tracing::info!("other words hold"),
            Ok(false) => {}
            Err(error) => complain(&self.to, error.to_string()),
        }
    }
}

fn watcher(news: Sender<News>, to: &UnboundedSender<Arrival>) -> Option<RecommendedWatcher> {
    let changed = move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|event| !matches!(event.kind, EventKind::Access(_))) {
            let _ = news.send(News::Changed);
        }
    };
    notify::recommended_watcher(changed).inspect_err(|error| complain(to, error.to_string())).ok()
}

fn complain(to: &UnboundedSender<Arrival>, detail: String) {
    tracing::warn!(detail, "the lexicon stays as it was");
    let _ = to.send(Arrival::Msg(Msg::Warning { place: "lexicon".into(), detail }));
}
