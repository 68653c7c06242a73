//! Tokens that do not work: each costs the database a look, so an address may try so many and then has to wait.
//!
//! Good tokens cost nothing here: a whole call centre may sit behind one address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Addresses remembered at the most; beyond, those that may try freely again are forgotten.
const CAPACITY: usize = 10_000;

/// How many bad tokens each address may still send.
pub struct Strangers {
    /// Tries that come back per second; none: there is no limit.
    rate: f64,
    /// Tries at once.
    burst: f64,
    accounts: Mutex<HashMap<IpAddr, Account>>,
}

struct Account {
    /// Below zero when many came at once.
    left: f64,
    at: Instant,
}

impl Strangers {
    /// `rate` tries per second for long, `burst` at once; a rate of zero means no limit.
    pub fn new(rate: u32, burst: u32) -> Self {
        Self { rate: f64::from(rate), burst: f64::from(burst), accounts: Mutex::default() }
    }

    /// How long this address has to wait before another unknown token of it is looked at; none: it may try.
    pub fn wait(&self, address: IpAddr, now: Instant) -> Option<Duration> {
        let accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        let missing = 1.0 - self.left(accounts.get(&address)?, now);
        (missing > 0.0).then(|| Duration::from_secs_f64(missing / self.rate))
    }

    /// A token of this address did not work.
    pub fn turned_away(&self, address: IpAddr, now: Instant) {
        if self.rate <= 0.0 {
            return;
        }
        let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        if accounts.len() >= CAPACITY {
            accounts.retain(|_, account| self.left(account, now) < self.burst);
        }
        let left = accounts.get(&address).map_or(self.burst, |account| self.left(account, now));
        accounts.insert(address, Account { left: (left - 1.0).max(-self.burst), at: now });
    }

    fn left(&self, account: &Account, now: Instant) -> f64 {
        let back = now.duration_since(account.at).as_secs_f64() * self.rate;
        (account.left + back).min(self.burst)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    #[test]
    fn after_the_burst_an_address_waits_for_each_try() {
        let (strangers, now) = (Strangers::new(2, 3), Instant::now());
        (0..3).for_each(|_| strangers.turned_away(HERE, now));
        assert_eq!(strangers.wait(HERE, now), Some(Duration::from_millis(500)));
        assert_eq!(strangers.wait(HERE, now + Duration::from_millis(500)), None);
        assert_eq!(strangers.wait(IpAddr::V6(std::net::Ipv6Addr::LOCALHOST), now), None);
    }

    #[test]
    fn a_rate_of_zero_is_no_limit() {
        let (strangers, now) = (Strangers::new(0, 3), Instant::now());
        (0..100).for_each(|_| strangers.turned_away(HERE, now));
        assert_eq!(strangers.wait(HERE, now), None);
    }
}
