//! Failed logins are slowed, per account and per address, so that guessing leads nowhere.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Wrong passwords that cost nothing: people mistype.
const FREE_FAILURES: u32 = 5;
/// An address serves many people behind one router.
const FREE_FAILURES_OF_AN_ADDRESS: u32 = 30;
/// The longest wait, so that nobody can lock a colleague out for long.
const LONGEST_WAIT: Duration = Duration::from_mins(1);
/// Failures are forgotten after this long without another one.
const FORGOTTEN_AFTER: Duration = Duration::from_mins(15);
/// Entries kept at the most; beyond, the forgotten ones are swept.
const CAPACITY: usize = 10_000;

#[derive(Clone, PartialEq, Eq, Hash)]
enum Key {
    Account(String),
    Address(IpAddr),
}

impl Key {
    fn free(&self) -> u32 {
        match self {
            Self::Account(_) => FREE_FAILURES,
            Self::Address(_) => FREE_FAILURES_OF_AN_ADDRESS,
        }
    }
}

struct Failures {
    count: u32,
    last: Instant,
}

/// Counts failed logins; cheap to ask before a password is hashed.
#[derive(Default)]
pub struct LoginThrottle {
    failures: Mutex<HashMap<Key, Failures>>,
}

impl LoginThrottle {
    /// How long this login has to wait before its next try; none: it may try.
    pub fn wait(&self, account: &str, address: IpAddr, now: Instant) -> Option<Duration> {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        keys(account, address).iter().filter_map(|key| remaining(key, failures.get(key)?, now)).max()
    }

    /// A wrong password.
    pub fn failed(&self, account: &str, address: IpAddr, now: Instant) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= CAPACITY {
            failures.retain(|_, entry| now.duration_since(entry.last) < FORGOTTEN_AFTER);
        }
        for key in keys(account, address) {
            let entry = failures.entry(key).or_insert(Failures { count: 0, last: now });
            if now.duration_since(entry.last) >= FORGOTTEN_AFTER {
                entry.count = 0;
            }
            entry.count = entry.count.saturating_add(1);
            entry.last = now;
        }
    }

    /// The right password: the account starts anew. The address does not, else an attacker could wipe it by an account of their own.
    pub fn succeeded(&self, account: &str) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.remove(&Key::Account(account.to_lowercase()));
    }
}

fn keys(account: &str, address: IpAddr) -> [Key; 2] {
    [Key::Account(account.to_lowercase()), Key::Address(address)]
}

/// Doubles from one second with each failure after the free ones.
fn remaining(key: &Key, entry: &Failures, now: Instant) -> Option<Duration> {
    let beyond = entry.count.checked_sub(key.free())?;
    let wait = Duration::from_secs(1 << beyond.min(6)).min(LONGEST_WAIT);
    let left = (entry.last + wait).checked_duration_since(now)?;
    (!left.is_zero()).then_some(left)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn fail(throttle: &LoginThrottle, times: u32, now: Instant) {
        (0..times).for_each(|_| throttle.failed("linwei", HERE, now));
    }

    #[test]
    fn a_few_typing_errors_cost_nothing() {
        let (throttle, now) = (LoginThrottle::default(), Instant::now());
        fail(&throttle, 4, now);
        assert_eq!(throttle.wait("linwei", HERE, now), None);
    }

    #[test]
    fn guessing_gets_slower_up_to_a_minute() {
        let (throttle, now) = (LoginThrottle::default(), Instant::now());
        fail(&throttle, 5, now);
        assert_eq!(throttle.wait("LinWei", HERE, now), Some(Duration::from_secs(1)));
        fail(&throttle, 1, now);
        assert_eq!(throttle.wait("linwei", HERE, now), Some(Duration::from_secs(2)));
        fail(&throttle, 100, now);
        assert_eq!(throttle.wait("linwei", HERE, now), Some(LONGEST_WAIT));
        assert_eq!(throttle.wait("linwei", HERE, now + LONGEST_WAIT), None);
    }

    #[test]
    fn the_right_password_clears_the_account_but_not_the_address() {
        let (throttle, now) = (LoginThrottle::default(), Instant::now());
        fail(&throttle, 10, now);
        throttle.succeeded("linwei");
        assert_eq!(throttle.wait("linwei", HERE, now), None);
        fail(&throttle, 25, now);
        throttle.succeeded("linwei");
        assert!(throttle.wait("somebody-else", HERE, now).is_some());
    }
}
