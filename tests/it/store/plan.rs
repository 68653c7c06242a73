//! No search of the console reads a whole table.

use std::time::Duration;

use ringdesk::domain::phone::{CallerNumber, Region, read};
use ringdesk::domain::todo::TodoKind;
use ringdesk::server::store::{CallRef, CustomerSearch, IncomingCall, OnceKey, StoreSettings};
use ringdesk::wire::page::PageRequest;
use ringdesk::wire::request::TicketView;
use sqlx::{AssertSqlSafe, Connection, Row, SqliteConnection};

use super::{Desk, Kind, at, noon, system};

/// Asks everything a console asks.
async fn a_day_at_the_desk(desk: &Desk) {
    let (store, any, lin) = (&desk.store, PageRequest::default(), &desk.lin);
    let wang = desk.customer("王建国", "+8613812345678").await;
    let ticket = desk.ticket(&wang, 0).await;
    for view in [TicketView::Mine, TicketView::Unassigned, TicketView::Team, TicketView::Breached, TicketView::All] {
        store.tickets(view, lin, &any, noon()).await.unwrap();
    }
    store.ticket_counts(lin, noon()).await.unwrap();
    store.tickets_of(&wang.id, &any).await.unwrap();
    store.ticket_by_number(ticket.number).await.unwrap();
    store.ticket_history(&ticket.id, &any).await.unwrap();
    store.ticket_next(lin, at(1)).await.unwrap();
    let CallerNumber::Number(phone) = read("13812345678", Region::default()) else { panic!("a number") };
    for search in [CustomerSearch::All, CustomerSearch::Phone(phone), CustomerSearch::Words("王".to_owned())] {
        store.customers(&search, &any, noon()).await.unwrap();
    }
    store.profile(&wang.id, noon()).await.unwrap();
    store.interactions(&wang.id, &any).await.unwrap();
    store.orders(&wang.id, &any).await.unwrap();
    store.flow(&wang.id, &any).await.unwrap();
    store.todos(&lin.id, None, &any).await.unwrap();
    store.todos(&lin.id, Some(TodoKind::Callback), &any).await.unwrap();
    store.gaps(&any).await.unwrap();
    store.articles(&any).await.unwrap();
    store.calls(true, &any).await.unwrap();
    store.calls(false, &any).await.unwrap();
    store.next_ring_timeout().await.unwrap();
    store.calls_give_up(&system(), noon()).await.unwrap();
    store.agent_by_login("lin").await.unwrap();
    store.session_create("hash", &lin.id, noon(), at(60)).await.unwrap();
    store.agent_of_token("hash", noon()).await.unwrap();
    store.events_since(0, 10).await.unwrap();
    let key = OnceKey { agent: lin.id.clone(), key: "k".to_owned(), body_hash: "h".to_owned(), at: noon() };
    store.replay(&key).await.unwrap();
    let incoming = IncomingCall {
        external_id: "pbx".to_owned(),
        from: read("13812345678", Region::default()),
        to: None,
        queue: None,
        agent: None,
        started_at: noon(),
        utterance: None,
    };
    let call = store.once(key).call_post(&incoming, &system(), noon()).await.unwrap().call;
    let ended = ringdesk::domain::call::CtiFact::Ended { at: at(1) };
    store.call_fact(&CallRef::Id(call.id), ended, &system(), at(1)).await.unwrap();
}

/// Steps of a plan that read a whole table, or sort what an index should have in order.
async fn faults(connection: &mut SqliteConnection, statement: &str) -> Vec<String> {
    let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"));
    let steps = sqlx::query(explain).fetch_all(connection).await.unwrap();
    let steps = steps.iter().map(|step| step.get::<String, _>("detail"));
    steps.filter(|step| reads_all(step) || step.contains("TEMP B-TREE FOR ORDER BY")).collect()
}

/// Small by nature: what a sub-query has bounded already, the rings of this moment, and an index that is only counted.
fn reads_all(step: &str) -> bool {
    let small = ["SCAN numbered", "SCAN tracked", "calls_ringing", "COVERING INDEX tickets_live"];
    step.starts_with("SCAN ") && !small.iter().any(|known| step.contains(known))
}

#[tokio::test]
async fn no_query_of_the_console_reads_a_whole_table() {
    let settings = StoreSettings { slow_after: Duration::ZERO, ..StoreSettings::default() };
    let desk = Desk::open(Kind::SqliteFile, settings).await.unwrap();
    a_day_at_the_desk(&desk).await;
    let statements = desk.store.slow_statements(usize::MAX);
    assert!(statements.len() > 50, "every statement is seen: {}", statements.len());
    let mut connection = SqliteConnection::connect(&desk.database.url).await.unwrap();
    let mut wrong = Vec::new();
    for seen in statements {
        let faults = faults(&mut connection, &seen.statement).await;
        if !faults.is_empty() {
            wrong.push(format!("{}\n    {}", seen.statement, faults.join("\n    ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
