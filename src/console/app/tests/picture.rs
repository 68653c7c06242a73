use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::desk::Desk;
use super::fixture::now;
use crate::console::app::effect::Effect;
use crate::console::app::message::Answer;
use crate::console::app::model::overlay::Overlay;
use crate::console::app::model::picture::{Drawn, Fit, NoPicture, Seen};
use crate::console::app::remote::RequestId;
use crate::domain::interaction::{Channel, Direction, Interaction, MediaRef, Outcome};

fn contact(types: &[&str]) -> Box<Interaction> {
    let media = |(at, kind): (usize, &&str)| MediaRef {
        sha256: format!("{at:064}").as_str().into(),
        content_type: (*kind).to_owned(),
        title: format!("{at}"),
    };
    Box::new(Interaction {
        id: "i".into(),
        customer_id: "wang".into(),
        channel: Channel::Wechat,
        direction: Direction::Inbound,
        at: now(),
        summary: "包装破了".into(),
        outcome: Outcome::Unanswered,
        duration_s: None,
        agent: None,
        media: types.iter().enumerate().map(media).collect(),
        call_id: None,
        ticket_id: None,
    })
}

/// A desk with a contact open.
fn reading(types: &[&str]) -> Desk {
    let mut desk = Desk::open();
    desk.model.overlays.push(Overlay::Contact(contact(types)));
    desk
}

fn drawing(width: u32) -> Drawn {
    drawing_of(width, 1)
}

/// A drawing of that many rows.
fn drawing_of(width: u32, rows: u16) -> Drawn {
    Drawn { pixels: (width, 1), cells: Arc::new(Buffer::empty(Rect::new(0, 0, 1, rows))), in_blocks: true }
}

fn asked(desk: &Desk) -> Vec<RequestId> {
    let request = |wish: &Effect| match wish {
        Effect::DrawPicture { request, .. } => Some(*request),
        _ => None,
    };
    desk.wishes.iter().filter_map(request).collect()
}

fn seen(desk: &Desk) -> &Seen {
    match desk.model.overlays.last() {
        Some(Overlay::Picture(view)) => &view.seen,
        other => panic!("no picture on top: {other:?}"),
    }
}

#[test]
fn a_late_answer_never_shows_another_picture() {
    let mut desk = reading(&["image/png", "image/jpeg"]);
    desk.press("Enter Down");
    let requests = asked(&desk);
    desk.answer(Answer::PictureDrawn { request: requests[0], result: Ok(drawing(1)) });
    assert_eq!(*seen(&desk), Seen::Awaited(requests[1]));
    desk.answer(Answer::PictureDrawn { request: requests[1], result: Ok(drawing(2)) });
    assert_eq!(*seen(&desk), Seen::Drawn(drawing(2)));
    desk.answer(Answer::PictureDrawn { request: requests[0], result: Err(NoPicture::Unreadable) });
    assert_eq!(*seen(&desk), Seen::Drawn(drawing(2)));
}

#[test]
fn a_terminal_of_another_size_gets_the_picture_anew() {
    let mut desk = reading(&["image/png"]);
    desk.press("Enter").resize(80, 24);
    let rooms: Vec<u16> = desk
        .wishes
        .iter()
        .filter_map(|wish| if let Effect::DrawPicture { room, .. } = wish { Some(room.width) } else { None })
        .collect();
    assert_eq!(rooms, [112, 72]);
}

#[test]
fn a_recording_is_no_picture() {
    let mut desk = reading(&["audio/wav"]);
    desk.press("o Enter");
    assert!(asked(&desk).is_empty() && !desk.wished(|wish| matches!(wish, Effect::OpenPicture { .. })));
    assert!(desk.model.overlays.is_empty(), "Enter closes what has nothing to open");
}

#[test]
fn one_key_opens_the_picture_outside_from_the_contact_or_from_the_picture() {
    for keys in ["o", "Enter o"] {
        let mut desk = reading(&["image/png"]);
        desk.press(keys);
        assert!(desk.wished(|wish| matches!(wish, Effect::OpenPicture { .. })), "{keys}");
    }
}

#[test]
fn esc_goes_back_from_the_picture_to_the_contact() {
    let mut desk = reading(&["image/png"]);
    desk.press("Enter Esc");
    assert!(matches!(desk.model.overlays.as_slice(), [Overlay::Contact(_)]));
}

#[test]
fn what_is_too_small_to_read_is_made_larger_and_scrolled_to_its_end() {
    let mut desk = reading(&["image/png", "image/png"]);
    desk.press("Enter Enter");
    let request = *asked(&desk).last().expect("asked");
    assert!(desk.wished(|wish| matches!(wish, Effect::DrawPicture { fit: Fit::Wide, .. })));
    desk.answer(Answer::PictureDrawn { request, result: Ok(drawing_of(360, 30)) });
    desk.press("Down");
    let at = |desk: &Desk| match desk.model.overlays.last() {
        Some(Overlay::Picture(view)) => (view.at, view.scroll),
        _ => (9, 9),
    };
    assert_eq!(at(&desk), (0, 1));
    desk.press("End");
    assert_eq!(at(&desk), (0, 2), "28 of 30 rows are on the screen");
    desk.press("Enter Down");
    assert_eq!(at(&desk), (1, 0), "whole again, Down is the next picture");
}
