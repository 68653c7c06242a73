//! Policies that no ticket can ever have, because earlier ones take all of theirs.

use super::{Circumstances, FusePolicy, Mistake};
use crate::domain::customer::TIERS;

/// Priorities there are.
const PRIORITIES: [u8; 5] = [1, 2, 3, 4, 5];
/// A queue that no policy names.
const ANY_OTHER_QUEUE: &str = "\0";

/// A mistake for each policy that can never fit, with the policies that stand before it.
pub(super) fn unreachable(policies: &[FusePolicy]) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    for (at, policy) in policies.iter().enumerate() {
        let earlier = &policies[..at];
        if cases(policies, policy).all(|case| earlier.iter().any(|other| other.fits.fits(case))) {
            mistakes.push(covered(policy, earlier));
        }
    }
    mistakes
}

/// Whether these policies leave no ticket to any other.
pub(super) fn take_all(policies: &[FusePolicy]) -> bool {
    cases(policies, &FusePolicy::silent("")).all(|case| policies.iter().any(|policy| policy.fits.fits(case)))
}

/// Every kind of ticket that a policy fits: queues that no policy names are alike.
fn cases<'a>(policies: &'a [FusePolicy], policy: &'a FusePolicy) -> impl Iterator<Item = Circumstances<'a>> {
    let named = policies.iter().flat_map(|policy| &policy.fits.queues).map(String::as_str);
    let queues: Vec<&str> = named.chain([ANY_OTHER_QUEUE]).collect();
    let tiers = || TIERS.into_iter().map(Some).chain([None]);
    let all = queues.into_iter().flat_map(move |queue| {
        PRIORITIES
            .into_iter()
            .flat_map(move |priority| tiers().map(move |tier| Circumstances { queue, priority, tier }))
    });
    all.filter(|case| policy.fits.fits(*case))
}

fn covered(policy: &FusePolicy, earlier: &[FusePolicy]) -> Mistake {
    let overlaps =
        earlier.iter().filter(|other| cases(std::slice::from_ref(policy), policy).any(|case| other.fits.fits(case)));
    let names: Vec<String> = overlaps.map(|other| format!("'{}' ({})", other.name, other.place)).collect();
    Mistake {
        place: policy.place.clone(),
        what: format!(
            "no ticket can ever have the policy '{}': {} take all of its tickets; move it before them, or drop it",
            policy.name,
            names.join(", ")
        ),
    }
}
