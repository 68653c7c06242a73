//! The search index, on a thread of its own: a search never waits behind an older one.
//!
//! The answers kept from the last time are indexed there as well, while the desk is painted already. The server owns the
//! articles. They are fetched by cursor when the connection stands and whenever one changed. Searches wait until there are
//! answers or the first fetch is over: an empty index has none to give.

use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::{mpsc as queue, oneshot, watch};

use crate::console::app::message::Answer;
use crate::console::app::{Msg, Problem, ProblemKind, RequestId};
use crate::crm::api::Api;
use crate::crm::problem::CrmError;
use crate::domain::agent::Role;
use crate::domain::article::{Article, Scope};
use crate::knowledge::{Library, LibraryError};

use super::event_loop::Arrival;
use super::lexicon::Following;

/// Articles asked for at a time.
const PAGE: u32 = 200;
/// Pages of one sync at most: a server that never comes to an end must not keep us.
const PAGES: usize = 1000;

/// Learning that takes longer than this is shown.
const LONG: Duration = Duration::from_secs(1);

/// Opens the library, on the thread of the index: what is kept from the last time takes a while to be indexed.
pub type OpenLibrary = Box<dyn FnOnce() -> Result<Library, LibraryError> + Send>;

/// A search wished.
pub(super) struct Search {
    pub(super) request: RequestId,
    pub(super) query: String,
    pub(super) lang: &'static str,
    pub(super) scope: Scope,
    pub(super) limit: usize,
}

enum Job {
    Search(Search),
    Update {
        articles: Vec<Article>,
        cursor: Option<String>,
        reader: Role,
        done: oneshot::Sender<()>,
    },
    /// Somebody reads from now on, perhaps somebody else than before.
    HandTo {
        reader: Role,
        done: oneshot::Sender<()>,
    },
    /// The first fetch is over, well or not.
    Open,
}

/// The index, as the loop sees it. Cheap to clone.
#[derive(Clone)]
pub(super) struct Index {
    jobs: mpsc::Sender<Job>,
    /// None: it is being opened.
    library: watch::Receiver<Option<Arc<Library>>>,
}

impl Index {
    /// Starts the thread, which opens the library; its answers go to `to`.
    pub(super) fn start(open: OpenLibrary, to: queue::UnboundedSender<Arrival>) -> Self {
        let (jobs, inbox) = mpsc::channel();
        let (opened, library) = watch::channel(None);
        let worker = move || Worker::open(open, to, &opened).run(&inbox);
        if let Err(error) = thread::Builder::new().name("knowledge".into()).spawn(worker) {
            tracing::error!(%error, "no thread for the search");
        }
        Self { jobs, library }
    }

    /// Wishes a search; it supersedes those that have not begun.
    pub(super) fn search(&self, search: Search) {
        // The thread ends only with the console.
        let _ = self.jobs.send(Job::Search(search));
    }

    /// Fetches what changed since the last time, as `reader` may read it. Searches may begin when it is over, even if the server is gone.
    pub(super) async fn sync(&self, api: &Api, reader: Role) -> Result<(), CrmError> {
        self.hand_to(reader).await;
        let result = self.fetch(api, reader).await;
        let _ = self.jobs.send(Job::Open);
        result
    }

    /// What `reader` may not read is gone when this returns.
    async fn hand_to(&self, reader: Role) {
        let (done, gone) = oneshot::channel();
        let _ = self.jobs.send(Job::HandTo { reader, done });
        let _ = gone.await;
    }

    async fn fetch(&self, api: &Api, reader: Role) -> Result<(), CrmError> {
        let mut library = self.library.clone();
        // The thread goes only with the console, and then nothing is to be fetched.
        let Ok(library) = library.wait_for(Option::is_some).await.map(|opened| opened.clone()) else { return Ok(()) };
        let mut cursor = library.and_then(|library| library.cursor(reader));
        for _ in 0..PAGES {
            let page = api.articles(cursor.as_deref(), PAGE).await?;
            let goes_on = Api::articles_go_on(&page, cursor.as_deref(), PAGE);
            cursor = page.next_cursor.or(cursor);
            let (done, taken) = oneshot::channel();
            let _ = self.jobs.send(Job::Update { articles: page.items, cursor: cursor.clone(), reader, done });
            let _ = taken.await;
            if !goes_on {
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
    /// Ends with this.
    _following: Option<Following>,
}

impl Worker {
    /// What cannot be opened is fetched anew.
    fn open(
        open: OpenLibrary,
        to: queue::UnboundedSender<Arrival>,
        opened: &watch::Sender<Option<Arc<Library>>>,
    ) -> Self {
        let (library, problem) = match open() {
            Ok(library) => (library, None),
            Err(error) => (Library::in_memory(), Some(error)),
        };
        let library = Arc::new(library);
        let following = Following::start(&library, to.clone());
        let mut worker = Self { library, to, open: false, _following: following };
        if let Some(error) = problem {
            warn(&worker.to, &error);
        }
        if !worker.library.is_empty() {
            worker.may_search();
        }
        opened.send_replace(Some(worker.library.clone()));
        worker
    }

    fn run(mut self, inbox: &mpsc::Receiver<Job>) {
        let mut waiting = None;
        while let Ok(first) = inbox.recv() {
            for job in std::iter::once(first).chain(inbox.try_iter()) {
                match job {
                    Job::Search(search) => waiting = Some(search),
                    Job::Open => {
                        self.may_search();
                        self.learn();
                    }
                    Job::HandTo { reader, done } => {
                        self.warn_of(self.library.hand_to(reader));
                        let _ = done.send(());
                    }
                    Job::Update { articles, cursor, reader, done } => {
                        self.update(&articles, cursor.as_deref(), reader);
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

    fn update(&self, articles: &[Article], cursor: Option<&str>, reader: Role) {
        let updated = self.library.update(articles).map(|()| self.library.reached(cursor, reader));
        self.warn_of(updated);
    }

    fn may_search(&mut self) {
        if !self.open {
            self.open = true;
            self.tell(Msg::IndexReady);
        }
    }

    fn warn_of(&self, done: Result<(), LibraryError>) {
        if let Err(error) = done {
            warn(&self.to, &error);
        }
    }

    /// Keeps the answers and learns them, beside the searches, which go on with what was learned before, and keeps that.
    fn learn(&self) {
        let (library, to) = (Arc::clone(&self.library), self.to.clone());
        let learn = move || {
            if let Err(error) = library.keep_articles() {
                warn(&to, &error);
            }
            let learning = Learning { to: to.clone(), since: Instant::now() };
            library.learn_telling(|percent| learning.tell(percent));
            drop(learning);
            if let Err(error) = library.keep_index() {
                warn(&to, &error);
            }
        };
        if let Err(error) = thread::Builder::new().name("lessons".into()).spawn(learn) {
            tracing::error!(%error, "no thread to learn the answers");
        }
    }

    fn search(&self, search: Search) {
        let Search { request, query, lang, scope, limit } = search;
        let search = || self.library.search_within(&scope, &query, lang, limit);
        let found = std::panic::catch_unwind(std::panic::AssertUnwindSafe(search));
        let result = found.map_err(|_| Problem::of(ProblemKind::Server));
        self.tell(Msg::Answer(Answer::Found { request, result }));
    }

    fn tell(&self, msg: Msg) {
        // Nobody listens any more only when the console has ended.
        let _ = self.to.send(Arrival::Msg(msg));
    }
}

/// Learning under way: told of when it takes long, and over when this goes, whatever became of it.
struct Learning {
    to: queue::UnboundedSender<Arrival>,
    since: Instant,
}

impl Learning {
    fn tell(&self, percent: u8) {
        if self.since.elapsed() >= LONG {
            // Nobody listens any more only when the console has ended.
            let _ = self.to.send(Arrival::Msg(Msg::Learning(Some(percent))));
        }
    }
}

impl Drop for Learning {
    fn drop(&mut self) {
        if self.since.elapsed() >= LONG {
            let _ = self.to.send(Arrival::Msg(Msg::Learning(None)));
        }
    }
}

fn warn(to: &queue::UnboundedSender<Arrival>, error: &LibraryError) {
    tracing::warn!(%error, "the search index");
    // Nobody listens any more only when the console has ended.
    let _ = to.send(Arrival::Msg(Msg::Warning { place: "knowledge".into(), detail: error.to_string() }));
}
