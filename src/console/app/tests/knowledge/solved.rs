use super::{outcomes, reports, said};
use crate::console::app::effect::{Effect, TicketCommand, UseOutcome};
use crate::console::app::tests::desk::Desk;
use crate::console::app::tests::fixture::ticket;
use crate::domain::article::Hit;
use crate::domain::phrasing::{Found, FoundBy};

/// The tickets "a", "b" and "c" in the queue, and two answers to what was searched, of which the second is opened for "a".
fn opened() -> Desk {
    let mut desk = three();
    desk.press("/").type_in("没到").find(both()).press("Down Enter");
    desk
}

fn three() -> Desk {
    Desk::with_queue(vec![ticket("a", 10), ticket("b", 20), ticket("c", 30)])
}

fn both() -> Vec<Hit> {
    vec![said("退款", "没收到退款", 90), said("快递", "没收到货", 80)]
}

/// How that was found.
fn second() -> Found {
    let first = FoundBy { article_id: "退款".into(), phrasing: "没收到退款".into() };
    Found { phrasing: Some("没收到货".into()), passed_over: Some(first) }
}

/// The tickets that were solved, and how it says that the answers were found.
fn solved(desk: &Desk) -> Vec<(String, Option<Found>)> {
    let solve = |wish: &Effect| match wish {
        Effect::Command { ticket, command: TicketCommand::Resolve { found, .. }, .. } => {
            Some((ticket.to_string(), found.clone()))
        }
        _ => None,
    };
    desk.wishes.iter().filter_map(solve).collect()
}

#[test]
fn a_solved_ticket_tells_which_phrasing_helped_and_which_misled() {
    let mut desk = opened();
    desk.press("Esc A-1 r 1 Enter");
    assert_eq!(solved(&desk), [("a".to_owned(), Some(second()))]);
    desk.press("A-3 + y");
    assert_eq!(outcomes(&desk), [UseOutcome::Opened], "it was told");
}

#[test]
fn what_a_key_has_told_a_solved_ticket_does_not_tell_again() {
    let mut desk = opened();
    desk.press("+ Esc A-1 r 1 Enter");
    assert_eq!(solved(&desk), [("a".to_owned(), None)]);
    let Found { phrasing, passed_over } = second();
    assert_eq!(reports(&desk)[1..], [(UseOutcome::Helped, phrasing, passed_over)]);
}

#[test]
fn what_a_key_has_told_while_another_ticket_was_at_hand_is_not_told_again() {
    let mut desk = opened();
    desk.press("Esc A-1 j y k r 1 Enter");
    assert_eq!(outcomes(&desk), [UseOutcome::Opened, UseOutcome::Helped]);
    assert_eq!(solved(&desk), [("a".to_owned(), None)]);
}

#[test]
fn each_of_two_tickets_that_one_search_solved_tells_it() {
    let mut desk = opened();
    desk.press("Esc A-1 j A-3 Enter Esc A-1 r 1 Enter A-1 k r 1 Enter");
    assert_eq!(solved(&desk), [("b".to_owned(), Some(second())), ("a".to_owned(), Some(second()))]);
}

#[test]
fn what_a_key_has_told_is_not_told_again_by_the_second_of_two_tickets_that_end() {
    let mut desk = opened();
    desk.press("Esc A-1 j j A-3 Enter Esc A-1 k y k r 1 Enter A-1 j j r 1 Enter");
    assert_eq!(outcomes(&desk), [UseOutcome::Opened, UseOutcome::Opened, UseOutcome::Helped]);
    assert_eq!(solved(&desk), [("a".to_owned(), None), ("c".to_owned(), None)]);
}

#[test]
fn what_a_key_has_told_is_not_told_again_by_a_key_after_another_ticket_ended() {
    let mut desk = three();
    desk.press("j /").type_in("运费").find(vec![said("运费", "谁出运费", 90)]).press("Enter Esc A-1 k / C-u");
    desk.type_in("没到").find(both()).press("Down Esc +");
    let told = [UseOutcome::Opened, UseOutcome::Searched, UseOutcome::Helped];
    assert_eq!(outcomes(&desk), told);
    desk.press("A-1 j r 1 Enter");
    let found = Found { phrasing: Some("谁出运费".into()), passed_over: None };
    assert_eq!(solved(&desk), [("b".to_owned(), Some(found))]);
    desk.press("A-1 k +");
    assert_eq!(outcomes(&desk), told, "it was told");
}

#[test]
fn what_the_end_of_one_ticket_has_told_a_key_tells_for_another() {
    let mut desk = opened();
    desk.press("Esc A-1 r 1 Enter A-1 j + r 1 Enter");
    let Found { phrasing, passed_over } = second();
    assert_eq!(reports(&desk)[1..], [(UseOutcome::Helped, phrasing, passed_over)]);
    assert_eq!(solved(&desk), [("a".to_owned(), Some(second())), ("b".to_owned(), None)]);
}
