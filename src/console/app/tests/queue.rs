use chrono::TimeDelta;
use serde_json::json;

use super::desk::Desk;
use super::fixture::{agent, change, fields, now, ticket};
use crate::console::app::Msg;
use crate::console::app::effect::Effect;
use crate::console::app::message::{Answer, LiveFact};
use crate::console::app::model::queue::{PAGE, WINDOW};
use crate::domain::agent::{Agent, Role};
use crate::domain::ids::TicketId;
use crate::domain::ticket::view::TicketView;
use crate::domain::ticket::{Activity, Ticket, Viewer};

/// A page of a view of a hundred thousand, from that row on.
fn rows(from: usize) -> Vec<Ticket> {
    (from..from + PAGE).map(|row| ticket(&format!("t{row:06}"), row as i64)).collect()
}

/// Answers every page that is asked for, as a server with 100 000 tickets would.
fn serve(desk: &mut Desk) {
    while desk.model.queue.is_loading() {
        let cursor = desk.wishes.iter().rev().find_map(|wish| match wish {
            Effect::FetchTickets { cursor, .. } => Some(cursor.clone()),
            _ => None,
        });
        let from: usize = cursor.flatten().map_or(0, |cursor| cursor.parse().expect("a row"));
        let next = (from + PAGE).to_string();
        desk.wishes.retain(|wish| matches!(wish, Effect::FetchTickets { .. }));
        desk.page(rows(from), Some(&next));
    }
}

fn long_queue() -> Desk {
    let mut desk = Desk::connected();
    desk.send(Msg::Started);
    serve(&mut desk);
    desk
}

fn changed(id: &str, fields: crate::console::app::message::Fields) -> LiveFact {
    LiveFact::TicketChanged { id: TicketId::new(id), fields }
}

fn created(id: &str, due_in: i64) -> LiveFact {
    let fields = fields(&serde_json::to_value(ticket(id, due_in)).expect("a ticket"));
    LiveFact::TicketCreated { id: TicketId::new(id), fields }
}

#[test]
fn the_first_page_is_twenty_rows_and_the_rest_comes_as_one_scrolls() {
    let mut desk = Desk::connected();
    desk.send(Msg::Started);
    let first = |wish: &Effect| matches!(wish, Effect::FetchTickets { cursor: None, limit: 20, .. });
    assert!(desk.wished(first));
    desk.page(rows(0), Some("20"));
    for _ in 0..7 {
        desk.press("j");
    }
    let next = |wish: &Effect| matches!(wish, Effect::FetchTickets { cursor: Some(cursor), .. } if cursor == "20");
    assert!(desk.wished(next), "the next page is asked for before the end is reached");
}

#[test]
fn a_hundred_thousand_tickets_cost_no_more_than_a_window() {
    let mut desk = long_queue();
    for _ in 0..2_000 {
        desk.press("j");
        serve(&mut desk);
        assert!(desk.model.queue.rows.len() <= WINDOW + PAGE);
    }
    assert_eq!(desk.selected(), "t002000");
    assert_eq!(desk.model.queue.above + desk.model.queue.cursor, 2_000);
}

#[test]
fn rows_let_go_come_back_as_one_scrolls_up() {
    let mut desk = long_queue();
    for _ in 0..1_000 {
        desk.press("j");
        serve(&mut desk);
    }
    for _ in 0..1_000 {
        desk.press("k");
        serve(&mut desk);
        assert!(desk.model.queue.rows.len() <= WINDOW + 2 * PAGE);
    }
    assert_eq!((desk.selected().as_str(), desk.model.queue.above), ("t000000", 0));
    let mut sorted = desk.rows();
    sorted.sort();
    assert_eq!(desk.rows(), sorted);
}

#[test]
fn a_page_of_a_view_left_meanwhile_is_dropped() {
    let mut desk = Desk::connected();
    desk.send(Msg::Started);
    let (request, view) = desk.asked_page();
    desk.press("]");
    assert_eq!(desk.model.queue.view, TicketView::Unassigned);
    let page = crate::console::app::message::TicketPage { items: rows(0), next: None, total: None };
    desk.answer(Answer::Tickets { request, view, result: Ok(page) });
    assert!(desk.rows().is_empty());
}

#[test]
fn a_field_changed_elsewhere_appears_by_itself() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10), ticket("b", 20)]);
    desk.push(changed("a", change(4, "subject", &json!("手机未收到"))));
    assert_eq!(desk.rows(), ["手机未收到", "b"]);
}

#[test]
fn an_older_change_never_overwrites_a_newer_row() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.push(changed("a", change(5, "subject", &json!("new"))));
    desk.push(changed("a", change(4, "subject", &json!("old"))));
    assert_eq!(desk.rows(), ["new"]);
}

#[test]
fn a_page_read_before_a_change_but_arriving_after_it_is_brought_up_to_date() {
    let mut desk = Desk::connected();
    desk.send(Msg::Started);
    desk.push(changed("a", change(4, "subject", &json!("new"))));
    desk.push(changed("b", change(4, "status", &json!("closed"))));
    desk.page(vec![ticket("a", 10), ticket("b", 20)], None);
    assert_eq!(desk.rows(), ["new"]);
}

#[test]
fn the_cursor_stays_on_its_ticket_when_rows_move() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10), ticket("b", 20), ticket("c", 30)]);
    desk.press("j");
    let late = serde_json::to_value(ticket("a", 60).clocks).expect("clocks");
    desk.push(changed("a", change(4, "clocks", &late)));
    assert_eq!(desk.rows(), ["b", "c", "a"]);
    assert_eq!(desk.selected(), "b");
}

#[test]
fn a_ticket_taken_by_somebody_else_leaves_my_view_and_the_cursor_stays() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10), ticket("b", 20), ticket("c", 30)]);
    desk.press("j j");
    let zhou = serde_json::to_value(agent("zhou", "周岚").reference()).expect("an agent");
    desk.push(changed("a", change(4, "assignee", &zhou)));
    assert_eq!(desk.rows(), ["b", "c"]);
    assert_eq!(desk.selected(), "c");
}

#[test]
fn a_new_ticket_comes_in_at_its_place() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10), ticket("c", 30)]);
    desk.push(created("b", 20));
    assert_eq!(desk.rows(), ["a", "b", "c"]);
}

#[test]
fn a_page_read_before_a_ticket_came_does_not_take_it_away() {
    let mut desk = Desk::connected();
    desk.send(Msg::Started);
    desk.push(created("new", 15));
    desk.page(vec![ticket("a", 10), ticket("b", 20)], None);
    assert_eq!(desk.rows(), ["a", "new", "b"]);
}

#[test]
fn a_ticket_that_came_and_went_while_a_page_was_under_way_stays_away() {
    let mut desk = Desk::connected();
    desk.send(Msg::Started);
    desk.push(created("new", 15));
    let zhou = serde_json::to_value(agent("zhou", "周岚").reference()).expect("an agent");
    desk.push(changed("new", change(4, "assignee", &zhou)));
    desk.page(vec![ticket("a", 10), ticket("new", 15)], None);
    assert_eq!(desk.rows(), ["a"]);
}

#[test]
fn what_came_before_a_reset_is_what_the_next_page_says() {
    let mut desk = Desk::connected();
    desk.send(Msg::Started);
    desk.push(created("new", 15));
    desk.push(LiveFact::Reset);
    desk.page(vec![ticket("a", 10)], None);
    assert_eq!(desk.rows(), ["a"], "it may have been closed meanwhile");
}

#[test]
fn a_ticket_given_to_me_is_fetched_into_my_view() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    let me = serde_json::to_value(agent("lin", "林薇").reference()).expect("an agent");
    desk.push(changed("b", change(4, "assignee", &me)));
    let request = desk.wishes.iter().find_map(|wish| match wish {
        Effect::FetchTicket { request, .. } => Some(*request),
        _ => None,
    });
    let answer = Answer::Ticket {
        request: request.expect("asked"),
        ticket: TicketId::new("b"),
        result: Ok(Box::new(ticket("b", 5))),
    };
    desk.answer(answer);
    assert_eq!(desk.rows(), ["b", "a"]);
}

#[test]
fn who_else_has_a_ticket_open_is_shown_in_the_list() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    let viewer = Viewer { agent: agent("zhou", "周岚").reference(), activity: Activity::Viewing, since: now() };
    desk.push(LiveFact::TicketPresence { id: TicketId::new("a"), viewers: vec![viewer.clone()] });
    assert_eq!(desk.model.queue.selected().map(|ticket| ticket.viewers.clone()), Some(vec![viewer]));
}

#[test]
fn events_about_tickets_not_on_screen_paint_nothing() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.model.dirty = false;
    desk.push(changed("elsewhere", change(4, "subject", &json!("x"))));
    assert!(!desk.model.dirty);
}

#[test]
fn an_event_taken_in_before_changes_nothing() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.push(changed("a", change(4, "subject", &json!("new"))));
    desk.model.seq = 100;
    desk.push(changed("a", change(9, "subject", &json!("again"))));
    assert_eq!(desk.rows(), ["new"]);
}

#[test]
fn a_reset_fetches_everything_anew_and_keeps_what_is_shown_meanwhile() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    desk.push(LiveFact::Reset);
    assert_eq!(desk.rows(), ["a"]);
    assert!(desk.wished(|wish| matches!(wish, Effect::FetchTickets { .. })));
    assert!(desk.wished(|wish| matches!(wish, Effect::FetchCalls { .. })));
}

#[test]
fn badges_wake_the_desk_when_they_change_and_not_before() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    let wake = desk.model.next_wake().expect("a badge counts down");
    desk.model.dirty = false;
    desk.send(crate::console::app::Msg::Clock(wake - TimeDelta::milliseconds(1)));
    assert!(!desk.model.dirty);
    desk.send(crate::console::app::Msg::Clock(wake));
    assert!(desk.model.dirty);
}

#[test]
fn figures_of_the_status_line_are_asked_for_at_most_every_few_seconds() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    let request = crate::console::app::RequestId(999);
    desk.model.foot.counts.ask(request, now());
    desk.answer(Answer::Counts { request, result: Ok(crate::domain::ticket::view::TicketCounts::default()) });
    for version in 4..50 {
        desk.push(changed("a", change(version, "subject", &json!("x"))));
    }
    let asked = |desk: &Desk| desk.wishes.iter().filter(|wish| matches!(wish, Effect::FetchCounts { .. })).count();
    assert_eq!(asked(&desk), 0);
    desk.later(TimeDelta::seconds(5));
    assert_eq!(asked(&desk), 1);
}

#[test]
fn the_last_key_reaches_the_true_last_row() {
    let mut desk = Desk::connected();
    desk.send(Msg::Started);
    desk.page((0..20).map(|at| ticket(&format!("a{at:02}"), at)).collect(), Some("20"));
    desk.page((20..40).map(|at| ticket(&format!("a{at:02}"), at)).collect(), Some("40"));
    desk.press("End");
    assert!(desk.model.queue.to_end, "it says that it loads");
    desk.page((40..240).map(|at| ticket(&format!("b{at:03}"), at)).collect(), Some("240"));
    assert!(desk.model.queue.to_end);
    desk.page((240..250).map(|at| ticket(&format!("c{at}"), at)).collect(), None);
    assert_eq!((desk.selected().as_str(), desk.model.queue.to_end), ("c249", false));
}

#[test]
fn any_other_move_stops_the_way_to_the_last_row() {
    let mut desk = Desk::connected();
    desk.send(Msg::Started);
    desk.page((0..20).map(|at| ticket(&format!("a{at:02}"), at)).collect(), Some("20"));
    desk.press("End Up");
    assert!(!desk.model.queue.to_end);
}

#[test]
fn who_leads_looks_at_the_team_first_and_stays_where_they_went_when_the_line_comes_back() {
    for (role, first, next) in [
        (Role::Agent, TicketView::Mine, TicketView::Unassigned),
        (Role::Lead, TicketView::Team, TicketView::Breached),
        (Role::Director, TicketView::All, TicketView::Mine),
    ] {
        let mut desk = Desk::connected();
        desk.model.me = None;
        let somebody = || Msg::SignedIn(Box::new(Agent { role, ..agent("he", "何俊") }));
        desk.send(somebody()).send(Msg::Started);
        assert_eq!(desk.asked_page().1, first);
        desk.press("Right").send(somebody());
        assert_eq!((desk.asked_page().1, desk.model.queue.view), (next, next));
    }
}
