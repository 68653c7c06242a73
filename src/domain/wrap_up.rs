//! Wrapping a call up: what came of it, and one line that says it all ("14:23 来电 王总(138****5678) 2分18秒 物流查询").

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::agent::AgentRef;

/// How long an agent may take for it, unless they ask for more.
pub const TIME: TimeDelta = TimeDelta::seconds(60);

/// What came of a call, in the words of whoever took it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WrapUp {
    /// How it ended.
    pub disposition: Disposition,
    /// One line that says it all, and what was jotted down.
    pub summary: String,
    /// Who wrote it.
    pub by: AgentRef,
    /// When, UTC.
    pub at: DateTime<Utc>,
}

/// How a call ended, as against the root cause of a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Disposition {
    /// What the caller wanted is done.
    Solved,
    /// It goes on in a ticket.
    Ticket,
    /// The desk calls back.
    Callback,
    /// The caller asked something and was told.
    Informed,
    /// The caller complained.
    Complaint,
    /// Wrong number, or a nuisance.
    WrongNumber,
    /// Nobody spoke.
    Silent,
}

impl Disposition {
    /// Every disposition, in the order of their digits.
    pub const ALL: [Self; 7] =
        [Self::Solved, Self::Ticket, Self::Callback, Self::Informed, Self::Complaint, Self::WrongNumber, Self::Silent];
}

/// Why a call cannot be written up.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallRefusal {
    /// It goes on, or nobody took it.
    #[error("a call is written up once it is over and was answered")]
    NotOver,
    /// It was somebody else's.
    #[error("{} took this call; they or a team lead write it up", by.name)]
    TakenByOther {
        /// Whose.
        by: AgentRef,
    },
}

/// What the one line tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Told<'a> {
    /// When it rang, by the clock on the wall.
    pub at: NaiveDateTime,
    /// Who called, where that is known.
    pub name: Option<&'a str>,
    /// Their number, masked; none: withheld.
    pub number: Option<&'a str>,
    /// How long they talked; none: nobody answered.
    pub talked: Option<TimeDelta>,
    /// What it was about, where that is known.
    pub about: Option<&'a str>,
}

/// The words of the line in a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    incoming: &'static str,
    withheld: &'static str,
    missed: &'static str,
    hours: &'static str,
    minutes: &'static str,
    seconds: &'static str,
}

/// In Chinese.
pub const CHINESE: Words =
    Words {
        incoming: "来电", withheld: "隐藏号码", missed: "未接", hours: "小时", minutes: "分", seconds: "秒"
    };
/// In English.
pub const ENGLISH: Words = Words {
    incoming: "call from",
    withheld: "withheld number",
    missed: "missed",
    hours: "h",
    minutes: "m",
    seconds: "s",
};

/// The line.
pub fn summary(told: &Told<'_>, words: &Words) -> String {
    let number = told.number.unwrap_or(words.withheld);
    let who = told.name.map_or_else(|| number.to_owned(), |name| format!("{name}({number})"));
    let talked = told.talked.map_or_else(|| words.missed.to_owned(), |length| span(length, words));
    let parts = [told.at.format("%H:%M").to_string(), words.incoming.to_owned(), who, talked];
    let about = told.about.map(str::to_owned);
    parts.into_iter().chain(about).collect::<Vec<_>>().join(" ")
}

/// "2分18秒", "1h2m": no part that is nought before the first that is not, and no seconds of an hour.
fn span(length: TimeDelta, words: &Words) -> String {
    let all = length.num_seconds().max(0);
    let (hours, minutes, seconds) = (all / 3600, all / 60 % 60, all % 60);
    match (hours, minutes) {
        (0, 0) => format!("{seconds}{}", words.seconds),
        (0, _) => format!("{minutes}{}{seconds}{}", words.minutes, words.seconds),
        _ => format!("{hours}{}{minutes}{}", words.hours, words.minutes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told() -> Told<'static> {
        let at = DateTime::<Utc>::UNIX_EPOCH.naive_utc() + TimeDelta::minutes(14 * 60 + 23);
        Told {
            at,
            name: Some("王总"),
            number: Some("138****5678"),
            talked: Some(TimeDelta::seconds(138)),
            about: Some("物流查询"),
        }
    }

    #[test]
    fn a_call_is_told_in_one_line() {
        assert_eq!(summary(&told(), &CHINESE), "14:23 来电 王总(138****5678) 2分18秒 物流查询");
        let english = Told { name: Some("Anna Lee"), about: Some("Where is my parcel"), ..told() };
        assert_eq!(summary(&english, &ENGLISH), "14:23 call from Anna Lee(138****5678) 2m18s Where is my parcel");
    }

    #[test]
    fn what_is_not_known_is_left_out_or_said() {
        let nobody = Told { name: None, number: None, talked: None, about: None, ..told() };
        assert_eq!(summary(&nobody, &CHINESE), "14:23 来电 隐藏号码 未接");
        let long = Told { talked: Some(TimeDelta::seconds(3_725)), about: None, ..told() };
        assert_eq!(summary(&long, &ENGLISH), "14:23 call from 王总(138****5678) 1h2m");
        let short = Told { talked: Some(TimeDelta::seconds(9)), about: None, ..told() };
        assert_eq!(summary(&short, &CHINESE), "14:23 来电 王总(138****5678) 9秒");
    }
}
