//! From the wall clock of a place to instants.

use chrono::{DateTime, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// Longer than any gap in a wall clock: Samoa once skipped a day.
const LONGEST_GAP: TimeDelta = TimeDelta::hours(36);

/// The instant at which the wall clock first shows `seconds` since the midnight that begins `day`, or more.
pub(super) fn instant(zone: Tz, day: NaiveDate, seconds: u32) -> DateTime<Utc> {
    let local = day.and_time(NaiveTime::MIN) + TimeDelta::seconds(i64::from(seconds));
    match zone.from_local_datetime(&local) {
        MappedLocalTime::Single(at) | MappedLocalTime::Ambiguous(at, _) => at.with_timezone(&Utc),
        MappedLocalTime::None => end_of_gap(zone, local),
    }
}

/// The instant at which the clocks went forward over `local`.
fn end_of_gap(zone: Tz, local: NaiveDateTime) -> DateTime<Utc> {
    let offset = |at: NaiveDateTime| zone.offset_from_utc_datetime(&at).fix();
    let mut before = local - LONGEST_GAP;
    let old = offset(before);
    let mut behind = local + LONGEST_GAP;
    while behind - before > TimeDelta::seconds(1) {
        let middle = before + TimeDelta::seconds((behind - before).num_seconds() / 2);
        if offset(middle) == old { before = middle } else { behind = middle }
    }
    behind.and_utc()
}
