//! Every key does something, every action is in the palette, and no main job takes more than three keys.

use super::desk::Desk;
use super::fixture::{agent, candidate, hit, known, order, profile, ring, ticket};
use crate::console::app::Msg;
use crate::console::app::effect::Effect;
use crate::console::app::message::{LinkFact, LiveFact};
use crate::console::app::model::overlay::Overlay;
use crate::console::app::remote::Remote;
use crate::console::keymap::{Action, Binding, Keymap, Layer};
use crate::domain::call::CallState;
use crate::domain::clock::ClockKind;
use crate::domain::customer::CustomerRef;
use crate::domain::interaction::{Channel, Direction, Interaction, MediaRef, Outcome};
use crate::domain::order::ShipmentState;
use crate::domain::profile::Caller;
use crate::domain::ticket::{Alarm, Ticket, TicketStatus};
use crate::domain::todo::{Todo, TodoKind};

fn tickets() -> Vec<Ticket> {
    ["a", "b", "c", "d", "e"].into_iter().zip(1..).map(|(subject, at)| ticket(subject, at * 10)).collect()
}

/// A desk with something everywhere, the cursor in the middle of the queue.
fn full() -> Desk {
    let mut desk = Desk::with_queue(tickets());
    desk.press("/").type_in("没到").find(vec![hit("一"), hit("二"), hit("三")]).press("Esc g q j j");
    desk
}

fn called_by(caller: Caller) -> Desk {
    let mut desk = full();
    desk.push(LiveFact::CallRinging(Box::new(ring("1", caller))));
    desk.press("g c");
    desk
}

fn with_parcel() -> Caller {
    let mut profile = profile(tickets());
    profile.orders = vec![order("A1", ShipmentState::InTransit, 80), order("A2", ShipmentState::InTransit, 1)];
    Caller::Known { profile: Box::new(profile) }
}

pub(super) fn talking() -> Desk {
    let mut desk = called_by(with_parcel());
    let mut call = ring("1", known(Vec::new())).call;
    call.state = CallState::Answered { at: desk.model.now, by: Some(agent("lin", "林薇").reference()) };
    desk.push(LiveFact::CallChanged(Box::new(call)));
    desk
}

fn changed(desk: impl Fn() -> Desk, change: impl Fn(&mut Ticket) + Copy) -> Desk {
    let mut desk = desk();
    let rows = tickets().into_iter().map(|mut ticket| {
        change(&mut ticket);
        ticket
    });
    desk.model.queue.rows = rows.map(crate::console::app::model::optimistic::Optimistic::new).collect();
    desk
}

/// Desks in every state that keys depend on.
fn desks() -> Vec<Desk> {
    let several =
        || called_by(Caller::Several { candidates: ["张宏", "李会计", "王师傅"].map(candidate).to_vec() });
    let mut focused: Vec<Desk> = ["g q", "g k"].into_iter().map(|keys| press(full(), keys)).collect();
    focused.extend(vec![
        press(full(), "Enter"),
        talking(),
        called_by(with_parcel()),
        called_by(Caller::Unknown),
        several(),
    ]);
    focused.push(changed(full, |ticket| ticket.assignee = None));
    focused.push(changed(full, |ticket| ticket.status = TicketStatus::Closed));
    focused.push(changed(full, |ticket| {
        ticket.alarm = Some(Alarm {
            clock: ClockKind::Handling,
            since: ticket.created_at,
            times: 1,
            told: vec!["林薇".to_owned()],
            concerns: vec!["lin".into()],
            noted: None,
        });
    }));
    focused.push(press(full(), "n"));
    focused.push(press(typed(press(full(), "n"), "客户"), "C-z"));
    focused.push(typed(press(full(), "n"), "客户"));
    focused.push(press(full(), "c"));
    focused.push(press(full(), "s"));
    focused.push(press(talking(), "s"));
    focused.push(press(full(), "/"));
    focused.push(press(full(), "/ Down"));
    focused.extend(vec![promised(), with_picture(), wrapping_up()]);
    focused.extend(super::wall::desks());
    focused.push(press(typed(press(full(), "m"), "在的"), "C-s"));
    focused.push(press(typed(press(full(), "n"), "半句"), "Esc U"));
    focused.push(press(typed(press(full(), "n"), "半句"), "Esc"));
    focused.push(press(typed(press(full(), "n"), "半句"), "Esc H"));
    let mut out = full();
    out.send(Msg::Connection(LinkFact::SignedOut));
    out.model.overlays.clear();
    focused.push(out);
    focused
}

/// The list of promises lies on top.
fn promised() -> Desk {
    let mut desk = full();
    let owner = agent("lin", "林薇").reference();
    let todo = Todo {
        customer: Some(CustomerRef { id: "wang".into(), name: "王建国".into() }),
        prepared: Some("138****5678".to_owned()),
        ..Todo::of("1".into(), TodoKind::Callback, "回电".to_owned(), owner, desk.model.now)
    };
    desk.model.foot.todos = Remote::ready(vec![todo], desk.model.now);
    press(desk, "d")
}

/// A contact with a picture lies on top.
fn with_picture() -> Desk {
    let mut desk = full();
    let picture = MediaRef { sha256: "00".into(), content_type: "image/png".to_owned(), title: "截图".to_owned() };
    let contact = Interaction {
        id: "1".into(),
        customer_id: "wang".into(),
        channel: Channel::Wechat,
        direction: Direction::Inbound,
        at: desk.model.now,
        summary: String::new(),
        outcome: Outcome::Unanswered,
        duration_s: None,
        agent: None,
        media: vec![picture],
        call_id: None,
        ticket_id: None,
    };
    desk.model.overlays.push(Overlay::Contact(Box::new(contact)));
    desk
}

fn wrapping_up() -> Desk {
    let mut desk = full();
    desk.model.wrap_up.until = Some(desk.model.now + chrono::TimeDelta::minutes(1));
    desk
}

fn press(mut desk: Desk, keys: &str) -> Desk {
    desk.press(keys);
    desk
}

fn typed(mut desk: Desk, words: &str) -> Desk {
    desk.type_in(words);
    desk
}

/// Whether a row's keys do anything at that desk: something changes, is said or is wished for.
fn does_something(desk: &mut Desk, row: &Binding) -> bool {
    let before = desk.model.clone();
    desk.wishes.clear();
    desk.press(&row.keys());
    let mut after = desk.model.clone();
    after.dirty = before.dirty;
    after != before || !desk.wishes.is_empty()
}

#[test]
fn every_key_that_help_shows_works() {
    for name in Keymap::shipped_names() {
        let text = Keymap::shipped(name).unwrap();
        let (keymap, problems) = Keymap::parse(name, text, &|other| Keymap::shipped(other).map(str::to_owned));
        assert!(problems.is_empty(), "{name}: {problems:?}");
        every_key_works(name, Box::leak(Box::new(keymap)));
    }
}

fn every_key_works(name: &str, keymap: &'static Keymap) {
    for layer in Layer::ALL {
        for row in keymap.rows(layer) {
            let mut able: Vec<Desk> = desks()
                .into_iter()
                .filter(|desk| layer == Layer::Global || desk.model.layer() == layer)
                .filter(|desk| layer != Layer::Global || desk.model.layer() != Layer::Form)
                .filter(|desk| row.when.holds(desk.model.conditions()))
                .collect();
            assert!(!able.is_empty(), "{name} [{layer}] {} is never to be pressed", row.keys());
            let works = able.iter_mut().any(|desk| {
                desk.keymap = keymap;
                does_something(desk, row)
            });
            assert!(works, "{name} [{layer}] {} does nothing", row.keys());
        }
    }
}

#[test]
fn every_action_is_run_from_the_palette_by_its_name() {
    for &action in Action::ALL {
        let mut desk = full();
        desk.press("C-p").type_in(action.name());
        let first = desk.model.names.search(action.name()).first().copied();
        assert_eq!(first, Some(action), "{action} is not the first that its name finds");
        desk.press("Enter");
        let palettes = desk.model.overlays.iter().filter(|overlay| matches!(overlay, Overlay::Palette { .. })).count();
        assert_eq!(palettes, usize::from(action == Action::PaletteShow), "{action}");
    }
}

/// What it is, the desk it is done at, the keys, and how it is told to be done.
type Job = (&'static str, fn() -> Desk, &'static str, fn(&Effect) -> bool);

#[test]
fn no_main_job_takes_more_than_three_keys() {
    let jobs: [Job; 9] = [
        ("answer", || called_by(with_parcel()), "F2", |wish| matches!(wish, Effect::PatchCall { .. })),
        ("hang up", talking, "F4", |wish| matches!(wish, Effect::PatchCall { .. })),
        ("copy the best answer", full, "y", |wish| matches!(wish, Effect::Copy { .. })),
        ("claim the next ticket", full, "t", |wish| matches!(wish, Effect::ClaimNext { .. })),
        ("close with its root cause", full, "c 1 Enter", |wish| matches!(wish, Effect::Command { .. })),
        ("expedite", full, "F8 Enter", |wish| matches!(wish, Effect::Command { .. })),
        ("reveal the number", talking, "v Enter", |wish| matches!(wish, Effect::Reveal { .. })),
        ("end a note", || typed(press(full(), "n"), "客户"), "C-s", |wish| matches!(wish, Effect::Command { .. })),
        ("pick a presence", full, "P", |wish| matches!(wish, Effect::SetPresence { .. })),
    ];
    for (job, desk, keys, done) in jobs {
        let mut desk = desk();
        desk.wishes.clear();
        desk.keys = 0;
        desk.press(keys);
        assert!(desk.wished(done), "{job}");
        desk.within_three_keys();
    }
}

#[test]
fn a_letter_under_an_input_method_is_answered_with_a_hint() {
    let mut desk = full();
    desk.press("中");
    assert_eq!(desk.said(), ["toast-input-method"]);
}

#[test]
fn an_idle_desk_paints_nothing_for_ten_seconds() {
    let mut desk = full();
    let seconds = desk.model.now.timestamp() % 60;
    desk.later(chrono::TimeDelta::seconds(60 - seconds));
    let mut painted = 0;
    for _ in 0..10 {
        desk.model.dirty = false;
        desk.later(chrono::TimeDelta::seconds(1));
        painted += u32::from(desk.model.dirty);
    }
    assert_eq!(painted, 0);
    assert!(desk.model.next_wake().is_some_and(|at| at > desk.model.now + chrono::TimeDelta::seconds(1)));
}

#[test]
fn a_desk_that_only_looks_changes_nothing_whatever_is_pressed() {
    for &action in Action::ALL {
        for open in [full, talking, || press(full(), "Enter")] {
            let mut desk = open();
            desk.send(Msg::ReadOnly);
            desk.wishes.clear();
            desk.send(Msg::Run(action)).press("1 Enter C-s");
            let written = desk.wishes.iter().find(|wish| {
                matches!(
                    wish,
                    Effect::Command { .. }
                        | Effect::CreateTicket { .. }
                        | Effect::CreateCustomer { .. }
                        | Effect::SaveContact { .. }
                        | Effect::PatchCall { .. }
                        | Effect::SetPresence { .. }
                        | Effect::ClaimNext { .. }
                        | Effect::FinishTodo { .. }
                        | Effect::HandOverTodo { .. }
                        | Effect::WrapUp { .. }
                        | Effect::Reveal { .. }
                )
            });
            assert_eq!(written, None, "{action}");
        }
    }
    let mut desk = full();
    desk.send(Msg::ReadOnly).press("n");
    assert!(desk.model.form.is_none());
    assert_eq!(desk.said(), ["toast-read-only"]);
}

#[test]
fn how_long_things_took_is_kept() {
    let mut desk = full();
    desk.send(Msg::Connection(LinkFact::Heard { latency: Some(chrono::TimeDelta::milliseconds(12)) }));
    assert_eq!(desk.model.latencies.request.percentile(95), Some(chrono::TimeDelta::milliseconds(12)));
    assert!(desk.model.latencies.search.percentile(50).is_some(), "the search of the full desk");
    let desk = called_by(Caller::Unknown);
    assert!(desk.model.latencies.pop.percentile(50).is_some());
}
