//! What comes from outside is measured and cleaned before anything else sees it: a bad value is refused with the name
//! of its field, and what is kept holds no control characters, escape sequences or bidi overrides.

use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta, Utc};

use super::failure::{Answer, Failure};
use crate::domain::clean;

/// Bytes of a password at the most.
const LONGEST_PASSWORD: usize = 1024;
/// Characters of a new password at the least.
const SHORTEST_PASSWORD: usize = 8;

/// A required one-line text of 1 to `most` characters after cleaning.
pub fn line(field: &str, text: &str, most: usize) -> Answer<String> {
    required(field, measured(field, clean::line(text).trim(), most)?)
}

/// A one-line text of at most `most` characters; blank counts as absent.
pub fn optional_line(field: &str, text: Option<&str>, most: usize) -> Answer<Option<String>> {
    let Some(text) = text else { return Ok(None) };
    Ok(Some(measured(field, clean::line(text).trim(), most)?).filter(|text| !text.is_empty()))
}

/// A password as it was typed, of at most 1024 bytes: Argon2 would hash any length, at the server's cost.
pub fn password(field: &str, typed: String) -> Answer<String> {
    if typed.len() <= LONGEST_PASSWORD {
        return Ok(typed);
    }
    Err(Failure::field(field, format!("The password is longer than {LONGEST_PASSWORD} bytes.")))
}

/// A password that somebody wants to have: 8 characters at least, without which guessing is too easy.
pub fn new_password(field: &str, typed: String) -> Answer<String> {
    let typed = password(field, typed)?;
    if typed.chars().count() >= SHORTEST_PASSWORD {
        return Ok(typed);
    }
    Err(Failure::field(field, format!("The password is shorter than {SHORTEST_PASSWORD} characters.")))
}

/// A required text of 1 to `most` characters that may have several lines.
pub fn text(field: &str, text: &str, most: usize) -> Answer<String> {
    required(field, optional_text(field, text, most)?)
}

/// A text of at most `most` characters that may have several lines, or be empty.
pub fn optional_text(field: &str, text: &str, most: usize) -> Answer<String> {
    measured(field, clean::text(text).trim(), most)
}

/// A list of one-line texts: at most `count`, each 1 to `most` characters.
pub fn lines(field: &str, texts: &[String], count: usize, most: usize) -> Answer<Vec<String>> {
    if texts.len() > count {
        return Err(Failure::field(
            field,
            format!("{field} has {} entries; at most {count} are allowed.", texts.len()),
        ));
    }
    texts.iter().map(|text| line(field, text, most)).collect()
}

/// A time of this age: from the year 2000 to the year 2100, UTC.
pub fn time(field: &str, at: DateTime<Utc>) -> Answer<DateTime<Utc>> {
    static AGE: LazyLock<std::ops::Range<i64>> = LazyLock::new(|| 946_684_800..4_102_444_800);
    if AGE.contains(&at.timestamp()) {
        return Ok(at);
    }
    Err(Failure::field(field, format!("{field} is {at}; give a time between the years 2000 and 2100.")))
}

/// A time that has come: at most a minute ahead of the server's clock, which forgives clocks that differ.
pub fn past(field: &str, at: DateTime<Utc>, now: DateTime<Utc>) -> Answer<DateTime<Utc>> {
    let at = time(field, at)?;
    if at <= now + TimeDelta::minutes(1) {
        return Ok(at);
    }
    Err(Failure::field(field, format!("{field} is {at}, which has not come yet; the server's clock says {now}.")))
}

/// An id inside a body: 1 to 128 characters, none of them blank or unprintable, so that no database stumbles over it.
pub fn id(field: &str, id: &str) -> Answer<()> {
    if is_id(id) {
        return Ok(());
    }
    Err(Failure::field(field, format!("{field} is no id: ids have 1 to 128 characters and no blanks.")))
}

/// Whether a text can be an id at all.
pub fn is_id(id: &str) -> bool {
    let fits = |c: char| !c.is_control() && !c.is_whitespace();
    !id.is_empty() && id.len() <= 128 && id.chars().all(fits)
}

fn required(field: &str, text: String) -> Answer<String> {
    if text.is_empty() {
        return Err(Failure::field(field, format!("{field} is empty; it needs at least one readable character.")));
    }
    Ok(text)
}

fn measured(field: &str, text: &str, most: usize) -> Answer<String> {
    let count = text.chars().count();
    if count > most {
        return Err(Failure::field(field, format!("{field} has {count} characters; at most {most} are allowed.")));
    }
    Ok(text.to_owned())
}
