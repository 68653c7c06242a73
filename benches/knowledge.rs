//! The search against SQLite's full-text search, in one run: one keystroke, one of Chinese in letters, the build, a start with a kept index, one
//! phrasing added.
//!
//! `cargo bench --bench knowledge`; 10 000 and 100 000 phrasings of a hundred and a thousand answers, and with `RINGDESK_BENCH_FULL=1` a million of
//! ten thousand.
#![expect(clippy::expect_used, reason = "a benchmark that cannot go on has nothing to say")]

mod figures;
mod full_text;
mod phrasings;
mod stopwatch;

use std::time::Duration;

use anyhow::Result;
use criterion::{Criterion, SamplingMode};
use figures::{Budget, Table, Times};
use full_text::FullText;
use ringdesk::domain::agent::Role;
use ringdesk::domain::article::Article;
use ringdesk::knowledge::{Library, built_in};
use stopwatch::{repeat, take};
use tokio::runtime::Runtime;

/// Answers wanted for each keystroke.
const LIMIT: usize = 5;
/// Phrasings that are added one by one, and starts.
const TIMES: usize = 5;
/// Of the phrasings: what is called many.
const MANY: usize = 100_000;
/// Versions of a shipped answer that are one answer here, so that it has about a hundred phrasings.
const TOGETHER: usize = 12;
/// Chinese in letters, of which most answers have every word: initials, words, syllables.
const PINYIN: [&str; 6] = [
    "thlc",
    "tuihuo zenme tui",
    "kuaidi haimei shoudao",
    "fapiao zenme hai meiyou shoudao",
    "wo xiang tui huo",
    "maidedongxihuaile",
];
/// A phrasing is found after this.
const ADDED: Option<Budget> = Some((99, Duration::from_millis(200)));

fn main() -> Result<()> {
    let mut criterion = Criterion::default().configure_from_args();
    let mut table = Table::default();
    let runtime = Runtime::new()?;
    let full = std::env::var_os("RINGDESK_BENCH_FULL").is_some();
    let sizes = [10_000, MANY, 1_000_000];
    for size in &sizes[..if full { 3 } else { 2 }] {
        for (lang, language) in [("zh-CN", "Chinese"), ("en", "English")] {
            let set = Set { lang, name: format!("{size} phrasings, {language}"), size: *size };
            let articles = articles(lang, *size);
            ours(&mut criterion, &mut table, &set, &articles)?;
            theirs(&mut criterion, &mut table, &runtime, &set, &articles)?;
        }
    }
    table.print();
    criterion.final_summary();
    Ok(())
}

/// Answers with about a hundred phrasings each, at least so many all together.
fn articles(lang: &str, phrasings: usize) -> Vec<Article> {
    let all = phrasings::versions(lang, phrasings);
    let shipped = built_in(lang).len();
    let merged = |some: &[Article]| {
        let mut answers = some.iter();
        let first = answers.next()?.clone();
        let phrasings = first.phrasings.iter().chain(answers.flat_map(|answer| &answer.phrasings)).cloned().collect();
        Some(Article { phrasings, ..first })
    };
    let answer = |some: &[Article], place: usize| {
        let versions: Vec<Article> = some.iter().skip(place).step_by(shipped).cloned().collect();
        merged(&versions)
    };
    all.chunks(shipped * TOGETHER).flat_map(|some| (0..shipped).filter_map(move |place| answer(some, place))).collect()
}

/// What is searched.
struct Set {
    lang: &'static str,
    name: String,
    size: usize,
}

impl Set {
    /// One keystroke: 5 ms at the slowest of a hundred for 100 000 phrasings, 8 ms for more.
    fn keystroke(&self) -> Budget {
        (99, Duration::from_millis(if self.size > MANY { 8 } else { 5 }))
    }

    /// Indexed and learned: 3 s for 100 000 phrasings, 40 s for more.
    fn building(&self) -> Budget {
        (99, Duration::from_secs(if self.size > MANY { 40 } else { 3 }))
    }

    /// What is typed, sign by sign.
    fn typed(&self) -> Vec<String> {
        phrasings::typed(&phrasings::questions(self.lang))
    }

    /// The same in letters; nothing in a language that is written in letters.
    fn spelled(&self) -> Vec<String> {
        let questions = if self.lang == "en" { Vec::new() } else { PINYIN.map(str::to_owned).to_vec() };
        phrasings::typed(&questions)
    }
}

fn ours(criterion: &mut Criterion, table: &mut Table, set: &Set, articles: &[Article]) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (mut built, mut kept, mut opened, mut added) =
        (Times::default(), Times::default(), Times::default(), Times::default());
    let library = Library::open(folder.path())?;
    take(&mut built, || {
        library.update(articles).expect("indexed");
        library.learn();
    });
    library.keep(Some("1"), Role::Agent)?;
    take(&mut kept, || library.keep_index().expect("kept"));
    for _ in 0..TIMES {
        take(&mut opened, || Library::open(folder.path()).expect("opened").learn());
    }
    let mut keys = [Times::default(), Times::default()];
    let mut group = criterion.benchmark_group("keystroke");
    for ((typed, name), keys) in [(set.typed(), ""), (set.spelled(), " in letters")].iter().zip(&mut keys) {
        if typed.is_empty() {
            continue;
        }
        let mut next = typed.iter().cycle();
        group.bench_function(format!("ringdesk, {}{name}", set.name), |bencher| {
            bencher.iter_custom(|count| {
                repeat(keys, count, || next.next().map(|query| library.search(query, set.lang, LIMIT)))
            });
        });
    }
    group.finish();
    for article in articles.iter().take(TIMES) {
        let mut taught = article.clone();
        taught.phrasings.push(format!("{} {}", article.title, set.size));
        take(&mut added, || library.update(std::slice::from_ref(&taught)));
    }
    let [typed, spelled] = keys;
    table.times(&format!("a keystroke, {}", set.name), typed, Some(set.keystroke()));
    table.times(&format!("a keystroke, {} in letters", set.name), spelled, Some(set.keystroke()));
    table.times(&format!("indexed and learned, {}", set.name), built, Some(set.building()));
    table.times(&format!("index kept, {}", set.name), kept, None);
    table.times(&format!("opened with a kept index, {}", set.name), opened, None);
    table.times(&format!("a phrasing added, {}", set.name), added, ADDED);
    Ok(())
}

fn theirs(
    criterion: &mut Criterion,
    table: &mut Table,
    runtime: &Runtime,
    set: &Set,
    articles: &[Article],
) -> Result<()> {
    let (mut built, mut keys) = (Times::default(), Times::default());
    let mut full_text = None;
    take(&mut built, || full_text = runtime.block_on(FullText::of(articles)).ok());
    let Some(full_text) = full_text else { anyhow::bail!("SQLite made no index of {}", set.name) };
    let typed = set.typed();
    // Another one each time, for there are few of them.
    let mut next = typed.iter().cycle().step_by(typed.len() / 7 * 2 + 1);
    let mut group = criterion.benchmark_group("keystroke");
    group.sampling_mode(SamplingMode::Flat).sample_size(20).measurement_time(Duration::from_secs(10));
    group.bench_function(format!("SQLite FTS5, {}", set.name), |bencher| {
        let mut search = || next.next().map(|query| runtime.block_on(full_text.search(query, LIMIT)).expect("found"));
        bencher.iter_custom(|count| repeat(&mut keys, count, &mut search));
    });
    group.finish();
    table.times(&format!("SQLite FTS5: a keystroke, {}", set.name), keys, None);
    table.times(&format!("SQLite FTS5: indexed, {}", set.name), built, None);
    Ok(())
}
