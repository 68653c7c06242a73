//! Digits and letters starred out (M9): enough left to recognise, too little to dial or write to.

mod cue;
mod dates;
mod free_text;
mod starred;
#[cfg(test)]
mod tests;
mod written;

pub use free_text::{in_text, stays};
pub use starred::unmasked;

use super::phone::EXTENSION_MARKS;

/// Digits before the mark of an extension, at least.
const SHORTEST: usize = 3;
/// Digits after which a dash begins an extension: before the last dash of a number itself there are fewer.
const LONGEST_WITHOUT_DASH: usize = 11;

/// A number masked: the four digits before the last four (`138****5678`, `+86138****5678`, `0571-****8888`), and an
/// extension altogether. Of numbers under 9 digits only the last two stay. Masking again changes nothing.
pub fn phone(number: &str) -> String {
    let (main, extension) = split_extension(number);
    let slots = main.chars().filter(|c| is_slot(*c)).count();
    let hidden = if slots >= 9 { slots - 8..slots - 4 } else { 0..slots.saturating_sub(2) };
    let mut at = 0;
    let star = |c: char| {
        let slot = at;
        at += usize::from(is_slot(c));
        if is_slot(c) && hidden.contains(&slot) { '*' } else { c }
    };
    let mut masked: String = main.chars().map(star).collect();
    masked.extend(extension.chars().map(|c| if is_slot(c) { '*' } else { c }));
    masked
}

/// The number, and what stands from its extension's mark on; stars count as digits.
fn split_extension(number: &str) -> (&str, &str) {
    let slots = |text: &str| text.chars().filter(|c| is_slot(*c)).count();
    let lower = number.to_ascii_lowercase();
    let marked = EXTENSION_MARKS.iter().filter_map(|mark| lower.rfind(mark)).map(|at| (at, SHORTEST, 6));
    let dashed = number.rfind('-').map(|at| (at, LONGEST_WITHOUT_DASH, 5));
    let is_extension = |at: usize, before: usize, after: usize| {
        slots(&number[..at]) >= before && (1..=after).contains(&slots(&number[at..]))
    };
    let found = marked.chain(dashed).find(|(at, before, after)| is_extension(*at, *before, *after));
    number.split_at(found.map_or(number.len(), |(at, ..)| at))
}

/// A digit, or what hides one.
fn is_slot(c: char) -> bool {
    c.is_numeric() || c == '*'
}

/// An address masked: the first letter and the domain stay (`w***@example.com`).
pub fn email(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((user, domain)) => format!("{}***@{domain}", user.chars().next().unwrap_or('*')),
        None => "***".to_owned(),
    }
}
