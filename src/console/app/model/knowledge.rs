//! The answers: found by the customer's words, typed or spoken.

pub mod helped;
pub mod line;
pub mod seen;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Pane;
use super::editor::Editor;
use super::recording::Playing;
use super::scope::Asker;
use crate::console::app::remote::Remote;
use crate::domain::article::{Article, Hit, Scope};
use crate::domain::ids::{ArticleId, CallId, MediaHash, TicketId};
use crate::domain::phrasing::FoundBy;

use helped::{Helped, Opened};
use line::Line;
use seen::Lately;

/// Hits shown for what the caller says.
pub const OFFERED: usize = 3;
/// Hits shown for what the agent types.
pub const TYPED: usize = 9;

/// The answers' pane.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Knowledge {
    /// Whether the answers are indexed; until then searches wait.
    pub indexed: bool,
    /// How much has been learned of what is being learned, in percent.
    pub learning: Option<u8>,
    /// The search line.
    pub query: Editor,
    /// Whether the search line is being typed in.
    pub typing: bool,
    /// What it said when its hits came, while it says no more than that.
    pub line: Option<Line>,
    /// Whose words the hits are for.
    pub source: Source,
    /// The hits, best first.
    pub hits: Remote<Vec<Hit>>,
    /// The scope the hits were asked with; none: nothing was asked.
    pub scope: Option<Scope>,
    /// The hit under the cursor.
    pub cursor: usize,
    /// Whether the agent moved the cursor or opened something since the line last changed: then hits that come now wait in `newer`.
    pub touched: bool,
    /// Newer hits, on their way or put aside while the agent is busy with the older ones or has them under the keys.
    pub newer: Option<Newer>,
    /// What was on screen until a moment ago, for the same call or search: keys are still meant for it.
    pub lately: Lately,
    /// The answer being read.
    pub open: Option<OpenArticle>,
    /// The recording that is playing.
    pub playing: Option<Playing>,
    /// The recording that was played last.
    pub played: Option<MediaHash>,
    /// What the search came to so far.
    pub came_to: CameTo,
    /// The last search and answer that a key reported to have helped: once is enough.
    pub helped: Option<Helped>,
    /// The last ticket whose end reported that an answer helped, and which: while working on it no key need say it again.
    pub ended: Option<(TicketId, Helped)>,
    /// The last answer that helped while working on a ticket: its root causes are suggested first.
    pub used: BTreeMap<TicketId, Arc<Article>>,
    /// The last answer opened while working on a ticket: the one that helped, when none was said to.
    pub opened: BTreeMap<TicketId, Opened>,
}

/// What a search came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CameTo {
    /// Its hits are on screen, and none was touched.
    #[default]
    Open,
    /// One of the hits was opened or used.
    Answer,
    /// It was reported that no hit fitted.
    Nothing,
}

/// Whose words the hits on screen are for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Source {
    /// Nobody's: nothing was searched.
    #[default]
    Nothing,
    /// The caller's.
    Caller {
        /// On which call.
        call: CallId,
        /// What was searched.
        words: String,
    },
    /// The agent's.
    Typed,
}

/// Hits that were asked for while older ones are on screen, which keep their place until these may take it.
#[derive(Clone, Debug, PartialEq)]
pub struct Newer {
    /// Whose words they are for.
    pub source: Source,
    /// The scope they were asked with.
    pub scope: Scope,
    /// The hits, once found.
    pub hits: Remote<Vec<Hit>>,
}

/// The answer being read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenArticle {
    /// The answer.
    pub article: Arc<Article>,
    /// What it was found by.
    pub query: String,
    /// Lines scrolled down.
    pub scroll: usize,
    /// Where the keys go when it is closed.
    pub from: Pane,
}

impl Knowledge {
    /// The hit under the cursor.
    pub fn selected(&self) -> Option<&Hit> {
        self.hits.value().and_then(|hits| hits.get(self.cursor))
    }

    /// What the hits on screen were searched by.
    pub fn searched(&self) -> &str {
        match &self.source {
            Source::Nothing => "",
            Source::Caller { words, .. } => words,
            Source::Typed => self.query.text(),
        }
    }

    /// Whose words were searched by last, and with which scope, be the hits on screen or put aside; none: nobody's.
    pub fn asked_with(&self) -> Option<(Asker, &Scope)> {
        match (&self.source, &self.newer) {
            (Source::Nothing, _) => None,
            (Source::Caller { .. }, Some(newer)) => Some((Asker::Caller, &newer.scope)),
            (Source::Caller { .. }, None) => self.scope.as_ref().map(|scope| (Asker::Caller, scope)),
            (Source::Typed, _) => self.scope.as_ref().map(|scope| (Asker::Agent, scope)),
        }
    }

    /// Whether newer hits are here and wait.
    pub fn has_newer(&self) -> bool {
        self.newer.as_ref().is_some_and(|newer| !newer.hits.is_loading())
    }

    /// Whether what waits, or is on its way beside the hits on screen, is for what the agent typed.
    pub fn awaits_typed(&self) -> bool {
        self.newer.as_ref().is_some_and(|newer| newer.source == Source::Typed)
    }

    /// Whether the hits hold one that is more than a guess; while they are awaited, nothing speaks against it.
    pub fn is_answered(&self) -> bool {
        self.hits.value().is_none_or(|hits| hits.first().is_some_and(Hit::is_good))
    }

    /// Whether what was searched is known to have no good answer: its hits are here.
    pub fn leads_nowhere(&self) -> bool {
        !self.hits.is_loading() && !self.awaits_typed() && !self.is_answered()
    }

    /// Whether there are hits and none is a good answer.
    pub fn only_guesses(&self) -> bool {
        !self.is_answered() && self.hits.value().is_some_and(|hits| !hits.is_empty())
    }

    /// The hit of an answer, if it is among them.
    pub fn hit(&self, article: &ArticleId) -> Option<&Hit> {
        self.hits.value()?.iter().find(|hit| hit.article.id == *article)
    }

    /// The answer that stood first for this search although another one helped, if it was put there by a phrasing.
    pub fn passed_over(&self, helped: &ArticleId) -> Option<FoundBy> {
        let first = self.hits.value()?.first().filter(|first| first.is_good() && first.article.id != *helped)?;
        Some(FoundBy { article_id: first.article.id.clone(), phrasing: first.phrasing.clone()? })
    }

    /// The answer the agent means: the open one, or else the one under the cursor.
    pub fn article(&self) -> Option<&Arc<Article>> {
        match &self.open {
            Some(open) => Some(&open.article),
            None => self.selected().map(|hit| &hit.article),
        }
    }
}
