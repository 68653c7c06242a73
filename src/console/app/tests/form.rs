use super::desk::Desk;
use super::fixture::{ring, ticket};
use crate::console::app::Msg;
use crate::console::app::effect::{DraftId, Effect, TicketCommand};
use crate::console::app::message::{Answer, LiveFact, Restored};
use crate::console::app::model::Pane;
use crate::console::app::model::overlay::Overlay;
use crate::domain::ids::TicketId;
use crate::domain::profile::Caller;

#[test]
fn a_note_is_one_key_the_words_and_one_key() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("n").type_in("第一行\n第二行").press("C-s");
    let sent = |wish: &Effect| matches!(wish, Effect::Command { command: TicketCommand::Note { text }, .. } if text == "第一行\n第二行");
    assert!(desk.wished(sent));
}

#[test]
fn every_key_of_a_note_is_kept_safe() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("n").type_in("客户");
    let saved = |wish: &Effect| matches!(wish, Effect::SaveDraft { text, .. } if text == "客户");
    assert!(desk.wished(saved));
}

#[test]
fn a_draft_stays_with_its_ticket() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10), ticket("b", 20)]);
    desk.press("n").type_in("给甲").press("Esc A-1 j n");
    assert_eq!(desk.typed(), Some(""));
    desk.type_in("给乙").press("Esc A-1 k n");
    assert_eq!(desk.typed(), Some("给甲"));
}

#[test]
fn a_draft_of_the_last_run_comes_back() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    let drafts = vec![(DraftId::Note(TicketId::new("a")), "昨天写的".to_owned())];
    desk.send(Msg::Restored(Restored { drafts, ..Restored::default() })).press("n");
    assert_eq!(desk.typed(), Some("昨天写的"));
}

#[test]
fn a_sent_note_leaves_no_draft_and_its_command_is_safe_first() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("n").type_in("好").press("C-s");
    assert!(desk.model.drafts.is_empty());
    let sent = desk.wishes.iter().position(|wish| matches!(wish, Effect::Command { .. }));
    let forgotten =
        desk.wishes.iter().position(|wish| matches!(wish, Effect::SaveDraft { text, .. } if text.is_empty()));
    assert!(sent < forgotten);
}

#[test]
fn an_empty_note_is_not_sent() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("n C-s");
    assert!(desk.model.form.as_ref().is_some_and(|form| form.problem().is_some()));
    assert!(!desk.wished(|wish| matches!(wish, Effect::Command { .. })));
}

#[test]
fn pasted_text_comes_in_clean() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("n").send(Msg::Paste("单号\u{1b}[31m SF1\r\n第二行\u{202e}".into()));
    assert_eq!(desk.typed(), Some("单号 SF1\n第二行"));
}

#[test]
fn keys_that_move_in_a_pane_edit_in_a_form() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10), ticket("b", 20)]);
    desk.press("n").type_in("错了").press("C-u");
    assert_eq!((desk.typed(), desk.selected().as_str()), (Some(""), "a"));
}

#[test]
fn quitting_with_writes_under_way_asks_first() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("n").type_in("好").press("C-s C-q");
    assert!(!desk.model.quitting);
    desk.press("Enter");
    assert!(desk.model.quitting);
}

#[test]
fn leaving_with_a_half_written_note_asks_first() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("n").type_in("客户说").press("C-q");
    assert!(!desk.model.quitting && matches!(desk.model.overlays.last(), Some(Overlay::Ask { .. })));
    desk.press("C-q");
    assert_eq!(desk.model.overlays.len(), 1, "asked once");
    desk.press("Esc").type_in("明天来");
    assert_eq!(desk.typed(), Some("客户说明天来"));
}

#[test]
fn ctrl_c_in_a_form_leaves_the_form_and_keeps_its_draft() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("n").type_in("客户说").press("C-c");
    assert!(desk.model.form.is_none() && !desk.model.quitting);
    desk.press("n");
    assert_eq!(desk.typed(), Some("客户说"));
}

#[test]
fn on_a_small_terminal_every_form_is_on_screen() {
    for (key, pane) in [("n", Pane::Middle), ("p", Pane::Middle), ("r", Pane::Knowledge)] {
        let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
        desk.resize(80, 24).press(key);
        assert!(desk.model.form.is_some(), "{key}");
        assert_eq!(desk.model.tab(), pane, "{key}");
    }
    let mut desk = Desk::open();
    desk.resize(80, 24).push(LiveFact::CallRinging(Box::new(ring("c1", Caller::Unknown))));
    desk.press("A-1 F6");
    assert_eq!(desk.model.tab(), Pane::Middle);
}

#[test]
fn a_sign_of_an_input_method_where_nothing_is_typed_gets_a_hint() {
    let mut desk = Desk::open();
    desk.type_in("快");
    assert_eq!(desk.said(), ["toast-input-method"]);
    desk.press("/").type_in("快");
    assert_eq!(desk.model.knowledge.query.text(), "快");
}

#[test]
fn a_step_of_typing_is_taken_back_and_again() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("n").type_in("ask them").press("C-z");
    assert_eq!(desk.typed(), Some("ask "));
    desk.press("C-r");
    assert_eq!(desk.typed(), Some("ask them"));
    assert!(desk.wished(|wish| matches!(wish, Effect::SaveDraft { text, .. } if text == "ask ")), "kept safe as well");
}

#[test]
fn a_paste_never_sends_however_many_lines_it_has() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    for form in ["n", "m", "p", "R", "s", "a"] {
        desk.press(form).send(Msg::Paste("第一行\n第二行\r\n\n".into()));
        assert!(!desk.wished(|wish| matches!(wish, Effect::Command { .. } | Effect::CreateTicket { .. })), "{form}");
        desk.press("Esc");
    }
}

#[test]
fn the_users_editor_gives_the_text_back_into_the_note() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("n").type_in("草稿").press("F11");
    let asked = desk.wishes.iter().find_map(|wish| match wish {
        Effect::EditOutside { request, text } if text == "草稿" => Some(*request),
        _ => None,
    });
    let request = asked.expect("the editor is asked for");
    desk.answer(Answer::Edited { request, result: Ok("草稿\n写完了\n".into()) });
    assert_eq!(desk.typed(), Some("草稿\n写完了"));
    desk.press("C-z");
    assert_eq!(desk.typed(), Some("草稿"), "and that can be undone");
    desk.answer(Answer::Edited { request, result: Ok("zu spät".into()) });
    assert_eq!(desk.typed(), Some("草稿"));
}
