//! The console against its budgets: frames, keys, rings through the real server, search while typing, and the start.
//!
//! `RINGDESK_BENCH_FULL=1 cargo bench --bench console` for a world of 100 000 customers and a million contacts.
#![expect(clippy::expect_used, reason = "a benchmark that cannot go on has nothing to say")]

mod callers;
mod desk;
mod figures;
mod live_console;
mod phrasings;
mod small_demo;
mod staff;
mod start;
mod stopwatch;
mod world;

use std::time::Duration;

use anyhow::{Context as _, Result};
use callers::Switchboard;
use criterion::{Criterion, SamplingMode};
use crossterm::event::KeyCode;
use desk::Desk;
use figures::{Budget, Table, Times};
use ringdesk::crm::api::Api;
use ringdesk::crm::http::{Token, install_tls};
use ringdesk::domain::agent::Role;
use ringdesk::domain::ticket::Ticket;
use ringdesk::domain::ticket::view::TicketView;
use ringdesk::knowledge::Library;
use ringdesk::server::store::SolvedBy;
use ringdesk::wire::page::PageRequest;
use small_demo::SmallDemo;
use stopwatch::{keep, repeat, take};
use tokio::runtime::Runtime;
use world::World;

const FRAME: Option<Budget> = Some((50, Duration::from_millis(1)));
const KEY: Option<Budget> = Some((99, Duration::from_millis(16)));
const RING: Option<Budget> = Some((99, Duration::from_millis(50)));
const CHANGE: Option<Budget> = Some((99, Duration::from_millis(100)));
const SEARCH: Option<Budget> = Some((99, Duration::from_millis(5)));
const USABLE: Option<Budget> = Some((99, Duration::from_secs(1)));
const START: Option<Budget> = Some((99, Duration::from_millis(50)));
const WALL: Option<Budget> = Some((99, Duration::from_millis(16)));
/// People on the lead's wall, and those of them who are not on it: the telephone system, a director and an admin.
const PEOPLE: usize = 500;
const OTHERS: usize = 3;
/// Bytes that a console may take.
const MEMORY: u64 = 80 << 20;
/// What is typed into the search, and taken out again.
const TYPED: &str = "东西坏了怎么退";

fn main() -> Result<()> {
    let mut criterion = Criterion::default().configure_from_args();
    let mut table = Table::default();
    let runtime = Runtime::new()?;
    // First, because a program is started more slowly from a process that has grown.
    starts(&mut criterion, &mut table, &runtime)?;
    let world = runtime.block_on(World::open())?;
    let switchboard = runtime.block_on(Switchboard::of(&world))?;
    frames(&mut criterion, &mut table, desk(&runtime, &world, &switchboard)?)?;
    keys(&mut criterion, &mut table, &mut desk(&runtime, &world, &switchboard)?);
    runtime.block_on(staff::hire(&world.store, PEOPLE))?;
    wall(&mut criterion, &mut table, &runtime, &world)?;
    live(&mut criterion, &mut table, &runtime, &switchboard)?;
    search(&mut criterion, &mut table)?;
    runtime.block_on(world.close());
    table.print();
    criterion.final_summary();
    Ok(())
}

/// A desk with 100 000 tickets in its queue, a caller in the middle, and answers to what they said.
fn desk(runtime: &Runtime, world: &World, switchboard: &Switchboard) -> Result<Desk> {
    let mut desk = Desk::open(world.api(Role::Agent)?, runtime.handle().clone())?;
    while desk.model.queue.view != TicketView::All {
        desk.press(KeyCode::Char(']'));
        desk.settle()?;
    }
    desk.ring(runtime.block_on(switchboard.pop())?)?;
    Ok(desk)
}

fn frames(criterion: &mut Criterion, table: &mut Table, mut desk: Desk) -> Result<()> {
    let (mut call, mut ticket) = (Times::default(), Times::default());
    let mut group = criterion.benchmark_group("frame");
    group.bench_function("call", |bencher| bencher.iter_custom(|times| repeat(&mut call, times, || desk.draw())));
    desk.press(KeyCode::Enter);
    desk.settle()?;
    desk.model.ticket.as_ref().context("no ticket was opened")?;
    group.bench_function("ticket", |bencher| bencher.iter_custom(|times| repeat(&mut ticket, times, || desk.draw())));
    group.finish();
    table.times("frame at 200×60, caller, profile and answers", call, FRAME);
    table.times("frame at 200×60, open ticket and answers", ticket, FRAME);
    Ok(())
}

/// The lead's wall with 500 people and 100 000 tickets: its frames, its keys, a pushed change, and counting it at the server.
fn wall(criterion: &mut Criterion, table: &mut Table, runtime: &Runtime, world: &World) -> Result<()> {
    let mut desk = Desk::open(world.api(Role::Director)?, runtime.handle().clone())?;
    desk.press(KeyCode::Char('w'));
    desk.settle()?;
    let people = desk.model.wall.board.value().context("the wall has not come")?.people.len();
    anyhow::ensure!(people >= PEOPLE - OTHERS, "{people} people are on the wall");
    let mut group = criterion.benchmark_group("wall");
    for (name, keys) in [("board", "1"), ("people of a team", "2↵↓↵"), ("tickets", "↵"), ("comparison", "4")] {
        keys.chars().map(wall_key).for_each(|key| desk.press(key));
        desk.settle()?;
        let mut times = Times::default();
        group.bench_function(name, |bencher| bencher.iter_custom(|count| repeat(&mut times, count, || desk.draw())));
        table.times(&format!("frame at 200×60, the wall with 500 people: {name}"), times, WALL);
    }
    let (mut turned, mut arriving) = (Times::default(), Times::default());
    let mut fingers = "4↓1".chars().map(wall_key).cycle();
    group.bench_function("key", |bencher| {
        let mut press = |key| pressed(&mut desk, key, &mut turned, &mut arriving);
        bencher.iter_custom(|count| fingers.by_ref().take(count as usize).map(&mut press).sum());
    });
    table.times("key → painted, from view to view of the wall with 500 people", turned, KEY);
    let (mut counted, mut pushed) = (Times::default(), Times::default());
    let (store, now) = (&world.store, chrono::Utc::now());
    group.sampling_mode(SamplingMode::Flat).sample_size(20);
    group.bench_function("count", |bencher| {
        let mut count = || runtime.block_on(store.wall(now, &SolvedBy::new(), now)).expect("counted");
        bencher.iter_custom(|times| repeat(&mut counted, times, &mut count));
    });
    group.bench_function("push", |bencher| {
        bencher.iter_custom(|count| (0..count).map(|_| take(&mut pushed, || desk.watch())).sum());
    });
    group.finish();
    table.times("a changed figure pushed → painted on the wall", pushed, WALL);
    table.times("the wall counted, 500 people and 100 000 tickets", counted, None);
    Ok(())
}

fn wall_key(sign: char) -> KeyCode {
    match sign {
        '↵' => KeyCode::Enter,
        '↓' => KeyCode::Down,
        other => KeyCode::Char(other),
    }
}

fn keys(criterion: &mut Criterion, table: &mut Table, desk: &mut Desk) {
    let mut arriving = Times::default();
    let mut group = criterion.benchmark_group("key");
    group.sample_size(50).measurement_time(Duration::from_secs(2));
    for (name, key) in [("move.down", KeyCode::Down), ("move.page-down", KeyCode::PageDown), ("move.up", KeyCode::Up)] {
        let mut times = Times::default();
        group.bench_function(name, |bencher| {
            bencher.iter_custom(|count| (0..count).map(|_| moved(desk, key, &mut times, &mut arriving)).sum());
        });
        table.times(&format!("key → painted, {name} through 100 000 tickets"), times, KEY);
    }
    let mut times = Times::default();
    desk.press(KeyCode::Char('/'));
    group.bench_function("search", |bencher| {
        let mut fingers = TYPED.chars().map(KeyCode::Char).chain(TYPED.chars().map(|_| KeyCode::Backspace)).cycle();
        bencher.iter_custom(|count| {
            let typed = |key| pressed(desk, key, &mut times, &mut arriving);
            fingers.by_ref().take(count as usize).map(typed).sum()
        });
    });
    group.finish();
    table.times("key → painted, typing in the search", times, KEY);
    table.times("what a key asked for arrives → painted", arriving, KEY);
}

/// Presses a key; at either end of the queue it begins anew.
fn moved(desk: &mut Desk, key: KeyCode, times: &mut Times, arriving: &mut Times) -> Duration {
    if key != KeyCode::Up && desk.is_at_the_end() {
        desk.press(KeyCode::Home);
        desk.settle().expect("the first page");
    }
    pressed(desk, key, times, arriving)
}

/// Presses a key, and takes in what it asked for.
fn pressed(desk: &mut Desk, key: KeyCode, times: &mut Times, arriving: &mut Times) -> Duration {
    let took = take(times, || desk.press(key));
    while let Some(answer) = desk.answer().expect("the server answers") {
        take(arriving, || desk.hear(answer));
    }
    took
}

fn live(criterion: &mut Criterion, table: &mut Table, runtime: &Runtime, switchboard: &Switchboard) -> Result<()> {
    let (mut rings, mut changes) = (Times::default(), Times::default());
    let mut console = runtime.block_on(switchboard.console())?;
    let mut group = criterion.benchmark_group("live");
    group.sampling_mode(SamplingMode::Flat).sample_size(50).measurement_time(Duration::from_secs(10));
    group.bench_function("ring", |bencher| {
        bencher.iter_custom(|count| {
            let mut ring = || runtime.block_on(switchboard.ring(&mut console)).expect("the ring is painted");
            (0..count).map(|_| keep(&mut rings, ring())).sum()
        });
    });
    group.bench_function("change", |bencher| {
        bencher.iter_custom(|count| {
            let mut change = || runtime.block_on(switchboard.change(&mut console)).expect("the change is painted");
            (0..count).map(|_| keep(&mut changes, change())).sum()
        });
    });
    group.finish();
    table.times("ring posted → profile painted", rings, RING);
    table.times("field changed → painted on another console", changes, CHANGE);
    Ok(())
}

fn search(criterion: &mut Criterion, table: &mut Table) -> Result<()> {
    let mut group = criterion.benchmark_group("search");
    for (lang, language) in [("zh-CN", "Chinese"), ("en", "English")] {
        for (size, words) in [(10_000, "10 000"), (100_000, "100 000")] {
            let mut times = Times::default();
            let library = Library::in_memory();
            library.update(&phrasings::versions(lang, size))?;
            library.learn();
            let typed = phrasings::typed(&phrasings::questions(lang));
            let mut next = typed.iter().cycle();
            group.bench_function(format!("{lang}/{size}"), |bencher| {
                bencher.iter_custom(|count| {
                    repeat(&mut times, count, || next.next().map(|query| library.search(query, lang, 5)))
                });
            });
            table.times(&format!("search while typing, {words} phrasings, {language}"), times, SEARCH);
        }
    }
    group.finish();
    Ok(())
}

fn starts(criterion: &mut Criterion, table: &mut Table, runtime: &Runtime) -> Result<()> {
    let (mut usable, mut painted, mut filled, mut memory) = (Times::default(), Times::default(), Times::default(), 0);
    let demo = SmallDemo::open()?;
    let (url, token) = (&demo.ready.url, &demo.ready.logins.first().context("nobody can log in")?.token);
    let number = runtime.block_on(first_ticket(url, token))?.number.to_string();
    let home = tempfile::tempdir()?;
    let mut open = || {
        let opened = start::console(url, token, home.path(), &number).expect("the console opens");
        keep(&mut filled, opened.filled);
        memory = opened.memory.map_or(memory, |bytes| bytes.max(memory));
        keep(&mut painted, opened.painted)
    };
    let mut group = criterion.benchmark_group("start");
    group.sampling_mode(SamplingMode::Flat).sample_size(20).measurement_time(Duration::from_secs(4));
    group.bench_function("first paint", |bencher| bencher.iter_custom(|count| (0..count).map(|_| open()).sum()));
    group.bench_function("demo", |bencher| {
        let mut open = || keep(&mut usable, SmallDemo::open().expect("the demo opens").took);
        bencher.iter_custom(|count| (0..count).map(|_| open()).sum());
    });
    group.finish();
    table.times("start → first paint, the real program in a terminal", painted, START);
    table.times("start → queue painted", filled, None);
    if memory > 0 {
        let figures = [format!("{} MB", memory >> 20), String::new(), "≤ 80 MB".to_owned()];
        table.line("memory of a console", figures, Some(memory <= MEMORY), 1);
    }
    table.times("demo, clean start → usable", usable, USABLE);
    Ok(())
}

async fn first_ticket(url: &str, token: &str) -> Result<Ticket> {
    install_tls();
    let mine = Api::new(url, Some(&Token::new(token)))?.tickets(TicketView::Mine, &PageRequest::default()).await?;
    mine.items.into_iter().next().context("the desk has no ticket")
}
