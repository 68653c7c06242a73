//! The way back: what somebody meant who saw a text masked, changed it and sent it.

use std::ops::Range;

use super::free_text::joins;
use super::{email, in_text, is_slot};

/// Digits hidden in a number.
const HIDDEN: usize = 4;
/// Digits shown after them.
const SHOWN: usize = 4;
/// What hides the name of an address.
const HIDDEN_NAME: &str = "***@";

/// The text meant by `to`, sent in place of `now` by somebody who saw that masked.
///
/// Sent as it was shown it means `now`. None: it holds a number or address starred out that does not stand so in `now`;
/// nobody can know the number it hides.
pub fn unmasked(now: &str, to: &str) -> Option<String> {
    if to == now || to == in_text(now) || now.contains('@') && to == email(now) {
        return Some(now.to_owned());
    }
    let known = |piece: &str| now.contains(piece);
    numbers(to).chain(addresses(to)).all(known).then(|| to.to_owned())
}

/// Addresses starred out, from the letter before the stars to the end of the domain.
fn addresses(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices(HIDDEN_NAME).map(|(at, _)| {
        let start = text[..at].char_indices().next_back().map_or(at, |(start, _)| start);
        let domain = at + HIDDEN_NAME.len();
        let length = text[domain..].find(|c: char| !(c.is_ascii_alphanumeric() || ".-".contains(c)));
        &text[start..length.map_or(text.len(), |length| domain + length)]
    })
}

/// Numbers with stars for the digits before their last ones.
fn numbers(text: &str) -> impl Iterator<Item = &str> {
    written(text).into_iter().filter(|range| is_starred(&text[range.clone()])).map(|range| &text[range])
}

fn is_starred(number: &str) -> bool {
    let slots: Vec<char> = number.chars().filter(|c| is_slot(*c)).collect();
    slots.windows(1 + HIDDEN + SHOWN).any(|slots| {
        let stars = slots.iter().map(|c| *c == '*');
        stars.eq((0..=HIDDEN + SHOWN).map(|at| (1..=HIDDEN).contains(&at)))
    })
}

/// Ranges of digits and stars with what may stand between those of one number.
fn written(text: &str) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| is_slot(*c)) {
        let end = at + c.len_utf8();
        match ranges.last_mut() {
            Some(last) if last.end == at || joins(&text[last.end..at].chars().collect::<Vec<_>>()) => last.end = end,
            _ => ranges.push(at..end),
        }
    }
    ranges
}
