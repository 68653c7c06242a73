//! Pictures and recordings, each under its own hash.

use super::db::{Reads, args};
use super::transaction::Tx;
use super::{Store, StoreError, missing};
use crate::domain::digest;
use crate::domain::ids::MediaHash;

/// A picture or recording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Media {
    /// `image/png`, `audio/wav`, …
    pub content_type: String,
    /// The file.
    pub bytes: Vec<u8>,
}

impl Media {
    /// The name it is stored under.
    pub fn hash(&self) -> MediaHash {
        MediaHash::new(digest::sha256(&self.bytes))
    }
}

impl Store {
    /// The file of that hash.
    pub async fn media(&self, hash: &MediaHash) -> Result<Media, StoreError> {
        let sql = "SELECT content_type, bytes FROM media WHERE sha256 = $1";
        let row = self.read().row(sql, args![hash.as_str()]).await?.ok_or_else(|| missing("media", hash))?;
        Ok(Media { content_type: row.get(0)?, bytes: row.get(1)? })
    }

    /// Keeps a file; its hash. What is there already stays.
    pub async fn media_put(&self, media: &Media) -> Result<MediaHash, StoreError> {
        let mut tx = self.begin().await?;
        let hash = tx.media_put(media).await?;
        tx.commit().await?;
        Ok(hash)
    }
}

impl Tx {
    pub async fn media_put(&mut self, media: &Media) -> Result<MediaHash, StoreError> {
        let hash = media.hash();
        let sql = "INSERT INTO media (sha256, content_type, bytes) VALUES ($1, $2, $3) ON CONFLICT (sha256) DO NOTHING";
        self.execute(sql, args![hash.as_str(), media.content_type.as_str(), media.bytes.clone()]).await?;
        Ok(hash)
    }
}
