//! The words of a time, in Chinese and in English, one after another in any order.

use super::{Day, Part, Unread};

/// A piece of a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Later by so many halves of a unit.
    After(u32, Unit),
    /// A day.
    Day(Day),
    /// An hour. `plain`: said as people do ("3点", "10"), not as on a clock ("03:00").
    Hour { hour: u32, minute: u32, plain: bool },
    /// Part of a day.
    Part(Part),
}

/// Units of a length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Minutes.
    Minute,
    /// Hours.
    Hour,
    /// Days.
    Day,
    /// Weeks.
    Week,
}

impl Piece {
    /// It in words, to say that it fits nowhere.
    pub fn said(&self) -> String {
        match self {
            Self::After(halves, _) => format!("+{}", halves / 2),
            Self::Hour { hour, minute, .. } => format!("{hour}:{minute:02}"),
            Self::Day(_) | Self::Part(_) => String::new(),
        }
    }
}

/// Units, longer names before shorter ones that begin alike.
const UNITS: &[(&str, Unit)] = &[
    ("分钟", Unit::Minute),
    ("minutes", Unit::Minute),
    ("minute", Unit::Minute),
    ("mins", Unit::Minute),
    ("min", Unit::Minute),
    ("个小时", Unit::Hour),
    ("小时", Unit::Hour),
    ("个钟头", Unit::Hour),
    ("hours", Unit::Hour),
    ("hour", Unit::Hour),
    ("hrs", Unit::Hour),
    ("hr", Unit::Hour),
    ("days", Unit::Day),
    ("day", Unit::Day),
    ("天", Unit::Day),
    ("weeks", Unit::Week),
    ("week", Unit::Week),
    ("个星期", Unit::Week),
    ("个礼拜", Unit::Week),
    ("周", Unit::Week),
    ("m", Unit::Minute),
    ("h", Unit::Hour),
    ("d", Unit::Day),
    ("w", Unit::Week),
];

const DAYS: &[(&str, Day)] = &[
    ("大后天", Day::In(3)),
    ("后天", Day::In(2)),
    ("明天", Day::In(1)),
    ("明日", Day::In(1)),
    ("今天", Day::In(0)),
    ("今日", Day::In(0)),
    ("the day after tomorrow", Day::In(2)),
    ("day after tomorrow", Day::In(2)),
    ("tomorrow", Day::In(1)),
    ("today", Day::In(0)),
];

/// Words that say a day and a part of it at once.
const DAYS_WITH_PART: &[(&str, u64, Part)] = &[
    ("明早", 1, Part::Morning),
    ("明晚", 1, Part::Afternoon),
    ("今晚", 0, Part::Afternoon),
    ("tonight", 0, Part::Afternoon),
];

const WEEKDAYS: &[(&str, u32)] = &[
    ("monday", 0),
    ("tuesday", 1),
    ("wednesday", 2),
    ("thursday", 3),
    ("friday", 4),
    ("saturday", 5),
    ("sunday", 6),
    ("mon", 0),
    ("tues", 1),
    ("tue", 1),
    ("wed", 2),
    ("thurs", 3),
    ("thu", 3),
    ("fri", 4),
    ("sat", 5),
    ("sun", 6),
];

const PARTS: &[(&str, Part)] = &[
    ("上午", Part::Morning),
    ("早上", Part::Morning),
    ("凌晨", Part::Morning),
    ("早", Part::Morning),
    ("中午", Part::Noon),
    ("下午", Part::Afternoon),
    ("傍晚", Part::Afternoon),
    ("晚上", Part::Afternoon),
    ("晚", Part::Afternoon),
    ("morning", Part::Morning),
    ("noon", Part::Noon),
    ("afternoon", Part::Afternoon),
    ("evening", Part::Afternoon),
    ("a.m.", Part::Morning),
    ("p.m.", Part::Afternoon),
    ("am", Part::Morning),
    ("pm", Part::Afternoon),
];

/// Words that say nothing about when.
const FILLERS: &[&str] = &["at", "on", "in the", "in", "的", "再", ",", "，", "@", "o'clock"];

/// The pieces of `text`, or where it says no time.
pub fn pieces(text: &str) -> Result<Vec<Piece>, Unread> {
    let folded = folded(text);
    let mut rest = folded.trim_start();
    let mut pieces = Vec::new();
    while !rest.is_empty() {
        let before = rest;
        rest = length(before, pieces.is_empty())
            .or_else(|| days(before))
            .or_else(|| hours(before))
            .or_else(|| part(before))
            .map(|(found, rest)| {
                pieces.extend(found.into_iter().flatten());
                rest
            })
            .or_else(|| FILLERS.iter().find_map(|filler| before.strip_prefix(filler)))
            .ok_or_else(|| Unread::Unclear { words: before.to_owned() })?
            .trim_start();
    }
    Ok(pieces)
}

type Found<'a> = Option<([Option<Piece>; 2], &'a str)>;

#[expect(clippy::unnecessary_wraps, reason = "what every reader of a piece gives")]
fn one(piece: Piece, rest: &str) -> Found<'_> {
    Some(([Some(piece), None], rest))
}

/// "+2h", "in 2 hours", "2小时后", "半小时后", "90m". Days and weeks need the sign or the word, or stand alone at the
/// beginning, since "3天" is no date.
fn length(rest: &str, at_start: bool) -> Found<'_> {
    let signed = rest.strip_prefix('+').or_else(|| rest.strip_prefix("in ")).map(str::trim_start);
    if signed.is_none() && !at_start {
        return None;
    }
    let (halves, after) = amount(signed.unwrap_or(rest))?;
    let after = after.trim_start();
    let (unit, after) = UNITS.iter().find_map(|(name, unit)| Some((*unit, ends_word(name, after)?)))?;
    let after =
        ["之后", "以后", "后", " later", " from now"].iter().find_map(|end| after.strip_prefix(end)).unwrap_or(after);
    one(Piece::After(halves, unit), after)
}

/// Halves: "2" are four, "半" is one, "1.5" are three.
fn amount(rest: &str) -> Option<(u32, &str)> {
    if let Some(after) = rest.strip_prefix('半').or_else(|| rest.strip_prefix("half an ")) {
        let after = after.strip_prefix('个').map_or(after, |_| after);
        return Some((1, after));
    }
    let (count, after) = number(rest, 4)?;
    let (half, after) = match after.strip_prefix(".5") {
        Some(after) => (1, after),
        None => (0, after),
    };
    Some((count * 2 + half, after))
}

fn days(rest: &str) -> Found<'_> {
    if let Some((day, part, after)) =
        DAYS_WITH_PART.iter().find_map(|(name, days, part)| Some((*days, *part, rest.strip_prefix(name)?)))
    {
        return Some(([Some(Piece::Day(Day::In(day))), Some(Piece::Part(part))], after));
    }
    if let Some((day, after)) = DAYS.iter().find_map(|(name, day)| Some((*day, rest.strip_prefix(name)?))) {
        return one(Piece::Day(day), after);
    }
    weekday(rest).or_else(|| date(rest))
}

/// "周三", "下周三", "下下周一", "wed", "next monday".
fn weekday(rest: &str) -> Found<'_> {
    let mut weeks = 0;
    let mut after = rest;
    while let Some(next) = after.strip_prefix('下').or_else(|| after.strip_prefix("next ")) {
        (weeks, after) = (weeks + 1, next.trim_start());
    }
    let after = after
        .strip_prefix('这')
        .or_else(|| after.strip_prefix('本'))
        .or_else(|| after.strip_prefix("this "))
        .unwrap_or(after);
    for name in ["周", "星期", "礼拜"] {
        let Some(day) = after.strip_prefix(name) else { continue };
        let sign = day.chars().next()?;
        let number = match sign {
            '日' | '天' => 6,
            '1'..='6' => sign as u32 - '1' as u32,
            _ => return None,
        };
        return one(Piece::Day(Day::Weekday { day: number, weeks }), &day[sign.len_utf8()..]);
    }
    let (day, after) = WEEKDAYS.iter().find_map(|(name, day)| Some((*day, ends_word(name, after)?)))?;
    one(Piece::Day(Day::Weekday { day, weeks }), after)
}

/// "2026-11-25", "11-25", "11/25", "2026年11月25日", "11月25号", "25号".
fn date(rest: &str) -> Found<'_> {
    let (first, after) = number(rest, 4)?;
    if let Some(after) = after.strip_prefix('号').or_else(|| after.strip_prefix('日')) {
        return one(Piece::Day(Day::Date { year: None, month: None, day: first }), after);
    }
    let (second, after) = number(separated(after)?, 2)?;
    if first < 100 {
        return one(Piece::Day(Day::Date { year: None, month: Some(first), day: second }), day_sign(after));
    }
    let (third, after) = number(separated(after)?, 2)?;
    let year = i32::try_from(first).ok();
    one(Piece::Day(Day::Date { year, month: Some(second), day: third }), day_sign(after))
}

fn separated(rest: &str) -> Option<&str> {
    ["-", "/", "年", "月"].iter().find_map(|sign| rest.strip_prefix(sign))
}

fn day_sign(rest: &str) -> &str {
    rest.strip_prefix('日').or_else(|| rest.strip_prefix('号')).unwrap_or(rest)
}

/// "14:00", "14点", "3点半", "10点15分", "10点1刻", "3pm", "10".
fn hours(rest: &str) -> Found<'_> {
    let (hour, after) = number(rest, 2)?;
    let written = rest.len() - after.len();
    if let Some(minutes) = after.strip_prefix(':') {
        let (minute, after) = number(minutes, 2)?;
        return one(Piece::Hour { hour, minute, plain: written == 1 }, after);
    }
    let Some(after) = after.strip_prefix('点').or_else(|| after.strip_prefix('时')) else {
        return one(Piece::Hour { hour, minute: 0, plain: true }, after);
    };
    let (minute, after) = minutes(after);
    one(Piece::Hour { hour, minute, plain: true }, after)
}

fn minutes(rest: &str) -> (u32, &str) {
    if let Some(after) = rest.strip_prefix('半') {
        return (30, after);
    }
    let Some((minute, after)) = number(rest, 2) else { return (0, rest.strip_prefix('钟').unwrap_or(rest)) };
    match after.strip_prefix('刻') {
        Some(after) => (minute * 15, after),
        None => (minute, after.strip_prefix('分').unwrap_or(after)),
    }
}

fn part(rest: &str) -> Found<'_> {
    let (part, after) = PARTS.iter().find_map(|(name, part)| Some((*part, rest.strip_prefix(name)?)))?;
    one(Piece::Part(part), after)
}

/// A number of at most that many digits.
fn number(rest: &str, digits: usize) -> Option<(u32, &str)> {
    let length = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (number, after) = rest.split_at(length);
    (1..=digits).contains(&length).then(|| number.parse().ok()).flatten().map(|number| (number, after))
}

/// What follows `name`, unless a Latin word goes on.
fn ends_word<'a>(name: &str, rest: &'a str) -> Option<&'a str> {
    let after = rest.strip_prefix(name)?;
    let goes_on = name.is_ascii() && after.starts_with(|sign: char| sign.is_ascii_alphabetic());
    (!goes_on).then_some(after)
}

/// Lower case, half width, Chinese numerals as digits.
fn folded(text: &str) -> String {
    let half = |sign: char| match sign {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(sign as u32 - 0xfee0).unwrap_or(sign),
        '\u{3000}' => ' ',
        _ => sign,
    };
    let half: String = text.chars().map(half).collect();
    digits(&half.to_lowercase())
}

const NUMERALS: &str = "零一二三四五六七八九";

fn digits(text: &str) -> String {
    let mut all = String::new();
    let mut rest = text;
    while let Some(sign) = rest.chars().next() {
        let numeral: String =
            rest.chars().take_while(|sign| *sign == '十' || *sign == '两' || NUMERALS.contains(*sign)).collect();
        if numeral.is_empty() {
            all.push(sign);
            rest = &rest[sign.len_utf8()..];
        } else {
            all.push_str(&value(&numeral).to_string());
            rest = &rest[numeral.len()..];
        }
    }
    all
}

/// "十" is 10, "二十五" is 25, "两" is 2, "二零" is 20.
fn value(numeral: &str) -> u32 {
    let digit = |sign: char| {
        if sign == '两' { 2 } else { NUMERALS.chars().position(|known| known == sign).unwrap_or(0) as u32 }
    };
    let read = |part: &str| part.chars().fold(0_u32, |sum, sign| sum.saturating_mul(10).saturating_add(digit(sign)));
    match numeral.split_once('十') {
        None => read(numeral),
        Some((tens, ones)) => read(ones) + 10 * if tens.is_empty() { 1 } else { read(tens) },
    }
}
