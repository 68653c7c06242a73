//! Which answer helped with which ticket, and whether that has been reported.

use std::sync::Arc;

use super::Knowledge;
use crate::domain::article::Article;
use crate::domain::ids::{ArticleId, TicketId};
use crate::domain::phrasing::Found;

/// A search, and the answer that was reported to have helped with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Helped {
    /// What was searched.
    pub query: String,
    /// The answer.
    pub article: ArticleId,
}

/// An answer that was opened while working on a ticket.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// The answer.
    pub article: Arc<Article>,
    /// What was searched.
    pub query: String,
    /// How it was found.
    pub found: Found,
}

impl Helped {
    /// Whether it is this search and this answer.
    pub fn is_of(&self, query: &str, article: &ArticleId) -> bool {
        self.query == query && self.article == *article
    }
}

impl Knowledge {
    /// The answer that helps with a ticket, as far as known: closing it says so.
    pub fn used_on(&self, ticket: &TicketId) -> Option<&Arc<Article>> {
        self.used.get(ticket).or_else(|| self.opened.get(ticket).map(|opened| &opened.article))
    }

    /// The answer of [`Knowledge::used_on`], if it was opened only: closing the ticket is the first to say that it helped. None: a key
    /// has said so.
    pub fn helps_untold(&self, ticket: &TicketId) -> Option<&Opened> {
        let opened = self.opened.get(ticket).filter(|_| !self.used.contains_key(ticket))?;
        (!self.is_told_by_key(&opened.query, &opened.article.id)).then_some(opened)
    }

    /// Whether it was reported that an answer helped with a search: by a key, or by the end of the ticket at hand.
    pub fn is_told(&self, query: &str, article: &ArticleId, at_hand: Option<&TicketId>) -> bool {
        let ended = self.ended.as_ref().filter(|(ticket, _)| at_hand == Some(ticket));
        self.is_told_by_key(query, article) || ended.is_some_and(|(_, told)| told.is_of(query, article))
    }

    fn is_told_by_key(&self, query: &str, article: &ArticleId) -> bool {
        self.helped.as_ref().is_some_and(|told| told.is_of(query, article))
    }

    /// How an answer among the hits was found.
    pub fn how_found(&self, article: &ArticleId) -> Found {
        let phrasing = self.hit(article).and_then(|hit| hit.phrasing.clone());
        Found { phrasing, passed_over: self.passed_over(article) }
    }
}
