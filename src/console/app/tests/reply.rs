use chrono::TimeDelta;

use super::desk::Desk;
use super::fixture::{known, ring, ticket};
use crate::console::app::Msg;
use crate::console::app::effect::{DraftId, Effect, TicketCommand};
use crate::console::app::message::LiveFact;
use crate::console::app::model::form::Form;
use crate::console::app::problem::{Problem, ProblemKind};
use crate::console::keymap::Action;
use crate::domain::interaction::{Channel, Direction, Interaction, Outcome};

/// 王建国 wrote on WeChat just now.
fn wrote(desk: &Desk, words: &str) -> Interaction {
    Interaction {
        id: words.into(),
        customer_id: "wang".into(),
        channel: Channel::Wechat,
        direction: Direction::Inbound,
        at: desk.model.now,
        summary: words.to_owned(),
        outcome: Outcome::Unanswered,
        duration_s: None,
        agent: None,
        media: Vec::new(),
        call_id: None,
        ticket_id: None,
    }
}

fn sent(desk: &Desk) -> Vec<(String, Option<Channel>)> {
    let reply = |wish: &Effect| match wish {
        Effect::Command { command: TicketCommand::Reply { text, channel, .. }, .. } => Some((text.clone(), *channel)),
        _ => None,
    };
    desk.wishes.iter().filter_map(reply).collect()
}

/// The ticket of a caller whose profile is at hand.
fn talking() -> Desk {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.push(LiveFact::CallRinging(Box::new(ring("1", known(vec![ticket("a", 10)])))));
    desk
}

#[test]
fn words_for_the_customer_leave_after_ten_seconds_and_not_before() {
    let mut desk = talking();
    desk.press("m").type_in("已加急，今天到").press("C-s");
    assert!(desk.model.form.is_none());
    desk.later(TimeDelta::seconds(9));
    assert!(sent(&desk).is_empty());
    desk.later(TimeDelta::seconds(1));
    assert_eq!(sent(&desk), [("已加急，今天到".to_owned(), Some(Channel::Sms))]);
    assert!(
        desk.wished(|wish| matches!(wish, Effect::SaveDraft { draft: DraftId::Reply(_), text } if text.is_empty()))
    );
}

#[test]
fn within_ten_seconds_one_key_calls_them_back() {
    let mut desk = talking();
    desk.press("m").type_in("已加急").press("C-s").later(TimeDelta::seconds(5)).press("u");
    assert_eq!(desk.typed(), Some("已加急"));
    desk.later(TimeDelta::minutes(1));
    assert!(sent(&desk).is_empty());
}

#[test]
fn a_customer_who_writes_again_holds_what_was_on_its_way() {
    let mut desk = talking();
    desk.press("m").type_in("明天到").press("C-s");
    let again = wrote(&desk, "不用了，已经收到");
    desk.push(LiveFact::InteractionAdded(Box::new(again))).later(TimeDelta::minutes(1));
    assert!(sent(&desk).is_empty(), "it waits for the agent, however long");
    desk.press("u").press("C-s").later(TimeDelta::seconds(10));
    assert_eq!(sent(&desk).len(), 1, "seen, it goes");
}

#[test]
fn a_customer_who_writes_while_one_is_typing_is_read_first() {
    let mut desk = talking();
    desk.press("m").type_in("明天到");
    let again = wrote(&desk, "不用了");
    desk.push(LiveFact::InteractionAdded(Box::new(again))).press("C-s");
    assert!(desk.model.form.as_ref().is_some_and(|form| form.problem().is_some()));
    assert!(desk.model.outgoing.is_empty());
    desk.press("C-s");
    assert_eq!(desk.model.outgoing.len(), 1);
}

#[test]
fn a_note_is_never_sent_to_the_customer() {
    let mut desk = talking();
    desk.press("n").type_in("客户很急").press("C-s").later(TimeDelta::minutes(1));
    assert!(sent(&desk).is_empty());
    assert!(desk.wished(|wish| matches!(wish, Effect::Command { command: TicketCommand::Note { .. }, .. })));
}

#[test]
fn the_channel_is_the_customers_own_and_tab_takes_another() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    let mut pop = ring("1", known(vec![ticket("a", 10)]));
    let message = wrote(&desk, "在吗");
    if let crate::domain::profile::Caller::Known { profile } = &mut pop.caller {
        profile.interactions = vec![message];
    }
    desk.push(LiveFact::CallRinging(Box::new(pop)));
    desk.press("m").type_in("在的").press("C-s").later(TimeDelta::seconds(10));
    desk.press("m").type_in("稍等").press("Tab C-s").later(TimeDelta::seconds(10));
    assert_eq!(sent(&desk), [("在的".to_owned(), Some(Channel::Wechat)), ("稍等".to_owned(), Some(Channel::Sms))]);
}

#[test]
fn a_reply_the_server_holds_comes_back_with_its_words() {
    let mut desk = talking();
    desk.press("m").type_in("明天到").press("C-s").later(TimeDelta::seconds(10));
    desk.confirm(Err(Problem::of(ProblemKind::Refused).saying("the customer has written again")));
    assert_eq!(desk.said(), ["toast-refused"]);
    desk.press("m");
    assert_eq!(desk.typed(), Some("明天到"));
}

#[test]
fn leaving_within_ten_seconds_keeps_the_words_as_a_draft() {
    let mut desk = talking();
    desk.press("m").type_in("明天到").press("C-s");
    desk.send(Msg::Run(Action::AppQuit));
    assert!(!desk.model.quitting, "it asks first");
    assert_eq!(desk.model.drafts.get(&DraftId::Reply("a".into())).map(String::as_str), Some("明天到"));
}

#[test]
fn an_empty_message_does_not_leave() {
    let mut desk = talking();
    desk.press("m C-s");
    assert!(matches!(&desk.model.form, Some(Form::Reply(form)) if form.problem.is_some()));
    assert!(desk.model.outgoing.is_empty());
}
