//! Numbers and addresses inside what people write.

use std::ops::Range;

use super::email;
use crate::domain::phone::{self, CallerNumber, Region};

/// Groups of digits that one number is written in, at most ("+86 138 1234 5678" has four).
const GROUPS_AT_MOST: usize = 6;

/// Telephone numbers and e-mail addresses inside free text masked; waybills, order numbers, dates and amounts stay.
pub fn in_text(text: &str) -> String {
    if !text.chars().any(|c| c == '@' || digit(c).is_some()) {
        return text.to_owned();
    }
    addresses(&numbers(text))
}

/// A digit of any script that telephone numbers are written in, as ASCII.
fn digit(c: char) -> Option<char> {
    phone::plain(c).filter(char::is_ascii_digit)
}

fn numbers(text: &str) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let groups = groups(&chars);
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
    let start = groups[first].start;
    let plus = start.checked_sub(1).and_then(|at| chars.get(at)).is_some_and(|c| phone::plain(*c) == Some('+'));
    (first + 1..=first + joined.min(GROUPS_AT_MOST)).rev().find(|end| {
        let digits: String = groups[first..*end]
            .iter()
            .flat_map(|group| chars[group.clone()].iter())
            .filter_map(|c| digit(*c))
            .collect();
        if plus { is_international(&digits) } else { is_national(&digits, &groups[first..*end]) }
    })
}

/// Whether what stands between two groups can stand inside a number.
pub(super) fn joins(between: &[char]) -> bool {
    (1..=3).contains(&between.len())
        && between.iter().all(|c| matches!(phone::plain(*c), None | Some(' ' | '-' | '(' | ')' | '.')))
}

/// Digits after a `+`, which read alike wherever the desk is.
fn is_international(digits: &str) -> bool {
    matches!(phone::read(&format!("+{digits}"), Region::default()), CallerNumber::Number(_)) && digits.len() >= 8
}

fn is_national(digits: &str, groups: &[Range<usize>]) -> bool {
    let mobile =
        |digits: &str| digits.len() == 11 && digits.starts_with('1') && matches!(digits.as_bytes()[1], b'3'..=b'9');
    let landline = |digits: &str| (9..=11).contains(&digits.len()) && phone::city(digits).is_some();
    let trunk = |digits: &str| digits.strip_prefix('0').is_some_and(|rest| mobile(rest) || landline(rest));
    let with_country = |digits: &str| digits.strip_prefix("86").is_some_and(|rest| mobile(rest) || landline(rest));
    let abroad = digits.strip_prefix("00").is_some_and(|rest| !rest.starts_with('0') && is_international(rest));
    mobile(digits)
        || trunk(digits)
        || with_country(digits) && digits.len() >= 12
        || abroad
        || digits.len() == 11 && digits.starts_with('0') && !digits.starts_with("00")
        || groups.iter().map(Range::len).eq([3, 3, 4])
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
