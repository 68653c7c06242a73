//! Clocks: those of 100 000 tickets in one pass, by the wall and by business hours, and what it costs to know when to wake up.
#![expect(clippy::expect_used, reason = "a benchmark that cannot go on has nothing to say")]

use std::hint::black_box;

use chrono::{DateTime, TimeDelta, Utc};
use criterion::{Criterion, Throughput};
use ringdesk::domain::agent::{Actor, AgentRef};
use ringdesk::domain::clock::{Clock, clocks, next_change};
use ringdesk::domain::fuse::{Blow, Circumstances, FusePolicy, PolicyBook, PolicyFile};
use ringdesk::domain::ticket::{HistoryEntry, TicketFact};

const TICKETS: usize = 100_000;

/// An office in Shanghai with two shifts a day, holidays, and a weekend worked.
const OFFICE: &str = "
[[calendar]]
name = 'office'
zone = 'Asia/Shanghai'
holidays = ['2026.json']
[calendar.hours]
mon-fri = ['09:00-12:00', '13:30-18:00']
[[policy]]
name = 'office'
calendar = 'office'
targets = { assignment = '2h', handling = '4h', first_response = '1h', resolution = '3d' }
[[policy.step]]
of = 'handling'
after = '4h'
to = 'lead'
repeat = '1h'
";
const HOLIDAYS: &str = r#"{"year": 2026, "days": [
    {"name": "国庆节", "date": "2026-10-01", "isOffDay": true}, {"name": "国庆节", "date": "2026-10-02", "isOffDay": true},
    {"name": "国庆节", "date": "2026-10-10", "isOffDay": false}]}"#;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let now: DateTime<Utc> = "2026-10-09T03:00:00Z".parse().expect("an instant");
    let histories: Vec<Vec<HistoryEntry>> = (0..TICKETS).map(|ticket| history(ticket, now)).collect();
    let (wall, office) = (FusePolicy::built_in(), office());
    let mut group = criterion.benchmark_group("clocks of 100 000 tickets");
    group.sample_size(10).throughput(Throughput::Elements(TICKETS as u64));
    for (hours, policy) in [("every hour counts", &wall), ("business hours", &office)] {
        group.bench_function(hours, |bencher| bencher.iter(|| pass(&histories, policy)));
    }
    let counted: Vec<Vec<Clock>> = histories.iter().map(|history| clocks(history, &wall)).collect();
    group.bench_function("next wake-up of a screen", |bencher| {
        bencher.iter(|| next_change(black_box(&counted).iter().flatten(), now));
    });
    group.finish();
    criterion.bench_function("next wake-up of a ticket", |bencher| {
        let (history, clocks) = (&histories[7], &counted[7]);
        bencher.iter(|| Blow::next(black_box(history), clocks, &office, now));
    });
    criterion.final_summary();
}

fn pass(histories: &[Vec<HistoryEntry>], policy: &FusePolicy) -> usize {
    histories.iter().map(|history| clocks(black_box(history), policy).len()).sum()
}

fn office() -> FusePolicy {
    let file = |name: &str, text: &str| PolicyFile { name: name.to_owned(), text: text.to_owned() };
    let book = PolicyBook::read(&[file("office.toml", OFFICE), file("2026.json", HOLIDAYS)]).expect("good files");
    book.policy(Circumstances { queue: "default", priority: 3, tier: None }).clone()
}

/// Up to four days old, taken, noted, half of them paused and resumed.
fn history(ticket: usize, now: DateTime<Utc>) -> Vec<HistoryEntry> {
    let age = (ticket * 7_919 % 5_760) as i32;
    let lin = AgentRef { id: "lin".into(), name: "lin".to_owned(), extension: None };
    let mut facts = vec![TicketFact::Created];
    if !ticket.is_multiple_of(3) {
        facts.push(TicketFact::Assigned { to: Some(lin.clone()) });
        facts.push(TicketFact::Noted { text: "called".to_owned() });
    }
    if ticket.is_multiple_of(2) {
        facts.push(TicketFact::Pended { reason: "photo".to_owned(), until: None });
        facts.push(TicketFact::Resumed);
    }
    let entry = |(at, what): (usize, TicketFact)| HistoryEntry {
        seq: at as u64 + 1,
        at: now - TimeDelta::minutes(i64::from(age)) * (6 - at as i32) / 6,
        by: Actor::Agent(lin.clone()),
        what,
    };
    facts.into_iter().enumerate().map(entry).collect()
}
