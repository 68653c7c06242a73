//! Pictures, beside the loop.

use super::Effects;
use crate::console::app::message::Answer;
use crate::console::app::model::Size;
use crate::console::app::model::picture::Fit;
use crate::console::app::{Msg, RequestId};
use crate::console::runtime::event_loop::Arrival;
use crate::domain::ids::MediaHash;
use crate::domain::interaction::MediaRef;

impl Effects {
    pub(super) fn draw_picture(&self, request: RequestId, media: MediaHash, room: Size, fit: Fit) {
        let (pictures, api, to) = (self.tools.pictures.clone(), self.api.clone(), self.to.clone());
        tokio::spawn(async move {
            if let Some(result) = pictures.draw(api, request, media, (room, fit)).await {
                let _ = to.send(Arrival::Msg(Msg::Answer(Answer::PictureDrawn { request, result })));
            }
        });
    }

    pub(super) fn draw_face(&self, media: MediaHash) {
        let (pictures, api, to) = (self.tools.pictures.clone(), self.api.clone(), self.to.clone());
        tokio::spawn(async move {
            let face = pictures.draw_face(api, &media).await;
            let _ = to.send(Arrival::Msg(Msg::Answer(Answer::FaceDrawn { media, face })));
        });
    }

    pub(super) fn save_file(&self, file: MediaRef) {
        let (pictures, api, to) = (self.tools.pictures.clone(), self.api.clone(), self.to.clone());
        tokio::spawn(async move {
            let result = pictures.save(api, file).await;
            let _ = to.send(Arrival::Msg(Msg::Answer(Answer::FileSaved { result })));
        });
    }

    pub(super) fn open_picture(&self, media: MediaHash) {
        let (pictures, api, to) = (self.tools.pictures.clone(), self.api.clone(), self.to.clone());
        tokio::spawn(async move {
            let result = pictures.open(api, media).await;
            let _ = to.send(Arrival::Msg(Msg::Answer(Answer::PictureOpened { result })));
        });
    }
}
