//! Who is calling (M1): how well a number fits, and whose profile opens by itself.

#[cfg(test)]
mod tests;

use std::cmp::Reverse;

use super::ids::CustomerId;
use super::phone::{self, Phone, Region};
use super::profile::{Candidate, MatchRank};

/// Candidates shown at most, so that one digit chooses.
pub const CANDIDATES_AT_MOST: usize = 9;

/// What a ring opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Nobody has the number.
    Nobody,
    /// This one, by itself.
    One(CustomerId),
    /// The agent chooses: best first, at most [`CANDIDATES_AT_MOST`].
    Several(Vec<Candidate>),
}

/// How well a stored number (E.164, or as typed in `region`) fits the caller's; none: not at all.
pub fn rank(caller: &Phone, number: &str, region: Region) -> Option<MatchRank> {
    phone::read_all(number, region).iter().filter_map(|stored| rank_of(caller, stored)).min()
}

/// How well two numbers fit each other.
///
/// Behind one number, different extensions are different people (privacy numbers), so that such a fit is a "maybe".
/// Numbers of two countries never fit by their national part.
pub fn rank_of(caller: &Phone, stored: &Phone) -> Option<MatchRank> {
    let rank = match (&caller.e164, &stored.e164) {
        (Some(a), Some(b)) if a == b => Some(MatchRank::Exact),
        (Some(_), Some(_)) => None,
        (None, None) if caller.national == stored.national => Some(MatchRank::Exact),
        _ if caller.national == stored.national => Some(MatchRank::National),
        _ => None,
    };
    match rank {
        Some(rank) if extensions_agree(caller, stored) => Some(rank),
        Some(_) => Some(MatchRank::Maybe),
        None => (caller.last8().is_some() && caller.last8() == stored.last8()).then_some(MatchRank::Maybe),
    }
}

fn extensions_agree(caller: &Phone, stored: &Phone) -> bool {
    match (&caller.extension, &stored.extension) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    }
}

/// Decides what opens: the only one of the best rank, unless that is "maybe".
///
/// The rest of the order is stable: an open ticket, an order of the last 30 days, the last contact, then the id.
pub fn choose(mut candidates: Vec<Candidate>) -> Choice {
    sort(&mut candidates);
    let Some(best) = candidates.first() else { return Choice::Nobody };
    let alone = candidates.iter().filter(|candidate| candidate.rank == best.rank).count() == 1;
    if alone && best.rank != MatchRank::Maybe {
        return Choice::One(best.customer_id.clone());
    }
    candidates.truncate(CANDIDATES_AT_MOST);
    Choice::Several(candidates)
}

/// Best first; of several entries for one customer the best stays.
pub fn sort(candidates: &mut Vec<Candidate>) {
    candidates.sort_by(|a, b| merit(a).cmp(&merit(b)));
    let mut seen = std::collections::HashSet::new();
    candidates.retain(|candidate| seen.insert(candidate.customer_id.clone()));
}

type Merit<'a> = (MatchRank, bool, bool, Reverse<Option<chrono::DateTime<chrono::Utc>>>, &'a str);

fn merit(candidate: &Candidate) -> Merit<'_> {
    (
        candidate.rank,
        candidate.open_tickets == 0,
        candidate.recent_order.is_none(),
        Reverse(candidate.last_contact),
        candidate.customer_id.as_str(),
    )
}
