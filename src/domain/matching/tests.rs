use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

use super::{CANDIDATES_AT_MOST, Choice, choose, rank};
use crate::domain::customer::Tier;
use crate::domain::ids::CustomerId;
use crate::domain::phone::{CallerNumber, Phone, Region, read};
use crate::domain::profile::{Candidate, MatchRank};

fn caller(raw: &str) -> Phone {
    match read(raw, Region::CN) {
        CallerNumber::Number(phone) => phone,
        other => panic!("{raw:?} is {other:?}"),
    }
}

fn candidate(id: &str, rank: MatchRank) -> Candidate {
    Candidate {
        customer_id: CustomerId::new(id),
        name: id.to_owned(),
        company: None,
        city: None,
        tier: Tier::Standard,
        rank,
        label: "mobile".to_owned(),
        open_tickets: 0,
        recent_order: None,
        last_contact: None,
    }
}

fn ids(choice: Choice) -> Vec<String> {
    match choice {
        Choice::Several(candidates) => candidates.into_iter().map(|one| one.name).collect(),
        other => panic!("{other:?} is no list"),
    }
}

#[test]
fn numbers_fit_by_rank() {
    let pairs = [
        ("13812345678", "+8613812345678", Some(MatchRank::Exact)),
        ("+86 138 1234 5678", "9013812345678", Some(MatchRank::Exact)),
        ("13812345678", "13812345678 / 0571-88888888", Some(MatchRank::Exact)),
        ("057188888888", "0571-88888888转801", Some(MatchRank::Exact)),
        ("95338", "95338", Some(MatchRank::Exact)),
        ("88888888", "0571-88888888", Some(MatchRank::Maybe)),
        ("+852 1234 5678", "13812345678", Some(MatchRank::Maybe)),
        ("13912345678", "13812345678", Some(MatchRank::Maybe)),
        ("17012345678-1234", "17012345678-9999", Some(MatchRank::Maybe)),
        ("13812345678", "13812345679", None),
        ("95338", "95339", None),
        ("13812345678", "anonymous", None),
    ];
    for (a, b, expected) in pairs {
        assert_eq!(rank(&caller(a), b, Region::CN), expected, "{a} and {b}");
    }
}

#[test]
fn a_number_without_its_country_fits_by_its_national_part() {
    let local = Phone { e164: None, ..caller("13812345678") };
    assert_eq!(rank(&local, "+8613812345678", Region::CN), Some(MatchRank::National));
}

#[test]
fn one_sure_customer_opens_by_itself() {
    assert_eq!(choose(Vec::new()), Choice::Nobody);
    let sure = choose(vec![candidate("b", MatchRank::Maybe), candidate("a", MatchRank::Exact)]);
    assert_eq!(sure, Choice::One("a".into()));
    let national = choose(vec![candidate("a", MatchRank::National), candidate("b", MatchRank::Maybe)]);
    assert_eq!(national, Choice::One("a".into()));
}

#[test]
fn a_maybe_never_opens_by_itself() {
    assert_eq!(ids(choose(vec![candidate("a", MatchRank::Maybe)])), ["a"]);
}

#[test]
fn a_customer_whose_two_numbers_fit_is_one_customer() {
    let both = vec![candidate("a", MatchRank::National), candidate("a", MatchRank::Exact)];
    assert_eq!(choose(both), Choice::One("a".into()));
}

#[test]
fn a_shared_number_lists_who_probably_calls_first() {
    let now = DateTime::<Utc>::UNIX_EPOCH;
    let shared = vec![
        Candidate { last_contact: Some(now), ..candidate("old-contact", MatchRank::Exact) },
        Candidate { last_contact: Some(now + TimeDelta::days(1)), ..candidate("new-contact", MatchRank::Exact) },
        Candidate { recent_order: Some("A1".to_owned()), ..candidate("order", MatchRank::Exact) },
        Candidate { open_tickets: 1, ..candidate("ticket", MatchRank::Exact) },
        Candidate { open_tickets: 9, ..candidate("maybe", MatchRank::Maybe) },
    ];
    assert_eq!(ids(choose(shared)), ["ticket", "order", "new-contact", "old-contact", "maybe"]);
}

#[test]
fn no_more_are_listed_than_digits_choose() {
    let many = (0..20).map(|n| candidate(&format!("c{n:02}"), MatchRank::Exact)).collect();
    assert_eq!(ids(choose(many)).len(), CANDIDATES_AT_MOST);
}

proptest! {
    #[test]
    fn the_order_does_not_depend_on_how_they_came(ranks in prop::collection::vec(0usize..3, 1..9), turn in 0usize..9) {
        let all = [MatchRank::Exact, MatchRank::National, MatchRank::Maybe];
        let candidates: Vec<Candidate> =
            ranks.iter().enumerate().map(|(n, rank)| candidate(&format!("c{n}"), all[*rank])).collect();
        let mut turned = candidates.clone();
        turned.rotate_left(turn % candidates.len());
        prop_assert_eq!(choose(candidates), choose(turned));
    }

    #[test]
    fn fitting_is_mutual(a in "1[3-9][0-9]{9}", b in "1[3-9][0-9]{9}") {
        prop_assert_eq!(rank(&caller(&a), &b, Region::CN), rank(&caller(&b), &a, Region::CN));
    }
}
