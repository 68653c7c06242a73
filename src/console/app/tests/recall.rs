//! The desk of the last run, until the server has answered.

use chrono::TimeDelta;

use super::desk::Desk;
use super::fixture::{agent, customer, now, profile, ticket};
use crate::console::app::Msg;
use crate::console::app::effect::Effect;
use crate::console::app::message::Answer;
use crate::console::app::problem::{Problem, ProblemKind};
use crate::console::app::snapshot::{RecentProfiles, Snapshot};
use crate::domain::profile::Profile;
use crate::domain::ticket::view::TicketView;

fn before() -> Snapshot {
    Snapshot {
        at: now() - TimeDelta::minutes(20),
        me: agent("lin", "林薇"),
        view: TicketView::Mine,
        total: Some(2),
        tickets: vec![ticket("a", 10), ticket("b", 20)],
        counts: None,
        todos: Vec::new(),
        callbacks: Vec::new(),
        profiles: Vec::new(),
    }
}

fn recalled() -> Desk {
    let mut desk = Desk::connected();
    desk.model.me = None;
    desk.send(Msg::Recalled(Box::new(before())));
    desk
}

#[test]
fn the_queue_of_the_last_run_is_there_with_its_age_until_the_server_answers() {
    let mut desk = recalled();
    assert_eq!(desk.rows(), ["a", "b"]);
    assert_eq!((desk.model.queue.is_recalled, desk.model.queue.as_of), (true, Some(before().at)));
    assert!(Snapshot::of(&desk.model).is_none(), "an old desk is not kept as a new one");
    desk.send(Msg::Started).page(vec![ticket("c", 5)], None);
    assert_eq!((desk.rows(), desk.model.queue.is_recalled), (vec!["c".to_owned()], false));
}

#[test]
fn a_note_can_be_written_before_the_server_has_answered() {
    let mut desk = recalled();
    desk.press("n").type_in("明天回电").press("C-s");
    assert!(desk.wished(|wish| matches!(wish, Effect::Command { .. })));
}

#[test]
fn a_server_that_was_faster_is_not_written_over() {
    let mut desk = Desk::with_queue(vec![ticket("c", 5)]);
    desk.send(Msg::Recalled(Box::new(before())));
    assert_eq!((desk.rows(), desk.model.queue.is_recalled), (vec!["c".to_owned()], false));
    let mut desk = Desk::connected();
    desk.model.me = Some(agent("zhou", "周岚"));
    desk.send(Msg::Recalled(Box::new(before())));
    assert!(desk.rows().is_empty(), "it is somebody else's desk");
    let mut desk = Desk::connected();
    desk.model.me.as_mut().expect("signed in").role = crate::domain::agent::Role::Lead;
    desk.send(Msg::Recalled(Box::new(before())));
    assert!(desk.rows().is_empty(), "what another role saw is not shown");
}

#[test]
fn what_is_kept_is_what_comes_back() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10), ticket("b", 20)]);
    desk.press("Enter");
    let request = desk.wishes.iter().find_map(|wish| match wish {
        Effect::FetchProfile { request, .. } => Some(*request),
        _ => None,
    });
    let seen = Box::new(profile(vec![]));
    desk.answer(Answer::Profile { request: request.expect("asked"), customer: "wang".into(), result: Ok(seen) });
    let kept = Snapshot::of(&desk.model).expect("something to keep");
    let json = serde_json::to_string(&kept).expect("JSON");
    let kept: Snapshot = serde_json::from_str(&json).expect("the same");
    let mut next = Desk::connected();
    next.model.me = None;
    next.send(Msg::Recalled(Box::new(kept)));
    assert_eq!(next.rows(), ["a", "b"]);
    next.press("Enter");
    let pane = next.model.ticket.as_ref().map(|pane| &pane.customer).expect("open");
    assert!(pane.profile.is_loading() && pane.profile.value().is_some(), "shown, and asked for anew");
}

#[test]
fn a_number_shown_in_full_is_not_kept() {
    let mut desk = super::keys::talking();
    desk.press("v Enter");
    let request = desk.wishes.iter().find_map(|wish| match wish {
        Effect::Reveal { request, .. } => Some(*request),
        _ => None,
    });
    desk.answer(Answer::Revealed {
        request: request.expect("asked"),
        customer: customer().id,
        result: Ok(vec!["13812345678".into()]),
    });
    assert!(desk.model.profile_pane().is_some_and(|pane| pane.revealed(desk.model.now).is_some()));
    let kept = serde_json::to_string(&Snapshot::of(&desk.model)).expect("JSON");
    assert!(!kept.contains("13812345678"));
}

#[test]
fn a_dozen_customers_are_remembered_the_newest_first() {
    let mut recent = RecentProfiles::default();
    for number in 0..20 {
        let mut seen: Profile = profile(vec![]);
        seen.customer.id = format!("c{}", number % 15).as_str().into();
        recent.remember(Box::new(seen), now());
    }
    assert!(recent.get(&"c4".into()).is_some() && recent.get(&"c5".into()).is_none());
    recent.recall(Vec::new());
    assert!(recent.get(&"c4".into()).is_some());
}

#[test]
fn a_server_that_does_not_answer_leaves_the_old_desk_marked() {
    let mut desk = recalled();
    desk.send(Msg::Started);
    let (request, view) = desk.asked_page();
    desk.answer(Answer::Tickets { request, view, result: Err(Problem::of(ProblemKind::Unreachable)) });
    assert_eq!(desk.rows(), ["a", "b"]);
    assert!(desk.model.queue.problem.is_some());
}
