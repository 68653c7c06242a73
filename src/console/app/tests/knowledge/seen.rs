use std::sync::Arc;

use chrono::TimeDelta;

use super::{ended, in_call, reports, said, says, titles};
use crate::console::app::effect::{Effect, UseOutcome};
use crate::console::app::message::LiveFact;
use crate::console::app::model::knowledge::seen::MOMENT;
use crate::console::app::tests::desk::Desk;
use crate::console::app::tests::fixture::{agent, call, hit, known, now, ring, saying, ticket};
use crate::console::app::tests::recording::with_recordings;
use crate::domain::article::{Article, Hit};
use crate::domain::call::{Call, CallState};
use crate::domain::ids::ArticleId;
use crate::domain::phrasing::FoundBy;

/// Less than a moment.
const BLINK: TimeDelta = TimeDelta::milliseconds(300);

/// The caller went on, and other hits than the first are on screen since just now; the keys go to the caller.
fn exchanged() -> Desk {
    gone_on(in_call(), vec![said("a", "没收到退款", 90), said("b", "没收到货", 80)])
}

/// The same, with these first hits for the caller at this desk.
fn gone_on(mut desk: Desk, first: Vec<Hit>) -> Desk {
    desk.press("A-2");
    says(&mut desk, &["还没收到"]);
    desk.find(first);
    says(&mut desk, &["还没收到", "要退货"]);
    desk.find(vec![said("c", "想退货", 90), hit("d"), hit("e")]);
    assert_eq!(titles(&desk), ["c", "d", "e"], "what is drawn follows the caller");
    desk
}

fn open(desk: &Desk) -> Option<&str> {
    desk.model.knowledge.open.as_ref().map(|open| open.article.title.as_str())
}

/// What was reported: the words searched by, and the answer.
fn uses(desk: &Desk) -> Vec<(&str, Option<&str>)> {
    let mut uses = Vec::new();
    for wish in &desk.wishes {
        if let Effect::ReportUse { query, article, .. } = wish {
            uses.push((query.as_str(), article.as_ref().map(ArticleId::as_str)));
        }
    }
    uses
}

#[test]
fn a_digit_on_its_way_while_the_caller_speaks_opens_the_answer_that_stood_beside_it() {
    let mut desk = exchanged();
    desk.later(BLINK).press("2");
    assert_eq!((open(&desk), titles(&desk)), (Some("b"), vec!["a".into(), "b".into()]));
    assert_eq!(uses(&desk), [("还没收到", Some("b"))]);
    desk.press("+");
    let misled = FoundBy { article_id: "a".into(), phrasing: "没收到退款".into() };
    let found_by = Some("没收到货".to_owned());
    let both = [(UseOutcome::Opened, found_by.clone(), None), (UseOutcome::Helped, found_by, Some(misled))];
    assert_eq!(reports(&desk), both);
    assert!(desk.model.knowledge.has_newer(), "what took their place waits");
    desk.press("Esc");
    assert_eq!(titles(&desk), ["c", "d", "e"]);
}

#[test]
fn once_a_moment_has_passed_keys_are_meant_for_what_is_on_screen() {
    let mut desk = exchanged();
    desk.later(MOMENT).press("2");
    assert_eq!(open(&desk), Some("d"));
    assert_eq!(uses(&desk), [("还没收到 要退货", Some("d"))]);
}

#[test]
fn what_is_copied_or_helped_is_what_was_read_and_the_screen_stays_with_the_caller() {
    for key in ["y", "+"] {
        let mut desk = exchanged();
        desk.later(BLINK).press(key);
        assert_eq!(uses(&desk), [("还没收到", Some("a"))], "{key}");
        assert_eq!((titles(&desk).join(" "), desk.model.knowledge.has_newer()), ("c d e".to_owned(), false), "{key}");
        desk.later(MOMENT - BLINK).press(key);
        assert_eq!(uses(&desk)[1..], [("还没收到 要退货", Some("c"))], "{key}: the moment is not begun anew");
    }
}

#[test]
fn what_goes_into_the_note_is_what_was_read_and_the_screen_stays_with_the_caller() {
    let mut desk = Desk::open();
    desk.push(LiveFact::CallRinging(Box::new(ring("c1", known(vec![ticket("t", 10)])))));
    let read = hit("a");
    let article = Article { body: "“我帮您催”".into(), ..(*read.article).clone() };
    let mut desk = gone_on(desk, vec![Hit { article: Arc::new(article), ..read }]);
    desk.later(BLINK).press("i");
    assert_eq!((desk.typed(), titles(&desk).join(" ")), (Some("我帮您催"), "c d e".to_owned()));
    assert_eq!(uses(&desk), [("还没收到", Some("a"))]);
}

#[test]
fn what_is_heard_is_what_was_read_and_the_screen_stays_with_the_caller() {
    for key in ["b", "B"] {
        let mut desk = gone_on(in_call(), vec![with_recordings("a", &["m"])]);
        desk.later(BLINK).press(key);
        let plays = |wish: &Effect| matches!(wish, Effect::PlayRecording { media, .. } if media.as_str() == "m");
        assert!(desk.wished(plays), "{key}: {:?}", desk.wishes);
        assert_eq!(titles(&desk), ["c", "d", "e"], "{key}");
    }
}

#[test]
fn of_several_exchanges_in_a_moment_keys_are_meant_for_what_was_on_screen_a_moment_ago() {
    for (later, opened) in [(BLINK, "a"), (MOMENT - BLINK, "c"), (MOMENT, "f")] {
        let mut desk = exchanged();
        desk.later(BLINK);
        says(&mut desk, &["还没收到", "要退货", "运费谁出"]);
        desk.find(vec![hit("f")]).later(later).press("1");
        assert_eq!(open(&desk), Some(opened), "{later}");
        desk.press("Esc");
        assert_eq!(titles(&desk), ["f"], "{later}");
    }
}

#[test]
fn whoever_comes_to_the_pane_in_that_moment_opens_what_was_under_the_cursor() {
    let mut desk = exchanged();
    desk.later(BLINK).press("A-3 Enter");
    assert_eq!(open(&desk), Some("a"));
}

#[test]
fn a_digit_beside_which_nothing_stood_opens_nothing() {
    let mut desk = exchanged();
    desk.later(BLINK).press("3");
    assert_eq!((open(&desk), titles(&desk).len()), (None, 3));
    assert!(uses(&desk).is_empty(), "{:?}", uses(&desk));
}

#[test]
fn what_the_agent_asked_to_see_or_moves_in_is_meant_at_once() {
    let mut desk = exchanged();
    desk.press("A-3 j 1");
    assert_eq!(open(&desk), Some("c"), "moved in");
    let mut desk = in_call();
    says(&mut desk, &["还没收到"]);
    desk.find(vec![hit("a")]).press("A-3");
    says(&mut desk, &["还没收到", "要退货"]);
    desk.find(vec![hit("c")]).press("Esc 1");
    assert_eq!(open(&desk), Some("c"), "asked for");
}

#[test]
fn what_the_agent_searches_for_is_meant_though_the_callers_answers_stood_there_just_now() {
    let mut desk = exchanged();
    desk.press("/").type_in("没").find(vec![hit("x")]).press("Esc");
    desk.later(BLINK).press("1");
    assert_eq!(open(&desk), Some("x"));
}

/// The first caller is gone, and another one rings.
fn rings_next(desk: &mut Desk) {
    desk.push(LiveFact::CallChanged(Box::new(ended(call("c1")))));
    desk.push(LiveFact::CallRinging(Box::new(ring("c2", known(vec![])))));
}

fn utters(desk: &mut Desk, call: Call) {
    desk.push(LiveFact::CallUttered { call: Box::new(call), prediction: None });
}

#[test]
fn no_key_is_meant_for_what_stood_there_for_the_caller_before() {
    let mut desk = exchanged();
    rings_next(&mut desk);
    desk.later(BLINK).press("1");
    assert_eq!((open(&desk), titles(&desk).len()), (None, 0));
    assert!(uses(&desk).is_empty(), "{:?}", uses(&desk));
}

#[test]
fn answers_that_waited_behind_one_for_the_caller_before_are_meant_once_it_is_closed() {
    let mut desk = in_call();
    desk.press("A-2");
    says(&mut desk, &["还没收到"]);
    desk.find(vec![hit("a")]).press("1");
    rings_next(&mut desk);
    utters(&mut desk, saying(call("c2"), &["要退货"]));
    desk.find(vec![hit("c")]);
    assert_eq!((open(&desk), desk.model.knowledge.has_newer()), (Some("a"), true));
    desk.press("Esc").later(BLINK).press("1");
    assert_eq!(open(&desk), Some("c"));
    assert_eq!(uses(&desk)[1..], [("要退货", Some("c"))]);
}

#[test]
fn a_caller_who_is_taken_back_is_not_answered_with_what_stood_there_for_the_other() {
    let by = Some(agent("lin", "林薇").reference());
    let answered = |id: &str| Call { state: CallState::Answered { at: now(), by: by.clone() }, ..call(id) };
    let mut desk = in_call();
    says(&mut desk, &["还没收到"]);
    desk.find(vec![hit("a")]);
    desk.push(LiveFact::CallRinging(Box::new(ring("c2", known(vec![])))));
    desk.push(LiveFact::CallChanged(Box::new(answered("c2"))));
    utters(&mut desk, saying(answered("c2"), &["要退货"]));
    desk.find(vec![hit("c")]);
    assert_eq!(titles(&desk), ["c"]);
    desk.push(LiveFact::CallChanged(Box::new(answered("c1")))).find(vec![hit("a")]);
    assert_eq!(titles(&desk), ["a"]);
    desk.later(BLINK).press("y");
    assert_eq!(uses(&desk), [("还没收到", Some("a"))]);
}

#[test]
fn a_clock_that_is_set_back_keeps_no_answers_meant() {
    let mut desk = exchanged();
    desk.model.now -= TimeDelta::hours(1);
    desk.press("2");
    assert_eq!(open(&desk), Some("d"));
}
