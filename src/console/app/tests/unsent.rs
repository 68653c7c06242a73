//! What was typed and has not landed, in one place.

use super::desk::Desk;
use super::fixture::ticket;
use crate::console::app::effect::{DraftId, Effect, NewTicket};
use crate::console::app::message::{Answer, Restored};
use crate::console::app::model::outbox::Outbox;
use crate::console::app::model::overlay::Overlay;
use crate::console::app::model::unsent::UnsentState;
use crate::console::app::problem::{Problem, ProblemKind};
use crate::console::app::{Msg, effect::WriteId};
use crate::console::keymap::Action;
use crate::domain::ids::TicketId;

fn refused_note() -> Desk {
    let mut desk = Desk::with_queue(vec![ticket("a", 10), ticket("b", 20)]);
    let why = Problem::of(ProblemKind::Forbidden);
    desk.press("n").type_in("明天回电").press("C-s").confirm(Err(why));
    desk
}

fn states(desk: &Desk) -> Vec<(&'static str, UnsentState, String)> {
    desk.model.unsent().into_iter().map(|unsent| (unsent.what, unsent.state, unsent.words)).collect()
}

#[test]
fn what_was_refused_stands_first_then_what_waits_then_drafts() {
    let mut desk = refused_note();
    desk.press("g q j n").type_in("等发货").press("C-s n").type_in("半句").press("Esc");
    let why = Problem::of(ProblemKind::Forbidden);
    let expected = [
        ("unsent-note", UnsentState::Refused(why), "明天回电".to_owned()),
        ("unsent-note", UnsentState::Waiting, "等发货".to_owned()),
    ];
    assert_eq!(states(&desk)[..2], expected);
    assert_eq!(states(&desk)[2].2, "半句");
}

#[test]
fn a_refused_note_is_mended_in_two_keys_and_sent_again() {
    let mut desk = refused_note();
    desk.press("j").wishes.clear();
    desk.press("U Enter");
    assert_eq!(desk.typed(), Some("明天回电"));
    desk.type_in("，已说明").press("C-s");
    assert!(desk.wished(|wish| matches!(wish, Effect::Command { ticket, .. } if ticket.as_str() == "a")));
}

#[test]
fn throwing_away_asks_first_and_is_for_good() {
    let mut desk = refused_note();
    desk.press("U x");
    assert!(matches!(desk.model.overlays.last(), Some(Overlay::Ask { .. })));
    desk.press("Esc");
    assert_eq!(states(&desk).len(), 1);
    desk.press("x Enter");
    assert!(states(&desk).is_empty() && desk.model.overlays.is_empty());
    let draft = DraftId::Note(TicketId::new("a"));
    assert!(
        desk.wished(
            |wish| matches!(wish, Effect::SaveDraft { draft: gone, text } if *gone == draft && text.is_empty())
        )
    );
}

#[test]
fn what_is_on_its_way_is_not_thrown_away() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("n").type_in("x").press("C-s U x");
    assert!(matches!(desk.model.overlays.last(), Some(Overlay::Unsent { .. })));
    assert_eq!(desk.said(), ["unsent-on-its-way"]);
}

#[test]
fn a_draft_on_a_ticket_that_is_not_at_hand_is_gone_on_with_once_it_is_here() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    let draft = DraftId::Note(TicketId::new("far"));
    let restored = Restored { drafts: vec![(draft, "半句".into())], ..Restored::default() };
    desk.send(Msg::Restored(restored)).press("U Enter");
    let request = desk.wishes.iter().find_map(|wish| match wish {
        Effect::FetchTicket { request, ticket } if ticket.as_str() == "far" => Some(*request),
        _ => None,
    });
    let ticket = ticket("far", 10);
    let answer =
        Answer::Ticket { request: request.expect("asked"), ticket: "far".into(), result: Ok(Box::new(ticket)) };
    desk.answer(answer);
    assert_eq!(desk.typed(), Some("半句"));
}

#[test]
fn every_kind_of_draft_can_be_opened_or_says_why_not() {
    let id = TicketId::new("a");
    let drafts = [
        DraftId::Note(id.clone()),
        DraftId::Reply(id.clone()),
        DraftId::Pend(id.clone()),
        DraftId::Cause(id.clone()),
        DraftId::Edit(id.clone()),
        DraftId::Customer(None),
        DraftId::Ticket(None),
        DraftId::WrapUp("gone".into()),
    ];
    for draft in drafts {
        let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
        let restored = Restored { drafts: vec![(draft.clone(), "半句".into())], ..Restored::default() };
        desk.send(Msg::Restored(restored)).press("U Enter");
        assert!(desk.model.form.is_some() || desk.said() == ["unsent-without-form"], "{draft:?}");
    }
}

#[test]
fn a_write_of_the_last_run_is_listed_too() {
    let mut desk = Desk::with_queue(vec![]);
    let new = NewTicket { subject: "手机未收到".into(), ..NewTicket::default() };
    desk.send(Msg::Restored(Restored {
        outbox: Outbox { tickets: vec![(WriteId("w".into()), new)], ..Outbox::default() },
        ..Restored::default()
    }));
    assert_eq!(states(&desk), [("unsent-ticket", UnsentState::Waiting, "手机未收到".to_owned())]);
}

#[test]
fn its_key_is_offered_just_while_there_is_something_in_it() {
    let offered = |desk: &Desk| desk.model.is_useful(Action::UnsentShow);
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    assert!(!offered(&desk));
    desk.press("n").type_in("半句").press("Esc");
    assert!(offered(&desk));
    desk.press("n C-s");
    assert!(offered(&desk), "it is on its way");
    desk.confirm(Ok(ticket("a", 10)));
    assert!(!offered(&desk));
}

#[test]
fn with_nothing_unsent_it_says_so() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("U");
    assert_eq!((desk.said(), desk.model.overlays.len()), (vec!["unsent-nothing"], 0));
}

#[test]
fn throwing_one_away_leaves_what_else_was_typed_there() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("n").type_in("第一条").press("C-s n").type_in("第二条").press("Esc");
    desk.confirm(Err(Problem::of(ProblemKind::Forbidden)));
    assert_eq!(states(&desk).len(), 2);
    desk.press("U x Enter");
    let left = states(&desk);
    assert_eq!((left.len(), left[0].2.as_str()), (1, "第二条"));
    assert!(matches!(desk.wishes.last(), Some(Effect::SaveDraft { text, .. }) if text == "第二条"));
}

#[test]
fn a_desk_that_only_looks_neither_mends_nor_throws_away() {
    let mut desk = refused_note();
    desk.send(Msg::ReadOnly).press("U Enter");
    assert!(desk.model.form.is_none());
    desk.press("U x");
    assert_eq!(states(&desk).len(), 1);
    assert!(desk.said().contains(&"toast-read-only"));
}

#[test]
fn a_ticket_that_is_here_at_last_takes_no_keys_away() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    let draft = DraftId::Reply(TicketId::new("far"));
    let restored = Restored { drafts: vec![(draft, "半句".into())], ..Restored::default() };
    desk.send(Msg::Restored(restored)).press("U Enter n").type_in("正在写");
    let request = desk.wishes.iter().find_map(|wish| match wish {
        Effect::FetchTicket { request, ticket } if ticket.as_str() == "far" => Some(*request),
        _ => None,
    });
    let found = Ok(Box::new(ticket("far", 10)));
    desk.answer(Answer::Ticket { request: request.expect("asked"), ticket: "far".into(), result: found });
    assert_eq!(desk.typed(), Some("正在写"));
}

/// What is on disk of a desk: the last text of each draft.
fn on_disk(desk: &Desk) -> Vec<(DraftId, String)> {
    let mut kept: Vec<(DraftId, String)> = Vec::new();
    for wish in &desk.wishes {
        if let Effect::SaveDraft { draft, text } = wish {
            kept.retain(|(known, _)| known != draft);
            kept.push((draft.clone(), text.clone()));
        }
    }
    kept.retain(|(_, text)| !text.is_empty());
    kept
}

#[test]
fn the_next_run_goes_on_in_the_form_and_the_search_it_was_killed_in() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("/").type_in("没收到").press("Tab g q n").type_in("明天回电");
    let drafts = on_disk(&desk);
    let mut next = Desk::with_queue(vec![ticket("a", 10)]);
    next.send(Msg::Restored(Restored { drafts, ..Restored::default() }));
    assert_eq!(next.typed(), Some("明天回电"));
    assert_eq!(next.searches().pop().map(|(_, query)| query).as_deref(), Some("没收到"));
}

#[test]
fn what_was_left_with_escape_is_a_draft_and_opens_nothing() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("n").type_in("明天回电").press("Esc");
    let drafts = on_disk(&desk);
    let mut next = Desk::with_queue(vec![ticket("a", 10)]);
    next.send(Msg::Restored(Restored { drafts: drafts.clone(), ..Restored::default() }));
    assert!(next.model.form.is_none());
    assert_eq!(states(&next).len(), 1);
    let mut busy = Desk::with_queue(vec![ticket("a", 10), ticket("b", 20)]);
    let mut kept = drafts;
    kept.push((DraftId::Form, r#"{"Note":"a"}"#.into()));
    busy.press("g q j n").type_in("别的").send(Msg::Restored(Restored { drafts: kept, ..Restored::default() }));
    assert_eq!(busy.typed(), Some("别的"), "who has begun something else is left alone");
}

#[test]
fn whoever_leaves_by_themselves_is_done_with_the_search() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("/").type_in("没收到").press("Tab C-q");
    assert!(desk.model.quitting && on_disk(&desk).is_empty());
}
