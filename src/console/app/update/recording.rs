//! Good agents saying the answer (M3): one key plays and stops, another goes on to the next recording.

use chrono::TimeDelta;

use super::toast;
use crate::console::app::effect::Effect;
use crate::console::app::model::Model;
use crate::console::app::model::recording::{NotPlayed, Playing};
use crate::console::app::remote::RequestId;
use crate::console::app::text::Text;

/// Stops what is playing; else plays the recording of the answer at hand that was played last, or its first.
pub fn toggle(model: &mut Model, out: &mut Vec<Effect>) {
    if model.knowledge.playing.take().is_some() {
        out.push(Effect::StopRecording);
    } else {
        play(model, |last| last.unwrap_or(0), out);
    }
}

/// Plays the recording after the one that was played last of the answer at hand, or its first.
pub fn next(model: &mut Model, out: &mut Vec<Effect>) {
    play(model, |last| last.map_or(0, |last| last + 1), out);
}

/// `choose`: which one, by the place of the one that was played last if it is among them; after the last comes the first.
fn play(model: &mut Model, choose: impl FnOnce(Option<usize>) -> usize, out: &mut Vec<Effect>) {
    let Some(article) = model.knowledge.article().cloned() else {
        toast::plain(model, Text::new("toast-no-answer"));
        return;
    };
    let played = model.knowledge.played.as_ref();
    let last = article.recordings.iter().position(|recording| Some(&recording.media) == played);
    let Some(recording) = article.recordings.iter().cycle().nth(choose(last)) else {
        toast::plain(model, Text::new("toast-no-recording"));
        return;
    };
    let (request, media) = (model.next_request(), recording.media.clone());
    let length = TimeDelta::milliseconds(recording.measured.milliseconds.into());
    model.knowledge.played = Some(media.clone());
    model.knowledge.playing = Some(Playing { request, media: media.clone(), since: None, length });
    out.push(Effect::PlayRecording { request, media });
}

/// It is heard. Returns whether it is the one on screen.
pub fn begun(model: &mut Model, request: RequestId) -> bool {
    let now = model.now;
    let playing = model.knowledge.playing.as_mut().filter(|playing| playing.request == request);
    playing.map(|playing| playing.since = Some(now)).is_some()
}

/// It is over. Returns whether it was the one on screen.
pub fn ended(model: &mut Model, request: RequestId, result: Result<(), NotPlayed>) -> bool {
    if model.knowledge.playing.as_ref().is_none_or(|playing| playing.request != request) {
        return false;
    }
    model.knowledge.playing = None;
    match result {
        Ok(()) => {}
        Err(NotPlayed::NoPlayer(tried)) => toast::bad(model, Text::new("toast-no-player").with("tried", tried)),
        Err(NotPlayed::Nothing(why)) => {
            toast::bad(model, Text::new("toast-not-played").with("why", toast::sentence(&why)));
        }
        Err(NotPlayed::Failed(why)) => toast::bad(model, Text::new("toast-not-played").with("why", why)),
    }
    true
}
