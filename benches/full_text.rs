//! SQLite's full-text search over the same phrasings: any of the words, the last one as a beginning, the best phrasing of an answer wins.

use anyhow::Result;
use ringdesk::domain::article::Article;
use sqlx::SqlitePool;
use sqlx::sqlite::SqlitePoolOptions;

/// Phrasings looked at for one list of answers.
const LOOKED_AT: i64 = 200;

/// A table of phrasings in memory.
pub struct FullText(SqlitePool);

impl FullText {
    /// Indexes the phrasings.
    pub async fn of(articles: &[Article]) -> Result<Self> {
        let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await?;
        sqlx::query("CREATE VIRTUAL TABLE phrasing USING fts5(text, article UNINDEXED, tokenize = 'porter unicode61')")
            .execute(&pool)
            .await?;
        let mut writing = pool.begin().await?;
        for article in articles {
            for phrasing in &article.phrasings {
                let insert = sqlx::query("INSERT INTO phrasing (text, article) VALUES ($1, $2)");
                insert.bind(spaced(phrasing)).bind(article.id.as_str()).execute(&mut *writing).await?;
            }
        }
        writing.commit().await?;
        Ok(Self(pool))
    }

    /// Ids of the answers whose best phrasing has most of what was typed.
    pub async fn search(&self, typed: &str, limit: usize) -> Result<Vec<String>> {
        let Some(wanted) = any_of(typed) else { return Ok(Vec::new()) };
        let sql =
            "SELECT article FROM (SELECT article, rank FROM phrasing WHERE phrasing MATCH $1 ORDER BY rank LIMIT $2)
                   GROUP BY article ORDER BY min(rank) LIMIT $3";
        let rows = sqlx::query_scalar(sql).bind(wanted).bind(LOOKED_AT).bind(limit as i64);
        Ok(rows.fetch_all(&self.0).await?)
    }
}

/// Chinese characters apart: this tokenizer takes a sentence for a word.
fn spaced(text: &str) -> String {
    text.chars().map(|letter| if letter.is_ascii() { letter.to_string() } else { format!(" {letter} ") }).collect()
}

fn any_of(typed: &str) -> Option<String> {
    let spaced = spaced(typed);
    let words = spaced.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let quoted: Vec<String> = words.map(|word| format!("\"{word}\"")).collect();
    (!quoted.is_empty()).then(|| format!("{}*", quoted.join(" OR ")))
}
