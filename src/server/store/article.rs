//! The answers of the knowledge base, synced to consoles by cursor.

use chrono::{DateTime, Utc};

use super::change::{changes, differing};
use super::cursor::{Ask, Cursor};
use super::db::{Reads, args, locking};
use super::transaction::{Tx, event};
use super::{Store, StoreError, json, missing};
use crate::domain::agent::{Actor, Role};
use crate::domain::article::{Article, ArticleVersion};
use crate::domain::ids::ArticleId;
use crate::wire::event::EventKind;
use crate::wire::page::{Page, PageRequest};
use crate::wire::request::ArticleDraft;

impl Store {
    /// The article of that id, withdrawn or not.
    pub async fn article(&self, id: &ArticleId) -> Result<Article, StoreError> {
        self.article_known(id).await?.ok_or_else(|| missing("article", id))
    }

    pub(super) async fn article_known(&self, id: &ArticleId) -> Result<Option<Article>, StoreError> {
        let row = self.read().row("SELECT record FROM articles WHERE id = $1", args![id.as_str()]).await?;
        row.map(|row| row.record(0)).transpose()
    }

    /// The article of that id, if that role may read it; for others there is none.
    pub async fn article_for(&self, id: &ArticleId, reader: Role) -> Result<Article, StoreError> {
        let article = self.article(id).await?;
        if article.may_be_read_by(reader) { Ok(article) } else { Err(missing("article", id)) }
    }

    /// Articles in the order of their last change, withdrawn ones among them.
    ///
    /// The last page has a cursor too: asked for again with it, there come the articles that have changed since, and
    /// none is ever missed. An article that changes while the pages are read comes once more.
    pub async fn articles(&self, page: &PageRequest) -> Result<Page<Article>, StoreError> {
        let ask = Ask::read("articles", Cursor::first(), page)?;
        let sql = "SELECT record, changed_seq FROM articles WHERE (changed_seq, id) > ($1, $2)
                   ORDER BY changed_seq, id LIMIT $3";
        let args = args![ask.after.key, ask.after.id.as_str(), ask.rows() as u64];
        let rows = self.read().rows(sql, args).await?;
        let items = rows.iter().map(|row| Ok((row.record(0)?, row.get(1)?))).collect::<Result<Vec<_>, StoreError>>()?;
        let last = items.last().map_or(ask.after.clone(), |(article, key): &(Article, i64)| Cursor {
            key: *key,
            id: article.id.to_string(),
        });
        let next_cursor = Some(ask.cursor(&last));
        Ok(Page { items: items.into_iter().map(|(article, _)| article).collect(), next_cursor, total: None })
    }

    /// The versions of an article that were written one by one, newest first; what came with a whole world has none before.
    pub async fn article_versions(
        &self,
        id: &ArticleId,
        page: &PageRequest,
    ) -> Result<Page<ArticleVersion>, StoreError> {
        let ask = Ask::read("versions", Cursor::last(), page)?;
        let sql = "SELECT record FROM article_versions WHERE article_id = $1 AND version < $2
                   ORDER BY version DESC LIMIT $3";
        let rows = self.read().rows(sql, args![id.as_str(), ask.after.key, ask.fetch()]).await?;
        let items = rows.iter().map(|row| row.record(0)).collect::<Result<Vec<ArticleVersion>, _>>()?;
        Ok(ask.page(items, |last| Cursor { key: last.article.version as i64, id: String::new() }))
    }

    /// Writes a new article; none: its id is taken, if only by one that was withdrawn. Of several who take it at once one wins.
    pub async fn article_create(
        &self,
        draft: &ArticleDraft,
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Option<Article>, StoreError> {
        let article = Article { version: 1, ..drafted(draft, now) };
        let foreseen = self.gaps_foreseen(None, &article).await?;
        let mut tx = self.begin().await?;
        tx.gaps_filled(None, &article, &foreseen).await?;
        let seq = tx.article_tell(None, &article, by).await?;
        let sql = "INSERT INTO articles (id, version, changed_seq, record) VALUES ($1, $2, $3, $4)
                   ON CONFLICT (id) DO NOTHING";
        let taken = tx.execute(sql, args![article.id.as_str(), article.version, seq, json(&article)?]).await? == 0;
        if taken {
            return Ok(None);
        }
        tx.article_version(None, &article, by).await?;
        tx.commit().await?;
        Ok(Some(article))
    }

    /// Writes an article. `expected`: the version it is based on; none: any, and a new one is created.
    pub async fn article_put(
        &self,
        draft: &ArticleDraft,
        expected: Option<u64>,
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Article, StoreError> {
        let article = drafted(draft, now);
        let foreseen = self.gaps_foreseen(self.article_known(&draft.id).await?.as_ref(), &article).await?;
        let mut tx = self.begin().await?;
        let before = tx.article_locked(&draft.id).await?;
        if let Some(expected) = expected {
            let known = before.as_ref().ok_or_else(|| missing("article", &draft.id))?;
            if known.version != expected {
                let current = serde_json::to_value(known)?;
                let differing = differing(draft, &current)?;
                return Err(StoreError::Conflict { version: known.version, current, differing });
            }
        }
        tx.gaps_filled(before.as_ref(), &article, &foreseen).await?;
        let article = tx.article_write(before.as_ref(), article, by, now).await?;
        tx.commit().await?;
        Ok(article)
    }

    /// Withdraws an article: consoles drop it from their index.
    pub async fn article_withdraw(
        &self,
        id: &ArticleId,
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Article, StoreError> {
        let mut tx = self.begin().await?;
        let before = tx.article_locked(id).await?.ok_or_else(|| missing("article", id))?;
        let withdrawn = Article { withdrawn: true, ..before.clone() };
        let article = tx.article_write(Some(&before), withdrawn, by, now).await?;
        tx.commit().await?;
        Ok(article)
    }
}

/// The article of a draft; its version is not known yet.
fn drafted(draft: &ArticleDraft, now: DateTime<Utc>) -> Article {
    let draft = draft.clone();
    Article {
        id: draft.id,
        version: 0,
        lang: draft.lang,
        title: draft.title,
        problem_type: draft.problem_type,
        phrasings: draft.phrasings,
        root_causes: draft.root_causes,
        actions: draft.actions,
        recordings: draft.recordings,
        body: draft.body,
        owner: draft.owner,
        channels: draft.channels,
        products: draft.products,
        roles: draft.roles,
        valid: draft.valid,
        updated_at: now,
        withdrawn: false,
    }
}

impl Tx {
    pub async fn article_locked(&mut self, id: &ArticleId) -> Result<Option<Article>, StoreError> {
        let statement = locking!("SELECT record FROM articles WHERE id = $1", " FOR UPDATE");
        let row = self.locked(statement, args![id.as_str()]).await?;
        row.map(|row| row.record(0)).transpose()
    }

    async fn article_tell(
        &mut self,
        before: Option<&Article>,
        article: &Article,
        by: &Actor,
    ) -> Result<u64, StoreError> {
        let mut told = event(EventKind::ArticleChanged, "article", article.id.as_str(), by, article.updated_at);
        told.changes = changes(before, article)?;
        self.append(told).await
    }

    /// Writes the next version of an article, unless nothing but version and time would differ. The gaps that it fills were closed
    /// before ([`Tx::gaps_filled`]).
    pub async fn article_write(
        &mut self,
        before: Option<&Article>,
        mut article: Article,
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Article, StoreError> {
        if let Some(before) = before {
            (article.version, article.updated_at) = (before.version, before.updated_at);
            if article == *before {
                return Ok(article);
            }
        }
        (article.version, article.updated_at) = (article.version + 1, now);
        let seq = self.article_tell(before, &article, by).await?;
        let sql = "INSERT INTO articles (id, version, changed_seq, record) VALUES ($1, $2, $3, $4)
                   ON CONFLICT (id) DO UPDATE
                   SET version = excluded.version, changed_seq = excluded.changed_seq, record = excluded.record";
        self.execute(sql, args![article.id.as_str(), article.version, seq, json(&article)?]).await?;
        self.article_version(before, &article, by).await?;
        Ok(article)
    }

    async fn article_version(
        &mut self,
        before: Option<&Article>,
        article: &Article,
        by: &Actor,
    ) -> Result<(), StoreError> {
        let mut changed: Vec<String> = match before {
            Some(_) => changes(before, article)?.into_keys().collect(),
            None => Vec::new(),
        };
        changed.retain(|field| field != "version" && field != "updated_at");
        let kept = ArticleVersion { by: by.clone(), changed, article: article.clone() };
        let sql = "INSERT INTO article_versions (article_id, version, record) VALUES ($1, $2, $3)";
        self.execute(sql, args![article.id.as_str(), article.version, json(&kept)?]).await?;
        Ok(())
    }
}
