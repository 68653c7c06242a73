//! The faces of the customers at hand.

use crate::console::app::effect::Effect;
use crate::console::app::model::picture::Drawn;
use crate::console::app::model::{Model, faces};
use crate::domain::ids::MediaHash;

/// Asks for the faces nobody has asked for yet. Where lines are read there is nothing to see.
pub fn ask(model: &mut Model, out: &mut Vec<Effect>) {
    if model.plain {
        return;
    }
    let calls = model.calls.current.iter().chain(&model.calls.waiting).filter_map(|pane| pane.profile_pane());
    let profiles = calls.chain(&model.customer).filter_map(|pane| pane.profile.value());
    for media in profiles.filter_map(|profile| profile.customer.avatar.as_ref()).take(faces::KEPT) {
        if model.faces.ask(media) {
            out.push(Effect::DrawFace { media: media.clone() });
        }
    }
}

/// A face is drawn, or cannot be: why is nothing that the agent would do anything about.
pub fn drawn(model: &mut Model, media: &MediaHash, face: Option<Drawn>) -> bool {
    model.faces.settle(media, face)
}
