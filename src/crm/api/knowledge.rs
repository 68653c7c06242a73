//! Articles by cursor, and what the desk learnt with them.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{Api, WriteKey, page, query};
use crate::crm::http::Write;
use crate::crm::problem::CrmError;
use crate::domain::article::{Article, ArticleVersion};
use crate::domain::gap::Gap;
use crate::domain::ids::ArticleId;
use crate::domain::phrasing::PhrasingCase;
use crate::wire::knowledge::{LookUps, ProposedPhrasing};
use crate::wire::page::{Page, PageRequest};
use crate::wire::paths::{API, encode, item, sub};
use crate::wire::request::{ArticleDraft, KnowledgeUse, NewPhrasing};

/// What came of a phrasing that was proposed.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum Phrasing {
    /// The answer says so now, or did before.
    Accepted(Box<Article>),
    /// It does not yet.
    Proposed(ProposedPhrasing),
}

impl Api {
    /// `GET /articles?since=`: what changed after the cursor, oldest change first; none: everything.
    ///
    /// The last page's own cursor is where the next sync begins.
    pub async fn articles(&self, since: Option<&str>, limit: u32) -> Result<Page<Article>, CrmError> {
        let limit = limit.to_string();
        self.http.get(&query("articles", &[("since", since.unwrap_or_default()), ("limit", &limit)])).await
    }

    /// Whether there is more behind a page of so many that was asked for after `since`.
    pub fn articles_go_on(page: &Page<Article>, since: Option<&str>, limit: u32) -> bool {
        let moved = page.next_cursor.is_some() && page.next_cursor.as_deref() != since;
        moved && page.items.len() >= limit as usize
    }

    /// `GET /articles/{id}`.
    pub async fn article(&self, id: &ArticleId) -> Result<Article, CrmError> {
        self.http.get(&item("articles", id.as_str())).await
    }

    /// `GET /articles/{id}/versions`: newest first.
    pub async fn article_versions(&self, id: &ArticleId, at: &PageRequest) -> Result<Page<ArticleVersion>, CrmError> {
        let path = format!("articles/{}/versions", encode(id.as_str()));
        self.http.get(&page(&path, &[], at)).await
    }

    /// `POST /articles`.
    pub async fn create_article(&self, key: &WriteKey, draft: &ArticleDraft) -> Result<Article, CrmError> {
        self.http.write(Write::post(&format!("{API}/articles"), key), draft).await
    }

    /// `PUT /articles/{id}`: all of it anew, provided it still has this version.
    pub async fn replace_article(&self, version: u64, draft: &ArticleDraft) -> Result<Article, CrmError> {
        let path = item("articles", draft.id.as_str());
        self.http.write(Write::put(&path).if_version(Some(version)), draft).await
    }

    /// `POST /articles/{id}/phrasings`: as a customer said it. None: the server does not say what came of it.
    pub async fn propose_phrasing(
        &self,
        key: &WriteKey,
        id: &ArticleId,
        text: &NewPhrasing,
    ) -> Result<Option<Phrasing>, CrmError> {
        self.http.write(Write::post(&sub("articles", id.as_str(), "phrasings"), key), text).await
    }

    /// `POST /articles/{id}/phrasings/decline`: a lead does not want it.
    pub async fn decline_phrasing(&self, key: &WriteKey, id: &ArticleId, text: &NewPhrasing) -> Result<(), CrmError> {
        let path = format!("{}/decline", sub("articles", id.as_str(), "phrasings"));
        self.http.tell(Write::post(&path, key), text).await
    }

    /// `GET /articles/{id}/phrasings/declined`: what only a lead brings back into it.
    pub async fn declined_phrasings(&self, id: &ArticleId, at: &PageRequest) -> Result<Page<String>, CrmError> {
        let path = format!("articles/{}/phrasings/declined", encode(id.as_str()));
        self.http.get(&page(&path, &[], at)).await
    }

    /// `GET /knowledge/phrasings`: what waits for a lead.
    pub async fn phrasing_cases(&self, at: &PageRequest) -> Result<Page<PhrasingCase>, CrmError> {
        self.http.get(&page("knowledge/phrasings", &[], at)).await
    }

    /// `GET /knowledge/lookups`: how many questions each agent asked in that time.
    pub async fn look_ups(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Vec<LookUps>, CrmError> {
        let (from, to) = (from.to_rfc3339(), to.to_rfc3339());
        self.http.get(&query("knowledge/lookups", &[("from", &from), ("to", &to)])).await
    }

    /// `POST /knowledge/uses`: what came of a search.
    pub async fn report_use(&self, key: &WriteKey, used: &KnowledgeUse) -> Result<(), CrmError> {
        self.http.tell(Write::post(&format!("{API}/knowledge/uses"), key), used).await
    }

    /// `GET /knowledge/gaps`: what customers said and no answer fitted.
    pub async fn gaps(&self, at: &PageRequest) -> Result<Page<Gap>, CrmError> {
        self.http.get(&page("knowledge/gaps", &[], at)).await
    }
}
