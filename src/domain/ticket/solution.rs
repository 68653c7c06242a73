//! Whether and when a ticket was solved, read off its history.

use chrono::{DateTime, Utc};

use super::{HistoryEntry, TicketFact};

/// What came of a ticket so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Solution {
    /// When it was solved, while it is: closing what was resolved before does not solve it later.
    pub solved_at: Option<DateTime<Utc>>,
    /// Whether it was ever taken up again after it had been solved.
    pub reopened: bool,
}

impl Solution {
    /// Of a ticket with this history, the oldest entry first.
    pub fn of(history: &[HistoryEntry]) -> Self {
        history.iter().fold(Self::default(), |known, entry| match entry.what {
            TicketFact::Resolved { .. } | TicketFact::Closed { .. } => {
                Self { solved_at: known.solved_at.or(Some(entry.at)), ..known }
            }
            TicketFact::Reopened { .. } => Self { solved_at: None, reopened: true },
            _ => known,
        })
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::domain::agent::Actor;
    use crate::domain::ticket::RootCauseTag;

    fn history(facts: Vec<TicketFact>) -> Vec<HistoryEntry> {
        let by = Actor::System { name: "test".to_owned() };
        let entry = |(hour, what)| HistoryEntry { seq: hour as u64 + 1, at: at(hour), by: by.clone(), what };
        (0..).zip(facts).map(entry).collect()
    }

    fn at(hour: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::hours(hour)
    }

    #[test]
    fn a_ticket_is_solved_when_it_was_resolved_last_and_not_when_it_is_closed_after_that() {
        let tag = || RootCauseTag { id: "courier_lost".into(), note: None };
        let (resolved, closed) = (TicketFact::Resolved { root_cause: tag() }, TicketFact::Closed { root_cause: tag() });
        let reopened = || TicketFact::Reopened { reason: None };
        let noted = || TicketFact::Noted { text: "谢谢".to_owned() };
        let solution = |facts| Solution::of(&history(facts));
        assert_eq!(solution(vec![TicketFact::Created]), Solution::default());
        let once = solution(vec![TicketFact::Created, resolved.clone(), closed.clone(), noted()]);
        assert_eq!(once, Solution { solved_at: Some(at(1)), reopened: false });
        let open = solution(vec![TicketFact::Created, resolved.clone(), reopened()]);
        assert_eq!(open, Solution { solved_at: None, reopened: true });
        let again = solution(vec![TicketFact::Created, resolved, reopened(), closed]);
        assert_eq!(again, Solution { solved_at: Some(at(3)), reopened: true });
    }
}
