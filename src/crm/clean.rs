//! Text from the server, cleaned before anybody sees it: no escape sequence, control or bidi override passes, and no time with
//! which nobody can reckon.
//!
//! Nearly every answer is clean, so that it is only looked through; the rare other one is read twice.

use chrono::{DateTime, Datelike as _, Utc};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::domain::clean;

/// Reads JSON, every string in it cleaned as [`clean::text`] does.
pub(super) fn read<T: DeserializeOwned>(json: &str) -> serde_json::Result<T> {
    if !is_suspicious(json) {
        return serde_json::from_str(json);
    }
    let mut value: Value = serde_json::from_str(json)?;
    scrub(&mut value);
    serde_json::from_value(value)
}

/// An escape may be anything; of the characters themselves, all that [`clean::text`] may take out or change.
fn is_suspicious(json: &str) -> bool {
    json.contains(r"\u")
        || json.contains(r"\b")
        || json.contains(r"\f")
        || is_of_no_year(json)
        || json.chars().any(is_odd)
}

/// Whether a text begins like a time of a year that has a sign, before year 0 or of more than four digits.
fn is_of_no_year(json: &str) -> bool {
    let signed = json.match_indices(['+', '-']).filter(|(at, _)| json[..*at].ends_with('"'));
    signed.into_iter().any(|(at, _)| {
        let rest = json[at + 1..].trim_start_matches(|sign: char| sign.is_ascii_digit());
        rest.starts_with('-')
    })
}

/// The time nearest to one of no year, with which can be reckoned; none: it is no such time.
fn reckonable(text: &str) -> Option<String> {
    let at = text.starts_with(['+', '-']).then(|| text.parse::<DateTime<Utc>>().ok()).flatten()?;
    Some(if at.year() > 0 { "9999-12-31T00:00:00Z" } else { "0001-01-01T00:00:00Z" }.to_owned())
}

fn is_odd(c: char) -> bool {
    matches!(c,
        '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{300}'..='\u{36f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{180b}'..='\u{180f}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{20d0}'..='\u{20ff}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}'
        | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

fn scrub(value: &mut Value) {
    match value {
        Value::String(text) => *text = reckonable(text).unwrap_or_else(|| clean::text(text)),
        Value::Array(items) => items.iter_mut().for_each(scrub),
        Value::Object(fields) => fields.values_mut().for_each(scrub),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escape_sequence_never_passes() {
        let read: Vec<String> =
            read("[\"a\\u001b[31mred\", \"\u{202e}wen\", \"\u{9b}2Jb\", \"王\\n建国\"]").expect("read");
        assert_eq!(read, ["ared", "wen", "b", "王\n建国"]);
    }

    #[test]
    fn a_time_of_no_year_becomes_the_nearest_that_is_one() {
        let read: Vec<DateTime<Utc>> =
            read(r#"["+262142-12-31T23:59:59Z", "-262143-01-01T00:00:00Z", "2026-02-12T12:00:00Z"]"#).expect("read");
        assert_eq!(read.iter().map(chrono::Datelike::year).collect::<Vec<_>>(), [9999, 1, 2026]);
        assert!(!is_suspicious(r#"{"e164": "+8613812345678", "words": "-1 - 2", "by": -3}"#));
    }

    #[test]
    fn clean_text_is_read_as_it_is() {
        assert!(!is_suspicious(r#"{"name": "王建国", "words": "快递还没到！ it's \"late\"\n"}"#));
    }
}
