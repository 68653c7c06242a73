//! No search of the console reads a whole table.

use std::time::Duration;

use chrono::TimeDelta;
use ringdesk::domain::agent::{Agent, Presence};
use ringdesk::domain::calendar::Month;
use ringdesk::domain::fuse::PolicyBook;
use ringdesk::domain::ids::{CustomerId, TicketId};
use ringdesk::domain::notice::NoticeState;
use ringdesk::domain::notice::pace::Pace;
use ringdesk::domain::phone::{CallerNumber, Region, read};
use ringdesk::domain::ticket::RootCauseTag;
use ringdesk::domain::ticket::lifecycle::TicketCommand;
use ringdesk::domain::ticket::view::TicketView;
use ringdesk::domain::todo::TodoKind;
use ringdesk::server::store::{
    CallRef, CustomerSearch, Due, IncomingCall, OnceKey, Outcome, Store, StoreSettings, Whose,
};
use ringdesk::wire::event::Subject;
use ringdesk::wire::page::PageRequest;
use ringdesk::wire::request::{KnowledgeUse, UseOutcome};
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, SqliteConnection};

use super::{Desk, Kind, at, noon, system};

fn once(by: &Agent) -> OnceKey {
    OnceKey { agent: by.id.clone(), key: "k".to_owned(), body_hash: "h".to_owned(), at: noon(), submitted_at: None }
}

fn ticket_subject() -> Subject {
    Subject { kind: "ticket".to_owned(), id: "t".to_owned() }
}

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
    the_wall(store).await;
    the_fuse(store, &ticket.id).await;
    let CallerNumber::Number(phone) = read("13812345678", Region::default()) else { panic!("a number") };
    for search in [CustomerSearch::All, CustomerSearch::Phone(phone), CustomerSearch::Words("王".to_owned())] {
        store.customers(&search, &any, noon()).await.unwrap();
    }
    the_customer(store, &wang.id).await;
    store.todos(&lin.id, None, &any).await.unwrap();
    store.todos(&lin.id, Some(TodoKind::Callback), &any).await.unwrap();
    the_answers(store, &desk.lead).await;
    store.calls(true, &any).await.unwrap();
    store.calls(false, &any).await.unwrap();
    store.next_ring_timeout().await.unwrap();
    store.calls_give_up(&system(), noon()).await.unwrap();
    store.agent_by_login("lin").await.unwrap();
    store.session_create("hash", &lin.id, noon(), at(60)).await.unwrap();
    store.agent_of_token("hash", noon()).await.unwrap();
    store.events_since(0, 10).await.unwrap();
    store.events_of(&ticket_subject(), 50).await.unwrap();
    store.notices(None, &any).await.unwrap();
    store.notices_count(NoticeState::Dead).await.unwrap();
    store.notices(Some(NoticeState::Dead), &any).await.unwrap();
    store.notify(&[super::notice::letter("a")], noon()).await.unwrap();
    let Due::Parcel(parcel) = store.notice_take("wecom", Pace::per_minute(20), noon()).await.unwrap() else {
        panic!("a letter is due")
    };
    store.notice_done(&parcel, &Outcome::Sent, Pace::per_minute(20), noon()).await.unwrap();
    store.notices_stranded(&[], noon()).await.unwrap();
    store.notices_forget(noon()).await.unwrap();
    store.notices_resend(noon()).await.unwrap();
    store.replay(&once(lin)).await.unwrap();
    let incoming = IncomingCall {
        external_id: "pbx".to_owned(),
        from: read("13812345678", Region::default()),
        to: None,
        queue: None,
        agent: None,
        started_at: noon(),
        utterance: None,
    };
    let call = store.once(once(lin)).call_post(&incoming, &system(), noon()).await.unwrap().call;
    let ended = ringdesk::domain::call::CtiFact::Ended { at: at(1) };
    store.call_fact(&CallRef::Id(call.id), ended, &system(), at(1)).await.unwrap();
    the_month(store, &ticket.id, lin).await;
}

/// Asks for the answers and what they learn.
async fn the_answers(store: &Store, lead: &Agent) {
    let any = PageRequest::default();
    let parcel = super::knowledge::draft("a", "A");
    let asked = KnowledgeUse {
        query: parcel.phrasings[0].clone(),
        article_id: None,
        outcome: UseOutcome::Nothing,
        phrasing: None,
        passed_over: None,
    };
    store.use_add(&asked, lead, noon()).await.unwrap();
    store.article_put(&parcel, None, &system(), noon()).await.unwrap();
    store.use_add(&KnowledgeUse { outcome: UseOutcome::Helped, ..asked }, lead, noon()).await.unwrap();
    store.gaps(&any).await.unwrap();
    store.articles(&any).await.unwrap();
    store.article_versions(&"a".into(), &any).await.unwrap();
    store.phrasing_cases(lead.role, &any).await.unwrap();
    store.phrasings_declined(&"a".into(), &any).await.unwrap();
    store.look_ups(noon(), at(1)).await.unwrap();
}

/// Asks for everything about somebody.
async fn the_customer(store: &Store, id: &CustomerId) {
    let any = PageRequest::default();
    store.profile(id, noon()).await.unwrap();
    store.interactions(id, &any).await.unwrap();
    store.orders(id, &any).await.unwrap();
    store.flow(id, &any).await.unwrap();
}

/// Lets it blow, and asks what lies behind it.
async fn the_fuse(store: &Store, ticket: &TicketId) {
    store.ticket_clocks(ticket, at(1)).await.unwrap();
    store.tickets_at_risk(TimeDelta::hours(1), &PageRequest::default(), noon()).await.unwrap();
    store.fuse_blow(&system(), at(500)).await.unwrap();
    store.adopt_policies(PolicyBook::default(), &system(), noon()).await.unwrap();
}

/// Asks for the figures of a month, with a ticket in it.
async fn the_month(store: &Store, ticket: &TicketId, by: &Agent) {
    let month = Month::parse("2026-02").unwrap();
    let tag = RootCauseTag { id: "courier_lost".into(), note: None };
    let close = TicketCommand::Close { tag: Some(tag.clone()), article_id: None, found: None };
    store.ticket_command(ticket, None, &close, by, at(3)).await.unwrap();
    assert_eq!(store.root_cause_report(month).await.unwrap().causes[0].samples.len(), 1);
    store.tickets_of_cause(&tag.id, month, &PageRequest::default()).await.unwrap();
    store.root_causes_mail(month, &[("it".to_owned(), None)], noon()).await.unwrap();
    store.root_causes_mailed().await.unwrap();
}

/// Counts the wall, and looks at what lies behind it.
async fn the_wall(store: &Store) {
    let (any, lin) = (PageRequest::default(), ringdesk::domain::ids::AgentId::from("lin"));
    let lately = store.solved_since(noon()).await.unwrap();
    store.wall(noon(), &lately, at(1)).await.unwrap();
    store.wall_next_change(noon()).await.unwrap();
    for whose in [Whose::Of(lin.clone()), Whose::NobodysIn("east".to_owned())] {
        store.wall_tickets(&whose, &any).await.unwrap();
    }
    store.blockers(None, &any, noon()).await.unwrap();
    store.blockers(Some("east"), &any, noon()).await.unwrap();
    store.agent_presence(&lin, Presence::Busy, at(2)).await.unwrap();
}

/// Every statement that the desk has carried out, once.
fn statements(desk: &Desk) -> Vec<String> {
    let statements = desk.store.slow_statements(usize::MAX);
    assert!(statements.len() > 50, "every statement is seen: {}", statements.len());
    statements.into_iter().map(|seen| seen.statement).collect()
}

/// Notes every statement as slow.
fn everything_is_slow() -> StoreSettings {
    StoreSettings { slow_after: Duration::ZERO, ..StoreSettings::default() }
}

/// Steps of a plan that read a whole table, or sort what an index should have in order.
async fn sqlite_faults(connection: &mut SqliteConnection, statement: &str) -> Vec<String> {
    let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"));
    let steps = sqlx::query(explain).fetch_all(connection).await.unwrap();
    let steps = steps.iter().map(|step| step.get::<String, _>("detail"));
    // Medians have to be sorted: those of one month.
    let sorts = |step: &str| step.contains("TEMP B-TREE FOR ORDER BY") && !statement.contains(" OVER (");
    steps.filter(|step| reads_all(step) || sorts(step)).collect()
}

/// Small by nature: the people of the desk, what a sub-query has bounded already, the rings of this moment, and an index that is only counted.
fn reads_all(step: &str) -> bool {
    let small = [
        "SCAN agents",
        "SCAN numbered",
        "SCAN tracked",
        "SCAN ranked",
        "SCAN (subquery",
        "calls_ringing",
        "COVERING INDEX calls_live",
        "COVERING INDEX tickets_live",
    ];
    step.starts_with("SCAN ") && !small.iter().any(|known| step.contains(known))
}

#[tokio::test]
async fn no_query_of_the_console_reads_a_whole_table() {
    let desk = Desk::open(Kind::SqliteFile, everything_is_slow()).await.unwrap();
    a_day_at_the_desk(&desk).await;
    let mut connection = SqliteConnection::connect(&desk.database.url).await.unwrap();
    let mut wrong = Vec::new();
    for statement in statements(&desk) {
        let faults = sqlite_faults(&mut connection, &statement).await;
        if !faults.is_empty() {
            wrong.push(format!("{statement}\n    {}", faults.join("\n    ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn what_is_due_and_what_will_blow_are_read_off_the_index_of_the_fuse() {
    let desk = Desk::open(Kind::SqliteFile, everything_is_slow()).await.unwrap();
    a_day_at_the_desk(&desk).await;
    let mut connection = SqliteConnection::connect(&desk.database.url).await.unwrap();
    let asked: Vec<String> = statements(&desk).into_iter().filter(|sql| sql.contains("ORDER BY fuse_at, id")).collect();
    assert_eq!(asked.len(), 2, "{asked:?}");
    for statement in asked {
        let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"));
        let steps = sqlx::query(explain).fetch_all(&mut connection).await.unwrap();
        let steps: Vec<String> = steps.iter().map(|step| step.get("detail")).collect();
        assert!(
            matches!(&steps[..], [only] if only.starts_with("SEARCH tickets USING") && only.contains("tickets_live_by_fuse")),
            "{steps:?}"
        );
    }
}

/// Twenty thousand rows and more in each table that grows, in the proportions of a busy desk: so many that PostgreSQL reads one
/// whole only where it has to.
const CROWD: &str = "
    INSERT INTO customers SELECT 'c'||n, 1, n, '' FROM generate_series(1, 20000) n;
    INSERT INTO customer_phones SELECT 'c'||n, 0, '+86138'||n, '138'||n, n::text, n::text, '' FROM generate_series(1, 20000) n;
    INSERT INTO customer_terms SELECT convert_to('t'||n, 'UTF8'), 'c'||n FROM generate_series(1, 20000) n;
    INSERT INTO reveals SELECT 'r'||n, 'c'||n, 'lin', 'phones', '', n FROM generate_series(1, 20000) n;
    INSERT INTO orders SELECT 'o'||n, 'c'||n/5, 'A'||n, 'SF'||n, n, '' FROM generate_series(1, 20000) n;
    INSERT INTO interactions SELECT 'i'||n, 'c'||n/20, n, '' FROM generate_series(1, 20000) n;
    INSERT INTO flow_events SELECT 'f'||n, 'c'||n/20, n, '' FROM generate_series(1, 20000) n;
    INSERT INTO calls SELECT 'k'||n, 'x'||n, true, n < 20, n < 5, n, '', '' FROM generate_series(1, 20000) n;
    INSERT INTO tickets SELECT 't'||n, n + 100000, 1, CASE WHEN n % 10 = 0 THEN 'open' ELSE 'closed' END, n % 10 = 0, 'a'||n % 200, 'r'||n % 20,
        'c'||n/5, n, n, n, '', CASE WHEN n % 10 > 0 THEN n END, CASE WHEN n % 10 > 0 THEN 'cause'||n % 12 END
        FROM generate_series(1, 20000) n;
    UPDATE tickets SET silent_side = 'customer', silent_since = created_at WHERE number % 50 = 0;
    INSERT INTO presence_spans SELECT 'a'||n % 200, n, n + 1, 'talking' FROM generate_series(1, 20000) n;
    INSERT INTO solves SELECT 't'||n, n, 'a'||n % 200, 'c'||n/5, 'p', CASE WHEN n % 9 = 0 THEN n END FROM generate_series(1, 20000) n;
    INSERT INTO ticket_history SELECT 't'||n/10, n, '' FROM generate_series(1, 20000) n;
    INSERT INTO articles SELECT 'a'||n, 1, n, '' FROM generate_series(1, 20000) n;
    INSERT INTO proposed_phrasings SELECT 'a'||n, 'p', 'lin', n FROM generate_series(1, 20000) n;
    INSERT INTO article_versions SELECT 'a'||n, 1, '' FROM generate_series(1, 20000) n;
    INSERT INTO phrasing_cases SELECT 'a'||n, 'p', 'proposed', n % 3, n FROM generate_series(1, 20000) n;
    INSERT INTO phrasing_uses SELECT 'a'||n, 'p', 'lin', 1, 0 FROM generate_series(1, 20000) n;
    INSERT INTO knowledge_uses SELECT 'u'||n, n, 'lin', 'a'||n, 'opened', '' FROM generate_series(1, 20000) n;
    INSERT INTO knowledge_gaps SELECT 'q'||n, n, n, 'f'||n FROM generate_series(1, 20000) n;
    INSERT INTO todos (id, owner_id, kind, done, due_at, record)
        SELECT 'd'||n, 'a'||n % 200, 'task', n % 2 = 0, n, '' FROM generate_series(1, 20000) n;
    INSERT INTO events SELECT n + 1000000, '' FROM generate_series(1, 20000) n;
    INSERT INTO idempotency_keys SELECT 'a'||n % 200, 'k'||n, '', n FROM generate_series(1, 100000) n;
    INSERT INTO sessions SELECT 's'||n, 'a'||n % 200, n FROM generate_series(1, 20000) n;
    INSERT INTO notices SELECT 'n'||n, 'k'||n, 'm'||n % 4, 'g'||n % 50, CASE n % 100 WHEN 0 THEN 'waiting' WHEN 1 THEN 'dead' ELSE 'sent' END, NULL, NULL,
        0, n, n, n, NULL, '' FROM generate_series(1, 100000) n";

/// Tables that stay small: the people of the desk, the counters, a row for each messenger.
const SMALL: [&str; 6] = ["agents", "counters", "facts", "messenger_accounts", "media", "root_cause_mails"];

/// Steps of the plan for any arguments that read a whole table, or sort more than a page of rows.
async fn postgres_faults(connection: &mut PgConnection, statement: &str) -> Vec<String> {
    let nothing = vec!["NULL"; arguments(statement)].join(", ");
    let execute = if nothing.is_empty() { "seen".to_owned() } else { format!("seen({nothing})") };
    let prepare = AssertSqlSafe(format!("DEALLOCATE ALL; PREPARE seen AS {statement}"));
    sqlx::raw_sql(prepare).execute(&mut *connection).await.unwrap_or_else(|error| panic!("{error}: {statement}"));
    let explain = sqlx::raw_sql(AssertSqlSafe(format!("EXPLAIN EXECUTE {execute}")));
    let steps = explain.fetch_all(connection).await.unwrap_or_else(|error| panic!("{error}: {statement}"));
    let steps: Vec<String> = steps.iter().map(|step| step.get::<String, _>(0)).collect();
    let whole = |step: &&String| {
        let table = step.split("Seq Scan on ").nth(1).and_then(|rest| rest.split(' ').next());
        table.is_some_and(|table| !SMALL.contains(&table) && !BOUNDED.contains(&table))
    };
    let faulty = steps.iter().any(|step| whole(&step));
    if faulty { steps } else { Vec::new() }
}

/// How many arguments a statement takes.
fn arguments(statement: &str) -> usize {
    let numbers =
        statement.split('$').skip(1).map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>());
    numbers.filter_map(|number| number.parse().ok()).max().unwrap_or(0)
}

/// Sub-queries that have a limit of their own.
const BOUNDED: [&str; 2] = ["numbered", "tracked"];

#[tokio::test]
async fn no_query_of_the_console_reads_a_whole_table_of_postgres() {
    let Some(desk) = Desk::open(Kind::Postgres, everything_is_slow()).await else { return };
    a_day_at_the_desk(&desk).await;
    let mut connection = PgConnection::connect(&desk.database.url).await.unwrap();
    sqlx::raw_sql(CROWD).execute(&mut connection).await.unwrap();
    sqlx::raw_sql("VACUUM ANALYZE").execute(&mut connection).await.unwrap();
    sqlx::raw_sql("SET plan_cache_mode = force_generic_plan").execute(&mut connection).await.unwrap();
    let mut wrong = Vec::new();
    for statement in statements(&desk) {
        let faults = postgres_faults(&mut connection, &statement).await;
        if !faults.is_empty() {
            wrong.push(format!("{statement}\n    {}", faults.join("\n    ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
