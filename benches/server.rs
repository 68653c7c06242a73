//! The server against its budgets: reads and pages per second with every middleware in the way.
//!
//! `RINGDESK_BENCH_FULL=1 cargo bench --bench server` for a world of 100 000 customers and a million contacts.
#![expect(clippy::expect_used, reason = "a benchmark that cannot go on has nothing to say")]

mod figures;
mod load;
mod world;

use std::time::Duration;

use anyhow::Result;
use chrono::Utc;
use criterion::{BenchmarkGroup, Criterion, SamplingMode, Throughput, measurement::WallTime};
use figures::{Table, Times, at};
use load::Load;
use ringdesk::domain::agent::Role;
use ringdesk::domain::ticket::view::TicketView;
use ringdesk::wire::page::{MAX_LIMIT, PageRequest};
use ringdesk::wire::paths;
use tokio::runtime::Runtime;
use world::World;

/// Connections that stay open and ask at once.
const CONNECTIONS: usize = 64;
/// Requests of a round.
const READS: usize = 6_400;
const PAGES: usize = 1_280;
/// Rows of a page.
const ROWS: u32 = 50;

fn main() -> Result<()> {
    let mut criterion = Criterion::default().configure_from_args();
    let mut table = Table::default();
    let runtime = Runtime::new()?;
    let world = runtime.block_on(World::open())?;
    let mut group = criterion.benchmark_group("server");
    group.sampling_mode(SamplingMode::Flat).sample_size(20).measurement_time(Duration::from_secs(8));
    let mut bench = Bench { runtime: &runtime, world: &world, group: &mut group, table: &mut table };
    bench.rate("ticket reads", &runtime.block_on(reads(&world))?, false, Some(12_000))?;
    bench.rate("pages of 50", &runtime.block_on(pages(&world))?, false, Some(2_500))?;
    bench.rate("pages of 50, gzip", &runtime.block_on(pages(&world))?, true, None)?;
    bench.rate("first pages of 50 with their total", &first_pages(), false, None)?;
    group.finish();
    runtime.block_on(world.close());
    table.print();
    criterion.final_summary();
    Ok(())
}

struct Bench<'a, 'g> {
    runtime: &'a Runtime,
    world: &'a World,
    group: &'a mut BenchmarkGroup<'g, WallTime>,
    table: &'a mut Table,
}

impl Bench<'_, '_> {
    fn rate(&mut self, name: &str, paths: &[String], gzip: bool, least: Option<u32>) -> Result<()> {
        let tokens: Vec<String> =
            self.world.logins.iter().filter(|it| it.role != Role::Cti).map(|it| it.token.clone()).collect();
        let address = self.world.url().replace("http://", "");
        let mut load = self.runtime.block_on(Load::open(&address, CONNECTIONS, &tokens, gzip))?;
        let (mut rates, mut times) = (Vec::new(), Times::default());
        self.group.throughput(Throughput::Elements(paths.len() as u64));
        self.group.bench_function(name, |bencher| {
            bencher.iter_custom(|rounds| {
                let round = || self.runtime.block_on(load.round(paths)).expect("every request is answered");
                let keep = |round: load::Round| {
                    rates.push(paths.len() as f64 / round.took.as_secs_f64());
                    times.extend(round.times);
                    round.took
                };
                std::iter::repeat_with(round).take(rounds as usize).map(keep).sum()
            });
        });
        self.kept_up(name, rates, least);
        self.table.times(&format!("{name}, each of them"), times, None);
        Ok(())
    }

    /// A line of rates; its second figure is what all but the slowest of a hundred rounds kept up.
    fn kept_up(&mut self, name: &str, mut rates: Vec<f64>, least: Option<u32>) {
        rates.sort_unstable_by(|a, b| b.total_cmp(a));
        let Some((median, slowest)) = at(&rates, 50).zip(at(&rates, 99)) else { return };
        let promised = least.map_or_else(String::new, |least| format!("≥ {least}/s"));
        let figures = [format!("{median:.0}/s"), format!("{slowest:.0}/s"), promised];
        let kept = least.map(|least| median >= f64::from(least));
        self.table.line(&format!("{name}, {CONNECTIONS} connections at once"), figures, kept, rates.len());
    }
}

/// A round of single tickets, from all over the queue.
async fn reads(world: &World) -> Result<Vec<String>> {
    let reader = world.api(Role::Lead)?.me().await?.agent;
    let (mut paths, mut cursor) = (Vec::new(), None);
    while paths.len() < READS {
        let page = PageRequest { limit: Some(MAX_LIMIT), cursor };
        let page = world.store.tickets(TicketView::All, &reader, &page, Utc::now()).await?;
        paths.extend(page.items.iter().map(|ticket| paths::item("tickets", ticket.id.as_str())));
        cursor = page.next_cursor;
    }
    Ok(scattered(&paths))
}

/// A round of pages deep in the largest view.
async fn pages(world: &World) -> Result<Vec<String>> {
    let reader = world.api(Role::Lead)?.me().await?.agent;
    let (mut paths, mut cursor) = (Vec::new(), None);
    while paths.len() < PAGES {
        let page = PageRequest { limit: Some(ROWS), cursor };
        cursor = world.store.tickets(TicketView::All, &reader, &page, Utc::now()).await?.next_cursor;
        let after = cursor.as_deref().map(paths::encode).unwrap_or_default();
        paths.push(format!("{}/tickets?view=all&limit={ROWS}&cursor={after}", paths::API));
    }
    Ok(scattered(&paths))
}

/// What a console asks first, over all views.
fn first_pages() -> Vec<String> {
    let views = ["mine", "unassigned", "team", "breached", "all"];
    let path = |view: &&str| format!("{}/tickets?view={view}&limit={ROWS}", paths::API);
    views.iter().cycle().take(PAGES / 4).map(path).collect()
}

/// Out of their order, always alike: neighbours in the queue would be neighbours in the database.
fn scattered(paths: &[String]) -> Vec<String> {
    let count = paths.len();
    (0..count).map(|at| paths[at * 7_919 % count].clone()).collect()
}
