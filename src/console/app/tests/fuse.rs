use chrono::TimeDelta;

use super::desk::Desk;
use super::fixture::{agent, change, now, ticket};
use crate::console::app::effect::{Effect, TicketCommand};
use crate::console::app::message::{Answer, LiveFact, Msg};
use crate::console::app::model::Middle;
use crate::console::app::model::fuse::Risks;
use crate::console::app::model::overlay::Overlay;
use crate::console::app::remote::RequestId;
use crate::console::keymap::Action;
use crate::domain::clock::ClockKind;
use crate::domain::fuse::{AtRisk, Blow, ClockReport, FusePolicy};
use crate::domain::ticket::{Alarm, Ticket};

/// A ticket of 林薇's that has gone up to her.
fn alarmed(subject: &str) -> Ticket {
    let me = agent("lin", "林薇");
    let alarm = Alarm {
        clock: ClockKind::Handling,
        since: now() - TimeDelta::minutes(1),
        times: 1,
        told: vec![me.name],
        concerns: vec![me.id],
        noted: None,
    };
    Ticket { alarm: Some(alarm), ..ticket(subject, -5) }
}

fn report() -> Box<ClockReport> {
    let policy = FusePolicy::built_in();
    Box::new(ClockReport {
        policy: policy.name,
        place: policy.place,
        calendar: None,
        zone: None,
        now: now(),
        clocks: Vec::new(),
        next: None,
        fired: Vec::new(),
    })
}

fn clocks_asked(desk: &Desk) -> Vec<RequestId> {
    let asked = |wish: &Effect| match wish {
        Effect::FetchClocks { request, .. } => Some(*request),
        _ => None,
    };
    desk.wishes.iter().filter_map(asked).collect()
}

fn risks_asked(desk: &Desk) -> Vec<RequestId> {
    let asked = |wish: &Effect| match wish {
        Effect::FetchAtRisk { request } => Some(*request),
        _ => None,
    };
    desk.wishes.iter().filter_map(asked).collect()
}

fn risk(subject: &str, minutes: i64) -> AtRisk {
    AtRisk {
        blow: Blow { at: now() + TimeDelta::minutes(minutes), clock: ClockKind::Handling, step: None },
        ticket: ticket(subject, minutes),
    }
}

fn risking(subjects: &[&str]) -> Desk {
    let mut desk = Desk::open();
    desk.press("W");
    found(&mut desk, subjects);
    desk
}

fn found(desk: &mut Desk, subjects: &[&str]) {
    let items = subjects.iter().zip(5..).map(|(subject, minutes)| risk(subject, minutes)).collect();
    let request = *risks_asked(desk).last().expect("it was asked for");
    desk.answer(Answer::AtRisk { request, result: Ok(Risks { items, more: false }) });
}

fn commands(desk: &Desk) -> usize {
    desk.wishes
        .iter()
        .filter(|wish| matches!(wish, Effect::Command { command: TicketCommand::Acknowledge, .. }))
        .count()
}

#[test]
fn why_a_ticket_is_due_is_one_key_away() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("e");
    let request = clocks_asked(&desk)[0];
    desk.answer(Answer::Clocks { request, result: Ok(report()) });
    let Some(Overlay::Clocks(view)) = desk.model.overlays.last() else { panic!("not on top") };
    assert_eq!((view.number, view.report.value()), (10_482, Some(&report())));
    desk.press("Esc");
    assert_eq!((desk.model.overlays.len(), desk.keys), (0, 2));
}

#[test]
fn taking_note_is_one_key_and_shows_at_once() {
    let mut desk = Desk::with_queue(vec![alarmed("a")]);
    desk.press("A");
    let row = &desk.model.queue.rows[0];
    let noted = row.shown().alarm.as_ref().and_then(|alarm| alarm.noted.clone());
    assert_eq!(noted.map(|noted| noted.by.name().to_owned()).as_deref(), Some("林薇"));
    assert!(row.is_pending(), "marked until the server has it");
    desk.press("A");
    assert_eq!(commands(&desk), 1, "it is sent once");
}

#[test]
fn with_nothing_gone_up_there_is_nothing_to_take_note_of() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("A");
    assert_eq!((commands(&desk), desk.said()), (0, vec![]), "the key is not there");
    desk.send(Msg::Run(Action::TicketAcknowledge));
    assert_eq!((commands(&desk), desk.said()), (0, vec!["refusal-nothing-to-acknowledge"]));
}

#[test]
fn note_is_taken_in_the_explanation_without_leaving_it() {
    let mut desk = Desk::with_queue(vec![alarmed("a")]);
    desk.press("e A");
    assert_eq!((commands(&desk), desk.model.overlays.len()), (1, 1));
}

#[test]
fn an_explanation_follows_its_ticket_one_question_at_a_time() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10), ticket("b", 20)]);
    desk.press("e");
    let first = clocks_asked(&desk)[0];
    for version in [4, 5, 6] {
        let fields = change(version, "subject", &"x".into());
        desk.push(LiveFact::TicketChanged { id: "a".into(), fields });
    }
    assert_eq!(clocks_asked(&desk).len(), 1, "one is under way");
    desk.answer(Answer::Clocks { request: first, result: Ok(report()) });
    assert_eq!(clocks_asked(&desk).len(), 2, "what came meanwhile is asked for");
    let second = clocks_asked(&desk)[1];
    desk.answer(Answer::Clocks { request: second, result: Ok(report()) });
    desk.push(LiveFact::TicketChanged { id: "b".into(), fields: change(4, "subject", &"y".into()) });
    assert_eq!(clocks_asked(&desk).len(), 2, "another ticket is none of its business");
}

#[test]
fn what_will_blow_is_one_key_away_and_opens_by_its_digit() {
    let mut desk = risking(&["a", "b"]);
    desk.press("2");
    assert_eq!((desk.model.middle, desk.model.overlays.len()), (Middle::Ticket, 0));
    assert_eq!(desk.model.ticket.as_ref().map(|pane| pane.id.as_str()), Some("b"));
    desk.within_three_keys();
}

#[test]
fn enter_opens_the_row_under_the_cursor_which_stays_on_its_ticket() {
    let mut desk = risking(&["a", "b"]);
    desk.press("Down");
    desk.push(LiveFact::TicketChanged { id: "z".into(), fields: change(4, "subject", &"z".into()) });
    found(&mut desk, &["z", "a", "b"]);
    desk.press("Enter");
    assert_eq!(desk.model.ticket.as_ref().map(|pane| pane.id.as_str()), Some("b"));
}

#[test]
fn what_will_blow_counts_the_seconds_and_is_asked_for_anew_each_minute() {
    let mut desk = risking(&["a"]);
    let wake = desk.model.next_wake().expect("it counts down");
    assert!(wake <= now() + TimeDelta::seconds(1), "{wake}");
    let asked = risks_asked(&desk).len();
    desk.later(TimeDelta::minutes(1));
    assert_eq!(risks_asked(&desk).len(), asked + 1);
}

/// What the server pushes when a ticket has gone up, for the so-manieth time.
fn goes_up(desk: &mut Desk, subject: &str, to: &str, times: u32) {
    let who = agent(to, to);
    let alarm =
        Alarm { times, told: vec![who.name], concerns: vec![who.id], ..alarmed(subject).alarm.expect("gone up") };
    let fields = change(3 + u64::from(times), "alarm", &serde_json::to_value(alarm).expect("JSON"));
    desk.push(LiveFact::TicketChanged { id: subject.into(), fields });
}

fn bells(desk: &Desk) -> Vec<&'static str> {
    let about = |wish: &Effect| match wish {
        Effect::Bell { about } => Some(about.key),
        _ => None,
    };
    desk.wishes.iter().filter_map(about).collect()
}

#[test]
fn the_bell_rings_for_a_ticket_that_has_gone_up_to_me_and_for_no_other() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    goes_up(&mut desk, "a", "zhou", 1);
    assert_eq!((bells(&desk), desk.said()), (vec![], vec![]), "it is a colleague's");
    goes_up(&mut desk, "a", "lin", 2);
    assert_eq!((bells(&desk), desk.said()), (vec!["toast-gone-up"], vec!["toast-gone-up"]));
    desk.later(TimeDelta::minutes(1));
    goes_up(&mut desk, "a", "lin", 3);
    assert_eq!(bells(&desk).len(), 2, "until somebody takes note");
}

#[test]
fn a_hundred_that_go_up_together_are_one_bell_and_one_line() {
    let mut desk = Desk::open();
    for n in 0..100 {
        goes_up(&mut desk, &n.to_string(), "lin", 1);
    }
    assert_eq!((bells(&desk).len(), desk.said()), (1, vec!["toast-gone-up-many"]));
    assert_eq!(desk.model.gone_up.count, 100);
}
