//! Pictures: fetched by their content hash, decoded within bounds, drawn for the terminal, all beside the loop.
//!
//! A file lies under the hash of its bytes, and the bytes are held against it when they come: a stale picture cannot stick,
//! and what was fetched once need never be fetched again.

mod decode;
mod easel;
mod viewer;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::Semaphore;

use super::kept::Kept;
use super::{downloads, problem};
use crate::config::folders;
use crate::console::app::RequestId;
use crate::console::app::model::picture::{Drawn, Fit, NoPicture, NotOpened};
use crate::console::app::model::{Size, faces};
use crate::crm::api::Api;
use crate::domain::ids::MediaHash;
use crate::domain::interaction::MediaRef;

pub use easel::{Easel, Means};
pub use viewer::Viewer;

/// Bytes of fetched files that are kept.
const KEPT: usize = 32 << 20;

/// The pictures of a console. Cheap to clone.
#[derive(Clone)]
pub struct Pictures(Arc<Shared>);

struct Shared {
    easel: Easel,
    viewer: Viewer,
    kept: Kept,
    /// The request whose picture is still wanted.
    newest: AtomicU64,
    /// One is decoded at a time: a few hostile ones must not take the machine.
    decoding: Semaphore,
}

impl Pictures {
    /// Pictures drawn by `easel`, and shown outside by `viewer`.
    pub fn new(easel: Easel, viewer: Viewer) -> Self {
        let (kept, newest, decoding) = (Kept::new(KEPT), AtomicU64::new(0), Semaphore::new(1));
        Self(Arc::new(Shared { easel, viewer, kept, newest, decoding }))
    }

    /// A picture for so many cells; none: a later one is wanted by now.
    pub(super) async fn draw(
        self,
        api: Api,
        request: RequestId,
        media: MediaHash,
        (room, fit): (Size, Fit),
    ) -> Option<Result<Drawn, NoPicture>> {
        self.0.newest.fetch_max(request.0, Ordering::SeqCst);
        let bytes = match self.fetched(&api, &media).await {
            Ok(bytes) => bytes,
            Err(why) => return Some(Err(why)),
        };
        let _turn = self.0.decoding.acquire().await;
        if self.0.newest.load(Ordering::SeqCst) > request.0 {
            return None;
        }
        Some(self.drawn(bytes, room, fit).await)
    }

    /// A face beside a name, where the terminal has pixels for it: half-blocks would make six by six of it, in which nobody is
    /// known. No later one makes it unwanted.
    pub(super) async fn draw_face(self, api: Api, media: &MediaHash) -> Option<Drawn> {
        if !self.0.easel.has_pixels() {
            return None;
        }
        let bytes = self.fetched(&api, media).await.ok()?;
        let _turn = self.0.decoding.acquire().await;
        self.drawn(bytes, faces::ROOM, Fit::Whole).await.ok()
    }

    async fn drawn(&self, bytes: Arc<[u8]>, room: Size, fit: Fit) -> Result<Drawn, NoPicture> {
        let shared = self.0.clone();
        let drawing = tokio::task::spawn_blocking(move || {
            let image = decode::decode(&bytes)?;
            shared.easel.draw(&image, room, fit)
        });
        drawing.await.unwrap_or(Err(NoPicture::Unreadable))
    }

    /// Shows a picture in the system's viewer.
    pub(super) async fn open(self, api: Api, media: MediaHash) -> Result<(), NotOpened> {
        let bytes = self.fetched(&api, &media).await.map_err(NotOpened::Nothing)?;
        let ending = decode::ending(&bytes).ok_or(NotOpened::Nothing(NoPicture::Unreadable))?;
        self.0.viewer.show(&bytes, &media, ending).await
    }

    /// Lays a file down in the user's folder for such; where it lies.
    pub(super) async fn save(self, api: Api, file: MediaRef) -> Result<String, NotOpened> {
        let bytes = self.fetched(&api, &file.sha256).await.map_err(NotOpened::Nothing)?;
        let failed = |why: String| NotOpened::Failed(why);
        let folder = folders::downloads().ok_or_else(|| failed("HOME is not set".to_owned()))?;
        let saving =
            tokio::task::spawn_blocking(move || downloads::save(&folder, &file.title, &file.content_type, &bytes));
        let saved = saving.await.map_err(|error| failed(error.to_string()))?;
        saved.map(|path| path.display().to_string()).map_err(|error| failed(error.to_string()))
    }

    async fn fetched(&self, api: &Api, media: &MediaHash) -> Result<Arc<[u8]>, NoPicture> {
        if let Some(bytes) = self.0.kept.find(media) {
            return Ok(bytes);
        }
        let bytes = api.media(media).await.map_err(|why| NoPicture::Problem(problem::of(&why)))?;
        let bytes: Arc<[u8]> = bytes.into();
        self.0.kept.put(media.clone(), bytes.clone());
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests;
