//! What was measured, kept sample by sample: criterion tells means and medians, a budget is about the slowest of a hundred.

use std::time::Duration;

/// So many of a hundred must not take longer than this.
pub type Budget = (usize, Duration);

/// Single times of one thing.
#[derive(Default)]
pub struct Times(Vec<Duration>);

impl Extend<Duration> for Times {
    fn extend<I: IntoIterator<Item = Duration>>(&mut self, times: I) {
        self.0.extend(times);
    }
}

/// The table at the end.
#[derive(Default)]
pub struct Table(Vec<[String; 6]>);

impl Table {
    /// A line of times; nothing when none were taken, because the command line left them out.
    pub fn times(&mut self, name: &str, times: Times, budget: Option<Budget>) {
        let Times(mut times) = times;
        times.sort_unstable();
        let Some((median, p99)) = at(&times, 50).zip(at(&times, 99)) else { return };
        let promised = budget.map_or_else(String::new, |(percent, most)| {
            format!("{} ≤ {}", if percent == 50 { "median".to_owned() } else { format!("p{percent}") }, ms(most))
        });
        let kept = budget.and_then(|(percent, most)| Some(at(&times, percent)? <= most));
        self.line(name, [ms(median), ms(p99), promised], kept, times.len());
    }

    /// A line: median, slowest of a hundred, budget; and whether that was kept.
    pub fn line(&mut self, name: &str, [median, p99, budget]: [String; 3], kept: Option<bool>, samples: usize) {
        let verdict = kept.map_or("", |kept| if kept { "kept" } else { "MISSED" });
        self.0.push([name.to_owned(), median, p99, budget, verdict.to_owned(), samples.to_string()]);
    }

    /// Prints the table as Markdown.
    #[expect(clippy::print_stdout, reason = "the figures are what a benchmark is run for")]
    pub fn print(&self) {
        println!("\n| what | median | p99 | budget | | samples |\n|---|---|---|---|---|---|");
        for line in &self.0 {
            println!("| {} |", line.join(" | "));
        }
    }
}

/// The value that so many of a hundred do not exceed.
pub fn at<T: Copy>(sorted: &[T], percent: usize) -> Option<T> {
    sorted.get((sorted.len() * percent).div_ceil(100).checked_sub(1)?).copied()
}

fn ms(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1000.0;
    match ms {
        ..1.0 => format!("{ms:.2} ms"),
        ..10.0 => format!("{ms:.1} ms"),
        _ => format!("{ms:.0} ms"),
    }
}
