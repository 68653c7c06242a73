use std::sync::Arc;

use super::desk::Desk;
use super::fixture::ticket;
use crate::console::app::effect::Effect;
use crate::console::app::message::{Answer, TicketPage};
use crate::console::app::model::Middle;
use crate::console::app::model::overlay::Overlay;
use crate::console::app::model::root_causes::CauseChart;
use crate::console::app::remote::RequestId;
use crate::domain::agent::Role;
use crate::domain::calendar::Month;
use crate::domain::ids::RootCauseId;
use crate::domain::root_cause::Catalogue;
use crate::domain::root_cause::report::{ContactFigures, RootCauseReport, Tally};

fn month(text: &str) -> Month {
    Month::parse(text).expect("a month")
}

fn report(text: &str) -> RootCauseReport {
    let tally =
        |cause: &str, count| Tally { root_cause: cause.into(), count, before: 2, reopened: 0, median_s: Some(3600) };
    let tallies = [tally("courier_lost", 12), tally("warehouse_late", 60), tally("invoice_error", 0)];
    let contacts = ContactFigures::default();
    RootCauseReport::of(month(text), chrono_tz::Tz::UTC, &tallies, contacts, Catalogue::built_in())
}

/// The desk of a lead who looks at a month.
fn looking(text: &str) -> Desk {
    let mut desk = Desk::open();
    desk.model.me.as_mut().expect("somebody").role = Role::Lead;
    desk.press("Space m");
    let request = asked(&desk).0;
    desk.answer(Answer::RootCauseReport { request, result: Ok(Box::new(report(text))) });
    desk
}

/// The last question for figures, and the month it was for.
fn asked(desk: &Desk) -> (RequestId, Option<Month>) {
    let last = desk.wishes.iter().rev().find_map(|wish| match wish {
        Effect::FetchRootCauseReport { request, month } => Some((*request, *month)),
        _ => None,
    });
    last.expect("figures were asked for")
}

/// The last question for tickets: of which cause, from where on.
fn asked_tickets(desk: &Desk) -> (RequestId, String, Option<String>) {
    let last = desk.wishes.iter().rev().find_map(|wish| match wish {
        Effect::FetchCauseTickets { request, root_cause, cursor, .. } => {
            Some((*request, root_cause.to_string(), cursor.clone()))
        }
        _ => None,
    });
    last.expect("tickets were asked for")
}

fn page(desk: &mut Desk, subjects: &[&str], next: Option<&str>) {
    let items = subjects.iter().map(|subject| ticket(subject, 10)).collect();
    let page = TicketPage { items, next: next.map(str::to_owned), total: None };
    let request = asked_tickets(desk).0;
    desk.answer(Answer::CauseTickets { request, result: Ok(page) });
}

fn chart(desk: &Desk) -> &CauseChart {
    match desk.model.overlays.last() {
        Some(Overlay::RootCauses(chart)) => chart,
        other => panic!("the chart lies on top: {other:?}"),
    }
}

#[test]
fn a_lead_comes_from_the_month_to_a_cause_by_one_key_and_to_a_ticket_by_one_more() {
    let mut desk = looking("2026-02");
    assert_eq!(chart(&desk).bars().len(), 2, "what did not happen has no bar");
    desk.press("2");
    assert_eq!(asked_tickets(&desk).1, "courier_lost");
    page(&mut desk, &["丢了", "没了"], None);
    desk.press("Down Enter");
    assert_eq!((desk.model.middle, desk.model.overlays.len()), (Middle::Ticket, 0));
    assert_eq!(desk.model.ticket.as_ref().map(|pane| pane.id.as_str()), Some("没了"));
}

#[test]
fn the_way_back_leads_to_the_chart_and_then_to_the_desk() {
    let mut desk = looking("2026-02");
    desk.press("Down Enter");
    page(&mut desk, &["丢了"], None);
    desk.press("Esc");
    assert_eq!((chart(&desk).inside.as_ref(), chart(&desk).cursor), (None, 1));
    desk.press("Esc");
    assert!(desk.model.overlays.is_empty());
}

#[test]
fn other_months_are_one_key_away_and_a_late_answer_is_not_taken_for_theirs() {
    let mut desk = looking("2026-02");
    desk.press("[");
    let (before, wanted) = asked(&desk);
    assert_eq!(wanted, Some(month("2026-01")));
    desk.answer(Answer::RootCauseReport { request: before, result: Ok(Box::new(report("2026-01"))) });
    desk.press("]");
    let (request, wanted) = asked(&desk);
    assert_eq!(wanted, Some(month("2026-02")));
    desk.answer(Answer::RootCauseReport { request: before, result: Ok(Box::new(report("2025-01"))) });
    assert_eq!(chart(&desk).shown(), Some(month("2026-01")), "what is there stays until the answer comes");
    desk.answer(Answer::RootCauseReport { request, result: Ok(Box::new(report("2026-02"))) });
    assert_eq!(chart(&desk).shown(), Some(month("2026-02")));
}

#[test]
fn the_end_of_the_list_brings_the_next_tickets() {
    let mut desk = looking("2026-02");
    desk.press("1");
    page(&mut desk, &["一", "二"], Some("more"));
    desk.press("Down");
    assert_eq!(asked_tickets(&desk).2.as_deref(), Some("more"));
    page(&mut desk, &["三"], None);
    let rows = chart(&desk).inside.as_ref().map(|inside| inside.rows().len());
    assert_eq!(rows, Some(3));
    desk.wishes.clear();
    desk.press("Down Down");
    assert!(desk.wishes.is_empty(), "there are no more");
}

#[test]
fn an_agent_is_told_who_sees_the_figures() {
    let mut desk = Desk::open();
    desk.press("Space m");
    assert_eq!((desk.said(), desk.model.overlays.len()), (vec!["toast-leads-only"], 0));
    assert!(!desk.wished(|wish| matches!(wish, Effect::FetchRootCauseReport { .. })));
}

#[test]
fn the_desk_goes_by_the_root_causes_of_its_server() {
    let mut desk = Desk::with_queue(vec![ticket("a", 10)]);
    let own = Catalogue::built_in().all().iter().filter(|cause| cause.id.as_str() == "invoice_error").cloned();
    let own: Arc<Catalogue> = Arc::new(own.collect::<Vec<_>>().into());
    desk.answer(Answer::RootCauses { result: Ok(own) });
    desk.press("c");
    let Some(crate::console::app::model::form::Form::Close(form)) = &desk.model.form else { panic!("causes") };
    assert_eq!(form.causes, [RootCauseId::new("invoice_error")]);
}
