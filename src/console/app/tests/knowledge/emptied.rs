use super::hit;
use crate::console::app::Msg;
use crate::console::app::effect::{Effect, UseOutcome};
use crate::console::app::message::LiveFact;
use crate::console::app::tests::desk::Desk;
use crate::console::keymap::Action;
use crate::domain::article::{GOOD_SCORE, Hit};

/// What was reported, and of which words.
fn reported(desk: &Desk) -> Vec<(UseOutcome, String)> {
    let report = |wish: &Effect| match wish {
        Effect::ReportUse { outcome, query, .. } => Some((*outcome, query.clone())),
        _ => None,
    };
    desk.wishes.iter().filter_map(report).collect()
}

fn searched(query: &str) -> (UseOutcome, String) {
    (UseOutcome::Searched, query.to_owned())
}

fn nothing(query: &str) -> (UseOutcome, String) {
    (UseOutcome::Nothing, query.to_owned())
}

#[test]
fn a_search_is_looked_up_though_its_line_is_emptied_for_the_next() {
    let mut desk = Desk::open();
    desk.press("/").type_in("退货").find(vec![hit("a")]).press("C-u");
    desk.type_in("thlc").find(vec![hit("b")]).press("C-u");
    assert_eq!(reported(&desk), [searched("退货"), searched("thlc")]);
}

#[test]
fn a_search_in_vain_is_a_gap_though_its_line_is_emptied() {
    let mut desk = Desk::open();
    desk.press("/").type_in("冷僻").find(vec![]).press("C-u");
    assert_eq!(reported(&desk), [searched("冷僻"), nothing("冷僻")]);
}

#[test]
fn a_line_that_is_emptied_letter_by_letter_was_one_search() {
    let mut desk = Desk::open();
    desk.press("/").type_in("冷僻词").find(vec![]);
    for _ in 0..2 {
        desk.press("Backspace").find(vec![hit("a")]);
    }
    desk.press("Backspace");
    assert_eq!(reported(&desk), [searched("冷僻词"), nothing("冷僻词")]);
}

#[test]
fn a_line_that_is_deleted_from_its_front_was_one_search() {
    let mut desk = Desk::open();
    desk.press("/").type_in("冷僻词").find(vec![]);
    desk.press("C-a Right Backspace").find(vec![hit("a")]);
    desk.press("Right Backspace Right Backspace");
    assert_eq!(reported(&desk), [searched("冷僻词"), nothing("冷僻词")]);
}

#[test]
fn a_guess_that_helped_leaves_no_gap_when_its_line_is_emptied() {
    let guess = || vec![Hit { score: GOOD_SCORE - 1, ..hit("a") }];
    for is_changed in [false, true] {
        let mut desk = Desk::open();
        desk.press("/").type_in("冷僻").find(guess());
        desk.send(Msg::Run(Action::KnowledgeHelped));
        if is_changed {
            desk.push(LiveFact::ArticleChanged("a".into())).find(guess());
        }
        desk.press("C-u");
        let helped = (UseOutcome::Helped, "冷僻".to_owned());
        assert_eq!(reported(&desk), [helped, searched("冷僻")], "the answer is another since: {is_changed}");
    }
}

#[test]
fn what_was_not_found_yet_and_the_beginning_of_a_word_are_no_searches() {
    let mut desk = Desk::open();
    desk.press("/").type_in("冷僻").press("C-u");
    desk.type_in("冷").find(vec![]).press("C-u");
    desk.type_in("co").find(vec![]).press("Backspace Backspace");
    desk.type_in("退货").find(vec![hit("a")]).type_in("流").press("C-u");
    assert!(reported(&desk).is_empty(), "{:?}", reported(&desk));
}

#[test]
fn a_line_that_was_left_or_led_to_an_answer_tells_nothing_more_when_it_is_emptied() {
    let mut desk = Desk::open();
    desk.press("/").type_in("冷僻").find(vec![]).press("Esc / Backspace").find(vec![]).press("C-u");
    assert_eq!(reported(&desk), [searched("冷僻"), nothing("冷僻")]);
    let mut desk = Desk::open();
    desk.press("/").type_in("没到").find(vec![hit("a")]).press("Enter / C-u");
    assert_eq!(reported(&desk), [(UseOutcome::Opened, "没到".to_owned())]);
}
