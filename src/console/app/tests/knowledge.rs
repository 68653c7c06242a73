use super::desk::Desk;
use super::fixture::{call, hit, known, ring, saying, ticket};
use crate::console::app::effect::{Effect, UseOutcome};
use crate::console::app::message::{Answer, LiveFact};
use crate::console::keymap::Layer;

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
fn letters_and_digits_are_text_while_searching() {
    let mut desk = Desk::open();
    desk.press("/").type_in("a1n");
    assert_eq!((desk.model.knowledge.query.text(), desk.model.layer()), ("a1n", Layer::Form));
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
    let copied = |wish: &Effect| matches!(wish, Effect::Copy { text } if text == "快递一直没到怎么办\n1. 用查轨迹看最后一次扫描");
    assert!(desk.wished(copied));
    assert_eq!(outcomes(&desk), [UseOutcome::Helped]);
}

#[test]
fn an_answer_goes_into_the_note_of_the_ticket() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("/").type_in("没到").find(vec![hit("快递")]);
    desk.press("Enter Esc A-1 i");
    let note = desk.typed().map(str::to_owned);
    assert_eq!(note.as_deref(), Some("快递\n1. 用查轨迹看最后一次扫描"));
}

#[test]
fn a_search_that_finds_nothing_is_reported_as_a_gap() {
    let mut desk = Desk::open();
    desk.press("/").type_in("冷僻").find(vec![]).press("Esc");
    assert_eq!(outcomes(&desk), [UseOutcome::Nothing]);
}

#[test]
fn pasting_what_the_customer_wrote_searches_for_it() {
    let mut desk = Desk::open();
    desk.send(crate::console::app::Msg::Paste("东西坏了\n怎么退".into()));
    assert_eq!(desk.searches().last().map(|(_, query)| query.as_str()), Some("东西坏了 怎么退"));
}
