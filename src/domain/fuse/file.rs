//! Policy files: TOML in, policies or every mistake with its place out.

mod hours;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use serde::Deserialize;
use toml::Spanned;

use super::{Fits, FusePolicy, Step, Told, duration};
use crate::domain::agent::Role;
use crate::domain::calendar::Calendar;
use crate::domain::clock::{CLOCK_KINDS, ClockKind};
use crate::domain::customer::Tier;

/// What a to-do may name.
const TODO_FIELDS: [&str; 3] = ["customer", "ticket", "subject"];

/// A file of the policies' folder: policies (`.toml`), or holidays (`.json` of holiday-cn, `.ics`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyFile {
    /// Its name, without a folder.
    pub name: String,
    /// What it says.
    pub text: String,
}

/// A mistake in a policy file. A file with one is refused whole.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// File and line ("10-vip.toml:4").
    pub place: String,
    /// What is wrong, and the cure.
    pub what: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.place, self.what)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    calendar: Vec<hours::CalendarRow>,
    #[serde(default)]
    policy: Vec<PolicyRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PolicyRow {
    name: Spanned<String>,
    queue: Option<OneOrMany<String>>,
    priority: Option<Spanned<OneOrMany<u8>>>,
    tier: Option<Spanned<OneOrMany<String>>>,
    calendar: Option<Spanned<String>>,
    #[serde(default)]
    targets: BTreeMap<Spanned<String>, Spanned<String>>,
    #[serde(default)]
    step: Vec<StepRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepRow {
    name: Option<String>,
    of: Spanned<String>,
    after: Spanned<String>,
    to: Spanned<OneOrMany<String>>,
    #[serde(default)]
    by: Option<OneOrMany<String>>,
    todo: Option<Spanned<String>>,
    reassign: Option<Spanned<String>>,
    repeat: Option<Spanned<String>>,
}

/// `"lead"` or `["lead", "director"]`.
#[derive(Clone, Deserialize)]
#[serde(untagged)]
enum OneOrMany<T> {
    One(T),
    Many(Vec<T>),
}

impl<T: Clone> OneOrMany<T> {
    fn all(&self) -> Vec<T> {
        match self {
            Self::One(one) => vec![one.clone()],
            Self::Many(many) => many.clone(),
        }
    }
}

/// One file, and the mistakes found in any.
struct Reader<'a> {
    file: &'a PolicyFile,
    mistakes: &'a mut Vec<Mistake>,
}

impl Reader<'_> {
    fn place(&self, at: usize) -> String {
        let line = 1 + self.file.text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count();
        format!("{}:{line}", self.file.name)
    }

    fn wrong(&mut self, at: usize, what: impl Into<String>) {
        let place = self.place(at);
        self.mistakes.push(Mistake { place, what: what.into() });
    }

    /// The value, or a mistake where it stands.
    fn or_wrong<T, V>(&mut self, said: &Spanned<V>, read: Result<T, String>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(what) => {
                self.wrong(said.span().start, what);
                None
            }
        }
    }

    fn length(&mut self, said: &Spanned<String>) -> Option<chrono::TimeDelta> {
        self.or_wrong(said, duration(said.get_ref()).map_err(|error| error.to_string()))
    }
}

/// The policies of all files, in order.
pub(super) fn policies(files: &[PolicyFile]) -> Result<Vec<FusePolicy>, Vec<Mistake>> {
    let mut mistakes = Vec::new();
    let parsed = parsed(files, &mut mistakes);
    let calendars = hours::calendars(files, &parsed, &mut mistakes);
    let mut policies = Vec::new();
    for (file, rows) in &parsed {
        let mut reader = Reader { file, mistakes: &mut mistakes };
        policies.extend(rows.policy.iter().map(|row| reader.policy(row, &calendars)));
    }
    let mut names = BTreeSet::new();
    let twice = policies.iter().filter(|policy| !names.insert(policy.name.clone()));
    let twice = twice.map(|policy| Mistake {
        place: policy.place.clone(),
        what: format!("the policy '{}' is there twice; give each a name of its own", policy.name),
    });
    mistakes.extend(twice.collect::<Vec<_>>());
    if mistakes.is_empty() { Ok(policies) } else { Err(mistakes) }
}

fn parsed<'a>(files: &'a [PolicyFile], mistakes: &mut Vec<Mistake>) -> Vec<(&'a PolicyFile, File)> {
    let written = files.iter().filter(|file| file.name.rsplit_once('.').is_some_and(|(_, ending)| ending == "toml"));
    let read = written.filter_map(|file| match toml::from_str(&file.text) {
        Ok(rows) => Some((file, rows)),
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            Reader { file, mistakes }.wrong(at, error.message().trim());
            None
        }
    });
    read.collect()
}

impl Reader<'_> {
    fn policy(&mut self, row: &PolicyRow, calendars: &BTreeMap<String, Arc<Calendar>>) -> FusePolicy {
        let mut policy = FusePolicy::silent(row.name.get_ref());
        policy.place = self.place(row.name.span().start);
        policy.fits = self.fits(row);
        policy.calendar = row.calendar.as_ref().and_then(|name| {
            let unknown = || {
                format!(
                    "no [[calendar]] is named '{}'; write one, or drop the line to count every hour",
                    name.get_ref()
                )
            };
            self.or_wrong(name, calendars.get(name.get_ref()).cloned().ok_or_else(unknown))
        });
        for (name, length) in &row.targets {
            let kind = self.or_wrong(name, clock(name.get_ref()));
            if let (Some(kind), Some(length)) = (kind, self.length(length)) {
                policy = policy.with_target(kind, Some(length));
            }
        }
        for step in &row.step {
            if let Some(step) = self.step(step, &policy) {
                policy.steps.push(step);
            }
        }
        policy
    }

    fn fits(&mut self, row: &PolicyRow) -> Fits {
        let queues = row.queue.as_ref().map(OneOrMany::all).unwrap_or_default();
        let (mut priorities, mut tiers) = (Vec::new(), Vec::new());
        if let Some(said) = &row.priority {
            for priority in said.get_ref().all() {
                let known = (1..=5).contains(&priority).then_some(priority);
                let read = known.ok_or_else(|| format!("{priority} is no priority; they go from 1 (most urgent) to 5"));
                priorities.extend(self.or_wrong(said, read));
            }
        }
        if let Some(said) = &row.tier {
            for name in said.get_ref().all() {
                let unknown = || format!("'{name}' is no tier; use standard, silver, gold or enterprise");
                tiers.extend(self.or_wrong(said, Tier::parse(&name).ok_or_else(unknown)));
            }
        }
        Fits { queues, priorities, tiers }
    }

    /// Steps are told apart by whom they are for; two of one clock for the same people need names.
    fn step(&mut self, row: &StepRow, policy: &FusePolicy) -> Option<Step> {
        let of = self.or_wrong(&row.of, clock(row.of.get_ref()))?;
        if policy.target(of).is_none() {
            let clock = of.as_str();
            self.wrong(
                row.of.span().start,
                format!(
                    "this policy allows no time for '{clock}', so the step never comes; add {clock} to its targets"
                ),
            );
        }
        let after = self.length(&row.after)?;
        let to: Vec<Told> =
            row.to.get_ref().all().iter().filter_map(|name| self.or_wrong(&row.to, told(name))).collect();
        let name = row.name.clone().unwrap_or_else(|| to.iter().map(Told::spelled).collect::<Vec<_>>().join("+"));
        if policy.steps.iter().any(|step| (step.of, &step.name) == (of, &name)) {
            self.wrong(
                row.of.span().start,
                format!("'{}' has two steps '{name}'; give each a name = \"…\" of its own", of.as_str()),
            );
        }
        let reassign = row.reassign.as_ref().and_then(|name| self.or_wrong(name, told(name.get_ref())));
        let todo = row.todo.as_ref().and_then(|text| self.or_wrong(text, todo(text.get_ref())));
        let repeat = row.repeat.as_ref().and_then(|length| self.length(length));
        let by = row.by.as_ref().map(OneOrMany::all).unwrap_or_default();
        Some(Step { name, of, after, to, by, todo, reassign, repeat })
    }
}

fn clock(name: &str) -> Result<ClockKind, String> {
    let known = || CLOCK_KINDS.map(ClockKind::as_str).join(", ");
    ClockKind::parse(name).ok_or_else(|| format!("'{name}' is no clock; use one of {}", known()))
}

fn told(name: &str) -> Result<Told, String> {
    let person = name.strip_prefix('@').filter(|login| !login.is_empty()).map(|login| Told::Person(login.to_owned()));
    let role =
        || Role::parse(name).filter(|role| matches!(role, Role::Lead | Role::Director | Role::Admin)).map(Told::Role);
    let owner = || (name == "owner").then_some(Told::Owner);
    person.or_else(role).or_else(owner).ok_or_else(|| {
        format!("'{name}' is nobody; use lead, director, admin, owner, or a person by login, like \"@emma\"")
    })
}

/// A to-do whose every `{field}` is known.
fn todo(text: &str) -> Result<String, String> {
    let mut rest = text;
    while let Some((_, field)) = rest.split_once('{') {
        let (name, behind) = field.split_once('}').unwrap_or((field, ""));
        if !TODO_FIELDS.contains(&name) {
            return Err(format!("{{{name}}} is no field of a to-do; use {{customer}}, {{ticket}} or {{subject}}"));
        }
        rest = behind;
    }
    if text.trim().is_empty() {
        Err("the to-do has no words; write some, or drop it".to_owned())
    } else {
        Ok(text.to_owned())
    }
}
