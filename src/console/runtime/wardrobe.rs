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

/// The name of whatever theme fits the terminal: see [`Pair`].
pub const AUTO: &str = "auto";

/// What is configured.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The keymap, by name or path.
    pub keymap: String,
    /// The theme, by name or path, or [`AUTO`].
    pub theme: String,
    /// What [`AUTO`] wears.
    pub pair: Pair,
    /// How many colours the terminal has.
    pub depth: Depth,
    /// The settings' folder, with `keymaps` and `themes` in it.
    pub folder: Option<PathBuf>,
}

/// The themes of a terminal that is dark, as one is that does not tell, and of one that is light. By name or path.
#[derive(Clone, Debug)]
pub struct Pair {
    /// On a dark ground.
    pub dark: String,
    /// On a light ground.
    pub light: String,
}

impl Default for Pair {
    fn default() -> Self {
        Self { dark: "desk-dark".into(), light: "desk-light".into() }
    }
}

impl Choice {
    /// The theme to wear on such a ground.
    fn worn(&self, light: bool) -> &str {
        match (self.theme == AUTO, light) {
            (false, _) => &self.theme,
            (true, false) => &self.pair.dark,
            (true, true) => &self.pair.light,
        }
    }

    /// Whether the terminal's ground makes a difference; without colours it makes none.
    fn follows(&self) -> bool {
        self.theme == AUTO && self.depth != Depth::None
    }
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
    /// The terminal is light, or dark.
    Light(bool),
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
    /// Whether the terminal is to be asked for its ground, since a theme that follows it was chosen.
    pub(super) follows: bool,
    /// What to say of it.
    pub(super) said: Vec<Msg>,
}

impl Wardrobe {
    /// Reads what is configured, with what is wrong in it.
    pub fn open(choice: Choice) -> Result<(Self, Vec<Finding>), WardrobeError> {
        let (keys, look) = (keymap(&choice)?, theme(&choice, choice.worn(false))?);
        let other = if choice.follows() { theme(&choice, choice.worn(true))?.findings } else { Vec::new() };
        let wear = Wear { keymap: keys.value, styles: Styles::new(&look.value, choice.depth) };
        let mut findings = [keys.findings, look.findings].concat();
        findings.extend(other);
        Ok((Self { choice, wear, findings: findings.clone() }, findings))
    }

    /// What ships with ringdesk, and nothing of the user's.
    pub fn shipped(depth: Depth) -> Self {
        let theme = "desk-dark".into();
        let choice = Choice { keymap: "default".into(), theme, pair: Pair::default(), depth, folder: None };
        let look = Theme::built_in(&choice.theme).unwrap_or_else(|| Theme::parse("none", "", &|_| None).0);
        let wear = Wear { keymap: Keymap::built_in().clone(), styles: Styles::new(&look, depth) };
        Self { choice, wear, findings: Vec::new() }
    }

    /// Whether what is worn depends on the terminal's ground.
    pub(super) fn follows(&self) -> bool {
        self.choice.follows()
    }

    /// What is worn at the start; further changes go to `to`.
    pub(super) fn start(self, to: queue::UnboundedSender<Arrival>) -> (Wear, Wishes) {
        let (news, inbox) = mpsc::channel();
        let watcher = watcher(news.clone(), &to);
        let mut keeper = Keeper {
            choice: self.choice,
            wear: self.wear.clone(),
            light: false,
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

    /// The terminal is light, or dark; that it was taken in is told by [`Arrival::Dressed`], whatever it changes.
    pub(super) fn light(&self, light: bool) {
        self.tell(News::Light(light));
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
    /// Whether the terminal said that it is light.
    light: bool,
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
                News::Light(light) => self.on_ground(light),
                News::Changed | News::Over => {}
            }
        }
    }

    fn list(&self, request: RequestId) {
        let mut names: Vec<String> = Theme::shipped().map(str::to_owned).collect();
        names.extend(own_names(&self.choice).into_iter().filter(|name| Theme::shipped_text(name).is_none()));
        names.push(AUTO.to_owned());
        let answer = Answer::Themes { request, names, worn: self.choice.theme.clone() };
        let _ = self.to.send(Arrival::Msg(Msg::Answer(answer)));
    }

    fn wear_theme(&mut self, name: String) {
        let before = std::mem::replace(&mut self.choice.theme, name);
        let mut changed = self.look();
        if changed.styles.is_none() {
            self.choice.theme = before;
        }
        changed.follows = self.choice.follows();
        self.put_on(changed);
        self.watch();
    }

    fn on_ground(&mut self, light: bool) {
        let is_other = std::mem::replace(&mut self.light, light) != light;
        let changed = if is_other && self.choice.follows() { self.look() } else { Changed::default() };
        self.keep_on(&changed);
        self.tell(changed);
    }

    /// The theme that is chosen, read anew.
    fn look(&self) -> Changed {
        let mut changed = Changed::default();
        match theme(&self.choice, self.choice.worn(self.light)) {
            Ok(look) => {
                changed.said.extend(look.findings.into_iter().map(warning));
                changed.styles = Some(Styles::new(&look.value, self.choice.depth));
            }
            Err(why) => changed.said.push(why.as_warning()),
        }
        changed
    }

    /// The files as they are now: those that can be read are put on, when that makes a difference.
    fn reread(&mut self) {
        let mut changed = Changed::default();
        let mut findings = Vec::new();
        if let Some(keys) = usable(keymap(&self.choice), &mut findings, &mut changed) {
            changed.keymap = (keys != self.wear.keymap).then_some(keys);
        }
        let look = theme(&self.choice, self.choice.worn(self.light));
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
        self.keep_on(&changed);
        if changed.keymap.is_some() || changed.styles.is_some() || !changed.said.is_empty() {
            self.tell(changed);
        }
    }

    fn keep_on(&mut self, changed: &Changed) {
        if let Some(keymap) = &changed.keymap {
            self.wear.keymap = keymap.clone();
        }
        if let Some(styles) = &changed.styles {
            self.wear.styles = styles.clone();
        }
    }

    fn tell(&self, changed: Changed) {
        let _ = self.to.send(Arrival::Dressed(Box::new(changed)));
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
