//! Text from the server, cleaned before anybody sees it: no escape sequence, control or bidi override passes.
//!
//! Nearly every answer is clean, so that it is only looked through; the rare other one is read twice.

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
    json.contains(r"\u") || json.contains(r"\b") || json.contains(r"\f") || json.chars().any(is_odd)
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
        Value::String(text) => *text = clean::text(text),
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
    fn clean_text_is_read_as_it_is() {
        assert!(!is_suspicious(r#"{"name": "王建国", "words": "快递还没到！ it's \"late\"\n"}"#));
    }
}
