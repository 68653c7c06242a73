//! Numbers and addresses inside what people write.

use std::ops::Range;

use super::written::Written;
use super::{cue, dates, email};
use crate::domain::phone;

/// Groups of digits that one number is written in, at most ("+86 138 1234 5678" has four).
const GROUPS_AT_MOST: usize = 6;

/// Digits of a telephone number, at least.
const FEWEST: usize = 8;

/// Telephone numbers and e-mail addresses inside free text masked; waybills, order numbers, dates and amounts stay.
pub fn in_text(text: &str) -> String {
    if is_innocent(text) {
        return text.to_owned();
    }
    addresses(&numbers(text))
}

/// Whether [`in_text`] would change nothing.
pub fn stays(text: &str) -> bool {
    is_innocent(text) || in_text(text) == text
}

/// Too few digits for a number, and no address: true of most texts, and seen at once.
fn is_innocent(text: &str) -> bool {
    let digits = || text.chars().filter(|c| digit(*c).is_some());
    !text.contains('@') && digits().nth(FEWEST - 1).is_none()
}

/// A digit of any script that telephone numbers are written in, as ASCII.
pub(super) fn digit(c: char) -> Option<char> {
    phone::plain(c).filter(char::is_ascii_digit)
}

fn numbers(text: &str) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let mut groups = groups(&chars);
    dates::taken_out(&chars, &mut groups);
    let mut at = 0;
    while at < groups.len() {
        match number_from(&chars, &groups, at) {
            Some(end) => {
                star(&mut chars, &groups[at..end]);
                at = end;
            }
            None => at += 1,
        }
    }
    chars.into_iter().collect()
}

/// Runs of digits that touch no Latin letter: what does is a waybill, an id, a time.
fn groups(chars: &[char]) -> Vec<Range<usize>> {
    let mut groups = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let end = at + chars[at..].iter().take_while(|c| digit(**c).is_some()).count();
        let touches = |i: Option<&char>| i.is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '*'));
        if end > at && !touches(at.checked_sub(1).and_then(|i| chars.get(i))) && !touches(chars.get(end)) {
            groups.push(at..end);
        }
        at = end.max(at + 1);
    }
    groups
}

/// Where the longest number that begins with group `first` ends (exclusive).
fn number_from(chars: &[char], groups: &[Range<usize>], first: usize) -> Option<usize> {
    let joined = 1 + groups[first..].windows(2).take_while(|pair| joins(&chars[pair[0].end..pair[1].start])).count();
    let before = &chars[..groups[first].start];
    let plus = before.last().is_some_and(|c| phone::plain(*c) == Some('+'));
    let announced = cue::announces(before);
    let ends = || (first + 1..=first + joined.min(GROUPS_AT_MOST)).rev();
    let written = |end: usize| Written::of(chars, &groups[first..end]);
    if plus {
        return ends()
            .find(|end| written(*end).is_valid_abroad())
            .or_else(|| ends().find(|end| written(*end).is_e164()));
    }
    ends().find(|end| {
        let number = written(*end);
        number.is_national() || announced && number.could_be_dialled()
    })
}

/// Whether what stands between two groups can stand inside a number.
pub(super) fn joins(between: &[char]) -> bool {
    (1..=3).contains(&between.len())
        && between.iter().all(|c| matches!(phone::plain(*c), None | Some(' ' | '-' | '(' | ')' | '.' | '/')))
}

fn star(chars: &mut [char], groups: &[Range<usize>]) {
    let slots: Vec<usize> = groups.iter().flat_map(Clone::clone).collect();
    for slot in &slots[slots.len() - 8..slots.len() - 4] {
        chars[*slot] = '*';
    }
}

fn addresses(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('@') {
        let user = rest[..at].rfind(|c: char| !is_user(c)).map_or(0, |end| end + width(&rest[end..]));
        let domain = at + 1 + rest[at + 1..].find(|c: char| !is_domain(c)).unwrap_or(rest.len() - at - 1);
        out.push_str(&rest[..user]);
        let address = &rest[user..domain];
        if user < at && rest[at + 1..domain].contains('.') {
            out.push_str(&email(address));
        } else {
            out.push_str(address);
        }
        rest = &rest[domain..];
    }
    out + rest
}

fn width(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

fn is_user(c: char) -> bool {
    c.is_ascii_alphanumeric() || "._%+-".contains(c)
}

fn is_domain(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '.' || c == '-'
}
