//! Dates, which are written in groups of digits as telephone numbers are.

use std::ops::Range;

/// Takes the groups out that are dates, so that nothing joins across them: `2026-02-12`, `12.2.2026`, `02/12/2026`.
pub(super) fn taken_out(chars: &[char], groups: &mut Vec<Range<usize>>) {
    let mut kept = Vec::with_capacity(groups.len());
    let mut rest = groups.as_slice();
    while let Some(first) = rest.first() {
        if rest.len() >= 3 && is_date(chars, &rest[..3]) {
            rest = &rest[3..];
        } else {
            kept.push(first.clone());
            rest = &rest[1..];
        }
    }
    *groups = kept;
}

fn is_date(chars: &[char], groups: &[Range<usize>]) -> bool {
    let between = |pair: &[Range<usize>]| match &chars[pair[0].end..pair[1].start] {
        [one] if matches!(one, '-' | '.' | '/') => Some(*one),
        _ => None,
    };
    let separators: Vec<_> = groups.windows(2).map(between).collect();
    let same = separators[0].is_some() && separators[0] == separators[1];
    same && is_day(&groups.iter().map(|group| number(&chars[group.clone()])).collect::<Vec<_>>())
}

/// Year, month and day in any usual order.
fn is_day(parts: &[Option<u32>]) -> bool {
    let [Some(first), Some(second), Some(third)] = parts else { return false };
    let year = |value: u32| (1900..2100).contains(&value);
    let (day, month) = (|value: u32| (1..=31).contains(&value), |value: u32| (1..=12).contains(&value));
    let both = |a: u32, b: u32| day(a) && month(b) || month(a) && day(b);
    year(*first) && both(*second, *third) || year(*third) && both(*first, *second)
}

fn number(digits: &[char]) -> Option<u32> {
    digits.iter().collect::<String>().parse().ok()
}
