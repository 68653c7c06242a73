use std::sync::Arc;

use chrono::TimeDelta;

use super::desk::Desk;
use super::fixture::hit;
use crate::console::app::effect::Effect;
use crate::console::app::message::Answer;
use crate::console::app::model::recording::NotPlayed;
use crate::console::app::remote::RequestId;
use crate::domain::article::{Article, Hit};
use crate::domain::recording::{Measured, Recording};

/// An answer with recordings of those media.
pub fn with_recordings(title: &str, media: &[&str]) -> Hit {
    let recording = |media: &&str| Recording {
        media: (*media).into(),
        speaker: String::new(),
        tone: String::new(),
        transcript: String::new(),
        synthesised: false,
        measured: Measured { milliseconds: 4000, ..Measured::default() },
    };
    let hit = hit(title);
    let article = Article { recordings: media.iter().map(recording).collect(), ..(*hit.article).clone() };
    Hit { article: Arc::new(article), ..hit }
}

/// A desk that found two answers and reads the first.
fn reading() -> Desk {
    let mut desk = Desk::open();
    desk.press("/").type_in("没到");
    desk.find(vec![with_recordings("first", &["a", "b"]), with_recordings("second", &["c"]), hit("silent")]);
    desk.press("Enter");
    desk.wishes.clear();
    desk
}

/// What was wished to be heard, in turn; "-" for silence.
fn heard(desk: &Desk) -> Vec<&str> {
    let mut heard = Vec::new();
    for wish in &desk.wishes {
        match wish {
            Effect::PlayRecording { media, .. } => heard.push(media.as_str()),
            Effect::StopRecording => heard.push("-"),
            _ => {}
        }
    }
    heard
}

fn request(desk: &Desk) -> RequestId {
    desk.model.knowledge.playing.as_ref().expect("something plays").request
}

#[test]
fn one_key_plays_and_stops_and_another_goes_on_to_the_next() {
    let mut desk = reading();
    desk.press("b b B B B b b");
    assert_eq!(heard(&desk), ["a", "-", "b", "a", "b", "-", "b"]);
}

#[test]
fn another_answer_begins_with_its_first_recording() {
    let mut desk = reading();
    desk.press("B B Esc 2 b");
    assert_eq!(heard(&desk), ["a", "b", "-"], "what plays is stopped first");
    desk.press("B");
    assert_eq!(heard(&desk), ["a", "b", "-", "c"]);
    desk.press("Esc 3 B");
    assert_eq!(heard(&desk).len(), 4, "there is nothing to play");
    assert_eq!(desk.model.toasts.last().unwrap().text.key, "toast-no-recording");
}

#[test]
fn the_position_runs_from_when_it_is_heard_to_its_end_and_no_frame_longer() {
    let mut desk = reading();
    desk.press("b");
    let position = |desk: &Desk| desk.model.knowledge.playing.as_ref().unwrap().position(desk.model.now);
    desk.later(TimeDelta::seconds(2));
    assert_eq!(position(&desk), TimeDelta::zero(), "it is on its way");
    let request = request(&desk);
    desk.answer(Answer::RecordingBegun { request });
    assert_eq!(desk.model.next_wake(), Some(desk.model.now + TimeDelta::milliseconds(250)));
    desk.later(TimeDelta::milliseconds(1500));
    assert_eq!(position(&desk), TimeDelta::milliseconds(1500));
    desk.later(TimeDelta::seconds(9));
    assert_eq!(position(&desk), TimeDelta::seconds(4));
    assert!(desk.model.next_wake().unwrap() > desk.model.now + TimeDelta::seconds(1));
    desk.answer(Answer::RecordingEnded { request, result: Ok(()) });
    assert!(desk.model.knowledge.playing.is_none() && desk.model.toasts.is_empty());
}

#[test]
fn what_went_wrong_is_told_once_and_only_of_what_plays_now() {
    let mut desk = reading();
    desk.press("b");
    let earlier = request(&desk);
    desk.press("B");
    let failed = |why: &str| Err(NotPlayed::Failed(why.to_owned()));
    desk.answer(Answer::RecordingEnded { request: earlier, result: failed("killed") });
    assert!(desk.model.toasts.is_empty() && desk.model.knowledge.playing.is_some());
    let request = request(&desk);
    desk.answer(Answer::RecordingEnded { request, result: failed("no sound card") });
    assert_eq!(desk.model.toasts.last().unwrap().text.key, "toast-not-played");
    assert!(desk.model.knowledge.playing.is_none());
}
