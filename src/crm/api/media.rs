//! Pictures and recordings, by the hash of their bytes, which never change.

use super::{Api, WriteKey};
use crate::crm::problem::CrmError;
use crate::domain::digest;
use crate::domain::ids::MediaHash;
use crate::wire::paths::{MEDIA, item};
use crate::wire::request::StoredMedia;

impl Api {
    /// `GET /media/{sha256}`: a picture or recording. Other bytes than those of the hash are refused.
    pub async fn media(&self, hash: &MediaHash) -> Result<Vec<u8>, CrmError> {
        of_hash(hash, self.http.bytes(&item("media", hash.as_str())).await?)
    }

    /// `GET /media/{sha256}` in ranges, see [`Http::pieces`](crate::crm::http::Http::pieces). Whether what `heard` is given is what was
    /// asked for is known at the end only: other bytes than those of the hash are refused then.
    pub async fn media_in_pieces(
        &self,
        hash: &MediaHash,
        heard: impl FnMut(&[u8]) + Send,
    ) -> Result<Vec<u8>, CrmError> {
        of_hash(hash, self.http.pieces(&item("media", hash.as_str()), heard).await?)
    }

    /// `POST /media`: keeps a recording.
    pub async fn put_media(&self, key: &WriteKey, bytes: Vec<u8>) -> Result<StoredMedia, CrmError> {
        self.http.upload(MEDIA, key, bytes).await
    }
}

fn of_hash(hash: &MediaHash, bytes: Vec<u8>) -> Result<Vec<u8>, CrmError> {
    if digest::sha256(&bytes) == hash.as_str() {
        Ok(bytes)
    } else {
        Err(CrmError::garbage("a file that is not the one asked for"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::http::shelf::Shelf;

    #[tokio::test]
    async fn a_file_that_is_another_than_the_one_asked_for_is_refused_when_it_is_whole() {
        let file = b"not what was asked for".to_vec();
        let shelf = Shelf::of(file.clone(), []).await;
        let api = Api::new(&shelf.url(), None).expect("address");
        let right = MediaHash::new(digest::sha256(&file));
        assert_eq!(api.media_in_pieces(&right, |_| {}).await, Ok(file.clone()));
        let mut heard = Vec::new();
        let wrong = MediaHash::new(digest::sha256(b"what was asked for"));
        let refused = api.media_in_pieces(&wrong, |piece| heard.extend_from_slice(piece)).await;
        assert!(matches!(refused, Err(CrmError::Garbage { .. })), "{refused:?}");
        assert_eq!(heard, file);
    }
}
