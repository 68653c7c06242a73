//! The demo: a whole desk in one process.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use ringdesk::crm::api::{Api, WriteKey};
use ringdesk::crm::http::{Token, install_tls};
use ringdesk::crm::live::{LiveFact, follow};
use ringdesk::demo::{Demo, Options, Scale};
use ringdesk::domain::agent::Role;
use ringdesk::domain::ids::CustomerId;
use ringdesk::domain::ticket::view::TicketView;
use ringdesk::domain::wall::{Calls, Load};
use ringdesk::knowledge::{Library, built_in};
use ringdesk::wire::page::{MAX_LIMIT, PageRequest};
use ringdesk::wire::request::{NewCall, Reveal};
use sqlx::sqlite::SqliteRow;
use sqlx::{Connection, Row, SqliteConnection};
use tokio::sync::mpsc;

fn options(lang: &str) -> Options {
    Options {
        lang: lang.to_owned(),
        scale: Scale::of_tickets(90),
        seed: 1,
        listen: ([127, 0, 0, 1], 0).into(),
        data: None,
        quiet_phone: true,
        rings_at: Role::Agent,
        policies: None,
    }
}

fn api(demo: &Demo, role: Role) -> Api {
    let login = demo.login_as(role).expect("everybody has a login");
    Api::new(&demo.url(), Some(&Token::new(&login.token))).expect("the address is good")
}

#[tokio::test]
async fn every_login_works_and_the_desk_has_work() {
    install_tls();
    for lang in ["zh-CN", "en"] {
        let demo = Demo::open(options(lang)).await.expect("the demo opens");
        assert_eq!(demo.logins().iter().filter(|login| login.role == Role::Agent).count(), 12);
        for role in [Role::Agent, Role::Lead, Role::Director, Role::Admin] {
            assert_eq!(api(&demo, role).me().await.expect("the token works").agent.role, role);
        }
        let mine = api(&demo, Role::Agent).tickets(TicketView::Mine, &PageRequest::default()).await.expect("a page");
        assert!(mine.items.len() >= 10, "{} tickets", mine.items.len());
        demo.close().await;
    }
}

#[tokio::test]
async fn a_caller_who_speaks_another_language_than_the_desk_is_answered() {
    install_tls();
    let what_callers_say =
        [("zh-CN", "包裹丢了", "en", "my parcel never turned up"), ("en", "the kettle leaks", "zh-CN", "快递一直没到")];
    for (lang, said, other, said_otherwise) in what_callers_say {
        let demo = Demo::open(options(lang)).await.expect("the demo opens");
        let answers = api(&demo, Role::Agent).articles(None, MAX_LIMIT).await.expect("a page").items;
        assert_eq!(answers.len(), built_in("").len());
        let library = Library::in_memory();
        library.update(&answers).expect("indexed");
        let own = library.search(said, lang, 3);
        assert!(!own.is_empty() && own.iter().all(|hit| hit.article.lang == lang), "{said}: {own:?}");
        let others = library.search(said_otherwise, lang, 3);
        assert!(others.first().is_some_and(|hit| hit.article.lang == other && hit.is_good()), "{said_otherwise}");
        demo.close().await;
    }
}

#[tokio::test]
async fn a_kept_world_goes_on_and_a_passing_one_leaves_nothing_behind() {
    install_tls();
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("world");
    let kept = || Options { data: Some(data.clone()), ..options("en") };
    let first = Demo::open(kept()).await.expect("the demo opens");
    let me = api(&first, Role::Agent).me().await.expect("me").agent.name;
    first.close().await;
    let again = Demo::open(Options { lang: "zh-CN".to_owned(), ..kept() }).await.expect("it opens again");
    assert_eq!(api(&again, Role::Agent).me().await.expect("me").agent.name, me);
    again.close().await;
    assert!(data.join("world.json").exists());
}

#[tokio::test]
async fn the_demo_goes_by_the_policies_of_its_folder_and_says_what_is_wrong_with_one() {
    install_tls();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("10-demo.toml");
    std::fs::write(&file, "[[policy]]\nname = 'demo'\ntargets = { resolution = '3d' }\n").expect("written");
    let with_policies = || Options { policies: Some(folder.path().to_owned()), ..options("zh-CN") };
    let demo = Demo::open(with_policies()).await.expect("the demo opens");
    let lead = api(&demo, Role::Lead);
    let ticket = lead.tickets(TicketView::All, &PageRequest::default()).await.expect("a page").items.remove(0);
    assert_eq!(lead.ticket_clocks(&ticket.id).await.expect("explained").policy, "demo");
    demo.close().await;
    std::fs::write(&file, "[[policy]]\nname = 'demo'\ntargets = { resolution = 'soon' }\n").expect("written");
    let refused = Demo::open(with_policies()).await.err().expect("a mistake is none to begin with").to_string();
    assert!(refused.starts_with("10-demo.toml:3: 'soon' is no length of time"), "{refused}");
}

/// Tickets that are not done, by owner: how many, late ones, and others in their last quarter; from the records alone.
const TICKETS: &str = "
    WITH running AS (SELECT t.id, unixepoch(json_extract(c.value, '$.due_at'), 'subsec') * 1000 AS due,
                     json_extract(c.value, '$.target_s') * 250 AS quarter
                     FROM tickets t, json_each(t.record, '$.clocks') c
                     WHERE json_extract(c.value, '$.state.state') = 'running'),
         told AS (SELECT coalesce(json_extract(record, '$.assignee.id'), '') AS who,
                  EXISTS (SELECT 1 FROM running r WHERE r.id = tickets.id AND r.due <= $1) AS late,
                  EXISTS (SELECT 1 FROM running r WHERE r.id = tickets.id AND r.due - r.quarter <= $1) AS soon
                  FROM tickets WHERE json_extract(record, '$.status') NOT IN ('resolved', 'closed'))
    SELECT who, count(*), sum(late), sum(soon AND NOT late) FROM told GROUP BY who ORDER BY who";

/// Calls since $1, by whoever answered or was rung: offered, answered, in 20 s, given up, of those within 5 s, and those
/// that are on the line now.
const CALLS: &str = "
    WITH told AS (SELECT coalesce(json_extract(record, '$.state.by.id'), json_extract(record, '$.agent.id'), '') AS who,
                  json_extract(record, '$.state.state') AS state,
                  unixepoch(json_extract(record, '$.started_at'), 'subsec') AS began,
                  unixepoch(coalesce(json_extract(record, '$.state.answered_at'),
                                     CASE json_extract(record, '$.state.state') WHEN 'answered'
                                     THEN json_extract(record, '$.state.at') END), 'subsec') AS answered,
                  unixepoch(json_extract(record, '$.state.at'), 'subsec') AS over FROM calls)
    SELECT who, count(*), count(answered), count(CASE WHEN answered - began <= 20 THEN 1 END),
           count(CASE WHEN state = 'abandoned' THEN 1 END),
           count(CASE WHEN state = 'abandoned' AND over - began < 5 THEN 1 END),
           count(CASE WHEN state IN ('answered', 'held') THEN 1 END)
    FROM told WHERE began * 1000 >= $1 GROUP BY who ORDER BY who";

/// Times that a ticket was solved since $1: it is resolved or closed, and was neither since it was last opened again.
const SOLVED: &str = "
    WITH told AS (SELECT ticket_id, seq, json_extract(record, '$.what.kind') AS kind,
                  unixepoch(json_extract(record, '$.at'), 'subsec') * 1000 AS at FROM ticket_history)
    SELECT '', count(*) FROM told solved WHERE kind IN ('resolved', 'closed') AND at >= $1 AND NOT EXISTS (
        SELECT 1 FROM told done WHERE done.ticket_id = solved.ticket_id AND done.seq < solved.seq
        AND done.kind IN ('resolved', 'closed') AND NOT EXISTS (
            SELECT 1 FROM told again WHERE again.ticket_id = solved.ticket_id AND again.kind = 'reopened'
            AND again.seq BETWEEN done.seq AND solved.seq))";

/// What a statement counts from an instant on: a name and its figures a row.
async fn counted(connection: &mut SqliteConnection, sql: &'static str, at: DateTime<Utc>) -> Vec<(String, Vec<u64>)> {
    let rows = sqlx::query(sql).bind(at.timestamp_millis()).fetch_all(connection).await.expect("counted");
    let figures = |row: &SqliteRow| (1..row.len()).map(|at| row.get::<i64, _>(at) as u64).collect();
    rows.iter().map(|row| (row.get(0), figures(row))).collect()
}

#[tokio::test]
async fn the_wall_says_what_plain_sql_counts_from_the_records() {
    install_tls();
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("world");
    let demo = Demo::open(Options { data: Some(data.clone()), ..options("zh-CN") }).await.expect("the demo opens");
    let wall = api(&demo, Role::Director).wall().await.expect("the wall");
    let url = format!("sqlite:{}", data.join("ringdesk.sqlite").display());
    let mut connection = SqliteConnection::connect(&url).await.expect("its database");

    let load = |load: &Load| vec![load.live, load.breached, load.at_risk];
    let nobodys = (String::new(), load(&wall.regions.iter().map(|row| row.load).sum()));
    let owned = wall.people.iter().filter(|person| person.load.live > 0);
    let mut tickets: Vec<_> = owned.map(|person| (person.agent.id.to_string(), load(&person.load))).collect();
    tickets.push(nobodys);
    tickets.sort();
    assert_eq!(tickets, counted(&mut connection, TICKETS, wall.at).await);
    assert!(tickets.iter().map(|(_, figures)| figures[0]).sum::<u64>() > 80);
    assert!(tickets.iter().any(|(_, figures)| figures[1] > 0) && tickets.iter().any(|(_, figures)| figures[2] > 0));

    let called = wall.people.iter().filter(|person| person.calls.offered > 0);
    let mut calls: Vec<_> = called
        .map(|person| {
            let Calls { offered, answered, in_time, abandoned, short, connected, .. } = person.calls;
            (person.agent.id.to_string(), vec![offered, answered, in_time, abandoned, short, connected])
        })
        .collect();
    calls.sort();
    assert_eq!(calls, counted(&mut connection, CALLS, wall.day_began).await);
    assert!(!calls.is_empty() || wall.at - wall.day_began < TimeDelta::hours(1), "it has been a busy night");

    for (since, of) in [(wall.day_began, 0), (wall.at - TimeDelta::days(30), 1)] {
        let solved: u64 = wall.people.iter().map(|person| [person.solved.today, person.solved.lately][of]).sum();
        assert_eq!(counted(&mut connection, SOLVED, since).await, [(String::new(), vec![solved])]);
        assert!(solved > 0 || of == 0);
    }
    demo.close().await;
}

#[tokio::test]
async fn callers_ring_at_the_desk_that_is_open_and_say_why() {
    install_tls();
    for role in [Role::Agent, Role::Lead] {
        let options = Options { quiet_phone: false, rings_at: role, ..options("zh-CN") };
        let demo = Demo::open(options).await.expect("the demo opens");
        let (to, mut facts) = mpsc::channel(64);
        let listening = tokio::spawn(follow(api(&demo, role), None, to));
        let ring = async {
            loop {
                match facts.recv().await.expect("the line stays open") {
                    LiveFact::Happened(event) if event.pop.is_some() => return event.pop,
                    _ => {}
                }
            }
        };
        let pop = tokio::time::timeout(Duration::from_secs(20), ring).await;
        let call = pop.expect("somebody rings within the time a person would wait").expect("with a screen pop").call;
        assert!(!call.utterances.is_empty());
        let rings_for = call.agent.expect("at somebody's desk").id;
        assert_eq!(rings_for, api(&demo, role).me().await.expect("me").agent.id);
        listening.abort();
        demo.close().await;
    }
}

#[tokio::test]
async fn a_number_as_it_is_dialled_at_home_is_known() {
    install_tls();
    for (lang, code, trunk) in [("zh-CN", "+86", ""), ("en", "+44", "0")] {
        let demo = Demo::open(options(lang)).await.expect("the demo opens");
        let (agent, line) = (api(&demo, Role::Agent), api(&demo, Role::Cti));
        let customers = agent.customers("", &PageRequest::default()).await.expect("a page").items;
        let mut known = 0;
        for customer in customers.iter().take(5) {
            let reveal = Reveal { field: "phones".into(), reason: "test".into() };
            let numbers = agent.reveal(&WriteKey::fresh(), &customer.id, &reveal).await.expect("revealed").values;
            let mobile = numbers.iter().find(|number| number.starts_with(&format!("{code}{}", mobile(lang))));
            let Some(number) = mobile else { continue };
            let national = number.replacen(code, trunk, 1);
            let (whole, short) = (whose(&line, number).await, whose(&line, &national).await);
            assert_eq!(whole, short, "{number} and {national}");
            known += usize::from(short.is_some());
        }
        assert!(known > 0, "{lang}: nobody was known");
        demo.close().await;
    }
}

fn mobile(lang: &str) -> &'static str {
    if lang == "en" { "7" } else { "1" }
}

async fn whose(line: &Api, number: &str) -> Option<CustomerId> {
    let external_id = WriteKey::fresh().as_str().to_owned();
    let call = NewCall { external_id, from: number.to_owned(), ..NewCall::default() };
    line.ring(&WriteKey::fresh(), &call).await.expect("it rings").customer_id
}
