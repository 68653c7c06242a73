//! `ringdesk kb eval`: the measure of the knowledge room.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Context as _;
use serde::Serialize;

use crate::cli::output;
use crate::knowledge::eval::{self, Measured, Miss, Row};

/// What to index and what to ask.
#[derive(clap::Args)]
pub struct Args {
    /// Files of lines `article_id<TAB>text` to index
    #[arg(long, required = true, num_args = 1.., value_name = "TSV")]
    index: Vec<PathBuf>,
    /// Files of lines `article_id<TAB>text` to ask; an id that is not indexed stands for a question without an answer
    #[arg(long, required = true, num_args = 1.., value_name = "TSV")]
    queries: Vec<PathBuf>,
    /// Ask also with only the first N percent of each question typed
    #[arg(long, value_delimiter = ',', value_name = "N", value_parser = clap::value_parser!(u8).range(1..=99))]
    prefix: Vec<u8>,
    /// List what was not found first, and what was found instead
    #[arg(long)]
    explain: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// All that came out.
#[derive(Serialize)]
struct Report {
    articles: usize,
    phrasings: usize,
    build_seconds: f64,
    index_bytes: usize,
    /// The most the process ever held; none where the system does not tell.
    memory_bytes: Option<u64>,
    measured: Vec<Measured>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    misses: Vec<Miss>,
}

/// Builds the index, asks, prints.
pub(super) fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let (index, queries) = (rows(&args.index)?, rows(&args.queries)?);
    let began = Instant::now();
    let library = eval::library(&index)?;
    let build_seconds = began.elapsed().as_secs_f64();
    let runs = std::iter::once(&100).chain(&args.prefix);
    let (measured, misses): (Vec<Measured>, Vec<Vec<Miss>>) =
        runs.map(|typed| eval::measure(&library, &queries, *typed)).unzip();
    let report = Report {
        articles: library.len(),
        phrasings: index.len(),
        build_seconds,
        index_bytes: library.bytes(),
        memory_bytes: peak_memory(),
        measured,
        misses: if args.explain { misses.into_iter().flatten().collect() } else { Vec::new() },
    };
    if report.measured.iter().all(|measured| measured.questions == 0) {
        output::complain("none of the queries' ids is in the index: no question has an answer to find");
    }
    if args.json {
        output::json(&report)?;
    } else {
        print(&report)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn rows(files: &[PathBuf]) -> anyhow::Result<Vec<Row>> {
    let mut all = Vec::new();
    for path in files {
        let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
        let read = eval::rows(&text);
        all.extend(read.map_err(|line| anyhow::anyhow!("{}:{line}: not an id, a tab and a text", path.display()))?);
    }
    Ok(all)
}

fn print(report: &Report) -> anyhow::Result<()> {
    let heading = "typed  top-1  recall@3  recall@5  MRR@10  told none  wrongly  p50 ms  p95 ms  p99 ms";
    let mut table: Vec<Vec<String>> = vec![heading.split("  ").map(str::to_owned).collect()];
    table.extend(report.measured.iter().map(cells));
    output::table(&table)?;
    let megabytes = |bytes: u64| bytes as f64 / f64::from(1 << 20);
    output::line(format_args!(
        "{} of {}, built in {:.2} s, index {:.1} MiB, memory {:.0} MiB",
        output::counted(report.phrasings, "phrasing", "phrasings"),
        output::counted(report.articles, "answer", "answers"),
        report.build_seconds,
        megabytes(report.index_bytes as u64),
        megabytes(report.memory_bytes.unwrap_or_default()),
    ))?;
    for miss in &report.misses {
        output::line(explained(miss))?;
    }
    Ok(())
}

fn cells(measured: &Measured) -> Vec<String> {
    let places = [measured.top1, measured.recall3, measured.recall5, measured.mrr10];
    let refusals = [(measured.told_none, measured.unanswerable), (measured.wrongly_told_none, measured.questions)];
    let times = [measured.p50_ms, measured.p95_ms, measured.p99_ms];
    let mut cells = vec![format!("{} %", measured.typed)];
    let percents = places.map(|value| (value, measured.questions)).into_iter().chain(refusals);
    cells.extend(percents.map(|(value, of)| if of == 0 { "-".to_owned() } else { format!("{value:.1}") }));
    cells.extend(times.map(|value| format!("{value:.2}")));
    cells
}

fn explained(miss: &Miss) -> String {
    let place = miss.place.map_or("not among ten".to_owned(), |place| format!("at {place}"));
    let found = miss.found.as_deref().unwrap_or("nothing");
    let because = miss.because.as_deref().unwrap_or("its title or steps");
    let Miss { typed, query, expected, score, .. } = miss;
    format!("{typed} % typed, {query:?}: {expected} {place}; first {found} ({score}) by {because:?}")
}

/// The most memory the process held so far.
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}
