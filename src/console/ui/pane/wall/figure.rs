//! Figures as they are written: shares, times, counts, and the role that says how they stand.

use chrono::{DateTime, TimeDelta, Utc};

use crate::console::theme::Role;
use crate::console::ui::scene::Scene;
use crate::console::ui::widget::time;
use crate::domain::wall::metric::{Measured, Metric};
use crate::domain::wall::{Figures, IN_TIME, SHORT};

/// The service level to reach: 80 % in time.
const WANTED: f64 = 0.8;
/// Below this many it is far off.
const FAR_OFF: f64 = 0.6;
/// First-time resolution of a healthy desk (M21).
const SOLVED_AT_ONCE: f64 = 0.85;

/// What stands where nothing can be said yet.
pub const NOTHING: &str = "-";

/// A metric as it is written: "93%", "02:14", or a dash.
pub fn written(measured: Option<Measured>) -> String {
    match measured {
        Some(Measured::Share(share)) => percent(share),
        Some(Measured::Seconds(seconds)) => time::stopwatch(TimeDelta::milliseconds((seconds * 1000.0) as i64)),
        None => NOTHING.to_owned(),
    }
}

/// A share in whole percent.
pub fn percent(share: f64) -> String {
    format!("{:.0}%", share * 100.0)
}

/// How long since an instant, or a dash.
pub fn since(at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> String {
    at.map_or_else(|| NOTHING.to_owned(), |at| time::span(now - at))
}

/// [`since`] in four signs, for large figures: whole days beyond the first.
pub fn since_short(at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> String {
    match at.map(|at| (now - at).num_days()) {
        Some(days @ 1..) => format!("{days}d"),
        _ => since(at, now),
    }
}

/// The role of a count that should be nought.
pub fn unwanted(count: u64, role: Role) -> Role {
    if count > 0 { role } else { Role::Muted }
}

/// How a metric stands.
pub fn role(metric: Metric, measured: Option<Measured>) -> Role {
    match (metric, measured) {
        (_, None) => Role::Muted,
        (Metric::ServiceLevel, Some(Measured::Share(share))) if share < FAR_OFF => Role::Alert,
        (Metric::ServiceLevel, Some(Measured::Share(share))) if share < WANTED => Role::Warn,
        (Metric::FirstContact, Some(Measured::Share(share))) if share < SOLVED_AT_ONCE => Role::Warn,
        (Metric::ServiceLevel | Metric::FirstContact, _) => Role::Good,
        _ => Role::Strong,
    }
}

/// A metric's name.
pub fn name(scene: &Scene<'_>, metric: Metric) -> String {
    scene.say(&format!("metric-{}", metric.name()))
}

/// A metric's definition, with the times it goes by.
pub fn definition(scene: &Scene<'_>, metric: Metric) -> String {
    let values = [("within", IN_TIME.num_seconds().into()), ("short", SHORT.num_seconds().into())];
    scene.say_with(&format!("definition-{}", metric.name()), &values)
}

/// The oldest ticket that nobody owns, or call that nobody answers: what has waited longest.
pub fn longest_waiting(figures: &Figures) -> Option<DateTime<Utc>> {
    figures.unowned.oldest_at.into_iter().chain(figures.calls.ringing_since).min()
}
