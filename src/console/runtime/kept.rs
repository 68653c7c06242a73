//! Files fetched lately, under the hash of their bytes: none of them need be asked for again.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::domain::ids::MediaHash;

/// Whole files, as long as there is room for them.
pub(super) struct Kept {
    /// Bytes, all files together.
    room: usize,
    /// Those that were wanted last come last.
    files: Mutex<VecDeque<(MediaHash, Arc<[u8]>)>>,
}

impl Kept {
    /// Room for so many bytes.
    pub(super) fn new(room: usize) -> Self {
        Self { room, files: Mutex::default() }
    }

    /// A file, if it is still there.
    pub(super) fn find(&self, media: &MediaHash) -> Option<Arc<[u8]>> {
        let mut files = self.files();
        let at = files.iter().position(|(known, _)| known == media)?;
        let found = files.remove(at)?;
        let bytes = found.1.clone();
        files.push_back(found);
        Some(bytes)
    }

    /// Keeps a file; those that nobody wanted for longest make room.
    pub(super) fn put(&self, media: MediaHash, bytes: Arc<[u8]>) {
        let mut files = self.files();
        files.retain(|(known, _)| *known != media);
        files.push_back((media, bytes));
        while files.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() > self.room {
            files.pop_front();
        }
    }

    fn files(&self) -> MutexGuard<'_, VecDeque<(MediaHash, Arc<[u8]>)>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_bounded_and_what_nobody_wanted_goes_first() {
        let kept = Kept::new(10);
        let half: Arc<[u8]> = vec![0; 5].into();
        for name in ["a", "b"] {
            kept.put(name.into(), half.clone());
        }
        assert!(kept.find(&"a".into()).is_some());
        kept.put("c".into(), half);
        assert!(kept.find(&"b".into()).is_none());
        assert!(kept.find(&"a".into()).is_some() && kept.find(&"c".into()).is_some());
    }
}
