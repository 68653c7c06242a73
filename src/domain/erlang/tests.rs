//! Against the published vector, and against the definition with factorials.

use proptest::prelude::*;

use super::{Traffic, blocked};

/// 360 calls in 30 minutes, 240 s each: 48 erlang.
const BUSY: Traffic = Traffic { calls_per_s: 0.2, handling_s: 240.0 };

fn close(found: f64, wanted: f64) -> bool {
    (found - wanted).abs() < 1e-6
}

#[test]
fn the_published_vector_comes_out_to_the_sixth_digit() {
    let out = BUSY.outlook(55).unwrap();
    assert!(close(BUSY.load(), 48.0));
    assert!(close(blocked(48.0, 55.0), 0.038_374), "{}", blocked(48.0, 55.0));
    assert!(close(out.waits, 0.238_701), "{}", out.waits);
    assert!(close(out.answered_within(15.0), 0.845_883), "{}", out.answered_within(15.0));
    assert!((out.answer_s - 8.184).abs() < 5e-4, "{}", out.answer_s);
    assert!((out.occupancy - 0.873).abs() < 5e-4);
}

#[test]
fn the_table_of_forty_eight_erlang_comes_out() {
    let table = [
        (49, 0.836_757, 0.230_147),
        (50, 0.694_456, 0.412_156),
        (52, 0.466_031, 0.666_075),
        (54, 0.301_308, 0.817_248),
        (56, 0.187_154, 0.903_912),
        (60, 0.063_392, 0.976_679),
    ];
    for (people, waits, within) in table {
        let out = BUSY.outlook(people).unwrap();
        assert!(close(out.waits, waits), "{people}: {}", out.waits);
        assert!(close(out.answered_within(20.0), within), "{people}: {}", out.answered_within(20.0));
    }
    assert_eq!(BUSY.people_for(0.8, 20.0, 200), Some(54), "the first that makes 80/20");
}

#[test]
fn too_few_people_never_catch_up() {
    assert_eq!(BUSY.outlook(48), None);
    assert_eq!(BUSY.outlook(0), None);
    assert_eq!(BUSY.people_for(0.8, 20.0, 48), None);
    assert_eq!(Traffic { calls_per_s: 0.0, handling_s: 240.0 }.outlook(5), None);
    assert_eq!(Traffic { calls_per_s: f64::NAN, handling_s: 240.0 }.outlook(5), None);
}

/// The definition, as the books have it.
fn by_the_book(load: f64, people: u32) -> f64 {
    let term = |k: u32| (1..=k).fold(1.0, |term, k| term * load / f64::from(k));
    let all_busy = term(people) * f64::from(people) / (f64::from(people) - load);
    all_busy / ((0..people).map(term).sum::<f64>() + all_busy)
}

proptest! {
    #[test]
    fn the_recurrence_is_the_definition(people in 1_u32..60, busy in 0.01_f64..0.99) {
        let load = f64::from(people) * busy;
        let out = Traffic { calls_per_s: load / 180.0, handling_s: 180.0 }.outlook(people).unwrap();
        prop_assert!((out.waits - by_the_book(load, people)).abs() < 1e-9);
    }

    #[test]
    fn one_more_person_never_makes_it_worse(load in 0.1_f64..400.0, spare in 1_u32..40) {
        let traffic = Traffic { calls_per_s: load / 200.0, handling_s: 200.0 };
        let people = load.floor() as u32 + spare;
        let (fewer, more) = (traffic.outlook(people).unwrap(), traffic.outlook(people + 1).unwrap());
        prop_assert!((0.0..=1.0).contains(&fewer.waits));
        prop_assert!(more.waits <= fewer.waits && more.answer_s <= fewer.answer_s);
        prop_assert!(more.answered_within(20.0) >= fewer.answered_within(20.0));
        prop_assert!(fewer.answered_within(30.0) >= fewer.answered_within(20.0));
    }
}
