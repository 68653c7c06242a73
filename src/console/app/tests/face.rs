use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::desk::Desk;
use super::fixture::{customer, profile, ring};
use crate::console::app::effect::Effect;
use crate::console::app::message::{Answer, LinkFact, LiveFact, Msg};
use crate::console::app::model::picture::Drawn;
use crate::console::app::model::wall::Screen;
use crate::domain::customer::Customer;
use crate::domain::ids::MediaHash;
use crate::domain::profile::Caller;

fn hash() -> MediaHash {
    MediaHash::new("a1".repeat(32))
}

/// Somebody with an avatar calls.
fn rung(mut desk: Desk) -> Desk {
    let mut known = profile(Vec::new());
    known.customer = Customer { avatar: Some(hash()), ..customer() };
    desk.push(LiveFact::CallRinging(Box::new(ring("c-1", Caller::Known { profile: Box::new(known) }))));
    desk
}

fn drawn() -> Drawn {
    Drawn { pixels: (96, 96), cells: Arc::new(Buffer::empty(Rect::new(0, 0, 6, 3))), in_blocks: false }
}

fn asked(desk: &Desk) -> usize {
    desk.wishes.iter().filter(|wish| matches!(wish, Effect::DrawFace { media } if *media == hash())).count()
}

#[test]
fn a_face_is_asked_for_with_the_ring_and_once() {
    let mut desk = rung(Desk::connected());
    desk.press("j k");
    assert_eq!(asked(&desk), 1);
    desk.answer(Answer::FaceDrawn { media: hash(), face: Some(drawn()) });
    assert!(desk.model.faces.get(&hash()).is_some());
    desk.press("j k");
    assert_eq!(asked(&desk), 1);
}

#[test]
fn a_face_that_could_not_be_had_is_asked_for_again_with_the_next_connection() {
    let mut desk = rung(Desk::connected());
    desk.answer(Answer::FaceDrawn { media: hash(), face: None });
    desk.press("j k");
    assert_eq!(asked(&desk), 1);
    desk.send(Msg::Connection(LinkFact::Up));
    assert_eq!(asked(&desk), 2);
}

#[test]
fn another_size_keeps_the_face_and_painting_anew_gets_it_anew() {
    let mut desk = rung(Desk::connected());
    desk.answer(Answer::FaceDrawn { media: hash(), face: Some(drawn()) });
    desk.resize(100, 30);
    assert_eq!((asked(&desk), desk.model.faces.get(&hash())), (1, Some(&drawn())));
    desk.press("C-l");
    assert_eq!((asked(&desk), desk.model.faces.get(&hash())), (2, None));
}

#[test]
fn lines_that_are_read_have_no_faces() {
    let mut desk = Desk::connected();
    desk.model.plain = true;
    assert_eq!(asked(&rung(desk)), 0);
}

#[test]
fn a_key_shows_the_face_outside_while_the_profile_has_the_keys() {
    let mut desk = rung(Desk::connected());
    desk.press("g q o");
    assert!(!desk.wished(|wish| matches!(wish, Effect::OpenPicture { .. })), "it is the queue's key now");
    desk.press("g c o");
    assert!(desk.wished(|wish| matches!(wish, Effect::OpenPicture { media } if *media == hash())));
}

#[test]
fn behind_the_wall_no_face_is_meant() {
    let mut desk = rung(Desk::connected());
    desk.press("g c");
    desk.model.screen = Screen::Wall;
    assert_eq!(desk.model.picture_at_hand(), None);
}
