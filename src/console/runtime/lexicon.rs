//! The desk's own words: read again whenever their files change, on a thread of its own, beside the searches.
//!
//! A file that is wrong changes nothing, and is named on screen.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc::UnboundedSender;

use super::event_loop::Arrival;
use super::files::{self, SETTLED};
use crate::console::app::Msg;
use crate::knowledge::Library;

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
        let watcher = watcher(news.clone(), &to);
        let follower = Follower { library: Arc::clone(library), watcher, watched: None, to };
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
    /// The folder that is watched now.
    watched: Option<PathBuf>,
    to: UnboundedSender<Arrival>,
}

impl Follower {
    fn follow(mut self, inbox: &Receiver<News>) {
        loop {
            let before = self.watched.clone();
            self.watch();
            // What happened above a folder that is still missing is nothing.
            if [&before, &self.watched].into_iter().any(|watched| watched.as_deref() == self.library.lexicon()) {
                self.reread();
            }
            let Ok(News::Changed) = inbox.recv() else { return };
            loop {
                match inbox.recv_timeout(SETTLED) {
                    Ok(News::Changed) => {}
                    Ok(News::Over) => return,
                    Err(_) => break,
                }
            }
        }
    }

    /// Watches the folder, or, until it is there, the nearest one above it that is.
    fn watch(&mut self) {
        let (Some(watcher), Some(folder)) = (&mut self.watcher, self.library.lexicon()) else { return };
        loop {
            let nearest = folder.ancestors().find(|folder| folder.is_dir());
            if let Some(other) = self.watched.take().filter(|watched| Some(watched.as_path()) != nearest) {
                // One that is gone is not watched any more.
                let _ = watcher.unwatch(&other);
            }
            let Some(nearest) = nearest else { return };
            if let Err(error) = watcher.watch(nearest, RecursiveMode::NonRecursive) {
                return complain(&self.to, error.to_string());
            }
            self.watched = Some(nearest.to_owned());
            // Unless a nearer one came between the look and the watch.
            if folder.ancestors().find(|folder| folder.is_dir()) == Some(nearest) {
                return;
            }
        }
    }

    fn reread(&self) {
        let reread = self.library.reread_lexicon().and_then(|other| {
            if other {
                tracing::info!("other words hold");
                self.library.keep_index()?;
            }
            Ok(())
        });
        if let Err(error) = reread {
            complain(&self.to, error.to_string());
        }
    }
}

fn watcher(news: Sender<News>, to: &UnboundedSender<Arrival>) -> Option<RecommendedWatcher> {
    let changed = move || {
        let _ = news.send(News::Changed);
    };
    files::watcher(changed).inspect_err(|error| complain(to, error.to_string())).ok()
}

fn complain(to: &UnboundedSender<Arrival>, detail: String) {
    tracing::warn!(detail, "the lexicon stays as it was");
    let _ = to.send(Arrival::Msg(Msg::Warning { place: "lexicon".into(), detail }));
}
