//! A ticket's clocks on paper: a sum for each.

use chrono::{DateTime, Local, TimeDelta, Utc};

use crate::cli::output;
use crate::domain::clean;
use crate::domain::clock::{Reading, ReadingState, Term, TermKind};
use crate::domain::fuse::{ClockReport, Fired, spelled};

/// Prints the whole report.
pub(super) fn print(report: &ClockReport) -> anyhow::Result<()> {
    let hours = match (&report.calendar, &report.zone) {
        (Some(name), Some(zone)) => format!("hours of '{name}' ({zone})"),
        _ => "every hour counts".to_owned(),
    };
    output::line(format_args!("policy '{}' ({}), {hours}", clean::line(&report.policy), report.place))?;
    for clock in &report.clocks {
        print_clock(clock)?;
    }
    if let Some(next) = &report.next {
        output::line(format_args!(
            "\nnext   {}  {}: {}",
            moment(next.at),
            next.clock.as_str(),
            clean::line(&next.step)
        ))?;
    }
    for fired in &report.fired {
        output::line(taken(fired))?;
    }
    Ok(())
}

fn print_clock(clock: &Reading) -> anyhow::Result<()> {
    let used = spelled(TimeDelta::milliseconds(clock.consumed_ms));
    let allowed = spelled(TimeDelta::seconds(i64::from(clock.target_s)));
    let left = spelled(TimeDelta::milliseconds(clock.remaining_ms));
    let state = state(clock.state);
    output::line(format_args!("\n{}  {state}, {used} of {allowed} used, {left} left", clock.kind.as_str()))?;
    let mut rows: Vec<Vec<String>> = clock.why.iter().map(term).collect();
    let end = match clock.due_at {
        Some(due) => vec!["=".to_owned(), moment(due), "due".to_owned()],
        None if clock.started_at.is_some() => vec!["=".to_owned(), "?".to_owned(), "due when it goes on".to_owned()],
        None => vec![String::new(), String::new(), "has not begun".to_owned()],
    };
    rows.push(end);
    let rows: Vec<Vec<String>> = rows.into_iter().map(|row| [vec![" ".to_owned()], row].concat()).collect();
    Ok(output::table(&rows)?)
}

fn term(term: &Term) -> Vec<String> {
    let during = || format!("{} to {}", moment(term.from), moment(term.to));
    let what = match &term.what {
        TermKind::Began => return vec![String::new(), moment(term.from), "began".to_owned()],
        TermKind::TakenOver { from_ticket } => {
            return vec![String::new(), moment(term.from), format!("began in ticket {from_ticket}, which was merged")];
        }
        TermKind::Target => "time allowed".to_owned(),
        TermKind::Pending => format!("pending, {}", during()),
        TermKind::NotAwaited => format!("nothing awaited, {}", during()),
        TermKind::OffHours => format!("nobody works, {}", during()),
    };
    vec!["+".to_owned(), spelled(TimeDelta::milliseconds(term.ms)), what]
}

fn state(state: ReadingState) -> &'static str {
    match state {
        ReadingState::Idle => "idle",
        ReadingState::Running => "running",
        ReadingState::Paused => "paused",
        ReadingState::Met => "met",
        ReadingState::Breached => "late",
    }
}

fn taken(fired: &Fired) -> String {
    let names: Vec<String> = fired.escalation.to.iter().map(|agent| clean::line(&agent.name)).collect();
    let told = if names.is_empty() { "nobody".to_owned() } else { names.join(", ") };
    let noted = match &fired.acknowledged {
        Some(noted) => format!("{} took note {}", clean::line(noted.by.name()), moment(noted.at)),
        None => "nobody took note yet".to_owned(),
    };
    let (clock, step) = (fired.escalation.clock.as_str(), clean::line(&fired.escalation.step));
    format!("taken  {}  {clock}: {step}, told {told}; {noted}", moment(fired.at))
}

fn moment(at: DateTime<Utc>) -> String {
    at.with_timezone(&Local).format("%m-%d %H:%M:%S").to_string()
}
