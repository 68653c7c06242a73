use serde_json::{Value, json};

use super::desk::Desk;
use super::fixture::{customer, known, ring, ticket};
use crate::console::app::Msg;
use crate::console::app::effect::{ContactFields, DraftId, Effect, TicketCommand};
use crate::console::app::message::{Answer, LiveFact};
use crate::console::app::model::overlay::{Conflict, Overlay};
use crate::console::app::problem::{Problem, ProblemKind};
use crate::console::keymap::Action;
use crate::domain::customer::Customer;
use crate::domain::ids::TicketId;
use crate::domain::root_cause::Catalogue;
use crate::domain::ticket::lifecycle::TicketEdit;
use crate::domain::ticket::{Pending, RootCauseTag, Ticket, TicketStatus};

fn stale(current: &impl serde::Serialize) -> Problem {
    Problem { current: serde_json::to_value(current).ok(), ..Problem::of(ProblemKind::Stale) }
}

/// The commands that were sent, each with the version it insists on.
fn sent(desk: &Desk) -> Vec<(Option<u64>, TicketCommand)> {
    let command = |wish: &Effect| match wish {
        Effect::Command { version, command, .. } => Some((*version, command.clone())),
        _ => None,
    };
    desk.wishes.iter().filter_map(command).collect()
}

fn conflict(desk: &Desk) -> Option<&Conflict> {
    match desk.model.overlays.last() {
        Some(Overlay::Conflict(conflict)) => Some(conflict),
        _ => None,
    }
}

/// Time to see what has come up.
fn look(desk: &mut Desk) -> &mut Desk {
    desk.later(chrono::TimeDelta::seconds(1))
}

/// The subject is being changed, and sent.
fn edited(subject: &str) -> Desk {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("E C-u").type_in(subject).press("C-s");
    desk
}

fn edit(fields: TicketEdit) -> TicketCommand {
    TicketCommand::Edit(fields)
}

fn subject(text: &str) -> TicketEdit {
    TicketEdit { subject: Some(text.into()), ..TicketEdit::default() }
}

#[test]
fn a_note_of_a_colleague_does_not_stand_in_the_way_of_a_command() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("p").type_in("等照片").press("C-s");
    desk.confirm(Err(stale(&Ticket { version: 7, ..ticket("a", 10) })));
    assert!(conflict(&desk).is_none());
    let pend = TicketCommand::Pend { reason: "等照片".into(), until: None };
    assert_eq!(sent(&desk), [(Some(3), pend.clone()), (Some(7), pend)]);
    assert_eq!(desk.said(), ["toast-merged"]);
}

#[test]
fn of_two_who_let_a_ticket_wait_the_second_sees_both_and_decides() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("p").type_in("等照片").press("C-s");
    let pending = Some(Pending { reason: "等发票".into(), since: super::fixture::now(), until: None });
    desk.confirm(Err(stale(&Ticket { version: 7, pending, status: TicketStatus::Pending, ..ticket("a", 10) })));
    let open = conflict(&desk).expect("both versions");
    let fields: Vec<&str> = open.fields.iter().map(|field| field.field.as_str()).collect();
    assert_eq!((fields, open.text.as_deref()), (vec!["pending"], Some("等照片")));
    desk.press("2 Enter");
    assert_eq!(sent(&desk).len(), 1, "a key meant for what lay there before does not decide");
    look(&mut desk).press("Enter");
    assert_eq!(sent(&desk).len(), 1, "nothing is chosen");
    desk.press("2 Enter");
    assert!(matches!(&sent(&desk)[..], [_, (Some(7), TicketCommand::Pend { .. })]));
    assert!(conflict(&desk).is_none());
}

#[test]
fn deciding_later_keeps_the_text_as_a_draft() {
    for keys in ["Esc", "3 Enter"] {
        let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
        desk.press("p").type_in("等照片").press("C-s");
        let pending = Some(Pending { reason: "等发票".into(), since: super::fixture::now(), until: None });
        desk.confirm(Err(stale(&Ticket { version: 7, pending, status: TicketStatus::Pending, ..ticket("a", 10) })));
        look(&mut desk).press(keys);
        assert_eq!(desk.model.drafts.get(&DraftId::Pend(TicketId::new("a"))).map(String::as_str), Some("等照片"));
        assert_eq!((desk.model.outbox.unconfirmed(), sent(&desk).len()), (0, 1));
    }
}

#[test]
fn what_is_so_already_is_not_done_again() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("c 1 Enter");
    let [(_, TicketCommand::Close { root_cause: Some(tag), .. })] = &sent(&desk)[..] else { panic!("closed") };
    let root_cause = Some(RootCauseTag { id: tag.id.clone(), note: None });
    desk.confirm(Err(stale(&Ticket { version: 7, status: TicketStatus::Closed, root_cause, ..ticket("a", 10) })));
    assert_eq!((desk.said(), sent(&desk).len()), (vec!["toast-so-already"], 1));
    assert_eq!(desk.model.outbox.unconfirmed(), 0);
}

#[test]
fn another_root_cause_is_decided_about() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("c 1 Enter");
    let [(_, TicketCommand::Close { root_cause: Some(mine), .. })] = &sent(&desk)[..] else { panic!("closed") };
    let other = Catalogue::built_in().all().iter().map(|cause| &cause.id).find(|id| **id != mine.id).expect("another");
    let root_cause = Some(RootCauseTag { id: other.clone(), note: None });
    desk.confirm(Err(stale(&Ticket { version: 7, status: TicketStatus::Resolved, root_cause, ..ticket("a", 10) })));
    let fields: Vec<&str> = conflict(&desk).expect("both").fields.iter().map(|field| field.field.as_str()).collect();
    assert_eq!(fields, ["root_cause", "status"]);
    look(&mut desk).press("2 Enter");
    assert!(matches!(&sent(&desk)[..], [_, (Some(7), TicketCommand::Close { .. })]));
}

#[test]
fn a_ticket_owned_by_somebody_else_meanwhile_gives_the_words_back() {
    let zhou = super::fixture::agent("zhou", "周岚").reference();
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("p").type_in("等照片").press("C-s");
    desk.confirm(Err(stale(&Ticket { version: 7, assignee: Some(zhou), ..ticket("a", 10) })));
    assert_eq!((desk.said(), sent(&desk).len()), (vec!["refusal-already-owned"], 1));
    assert!(desk.wished(|wish| matches!(wish, Effect::SaveDraft { text, .. } if text == "等照片")));
}

#[test]
fn a_subject_is_changed_in_three_keys_and_on_screen_at_once() {
    let desk = edited("改期");
    assert_eq!(sent(&desk), [(Some(3), edit(subject("改期")))]);
    assert_eq!(desk.rows(), ["改期"]);
}

#[test]
fn choices_turn_by_arrows_and_digits() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("E Tab 1 Tab Right C-s");
    let [(_, TicketCommand::Edit(fields))] = &sent(&desk)[..] else { panic!("sent") };
    assert_eq!(fields.priority, Some(1));
    assert!(fields.problem_type.as_ref().is_some_and(|kind| kind.as_str() != "fulfilment_exception"));
    assert_eq!((&fields.subject, &fields.queue), (&None, &None), "only what changed is sent");
}

#[test]
fn an_unchanged_or_emptied_ticket_is_not_sent() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("E C-s");
    assert!(desk.model.form.as_ref().is_some_and(|form| form.problem().is_some()));
    desk.press("C-u C-s");
    assert!(sent(&desk).is_empty());
    assert_eq!(desk.model.form.as_ref().and_then(|form| form.problem()).map(|why| why.key), Some("refusal-empty"));
}

#[test]
fn what_only_one_side_changed_merges_by_itself() {
    let mut desk = edited("改期");
    desk.confirm(Err(stale(&Ticket { version: 7, priority: 1, ..ticket("a", 10) })));
    assert!(conflict(&desk).is_none());
    assert_eq!(sent(&desk).last(), Some(&(Some(7), edit(subject("改期")))));
    desk.confirm(Ok(Ticket { version: 8, priority: 1, subject: "改期".into(), ..ticket("a", 10) }));
    assert!(!desk.model.drafts.contains_key(&DraftId::Edit("a".into())));
}

#[test]
fn a_field_that_both_changed_is_decided_by_one_key() {
    for (key, becomes) in [("1", Some("a")), ("2", Some("改期")), ("3", None)] {
        let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
        desk.press("E C-u").type_in("改期").press("Tab 5 C-s");
        desk.confirm(Err(stale(&Ticket { version: 7, subject: "改址".into(), ..ticket("a", 10) })));
        let open = conflict(&desk).expect("both versions");
        let versions: Vec<[&Value; 3]> =
            open.fields.iter().map(|field| [&field.base, &field.mine, &field.theirs]).collect();
        assert_eq!(versions, [[&json!("a"), &json!("改期"), &json!("改址")]]);
        look(&mut desk).press(key).press("Enter");
        let fields = TicketEdit { priority: Some(5), subject: becomes.map(str::to_owned), ..TicketEdit::default() };
        assert_eq!(sent(&desk).last(), Some(&(Some(7), edit(fields))), "{key}");
    }
}

#[test]
fn an_edit_begun_on_an_old_version_does_not_write_over_what_was_pushed_meanwhile() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("E");
    let pushed = super::fixture::change(7, "subject", &json!("改址"));
    desk.push(LiveFact::TicketChanged { id: "a".into(), fields: pushed });
    desk.press("C-u").type_in("改期").press("C-s");
    assert_eq!(sent(&desk), [(Some(3), edit(subject("改期")))], "with the version the form was opened on");
}

#[test]
fn a_form_is_decided_on_the_ticket_it_was_opened_on() {
    for (field, to, version) in [
        ("pending", json!({"reason": "等发票", "since": super::fixture::now(), "until": null}), 3),
        ("priority", json!(1), 7),
    ] {
        let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
        desk.press("p").type_in("等照片");
        let fields = super::fixture::change(7, field, &to);
        desk.push(LiveFact::TicketChanged { id: "a".into(), fields }).press("C-s");
        let pend = TicketCommand::Pend { reason: "等照片".into(), until: None };
        assert_eq!(sent(&desk), [(Some(version), pend)], "{field}: what does not touch it is no matter");
    }
}

#[test]
fn an_edit_that_is_left_or_refused_is_there_again() {
    let mut desk = edited("改期");
    desk.confirm(Err(Problem::of(ProblemKind::Forbidden))).press("E");
    assert_eq!(desk.typed(), Some("改期"));
    desk.press("Esc E");
    assert_eq!(desk.typed(), Some("改期"));
}

fn saved(desk: &Desk) -> Vec<(Option<u64>, ContactFields)> {
    let contact = |wish: &Effect| match wish {
        Effect::SaveContact { version, fields, .. } => Some((*version, fields.clone())),
        _ => None,
    };
    desk.wishes.iter().filter_map(contact).collect()
}

fn contact(theirs: &Customer) -> Desk {
    let mut desk = Desk::open();
    desk.push(LiveFact::CallRinging(Box::new(ring("c1", known(vec![])))));
    desk.press("A-2 s Tab").type_in("已安装").press("C-s");
    let write = desk.last_write();
    desk.answer(Answer::ContactSaved { write, result: Err(stale(theirs)) });
    desk
}

#[test]
fn contacts_merge_like_tickets() {
    let desk = contact(&Customer { version: 9, city: Some("宁波".into()), ..customer() });
    let (version, fields) = saved(&desk).pop().expect("sent again");
    assert_eq!((version, fields), (Some(9), saved(&desk)[0].1.clone()));
    assert_eq!(desk.said(), ["toast-merged-contact"]);
}

#[test]
fn a_contact_that_both_changed_is_decided_about_and_stays_a_draft_until_then() {
    let theirs = Customer { version: 9, stage: Some("已退货".into()), ..customer() };
    let mut desk = contact(&theirs);
    assert!(conflict(&desk).is_some());
    look(&mut desk).press("Esc");
    assert!(desk.model.drafts.contains_key(&DraftId::Contact(customer().id)));
    for (key, sent_again) in [("2", true), ("3", false)] {
        let mut desk = contact(&theirs);
        look(&mut desk).press(key).press("Enter");
        assert_eq!(saved(&desk).len(), if sent_again { 2 } else { 1 });
        assert_eq!(desk.model.drafts.contains_key(&DraftId::Contact(customer().id)), sent_again);
    }
}

#[test]
fn the_panel_waits_until_nothing_is_typed() {
    let mut desk = edited("改期");
    desk.press("n").type_in("先记");
    desk.answer(Answer::Written {
        write: desk
            .wishes
            .iter()
            .find_map(|wish| match wish {
                Effect::Command { write, .. } => Some(write.clone()),
                _ => None,
            })
            .expect("sent"),
        result: Err(stale(&Ticket { version: 7, subject: "改址".into(), ..ticket("a", 10) })),
    });
    assert!(conflict(&desk).is_none());
    desk.type_in("一笔").send(Msg::Run(Action::FormSubmit));
    assert!(conflict(&desk).is_some());
}

#[test]
fn a_draft_is_gone_on_with_on_the_ticket_it_was_begun_on() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("E Tab 1 Esc");
    let fields = super::fixture::change(7, "subject", &json!("改址"));
    desk.push(LiveFact::TicketChanged { id: "a".into(), fields });
    desk.press("E C-s");
    let fields = TicketEdit { priority: Some(1), ..TicketEdit::default() };
    assert_eq!(sent(&desk), [(Some(7), edit(fields))], "the subject, which was not touched, stays the colleague's");
    let mut desk = edited("改期");
    desk.confirm(Err(Problem::of(ProblemKind::Forbidden)));
    let fields = super::fixture::change(7, "subject", &json!("改址"));
    desk.push(LiveFact::TicketChanged { id: "a".into(), fields }).press("E C-s");
    assert_eq!(
        sent(&desk).last(),
        Some(&(Some(3), edit(subject("改期")))),
        "with what it was begun on: both are shown"
    );
}

#[test]
fn of_two_own_changes_under_way_the_last_one_holds_and_a_colleagues_is_not_written_over() {
    let mut desk = edited("改期");
    let first = desk.last_write();
    desk.press("E C-u").type_in("改到周六").press("C-s");
    let second = desk.last_write();
    assert_eq!(sent(&desk).last(), Some(&(Some(3), edit(subject("改到周六")))));
    let theirs = Ticket { version: 7, priority: 1, ..ticket("a", 10) };
    desk.answer(Answer::Written { write: first, result: Err(stale(&theirs)) });
    desk.answer(Answer::Written { write: second.clone(), result: Err(stale(&theirs)) });
    assert!(conflict(&desk).is_none(), "what stands there is what the own change before it began with");
    assert_eq!(sent(&desk).last(), Some(&(Some(7), edit(subject("改到周六")))));
    let mut desk = edited("改期");
    desk.press("E C-u").type_in("改到周六").press("C-s");
    let second = desk.last_write();
    let theirs = Ticket { version: 7, subject: "改址".into(), ..ticket("a", 10) };
    desk.answer(Answer::Written { write: second, result: Err(stale(&theirs)) });
    assert!(conflict(&desk).is_some());
}

#[test]
fn a_write_that_says_nothing_of_what_it_changes_is_refused_and_not_called_done() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.press("p").type_in("等照片").press("C-s");
    desk.model.outbox.commands[0].changes.clear();
    desk.confirm(Err(stale(&Ticket { version: 7, ..ticket("a", 10) })));
    assert_eq!(desk.said(), ["toast-refused"]);
    assert!(desk.wished(|wish| matches!(wish, Effect::SaveDraft { text, .. } if text == "等照片")));
}

#[test]
fn what_is_typed_while_an_earlier_change_lands_stays() {
    let mut desk = edited("改期");
    let first = desk.last_write();
    desk.press("E C-u").type_in("改到周六");
    let landed = Box::new(Ticket { version: 4, subject: "改期".into(), ..ticket("a", 10) });
    desk.answer(Answer::Written { write: first, result: Ok(landed) });
    assert!(desk.model.drafts.get(&DraftId::Edit("a".into())).is_some_and(|draft| draft.contains("改到周六")));
}
