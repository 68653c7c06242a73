//! Takes the time of one thing after the other.

use std::hint::black_box;
use std::time::{Duration, Instant};

use super::figures::Times;

/// Runs something and keeps how long it took.
pub fn take<T>(times: &mut Times, run: impl FnOnce() -> T) -> Duration {
    let begun = Instant::now();
    black_box(run());
    keep(times, begun.elapsed())
}

/// Keeps a time that was taken elsewhere.
pub fn keep(times: &mut Times, time: Duration) -> Duration {
    times.extend([time]);
    time
}

/// Runs something so many times; the sum is what criterion wants.
pub fn repeat<T>(times: &mut Times, count: u64, mut run: impl FnMut() -> T) -> Duration {
    (0..count).map(|_| take(times, &mut run)).sum()
}
