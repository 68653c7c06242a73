//! The search index, on a thread of its own: a search never waits behind an older one.
//!
//! The server owns the articles. They are fetched by cursor when the connection stands and whenever one changed. Until the
//! first fetch is over, searches wait: an empty index has no answer to give.

use std::sync::{Arc, mpsc};
use std::thread;

use tokio::sync::{mpsc as queue, oneshot};

use crate::console::app::message::Answer;
use crate::console::app::{Msg, Problem, ProblemKind, RequestId};
use crate::crm::api::Api;
use crate::crm::problem::CrmError;
use crate::domain::article::Article;
use crate::knowledge::Library;

use super::event_loop::Arrival;

/// Articles asked for at a time.
const PAGE: u32 = 200;
/// Pages of one sync at most: a server that never comes to an end must not keep us.
const PAGES: usize = 1000;

/// A search wished.
pub(super) struct Search {
    pub(super) request: RequestId,
    pub(super) query: String,
    pub(super) lang: &'static str,
    pub(super) limit: usize,
}

enum Job {
    Search(Search),
    Update {
        articles: Vec<Article>,
        cursor: Option<String>,
        done: oneshot::Sender<()>,
    },
    /// The first fetch is over, well or not.
    Open,
}

/// The index, as the loop sees it. Cheap to clone.
#[derive(Clone)]
pub(super) struct Index {
    jobs: mpsc::Sender<Job>,
    library: Arc<Library>,
}

impl Index {
    /// Starts the thread; its answers go to `to`.
    pub(super) fn start(library: Arc<Library>, to: queue::UnboundedSender<Arrival>) -> Self {
        let (jobs, inbox) = mpsc::channel();
        let worker = Worker { library: library.clone(), to, open: false };
        if let Err(error) = thread::Builder::new().name("knowledge".into()).spawn(move || worker.run(&inbox)) {
            tracing::error!(%error, "no thread for the search");
        }
        Self { jobs, library }
    }

    /// Wishes a search; it supersedes those that have not begun.
    pub(super) fn search(&self, search: Search) {
        // The thread ends only with the console.
        let _ = self.jobs.send(Job::Search(search));
    }

    /// Fetches what changed since the last time. Searches may begin when it is over, even if the server is gone.
    pub(super) async fn sync(&self, api: &Api) -> Result<(), CrmError> {
        let result = self.fetch(api).await;
        let _ = self.jobs.send(Job::Open);
        result
    }

    async fn fetch(&self, api: &Api) -> Result<(), CrmError> {
        let mut cursor = self.library.cursor();
        for _ in 0..PAGES {
            let page = api.articles(cursor.as_deref(), PAGE).await?;
            let moved = page.next_cursor.is_some() && page.next_cursor != cursor;
            let full = page.items.len() >= PAGE as usize;
            cursor = page.next_cursor.or(cursor);
            let (done, taken) = oneshot::channel();
            let _ = self.jobs.send(Job::Update { articles: page.items, cursor: cursor.clone(), done });
            let _ = taken.await;
            if !(moved && full) {
                break;
            }
        }
        Ok(())
    }
}

struct Worker {
    library: Arc<Library>,
    to: queue::UnboundedSender<Arrival>,
    open: bool,
}

impl Worker {
    fn run(mut self, inbox: &mpsc::Receiver<Job>) {
        let mut waiting = None;
        while let Ok(first) = inbox.recv() {
            for job in std::iter::once(first).chain(inbox.try_iter()) {
                match job {
                    Job::Search(search) => waiting = Some(search),
                    Job::Open => self.open = true,
                    Job::Update { articles, cursor, done } => {
                        self.update(&articles, cursor.as_deref());
                        let _ = done.send(());
                    }
                }
            }
            if self.open
                && let Some(search) = waiting.take()
            {
                self.search(search);
            }
        }
    }

    fn update(&self, articles: &[Article], cursor: Option<&str>) {
        let kept = self.library.update(articles).and_then(|()| self.library.keep(cursor));
        if let Err(error) = kept {
            tracing::warn!(%error, "the search index");
            self.tell(Msg::Warning { place: "knowledge".into(), detail: error.to_string() });
        }
    }

    fn search(&self, search: Search) {
        let Search { request, query, lang, limit } = search;
        let found = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.library.search(&query, lang, limit)));
        let result = found.map_err(|_| Problem::of(ProblemKind::Server));
        self.tell(Msg::Answer(Answer::Found { request, result }));
    }

    fn tell(&self, msg: Msg) {
        // Nobody listens any more only when the console has ended.
        let _ = self.to.send(Arrival::Msg(msg));
    }
}
