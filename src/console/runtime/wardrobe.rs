//! Keys and colours: read from the user's files, and again whenever those change, on a thread of its own.
//!
//! A file that cannot be read as a whole changes nothing: what was worn last stays. Of one that can, the bad rows are dropped,
//! as at the start, and said.

mod read;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;

use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc as queue;

use super::event_loop::Arrival;
use super::files::{self, SETTLED};
use crate::console::app::message::Answer;
use crate::console::app::{Msg, RequestId};
use crate::console::keymap::Keymap;
use crate::console::theme::{Depth, Styles, Theme};
use crate::console::user_file::Finding;

pub use read::WardrobeError;
use read::{Read, keymap, own_names, theme};

/// What is configured.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The keymap, by name or path.
    pub keymap: String,
    /// The theme, by name or path.
    pub theme: String,
    /// How many colours the terminal has.
    pub depth: Depth,
    /// The settings' folder, with `keymaps` and `themes` in it.
    pub folder: Option<PathBuf>,
}

/// What is worn now.
#[derive(Clone, Debug, PartialEq)]
pub struct Wear {
    /// What keys mean.
    pub keymap: Keymap,
    /// What roles look like.
    pub styles: Styles,
}

/// Keys and colours, and where they come from.
pub struct Wardrobe {
    choice: Choice,
    wear: Wear,
    /// What is wrong with the files as they are.
    findings: Vec<Finding>,
}

/// What the thread is told.
enum News {
    /// Something changed in a folder that is watched.
    Changed,
    /// Wear that theme.
    Theme(String),
    /// Tell which themes there are.
    Themes(RequestId),
    /// The console ends.
    Over,
}

/// The way to the thread, which ends with this.
pub(super) struct Wishes(Sender<News>);

/// What a change of files or a wish came to.
#[derive(Debug, Default)]
pub(super) struct Changed {
    pub(super) keymap: Option<Keymap>,
    pub(super) styles: Option<Styles>,
    /// What to say of it.
    pub(super) said: Vec<Msg>,
}

impl Wardrobe {
    /// Reads what is configured, with what is wrong in it.
    pub fn open(choice: Choice) -> Result<(Self, Vec<Finding>), WardrobeError> {
        let (keys, look) = (keymap(&choice)?, theme(&choice, &choice.theme)?);
        let wear = Wear { keymap: keys.value, styles: Styles::new(&look.value, choice.depth) };
        let findings = [keys.findings, look.findings].concat();
        Ok((Self { choice, wear, findings: findings.clone() }, findings))
    }

    /// What ships with ringdesk, and nothing of the user's.
    pub fn shipped(depth: Depth) -> Self {
        let choice = Choice { keymap: "default".into(), theme: "desk-dark".into(), depth, folder: None };
        let look = Theme::built_in(&choice.theme).unwrap_or_else(|| Theme::parse("none", "", &|_| None).0);
        let wear = Wear { keymap: Keymap::built_in().clone(), styles: Styles::new(&look, depth) };
        Self { choice, wear, findings: Vec::new() }
    }

    /// What is worn at the start; further changes go to `to`.
    pub(super) fn start(self, to: queue::UnboundedSender<Arrival>) -> (Wear, Wishes) {
        let (news, inbox) = mpsc::channel();
        let watcher = watcher(news.clone(), &to);
        let mut keeper = Keeper {
            choice: self.choice,
            wear: self.wear.clone(),
            to,
            watcher,
            watched: BTreeSet::new(),
            said: self.findings,
        };
        keeper.watch();
        thread::spawn(move || keeper.keep(&inbox));
        (self.wear, Wishes(news))
    }
}

impl Wishes {
    pub(super) fn wear(&self, theme: String) {
        self.tell(News::Theme(theme));
    }

    pub(super) fn list(&self, request: RequestId) {
        self.tell(News::Themes(request));
    }

    fn tell(&self, news: News) {
        let _ = self.0.send(news);
    }
}

impl Drop for Wishes {
    fn drop(&mut self) {
        self.tell(News::Over);
    }
}

fn watcher(news: Sender<News>, to: &queue::UnboundedSender<Arrival>) -> Option<RecommendedWatcher> {
    let made = files::watcher(move || {
        let _ = news.send(News::Changed);
    });
    made.inspect_err(|error| complain(to, "keymaps, themes".into(), error.to_string())).ok()
}

fn complain(to: &queue::UnboundedSender<Arrival>, place: String, detail: String) {
    tracing::warn!(place, detail, "changes of the files are not seen");
    let _ = to.send(Arrival::Msg(Msg::Warning { place, detail }));
}

struct Keeper {
    choice: Choice,
    wear: Wear,
    to: queue::UnboundedSender<Arrival>,
    watcher: Option<RecommendedWatcher>,
    watched: BTreeSet<PathBuf>,
    /// What was said of the files as they are: it is not said again for another file's change.
    said: Vec<Finding>,
}

impl Keeper {
    fn keep(mut self, inbox: &Receiver<News>) {
        while let Ok(news) = inbox.recv() {
            let mut batch = vec![news];
            while batch.iter().any(|news| matches!(news, News::Changed)) {
                let Ok(more) = inbox.recv_timeout(SETTLED) else { break };
                batch.push(more);
            }
            if batch.iter().any(|news| matches!(news, News::Over)) {
                return;
            }
            self.take(batch);
        }
    }

    /// However often something changed, the files are read once.
    fn take(&mut self, batch: Vec<News>) {
        if batch.iter().any(|news| matches!(news, News::Changed)) {
            self.reread();
        }
        for news in batch {
            match news {
                News::Themes(request) => self.list(request),
                News::Theme(name) => self.wear_theme(name),
                News::Changed | News::Over => {}
            }
        }
    }

    fn list(&self, request: RequestId) {
        let mut names: Vec<String> = Theme::shipped().map(str::to_owned).collect();
        names.extend(own_names(&self.choice).into_iter().filter(|name| Theme::shipped_text(name).is_none()));
        let answer = Answer::Themes { request, names, worn: self.choice.theme.clone() };
        let _ = self.to.send(Arrival::Msg(Msg::Answer(answer)));
    }

    fn wear_theme(&mut self, name: String) {
        let mut changed = Changed::default();
        match theme(&self.choice, &name) {
            Ok(look) => {
                changed.said.extend(look.findings.into_iter().map(warning));
                changed.styles = Some(Styles::new(&look.value, self.choice.depth));
                self.choice.theme = name;
            }
            Err(why) => changed.said.push(why.as_warning()),
        }
        self.put_on(changed);
        self.watch();
    }

    /// The files as they are now: those that can be read are put on, when that makes a difference.
    fn reread(&mut self) {
        let mut changed = Changed::default();
        let mut findings = Vec::new();
        if let Some(keys) = usable(keymap(&self.choice), &mut findings, &mut changed) {
            changed.keymap = (keys != self.wear.keymap).then_some(keys);
        }
        let look = theme(&self.choice, &self.choice.theme);
        if let Some(look) = usable(look, &mut findings, &mut changed) {
            let styles = Styles::new(&look, self.choice.depth);
            changed.styles = (styles != self.wear.styles).then_some(styles);
        }
        let fresh = findings.iter().filter(|finding| !self.said.contains(finding)).cloned();
        changed.said.extend(fresh.map(warning));
        self.said = findings;
        self.put_on(changed);
    }

    fn put_on(&mut self, changed: Changed) {
        if let Some(keymap) = &changed.keymap {
            self.wear.keymap = keymap.clone();
        }
        if let Some(styles) = &changed.styles {
            self.wear.styles = styles.clone();
        }
        if changed.keymap.is_some() || changed.styles.is_some() || !changed.said.is_empty() {
            let _ = self.to.send(Arrival::Dressed(Box::new(changed)));
        }
    }

    /// Watches the folders that what is worn comes from; their files, since editors put a new file in an old one's place.
    fn watch(&mut self) {
        for folder in read::folders(&self.choice) {
            if !self.watched.contains(&folder) && self.look_at(&folder) {
                self.watched.insert(folder);
            }
        }
    }

    fn look_at(&mut self, folder: &Path) -> bool {
        let Some(watcher) = &mut self.watcher else { return false };
        let watching = watcher.watch(folder, RecursiveMode::NonRecursive);
        watching.inspect_err(|error| complain(&self.to, folder.display().to_string(), error.to_string())).is_ok()
    }
}

/// What was read, unless the file is no whole one; what is wrong with it either way.
fn usable<T>(read: Result<Read<T>, WardrobeError>, findings: &mut Vec<Finding>, changed: &mut Changed) -> Option<T> {
    match read {
        Ok(read) => {
            findings.extend(read.findings);
            read.is_whole.then_some(read.value)
        }
        Err(why) => {
            changed.said.push(why.as_warning());
            None
        }
    }
}

fn warning(finding: Finding) -> Msg {
    Msg::Warning { place: finding.place.to_string(), detail: finding.said }
}
