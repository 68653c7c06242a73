//! Work that is shared by all cores.

use std::num::NonZero;
use std::panic::resume_unwind;
use std::thread;

/// What `work` makes of everything, in its order. Each core is given a run of at least `least` things; one core does few of them alone.
pub fn share<T: Sync, R: Send>(all: &[T], least: usize, work: impl Fn(&[T]) -> Vec<R> + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let mut parts = all.chunks(all.len().div_ceil(cores).max(least).max(1));
    let own = parts.next().unwrap_or_default();
    let work = &work;
    thread::scope(|threads| {
        let others: Vec<_> = parts.map(|part| threads.spawn(move || work(part))).collect();
        let mut made = work(own);
        for other in others {
            made.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        made
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_work_comes_out_in_order_and_all_of_it() {
        for (count, least) in [(0, 1), (1, 1), (7, 0), (1000, 3), (10, 100)] {
            let all: Vec<usize> = (0..count).collect();
            let doubled = share(&all, least, |some| some.iter().map(|one| one * 2).collect());
            assert_eq!(doubled, all.iter().map(|one| one * 2).collect::<Vec<_>>());
        }
    }
}
