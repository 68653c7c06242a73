//! The figures of a month are those that anybody gets who counts the tickets by hand.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use ringdesk::domain::agent::Actor;
use ringdesk::domain::calendar::Month;
use ringdesk::domain::customer::CustomerRef;
use ringdesk::domain::ids::RootCauseId;
use ringdesk::domain::root_cause::report::{ContactFigures, RootCauseReport};
use ringdesk::domain::ticket::lifecycle::apply;
use ringdesk::domain::ticket::{HistoryEntry, RootCauseTag, Ticket, TicketFact, TicketStatus};
use ringdesk::server::store::World;
use ringdesk::wire::page::PageRequest;
use sqlx::{Connection, PgConnection, Row, SqliteConnection};

use super::notice::letter;
use super::{Desk, customer, noon, promises, system};

const CAUSES: [&str; 4] = ["courier_lost", "courier_delay", "warehouse_late", "of_old"];
const PROBLEMS: [&str; 3] = ["fulfilment_exception", "quality_fault", "invoice"];
/// Tickets of the world that is counted.
const TICKETS: i64 = 400;

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % most as u64) as i64
    }
}

fn begin() -> DateTime<Utc> {
    "2025-11-20T00:00:00Z".parse().unwrap()
}

fn tag(dice: &mut Dice) -> RootCauseTag {
    RootCauseTag { id: CAUSES[dice.below(4) as usize].into(), note: None }
}

/// What happens to a ticket, and how many minutes after what came before.
fn life(dice: &mut Dice) -> Vec<(i64, TicketFact)> {
    let mut life = vec![(0, TicketFact::Created), (dice.below(9_000), TicketFact::Resolved { root_cause: tag(dice) })];
    if dice.below(3) == 0 {
        life.push((dice.below(5_000), TicketFact::Reopened { reason: None }));
        life.push((dice.below(9_000), TicketFact::Resolved { root_cause: tag(dice) }));
    }
    match dice.below(4) {
        0 => life.truncate(1),
        1 => life.push((dice.below(20_000), TicketFact::Closed { root_cause: tag(dice) })),
        2 => life.push((dice.below(50_000), TicketFact::Noted { text: "谢谢".to_owned() })),
        _ => {}
    }
    life
}

fn ticket(number: i64, dice: &mut Dice) -> (Ticket, Vec<HistoryEntry>) {
    let customer = format!("c{}", dice.below(40));
    let created_at = begin() + TimeDelta::minutes(dice.below(100_000));
    let mut ticket = Ticket {
        id: format!("t{number:04}").as_str().into(),
        number: 20_000 + number as u64,
        version: 1,
        subject: "手机未收到".to_owned(),
        words: String::new(),
        problem_type: PROBLEMS[dice.below(3) as usize].into(),
        status: TicketStatus::New,
        priority: 3,
        queue: "default".to_owned(),
        region: "east".to_owned(),
        customer: CustomerRef { id: customer.as_str().into(), name: customer.clone() },
        order_id: None,
        assignee: None,
        created_at,
        updated_at: created_at,
        pending: None,
        root_cause: None,
        article_id: None,
        merged_into: None,
        leased_until: None,
        clocks: Vec::new(),
        alarm: None,
        viewers: Vec::new(),
    };
    let (by, mut at, mut history) =
        (Actor::Agent(super::agent("lin", ringdesk::domain::agent::Role::Agent).reference()), created_at, Vec::new());
    for (seq, (minutes, what)) in (1..).zip(life(dice)) {
        at += TimeDelta::minutes(minutes);
        apply(&mut ticket, &what, &by, at);
        history.push(HistoryEntry { seq, at, by: by.clone(), what });
    }
    (ticket, history)
}

fn world() -> World {
    let mut dice = Dice(7);
    let customers = (0..40).map(|number| {
        let known = customer(&format!("c{number}"), &format!("+86138{number:08}"));
        ringdesk::domain::customer::Customer { id: format!("c{number}").as_str().into(), version: 1, ..known }
    });
    let customers = customers.collect();
    World { customers, tickets: (0..TICKETS).map(|number| ticket(number, &mut dice)).collect(), ..World::default() }
}

/// A plain statement of two texts, carried out beside the store.
async fn plainly(desk: &Desk, sql: &'static str) -> Vec<(String, String)> {
    if desk.database.url.starts_with("sqlite:") {
        let mut connection = SqliteConnection::connect(&desk.database.url).await.unwrap();
        let rows = sqlx::query(sql).fetch_all(&mut connection).await.unwrap();
        return rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    }
    let mut connection = PgConnection::connect(&desk.database.url).await.unwrap();
    let rows = sqlx::query(sql).fetch_all(&mut connection).await.unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

/// A ticket as whoever counts by hand sees it.
struct Seen {
    ticket: Ticket,
    solved_at: Option<DateTime<Utc>>,
    reopened: bool,
}

/// Every ticket, read off the records and histories alone.
async fn seen(desk: &Desk) -> Vec<Seen> {
    let lines = plainly(desk, "SELECT ticket_id, record FROM ticket_history ORDER BY ticket_id, seq").await;
    let mut histories: BTreeMap<String, Vec<HistoryEntry>> = BTreeMap::new();
    for (id, line) in lines {
        histories.entry(id).or_default().push(serde_json::from_str(&line).unwrap());
    }
    let tickets = plainly(desk, "SELECT id, record FROM tickets").await;
    let see = |(id, record): (String, String)| {
        let mut seen = Seen { ticket: serde_json::from_str(&record).unwrap(), solved_at: None, reopened: false };
        for entry in &histories[&id] {
            match entry.what {
                TicketFact::Resolved { .. } | TicketFact::Closed { .. } if seen.solved_at.is_none() => {
                    seen.solved_at = Some(entry.at);
                }
                TicketFact::Reopened { .. } => (seen.solved_at, seen.reopened) = (None, true),
                _ => {}
            }
        }
        seen
    };
    tickets.into_iter().map(see).collect()
}

fn solved_in(all: &[Seen], month: Month) -> Vec<&Seen> {
    let (from, to) = month.bounds(chrono_tz::Asia::Shanghai);
    all.iter().filter(|seen| seen.solved_at.is_some_and(|at| from <= at && at < to)).collect()
}

fn cause_of(seen: &Seen) -> &RootCauseId {
    &seen.ticket.root_cause.as_ref().unwrap().id
}

fn median(mut seconds: Vec<i64>) -> Option<u64> {
    seconds.sort_unstable();
    let middle = seconds.len() / 2;
    match seconds.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(seconds[middle] as u64),
        _ => Some(i64::midpoint(seconds[middle - 1], seconds[middle]) as u64),
    }
}

fn came_again(all: &[Seen], seen: &Seen) -> bool {
    let until = seen.solved_at.unwrap() + TimeDelta::days(7);
    let same = |other: &&Seen| {
        other.ticket.customer.id == seen.ticket.customer.id && other.ticket.problem_type == seen.ticket.problem_type
    };
    all.iter()
        .filter(same)
        .any(|other| other.ticket.created_at > seen.ticket.created_at && other.ticket.created_at <= until)
}

/// The report agrees with a count by hand in every figure.
fn agrees(report: &RootCauseReport, all: &[Seen]) {
    let (now, before) = (solved_in(all, report.month), solved_in(all, report.month.before()));
    assert_eq!((report.total, report.before), (now.len() as u64, before.len() as u64), "{}", report.month);
    for cause in &report.causes {
        let ours: Vec<&&Seen> = now.iter().filter(|seen| *cause_of(seen) == cause.root_cause).collect();
        let took = ours.iter().map(|seen| (seen.solved_at.unwrap() - seen.ticket.created_at).num_seconds()).collect();
        let reopened = ours.iter().filter(|seen| seen.reopened).count() as f64;
        let counted = before.iter().filter(|seen| *cause_of(seen) == cause.root_cause).count();
        assert_eq!((cause.count, cause.before), (ours.len() as u64, counted as u64), "{}", cause.root_cause);
        assert_eq!(cause.median_s, median(took), "{} of {}", cause.root_cause, report.month);
        assert!((cause.reopen_rate * ours.len() as f64 - reopened).abs() < 1e-6, "{}", cause.root_cause);
        let known = |number: u64| ours.iter().any(|seen| seen.ticket.number == number);
        assert_eq!(cause.samples.len(), ours.len().min(3));
        assert!(cause.samples.iter().all(|sample| known(sample.number)), "{cause:?}");
    }
    let again = now.iter().filter(|seen| came_again(all, seen)).count() as u64;
    let first = now.iter().filter(|seen| !seen.reopened && !came_again(all, seen)).count() as u64;
    let counted = ContactFigures { solved: now.len() as u64, first_contact: first, came_again: again };
    assert_eq!(report.contacts, counted, "{}", report.month);
}

/// Tried where a second connection sees the same database.
async fn the_figures_are_those_of_a_count_by_hand(desk: Desk) {
    desk.store.load_world(world(), &system(), begin() + TimeDelta::days(200)).await.unwrap();
    let all = seen(&desk).await;
    let mut solved = 0;
    for month in ["2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03"] {
        let report = desk.store.root_cause_report(Month::parse(month).unwrap()).await.unwrap();
        agrees(&report, &all);
        solved += report.total;
    }
    assert_eq!(solved, all.iter().filter(|seen| seen.solved_at.is_some()).count() as u64, "each is in one month");
    assert!(solved > 200, "there is something to count: {solved}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_figures_of_a_sqlite_file_are_those_of_a_count_by_hand() {
    super::on(super::Kind::SqliteFile, the_figures_are_those_of_a_count_by_hand).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_figures_of_postgres_are_those_of_a_count_by_hand() {
    super::on(super::Kind::Postgres, the_figures_are_those_of_a_count_by_hand).await;
}

promises! {
    async fn the_tickets_of_a_cause_are_listed_page_by_page_the_last_solved_first(desk: Desk) {
        desk.store.load_world(world(), &system(), begin() + TimeDelta::days(200)).await.unwrap();
        let (cause, month) = (RootCauseId::new("courier_lost"), Month::parse("2025-12").unwrap());
        let (mut listed, mut cursor) = (Vec::new(), None);
        loop {
            let page = PageRequest { limit: Some(7), cursor };
            let page = desk.store.tickets_of_cause(&cause, month, &page).await.unwrap();
            listed.extend(page.items);
            cursor = page.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        let report = desk.store.root_cause_report(month).await.unwrap();
        let figures = report.causes.iter().find(|figures| figures.root_cause == cause).unwrap();
        assert!(figures.count > 7, "several pages");
        assert_eq!(listed.len() as u64, figures.count);
        let first: Vec<u64> = listed.iter().take(3).map(|ticket| ticket.number).collect();
        assert_eq!(first, figures.samples.iter().map(|sample| sample.number).collect::<Vec<_>>());
    }

    async fn a_department_is_written_to_once_a_month_whoever_writes(desk: Desk) {
        let months = ["2026-01", "2026-02"].map(|month| Month::parse(month).unwrap());
        assert_eq!(desk.store.root_causes_mailed().await.unwrap(), None);
        let letters = |month: Month| {
            let of = |department: &str| Some(letter(&format!("{month}/{department}")));
            [("logistics", of("logistics")), ("it", None)].map(|(name, letter)| (name.to_owned(), letter))
        };
        let mut crowd = tokio::task::JoinSet::new();
        for month in months.into_iter().cycle().take(20) {
            let (store, letters) = (desk.store.clone(), letters(month));
            crowd.spawn(async move { (month, store.root_causes_mail(month, &letters, noon()).await.unwrap()) });
        }
        let done: Vec<(Month, String)> =
            crowd.join_all().await.into_iter().flat_map(|(month, done)| done.into_iter().map(move |it| (month, it))).collect();
        assert_eq!(done.len(), 4, "two departments in two months: {done:?}");
        let waiting = desk.store.notices(None, &PageRequest::default()).await.unwrap();
        assert_eq!(waiting.items.len(), 2, "one letter a month; the other department has nothing to read");
        assert_eq!(desk.store.root_causes_mailed().await.unwrap(), Some(months[1]));
    }
}
