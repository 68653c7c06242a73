//! Groups of digits that may be a telephone number, as people of several countries write theirs.

use std::ops::Range;

use super::free_text::digit;
use crate::domain::phone::{self, CallerNumber, Region};

/// Digits of a number anybody may dial, at least: shorter ones are a house's own.
const SHORTEST: usize = 8;
/// Digits of a number at most, with its country (E.164).
const LONGEST: usize = 15;

/// Groups of digits and what stands around them.
pub(super) struct Written<'a> {
    chars: &'a [char],
    groups: &'a [Range<usize>],
    digits: String,
}

impl<'a> Written<'a> {
    /// These groups of the text, together.
    pub fn of(chars: &'a [char], groups: &'a [Range<usize>]) -> Self {
        let digits = groups.iter().flat_map(|group| &chars[group.clone()]).filter_map(|c| digit(*c)).collect();
        Self { chars, groups, digits }
    }

    /// After a `+`: a number that exists, wherever the desk is.
    pub fn is_valid_abroad(&self) -> bool {
        is_international(&self.without_trunk_zero())
    }

    /// After a `+`: as long as numbers with their country are.
    pub fn is_e164(&self) -> bool {
        (SHORTEST..=LONGEST).contains(&self.digits.len()) && !self.digits.starts_with('0')
    }

    /// After words that announce a number.
    pub fn could_be_dialled(&self) -> bool {
        (SHORTEST..=LONGEST).contains(&self.digits.len())
    }

    /// Without a `+` and without being announced: in a form of its own that amounts, waybills and orders do not have.
    pub fn is_national(&self) -> bool {
        if self.is_slashed() {
            return self.is_european() && self.slash_stands_after_the_area();
        }
        is_chinese(&self.digits)
            || is_called_abroad(&self.digits)
            || self.is_european()
            || self.is_north_american()
            || self.is_in_threes()
    }

    /// `0` and 8 to 11 digits more: France, Germany, Britain and their neighbours (`06 12 34 56 78`, `0171 1234567`,
    /// `020 7946 0958`).
    fn is_european(&self) -> bool {
        let second = self.digits.as_bytes().get(1);
        (10..=12).contains(&self.digits.len())
            && self.digits.starts_with('0')
            && second.is_some_and(|digit| *digit != b'0')
    }

    /// `(415) 555-2671`.
    fn is_north_american(&self) -> bool {
        self.lengths().eq([3, 3, 4])
    }

    /// `612 345 678`: Spain, Poland, Portugal. Nine digits in threes are also how sums are written.
    fn is_in_threes(&self) -> bool {
        let mobile = matches!(self.digits.as_bytes().first(), Some(b'6'..=b'9'));
        mobile && self.lengths().eq([3, 3, 3]) && !self.is_a_sum()
    }

    /// Whether a currency stands beside it.
    fn is_a_sum(&self) -> bool {
        let (start, end) = (self.groups[0].start, self.groups[self.groups.len() - 1].end);
        let visible = |c: &&char| **c != ' ';
        let before = self.chars[..start].iter().rev().find(visible);
        let after = self.chars[end..].iter().find(visible);
        let currency = |c: Option<&char>| c.is_some_and(|c| "¥￥$€£₩₹元块,".contains(*c));
        currency(before) || currency(after) || self.currency_code_follows(end)
    }

    fn currency_code_follows(&self, end: usize) -> bool {
        let next: String = self.chars[end..].iter().skip_while(|c| **c == ' ').take(3).collect();
        ["EUR", "USD", "GBP", "CNY", "RMB", "PLN", "CHF"].contains(&next.to_ascii_uppercase().as_str())
    }

    fn is_slashed(&self) -> bool {
        self.gaps().any(|gap| gap.contains(&'/'))
    }

    /// `030/1234567`: the one place where a number has a slash.
    fn slash_stands_after_the_area(&self) -> bool {
        self.gaps().next() == Some(&['/'])
            && self.gaps().skip(1).all(|gap| !gap.contains(&'/'))
            && self.groups[0].len() >= 3
    }

    fn gaps(&self) -> impl Iterator<Item = &[char]> {
        self.groups.windows(2).map(|pair| &self.chars[pair[0].end..pair[1].start])
    }

    fn lengths(&self) -> impl Iterator<Item = usize> {
        self.groups.iter().map(Range::len)
    }

    /// The digits without the `(0)` of `+44 (0)20 7946 0958`, which nobody dials from abroad.
    fn without_trunk_zero(&self) -> String {
        let is_trunk = |group: &Range<usize>| group.len() == 1 && digit(self.chars[group.start]) == Some('0');
        match self.groups.get(1) {
            Some(second) if is_trunk(second) => {
                let at = self.groups[0].len();
                format!("{}{}", &self.digits[..at], &self.digits[at + 1..])
            }
            _ => self.digits.clone(),
        }
    }
}

/// Digits after a `+`, which read alike wherever the desk is.
fn is_international(digits: &str) -> bool {
    digits.len() >= SHORTEST && matches!(phone::read(&format!("+{digits}"), Region::default()), CallerNumber::Number(_))
}

/// A mobile or a landline of China, with or without its trunk or country code.
fn is_chinese(digits: &str) -> bool {
    let mobile =
        |digits: &str| digits.len() == 11 && digits.starts_with('1') && matches!(digits.as_bytes()[1], b'3'..=b'9');
    let landline = |digits: &str| (9..=11).contains(&digits.len()) && phone::city(digits).is_some();
    let trunk = |digits: &str| digits.strip_prefix('0').is_some_and(|rest| mobile(rest) || landline(rest));
    let with_country = |digits: &str| digits.strip_prefix("86").is_some_and(|rest| mobile(rest) || landline(rest));
    mobile(digits) || trunk(digits) || with_country(digits) && digits.len() >= 12
}

/// `00` and a number with its country.
fn is_called_abroad(digits: &str) -> bool {
    digits.strip_prefix("00").is_some_and(|rest| !rest.starts_with('0') && is_international(rest))
}
