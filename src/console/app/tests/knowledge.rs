mod emptied;
mod seen;
mod solved;

use chrono::TimeDelta;

use super::desk::Desk;
use super::fixture::{call, hit, known, now, order, profile, ring, saying, ticket};
use crate::console::app::effect::{Effect, TicketCommand, UseOutcome};
use crate::console::app::message::{Answer, LiveFact};
use crate::console::app::model::Pane;
use crate::console::keymap::Layer;
use crate::domain::agent::Role;
use crate::domain::article::{GOOD_SCORE, Hit};
use crate::domain::call::{Call, CallState};
use crate::domain::moment::WallClock;
use crate::domain::order::{Order, OrderItem, ShipmentState};
use crate::domain::phrasing::{FoundBy, PhrasingCase, Standing};
use crate::domain::profile::Caller;

fn ended(call: Call) -> Call {
    Call { state: CallState::Abandoned { at: now() }, ..call }
}

fn titles(desk: &Desk) -> Vec<String> {
    desk.model.knowledge.hits.value().into_iter().flatten().map(|hit| hit.article.title.clone()).collect()
}

fn in_call() -> Desk {
    let mut desk = Desk::open();
    desk.push(LiveFact::CallRinging(Box::new(ring("c1", known(vec![])))));
    desk
}

fn says(desk: &mut Desk, words: &[&str]) {
    desk.push(LiveFact::CallUttered { call: Box::new(saying(call("c1"), words)), prediction: None });
}

fn outcomes(desk: &Desk) -> Vec<UseOutcome> {
    let outcome = |wish: &Effect| match wish {
        Effect::ReportUse { outcome, .. } => Some(*outcome),
        _ => None,
    };
    desk.wishes.iter().filter_map(outcome).collect()
}

#[test]
fn every_sign_searches_and_only_the_last_answer_counts() {
    let mut desk = Desk::open();
    desk.press("/").type_in("没到");
    let searches = desk.searches();
    assert_eq!(searches.iter().map(|(_, query)| query.as_str()).collect::<Vec<_>>(), ["没", "没到"]);
    desk.answer(Answer::Found { request: searches[1].0, result: Ok(vec![hit("right")]) });
    desk.answer(Answer::Found { request: searches[0].0, result: Ok(vec![hit("late")]) });
    assert_eq!(titles(&desk), ["right"]);
}

#[test]
fn the_day_that_answers_are_for_is_that_of_the_clock_on_the_wall() {
    let mut desk = Desk::open();
    desk.model.clock = WallClock(|at| at.naive_utc() + TimeDelta::hours(24));
    desk.press("/").type_in("没");
    let day = desk.wishes.iter().find_map(|wish| match wish {
        Effect::Search { scope, .. } => scope.day,
        _ => None,
    });
    assert_eq!(day, Some(now().date_naive() + TimeDelta::days(1)));
}

#[test]
fn answers_about_other_products_are_not_for_a_caller_who_has_only_one() {
    let product = |names: &[&str]| {
        let mut profile = profile(vec![]);
        let item = |name: &&str| OrderItem { sku: String::new(), name: (*name).to_owned(), quantity: 1 };
        profile.orders =
            vec![Order { items: names.iter().map(item).collect(), ..order("A1", ShipmentState::InTransit, 1) }];
        let mut desk = Desk::open();
        desk.push(LiveFact::CallRinging(Box::new(ring("c1", Caller::Known { profile: Box::new(profile) }))));
        desk.press("/").type_in("没");
        desk.wishes.iter().find_map(|wish| match wish {
            Effect::Search { scope, .. } => Some(scope.product.clone()),
            _ => None,
        })
    };
    assert_eq!(product(&["净水器 X3", "净水器 X3"]), Some(Some("净水器 X3".to_owned())));
    assert_eq!(product(&["净水器 X3", "滤芯"]), Some(None));
    assert_eq!(product(&[]), Some(None));
}

#[test]
fn an_answer_that_changes_is_looked_for_again_by_the_callers_words() {
    let mut desk = in_call();
    says(&mut desk, &["还没收到"]);
    desk.find(vec![hit("旧")]);
    desk.push(LiveFact::ArticleChanged("a".into()));
    assert_eq!(desk.searches().last().map(|(_, query)| query.as_str()), Some("还没收到"));
    desk.find(vec![hit("新")]);
    assert_eq!(titles(&desk), ["新"]);
}

#[test]
fn guesses_are_told_from_answers() {
    let mut desk = Desk::open();
    desk.press("/").type_in("没");
    assert!(!desk.model.knowledge.only_guesses(), "while they are awaited");
    desk.find(vec![Hit { score: GOOD_SCORE - 1, ..hit("像") }, hit("更不像")]);
    assert!(desk.model.knowledge.only_guesses());
    desk.type_in("到").find(vec![hit("是")]);
    assert!(!desk.model.knowledge.only_guesses());
    desk.type_in("x").find(vec![]);
    assert!(!desk.model.knowledge.only_guesses(), "there is nothing to guess by");
}

#[test]
fn letters_and_digits_are_text_while_searching() {
    let mut desk = Desk::open();
    desk.press("/").type_in("a1n");
    assert_eq!((desk.model.knowledge.query.text(), desk.model.layer()), ("a1n", Layer::Form));
}

#[test]
fn a_search_line_is_emptied_like_any_other() {
    let mut desk = Desk::open();
    desk.press("/").type_in("没到").find(vec![hit("a"), hit("b")]).press("Down C-u");
    assert_eq!(desk.model.knowledge.query.text(), "");
}

#[test]
fn a_ring_does_not_disturb_a_search() {
    let mut desk = Desk::open();
    desk.press("/").type_in("没");
    desk.push(LiveFact::CallRinging(Box::new(ring("c1", known(vec![])))));
    desk.type_in("到");
    assert_eq!(desk.model.knowledge.query.text(), "没到");
}

#[test]
fn newer_answers_wait_while_the_agent_reads() {
    let mut desk = in_call();
    says(&mut desk, &["还没收到"]);
    desk.find(vec![hit("a"), hit("b")]).press("A-3 j");
    says(&mut desk, &["还没收到", "要退货"]);
    desk.find(vec![hit("c")]);
    assert_eq!((titles(&desk), desk.model.knowledge.cursor), (vec!["a".into(), "b".into()], 1));
    desk.press("Esc");
    assert_eq!(titles(&desk), ["c"]);
}

#[test]
fn a_digit_opens_the_answer_that_was_read_beside_it_though_the_caller_goes_on() {
    let mut desk = in_call();
    says(&mut desk, &["还没收到"]);
    desk.find(vec![hit("a"), hit("b")]).press("A-3");
    says(&mut desk, &["还没收到", "要退货"]);
    desk.find(vec![hit("c")]).press("1");
    let open = desk.model.knowledge.open.as_ref().map(|open| open.article.title.as_str());
    assert_eq!(open, Some("a"));
}

#[test]
fn answers_that_waited_under_the_keys_come_when_the_keys_go_elsewhere_or_with_esc() {
    for leaving in ["A-1", "Esc"] {
        let mut desk = in_call();
        says(&mut desk, &["还没收到"]);
        desk.find(vec![hit("a"), hit("b")]).press("A-3");
        says(&mut desk, &["还没收到", "要退货"]);
        desk.find(vec![hit("c")]);
        assert_eq!(titles(&desk), ["a", "b"]);
        desk.press(leaving);
        assert_eq!(titles(&desk), ["c"], "{leaving}");
        assert_eq!(desk.searches().len(), 2, "{leaving}: they are here already");
    }
}

#[test]
fn answers_that_were_on_their_way_when_the_keys_came_wait_too() {
    let mut desk = in_call();
    says(&mut desk, &["还没收到"]);
    desk.find(vec![hit("a"), hit("b")]);
    says(&mut desk, &["还没收到", "要退货"]);
    desk.press("A-3");
    assert!(!desk.model.knowledge.has_newer(), "nothing is announced before it is here");
    desk.find(vec![hit("c")]);
    assert_eq!((titles(&desk), desk.model.knowledge.has_newer()), (vec!["a".into(), "b".into()], true));
    assert_eq!(desk.model.knowledge.searched(), "还没收到", "what is on screen was found by this");
    desk.press("Esc");
    assert_eq!((titles(&desk), desk.model.knowledge.has_newer()), (vec!["c".into()], false));
    assert!(desk.model.knowledge.searched().contains("要退货"));
}

#[test]
fn answers_on_their_way_take_no_esc_from_what_it_is_meant_for() {
    let mut desk = in_call();
    says(&mut desk, &["还没收到"]);
    desk.find(vec![hit("a")]).press("A-3");
    says(&mut desk, &["还没收到", "要退货"]);
    desk.press("Esc");
    assert_eq!((desk.model.focus, titles(&desk)), (Pane::Queue, vec!["a".into()]));
    desk.find(vec![hit("c")]);
    assert_eq!(titles(&desk), ["c"]);
}

#[test]
fn what_was_typed_is_shown_though_the_line_was_left_before_it_was_found() {
    let mut desk = Desk::open();
    desk.press("/").type_in("没").find(vec![hit("a"), hit("b")]);
    desk.type_in("到").press("Esc").find(vec![hit("c")]);
    assert_eq!((titles(&desk), desk.model.knowledge.has_newer()), (vec!["c".into()], false));
}

#[test]
fn what_was_typed_waits_once_the_agent_chooses_from_what_is_there() {
    for (choosing, done) in [("Down", "Esc Esc"), ("Enter", "Esc Esc"), ("Esc j", "Esc"), ("Esc 2", "Esc Esc")] {
        let mut desk = Desk::open();
        desk.press("/").type_in("没").find(vec![hit("a"), hit("b")]);
        desk.type_in("到").press(choosing).find(vec![hit("c")]);
        let there = (titles(&desk), desk.model.knowledge.has_newer());
        assert_eq!(there, (vec!["a".into(), "b".into()], true), "{choosing}");
        desk.press(done);
        assert_eq!((titles(&desk), desk.model.knowledge.cursor), (vec!["c".into()], 0), "{choosing}");
    }
}

#[test]
fn what_is_typed_on_takes_the_place_of_what_waited() {
    let mut desk = Desk::open();
    desk.press("/").type_in("没").find(vec![hit("a"), hit("b")]);
    desk.type_in("到").press("Down").find(vec![hit("c")]).type_in("了");
    assert!(!desk.model.knowledge.has_newer());
    desk.find(vec![hit("d")]);
    assert_eq!((titles(&desk), desk.model.knowledge.has_newer()), (vec!["d".into()], false));
}

#[test]
fn what_was_typed_and_waits_is_not_lost_to_what_the_caller_says_next() {
    let mut desk = in_call();
    desk.press("/").type_in("没").find(vec![hit("a"), hit("b")]);
    desk.type_in("到").press("Down").find(vec![hit("c")]);
    says(&mut desk, &["要退货"]);
    desk.press("Esc Esc");
    assert_eq!(titles(&desk), ["c"]);
    desk.press("Esc");
    assert_eq!(desk.searches().last().map(|(_, query)| query.as_str()), Some("要退货"));
}

#[test]
fn an_answer_that_changes_waits_while_what_was_typed_is_under_the_keys() {
    let mut desk = Desk::open();
    desk.press("/").type_in("没到").find(vec![hit("a"), hit("b")]).press("Esc");
    desk.push(LiveFact::ArticleChanged("b".into())).find(vec![hit("b"), hit("a")]);
    assert_eq!((titles(&desk), desk.model.knowledge.has_newer()), (vec!["a".into(), "b".into()], true));
    desk.press("A-1");
    assert_eq!(titles(&desk), ["b", "a"]);
}

#[test]
fn moving_where_there_is_no_answer_keeps_none_back() {
    let mut desk = in_call();
    desk.press("A-3 j");
    says(&mut desk, &["还没收到"]);
    desk.find(vec![hit("a")]);
    assert_eq!(titles(&desk), ["a"]);
}

#[test]
fn a_pane_without_the_keys_or_without_answers_follows_the_caller() {
    let mut desk = in_call();
    desk.press("A-3");
    says(&mut desk, &["还没收到"]);
    desk.find(vec![hit("a")]);
    assert_eq!(titles(&desk), ["a"]);
    desk.press("A-1");
    says(&mut desk, &["还没收到", "要退货"]);
    desk.find(vec![hit("b")]);
    assert_eq!(titles(&desk), ["b"]);
}

#[test]
fn answers_that_waited_for_one_caller_are_not_shown_to_the_next() {
    let mut desk = in_call();
    says(&mut desk, &["还没收到"]);
    desk.find(vec![hit("a")]).press("A-3");
    says(&mut desk, &["还没收到", "要退货"]);
    desk.find(vec![hit("c")]);
    desk.push(LiveFact::CallChanged(Box::new(ended(call("c1")))));
    desk.push(LiveFact::CallRinging(Box::new(ring("c2", known(vec![])))));
    assert_eq!((titles(&desk), &desk.model.knowledge.newer), (vec![], &None));
}

#[test]
fn an_emptied_search_line_gives_the_callers_answers_back() {
    let mut desk = in_call();
    says(&mut desk, &["还没收到"]);
    desk.find(vec![hit("caller")]).press("/").type_in("x");
    desk.find(vec![hit("typed")]).press("Backspace");
    assert_eq!(desk.searches().last().map(|(_, query)| query.as_str()), Some("还没收到"));
    desk.find(vec![hit("caller")]);
    assert_eq!(titles(&desk), ["caller"]);
}

#[test]
fn copying_the_best_answer_is_one_key() {
    let mut desk = in_call();
    says(&mut desk, &["还没收到"]);
    desk.find(vec![hit("快递一直没到怎么办")]).press("y");
    let copied = |wish: &Effect| matches!(wish, Effect::Copy { text } if **text == *"我马上查。\n快了");
    assert!(desk.wished(copied));
    assert_eq!(outcomes(&desk), [UseOutcome::Helped]);
}

#[test]
fn what_to_say_goes_into_the_note_and_no_internal_step() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("/").type_in("没到").find(vec![hit("快递")]);
    desk.press("Enter Esc A-1 i");
    let note = desk.typed().map(str::to_owned);
    assert_eq!(note.as_deref(), Some("我马上查。\n快了"));
}

#[test]
fn a_search_that_finds_nothing_is_reported_as_a_gap() {
    let mut desk = Desk::open();
    desk.press("/").type_in("冷僻").find(vec![]).press("Esc");
    assert_eq!(outcomes(&desk), [UseOutcome::Searched, UseOutcome::Nothing]);
}

fn reports(desk: &Desk) -> Vec<(UseOutcome, Option<String>, Option<FoundBy>)> {
    let report = |wish: &Effect| match wish {
        Effect::ReportUse { outcome, phrasing, passed_over, .. } => {
            Some((*outcome, phrasing.clone(), passed_over.clone()))
        }
        _ => None,
    };
    desk.wishes.iter().filter_map(report).collect()
}

fn said(title: &str, phrasing: &str, score: u8) -> Hit {
    Hit { phrasing: Some(phrasing.to_owned()), score, ..hit(title) }
}

#[test]
fn an_answer_that_helped_instead_of_the_first_tells_which_phrasing_misled() {
    let mut desk = in_call();
    says(&mut desk, &["还没收到"]);
    desk.find(vec![said("a", "没收到退款", 90), said("b", "没收到货", 80)]).press("A-3 j + +");
    let misled = FoundBy { article_id: "a".into(), phrasing: "没收到退款".into() };
    assert_eq!(reports(&desk), [(UseOutcome::Helped, Some("没收到货".into()), Some(misled))]);
}

#[test]
fn a_guess_that_stood_first_misled_nobody() {
    let mut desk = in_call();
    says(&mut desk, &["还没收到"]);
    desk.find(vec![said("a", "没收到退款", 20), said("b", "没收到货", 15)]).press("A-3 j +");
    assert_eq!(reports(&desk), [(UseOutcome::Helped, Some("没收到货".into()), None)]);
}

#[test]
fn a_search_that_was_left_unused_is_a_gap() {
    let mut desk = Desk::open();
    desk.press("/").type_in("冷僻").find(vec![hit("a")]).press("Esc");
    assert_eq!(outcomes(&desk), [UseOutcome::Searched]);
    desk.press("Esc");
    assert_eq!(outcomes(&desk), [UseOutcome::Searched, UseOutcome::Nothing]);
}

#[test]
fn a_search_that_led_to_an_answer_is_no_gap() {
    let mut desk = Desk::open();
    desk.press("/").type_in("冷僻").find(vec![hit("a")]).press("Enter Esc Esc");
    assert_eq!(outcomes(&desk), [UseOutcome::Opened]);
}

#[test]
fn what_a_caller_said_in_vain_is_a_gap_when_they_are_gone() {
    let mut desk = in_call();
    says(&mut desk, &["飞机上能用吗"]);
    desk.find(vec![said("a", "能用券吗", 20)]);
    desk.push(LiveFact::CallChanged(Box::new(ended(call("c1")))));
    assert_eq!(outcomes(&desk), [UseOutcome::Nothing]);
}

#[test]
fn the_answer_that_was_opened_for_a_ticket_is_named_when_it_is_closed() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("/").type_in("没到").find(vec![hit("快递")]);
    desk.press("Enter Esc A-1 r 1 Enter");
    let named = |wish: &Effect| matches!(wish, Effect::Command { command: TicketCommand::Resolve { article: Some(id), .. }, .. } if id.as_str() == "快递");
    assert!(desk.wished(named), "{:?}", desk.wishes);
}

#[test]
fn a_changed_answer_is_searched_again_unless_the_agent_is_choosing() {
    let mut desk = Desk::open();
    desk.press("/").type_in("没到").find(vec![hit("a"), hit("b")]);
    let before = desk.searches().len();
    desk.push(LiveFact::ArticleChanged("a".into()));
    assert_eq!(desk.searches().len(), before + 1);
    desk.find(vec![hit("a"), hit("b")]).press("Down");
    desk.push(LiveFact::ArticleChanged("a".into()));
    assert_eq!(desk.searches().len(), before + 1);
}

#[test]
fn only_a_lead_decides_on_phrasings() {
    let mut desk = Desk::open();
    desk.press("Space n");
    assert!(desk.model.overlays.is_empty() && !desk.model.toasts.is_empty());
}

#[test]
fn a_lead_accepts_with_one_key_and_declines_with_another() {
    let mut desk = Desk::open();
    desk.model.me.as_mut().unwrap().role = Role::Lead;
    desk.press("Space n");
    let case = |phrasing: &str| PhrasingCase {
        article_id: "a".into(),
        title: "快递".into(),
        lang: "zh-CN".into(),
        phrasing: phrasing.into(),
        standing: Standing::Proposed,
        agents: 1,
        at: now(),
    };
    let request = desk.wishes.iter().find_map(|wish| match wish {
        Effect::FetchPhrasings { request } => Some(*request),
        _ => None,
    });
    let result = Ok(vec![case("影子都没有"), case("你好在吗")]);
    desk.answer(Answer::Phrasings { request: request.unwrap(), result });
    desk.press("Enter X");
    let decided: Vec<_> = desk
        .wishes
        .iter()
        .filter_map(|wish| match wish {
            Effect::DecidePhrasing { phrasing, accept, .. } => Some((phrasing.as_str(), *accept)),
            _ => None,
        })
        .collect();
    assert_eq!(decided, [("影子都没有", true), ("你好在吗", false)]);
}

#[test]
fn pasting_what_the_customer_wrote_searches_for_it() {
    let mut desk = Desk::open();
    desk.send(crate::console::app::Msg::Paste("东西坏了\n怎么退".into()));
    assert_eq!(desk.searches().last().map(|(_, query)| query.as_str()), Some("东西坏了 怎么退"));
}
