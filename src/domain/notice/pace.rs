//! How fast a messenger may be used. Robots of WeCom and DingTalk take 20 messages a minute and then go deaf for a while.

use chrono::{DateTime, TimeDelta, Utc};

/// A pace: a few messages at once, then one at a time. In no minute more than it allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    per_minute: u32,
}

/// What the pace says to one more message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Go ahead; the account stands at this instant from now on.
    Now(DateTime<Utc>),
    /// Not before this instant.
    At(DateTime<Utc>),
}

impl Pace {
    /// At most so many in any minute (60 seconds, wherever they begin); 0 counts as 1.
    pub fn per_minute(most: u32) -> Self {
        Self { per_minute: most.max(1) }
    }

    /// Whether a message may go at `now`, given how the account stands: at the instant by which everything sent so far is paid
    /// for, one interval each (the generic cell rate algorithm of ITU-T I.371).
    ///
    /// A quarter of a minute's messages may go at once. The intervals are such that they and the rest of the minute together stay
    /// within the limit.
    pub fn turn(self, account: DateTime<Utc>, now: DateTime<Utc>) -> Turn {
        let (at_once, interval) = (self.at_once(), self.interval());
        let earliest = account - interval * (at_once - 1);
        if earliest > now {
            return Turn::At(earliest);
        }
        Turn::Now(account.max(now) + interval)
    }

    /// The account of a messenger that may not be used before `until`: then with one message at a time.
    pub fn shut(self, until: DateTime<Utc>) -> DateTime<Utc> {
        until + self.interval() * (self.at_once() - 1)
    }

    fn at_once(self) -> i32 {
        (self.per_minute / 4).max(1) as i32
    }

    fn interval(self) -> TimeDelta {
        let steady = i64::from(self.per_minute) - i64::from(self.at_once());
        TimeDelta::milliseconds(60_000 / steady.max(1) + 1)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn noon() -> DateTime<Utc> {
        "2026-02-12T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn five_of_twenty_go_at_once_and_the_sixth_waits_for_its_turn() {
        let pace = Pace::per_minute(20);
        let mut account = noon() - TimeDelta::days(1);
        for _ in 0..5 {
            let Turn::Now(next) = pace.turn(account, noon()) else { panic!("five may go") };
            account = next;
        }
        let Turn::At(later) = pace.turn(account, noon()) else { panic!("the sixth waits") };
        assert_eq!(later, noon() + TimeDelta::milliseconds(4_001));
        assert!(matches!(pace.turn(account, later), Turn::Now(_)));
    }

    #[test]
    fn a_robot_that_was_shut_is_left_alone_until_then() {
        let (pace, until) = (Pace::per_minute(20), noon() + TimeDelta::minutes(10));
        let account = pace.shut(until);
        assert_eq!(pace.turn(account, noon()), Turn::At(until));
        assert!(matches!(pace.turn(account, until), Turn::Now(_)));
    }

    proptest! {
        #[test]
        fn no_minute_sees_more_than_is_allowed(most in 1_u32..100, asks in prop::collection::vec(0_i64..9_000, 1..400)) {
            let pace = Pace::per_minute(most);
            let (mut now, mut account, mut sent) = (noon(), noon() - TimeDelta::days(1), Vec::new());
            for pause in asks {
                now += TimeDelta::milliseconds(pause);
                if let Turn::Now(next) = pace.turn(account, now) {
                    account = next;
                    sent.push(now);
                }
            }
            for (at, first) in sent.iter().enumerate() {
                let within = sent[at..].iter().take_while(|later| **later - *first < TimeDelta::minutes(1)).count();
                prop_assert!(within <= most as usize, "{} in a minute, {} allowed", within, most);
            }
        }
    }
}
