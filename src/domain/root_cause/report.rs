//! The figures of a month (M5): which causes stood behind the tickets solved in it, and whether customers had to come again.
//!
//! Counted by the store, ranked and compared here. What a figure means is said beside it wherever it is shown.

use std::cmp::Reverse;

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Catalogue, Heading, RootCause};
use crate::domain::calendar::Month;
use crate::domain::ids::{RootCauseId, TicketId};
use crate::domain::{clean, masking};

/// Causes that a summary names.
pub const TOP: usize = 5;
/// Tickets shown as samples of a cause.
pub const SAMPLES: usize = 3;
/// A customer who comes with the same kind of problem within so many days has come again.
pub const COMES_AGAIN_DAYS: i64 = 7;

/// What was counted of one cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Which.
    pub root_cause: RootCauseId,
    /// Tickets solved in the month, as they stand now.
    pub count: u64,
    /// The same of the month before.
    pub before: u64,
    /// Those of the month that were ever taken up again after they had been solved.
    pub reopened: u64,
    /// Median of the time from coming in to being solved, in seconds; none: there are none.
    pub median_s: Option<u64>,
}

/// `GET /reports/root-causes?month=` (M5).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RootCauseReport {
    /// Which month.
    pub month: Month,
    /// By the wall clock of which place (IANA).
    pub zone: String,
    /// Tickets solved in it.
    pub total: u64,
    /// Tickets solved in the month before.
    pub before: u64,
    /// Every cause of this month or the one before, the most frequent first.
    pub causes: Vec<CauseFigures>,
    /// Departments that own them, the one with most tickets first.
    pub departments: Vec<DepartmentFigures>,
    /// Whether customers had to come again.
    pub contacts: ContactFigures,
}

/// A cause in a month.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CauseFigures {
    /// Which.
    pub root_cause: RootCauseId,
    /// Name in Chinese; its id where the catalogue knows it no more.
    pub zh: String,
    /// Name in English; its id where the catalogue knows it no more.
    pub en: String,
    /// The headings it stands under, the outermost first.
    pub under: Vec<Heading>,
    /// Department that owns it; empty: nobody any more.
    pub department: String,
    /// Tickets solved in the month.
    pub count: u64,
    /// Their part of all tickets solved in the month, 0 to 1.
    pub share: f64,
    /// Tickets solved in the month before.
    pub before: u64,
    /// More (or fewer) than in the month before.
    pub change: i64,
    /// Median of the time from coming in to being solved, in seconds.
    pub median_s: Option<u64>,
    /// Part of the tickets that were ever taken up again after they had been solved, 0 to 1.
    pub reopen_rate: f64,
    /// The last ones solved: for the [`TOP`] of each department, [`SAMPLES`] each.
    pub samples: Vec<Sample>,
}

/// A department in a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DepartmentFigures {
    /// Which ("logistics").
    pub department: String,
    /// Name in Chinese.
    pub zh: String,
    /// Name in English.
    pub en: String,
    /// Tickets of its causes solved in the month.
    pub count: u64,
    /// The same of the month before.
    pub before: u64,
}

/// A ticket of a cause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Sample {
    /// Its id.
    pub ticket: TicketId,
    /// What people call it.
    pub number: u64,
    /// What it is about.
    pub subject: String,
}

/// Whether customers had to come again, of the tickets solved in a month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContactFigures {
    /// Tickets solved in the month.
    pub solved: u64,
    /// Solved at the first contact: never taken up again, and the customer did not come again.
    pub first_contact: u64,
    /// The customer came again: opened another ticket of the same problem type while this one was open, or within
    /// [`COMES_AGAIN_DAYS`] days after it was solved.
    pub came_again: u64,
}

impl RootCauseReport {
    /// Ranks and compares what was counted; samples follow with [`RootCauseReport::sampled`].
    pub fn of(month: Month, zone: Tz, tallies: &[Tally], contacts: ContactFigures, catalogue: &Catalogue) -> Self {
        let total = tallies.iter().map(|tally| tally.count).sum();
        let mut causes: Vec<CauseFigures> = tallies.iter().map(|tally| figures(tally, total, catalogue)).collect();
        causes.sort_by_key(|cause| (Reverse(cause.count), Reverse(cause.before), cause.root_cause.clone()));
        Self {
            month,
            zone: zone.name().to_owned(),
            total,
            before: tallies.iter().map(|tally| tally.before).sum(),
            departments: departments(&causes, catalogue),
            causes,
            contacts,
        }
    }

    /// The most frequent causes of the month: of a department, or of all.
    pub fn top(&self, department: Option<&str>) -> impl Iterator<Item = &CauseFigures> {
        let ours = move |cause: &&CauseFigures| department.is_none_or(|department| cause.department == department);
        self.causes.iter().filter(|cause| cause.count > 0).filter(ours).take(TOP)
    }

    /// Causes that a summary shows samples of.
    pub fn to_sample(&self) -> Vec<RootCauseId> {
        let owners = self.departments.iter().map(|department| department.department.as_str()).chain([""]);
        owners.flat_map(|owner| self.top(Some(owner))).map(|cause| cause.root_cause.clone()).collect()
    }

    /// Adds the samples of a cause. These leave the house: numbers in what customers said are masked.
    pub fn sampled(&mut self, root_cause: &RootCauseId, samples: Vec<Sample>) {
        if let Some(cause) = self.causes.iter_mut().find(|cause| cause.root_cause == *root_cause) {
            let shown = |sample: Sample| Sample { subject: masking::in_text(&clean::line(&sample.subject)), ..sample };
            cause.samples = samples.into_iter().map(shown).collect();
        }
    }

    /// The figures of a department; none: it had no ticket, neither in this month nor in the one before.
    pub fn department(&self, id: &str) -> Option<&DepartmentFigures> {
        self.departments.iter().find(|department| department.department == id)
    }
}

impl CauseFigures {
    /// Its name in a language, below its headings: "Delivery › Lost by the courier".
    pub fn path(&self, lang: &str) -> String {
        let headings = self.under.iter().map(|heading| if lang == "en" { &heading.en } else { &heading.zh });
        headings.map(String::as_str).chain([self.name(lang)]).collect::<Vec<_>>().join(" › ")
    }

    /// Its name in a language.
    pub fn name(&self, lang: &str) -> &str {
        if lang == "en" { &self.en } else { &self.zh }
    }
}

impl DepartmentFigures {
    /// Its name in a language.
    pub fn name(&self, lang: &str) -> &str {
        if lang == "en" { &self.en } else { &self.zh }
    }
}

/// A part of a whole, 0 to 1; of nothing it is nought.
pub fn part(count: u64, of: u64) -> f64 {
    if of == 0 { 0.0 } else { count as f64 / of as f64 }
}

fn figures(tally: &Tally, total: u64, catalogue: &Catalogue) -> CauseFigures {
    let Tally { root_cause, count, before, reopened, median_s } = tally.clone();
    let known = catalogue.get(&root_cause);
    let name = |of: fn(&RootCause) -> &String| known.map_or_else(|| root_cause.to_string(), |cause| of(cause).clone());
    CauseFigures {
        zh: name(|cause| &cause.zh),
        en: name(|cause| &cause.en),
        under: known.map(|cause| cause.under.clone()).unwrap_or_default(),
        department: known.map(|cause| cause.department.clone()).unwrap_or_default(),
        count,
        share: part(count, total),
        before,
        change: count as i64 - before as i64,
        median_s,
        reopen_rate: part(reopened, count),
        samples: Vec::new(),
        root_cause,
    }
}

fn departments(causes: &[CauseFigures], catalogue: &Catalogue) -> Vec<DepartmentFigures> {
    let mut all: Vec<DepartmentFigures> = Vec::new();
    for owner in catalogue.departments() {
        let ours = || causes.iter().filter(|cause| cause.department == owner.id);
        let count = ours().map(|cause| cause.count).sum();
        let before = ours().map(|cause| cause.before).sum();
        if count > 0 || before > 0 {
            all.push(DepartmentFigures { department: owner.id, zh: owner.zh, en: owner.en, count, before });
        }
    }
    all.sort_by_key(|department| (Reverse(department.count), Reverse(department.before)));
    all
}
