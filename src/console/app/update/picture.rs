//! Looking at the pictures a customer sent.

use super::action::Step;
use super::toast;
use crate::console::app::effect::Effect;
use crate::console::app::model::Model;
use crate::console::app::model::overlay::Overlay;
use crate::console::app::model::picture::{Drawn, Fit, NoPicture, NotOpened, PictureView, Seen, pictures, room};
use crate::console::app::remote::RequestId;
use crate::console::app::text::Text;
use crate::console::keymap::Action;
use crate::domain::interaction::MediaRef;

/// An action while a picture, or a contact with pictures, lies on top. Returns whether it was theirs.
pub fn run(model: &mut Model, action: Action, out: &mut Vec<Effect>) -> bool {
    match (model.overlays.last(), action) {
        (Some(Overlay::Contact(contact)), Action::Open | Action::Confirm) => {
            let media = pictures(contact);
            open(model, media, out)
        }
        (_, Action::PictureOutside) => {
            show_outside(model, out);
            true
        }
        (Some(Overlay::Picture(_)), Action::Open | Action::Confirm) => zoom(model, out),
        (Some(Overlay::Picture(_)), _) => Step::of(action).is_some_and(|step| move_on(model, step, out)),
        _ => false,
    }
}

/// Shows the picture at hand in the system's viewer.
pub fn show_outside(model: &Model, out: &mut Vec<Effect>) {
    out.extend(model.picture_at_hand().map(|media| Effect::OpenPicture { media }));
}

fn open(model: &mut Model, media: Vec<MediaRef>, out: &mut Vec<Effect>) -> bool {
    if media.is_empty() {
        return false;
    }
    let view = PictureView { media, at: 0, fit: Fit::default(), scroll: 0, seen: Seen::Awaited(RequestId(0)) };
    model.overlays.push(Overlay::Picture(view));
    draw(model, out);
    true
}

/// Larger, or whole again.
fn zoom(model: &mut Model, out: &mut Vec<Effect>) -> bool {
    let Some(view) = on_top(model) else { return false };
    view.fit = if view.fit == Fit::Whole { Fit::Wide } else { Fit::Whole };
    view.scroll = 0;
    draw(model, out);
    true
}

/// Down what is larger than the screen, else to the next picture.
fn move_on(model: &mut Model, step: Step, out: &mut Vec<Effect>) -> bool {
    let room = room(model.size);
    let Some(view) = on_top(model) else { return false };
    if view.fit == Fit::Wide {
        view.scroll = step.apply(view.scroll, view.rows_below(room) + 1, usize::from(room.height / 2));
        return true;
    }
    let at = step.apply(view.at, view.media.len(), 1);
    if at != view.at {
        view.at = at;
        draw(model, out);
    }
    true
}

/// Draws the picture on screen anew, if there is one: it is another, or its room is.
pub fn draw(model: &mut Model, out: &mut Vec<Effect>) {
    let (request, room) = (model.next_request(), room(model.size));
    let Some(view) = on_top(model) else { return };
    let Some(media) = view.shown().map(|media| media.sha256.clone()) else { return };
    view.seen = Seen::Awaited(request);
    let fit = view.fit;
    out.push(Effect::DrawPicture { request, media, room, fit });
}

fn on_top(model: &mut Model) -> Option<&mut PictureView> {
    match model.overlays.last_mut() {
        Some(Overlay::Picture(view)) => Some(view),
        _ => None,
    }
}

/// A picture is drawn. Returns whether it is still the one on screen.
pub fn drawn(model: &mut Model, request: RequestId, result: Result<Drawn, NoPicture>) -> bool {
    let waiting = model.overlays.iter_mut().find_map(|overlay| match overlay {
        Overlay::Picture(view) if view.seen == Seen::Awaited(request) => Some(view),
        _ => None,
    });
    let Some(view) = waiting else { return false };
    view.seen = result.map_or_else(Seen::Nothing, Seen::Drawn);
    true
}

/// What came of showing a picture in the system's viewer.
pub fn opened(model: &mut Model, result: Result<(), NotOpened>) -> bool {
    match result {
        Ok(()) => toast::good(model, Text::new("toast-picture-opened")),
        Err(why) => toast::bad(model, Text::new("toast-picture-not-opened").with("why", why_not(why))),
    }
    true
}

/// Why a file is not to be had outside, in a sentence.
pub fn why_not(why: NotOpened) -> Text {
    match why {
        NotOpened::Nothing(why) => sentence(&why),
        NotOpened::NoDesktop => Text::new("picture-no-desktop"),
        NotOpened::NoViewer(looked_for) => Text::new("picture-no-viewer").with("names", looked_for),
        NotOpened::Failed(detail) => Text::new("refusal-other").with("detail", detail),
    }
}

/// Why there is nothing to see, in a sentence.
pub fn sentence(why: &NoPicture) -> Text {
    match why {
        NoPicture::Problem(problem) => toast::sentence(problem),
        NoPicture::TooLarge { width, height } => {
            Text::new("picture-too-large").with("width", width.to_string()).with("height", height.to_string())
        }
        NoPicture::Unreadable => Text::new("picture-unreadable"),
        NoPicture::NoColours => Text::new("picture-no-colours"),
    }
}
