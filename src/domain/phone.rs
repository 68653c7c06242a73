//! Telephone numbers as telephone systems and people write them, read into one form (domain reference §3.2).
//!
//! E.164 by libphonenumber's metadata; around it the habits of switchboards (outside-line prefixes), of call centres
//! (numbers in SIP addresses, withheld ones) and of people (two numbers in one field, full-width digits).

mod domestic;
mod home;
mod normalise;
mod number;
#[cfg(test)]
mod tests;

use std::fmt;

pub use domestic::domestic;
pub(in crate::domain) use home::city;
pub use home::is_city;
pub(in crate::domain) use normalise::plain;
pub(in crate::domain) use number::EXTENSION_MARKS;

use serde::{Deserialize, Serialize};

/// The country whose habits a number without country code follows (ISO 3166-1 alpha-2). China by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Region([u8; 2]);

impl Region {
    /// China.
    pub const CN: Self = Self(*b"CN");

    /// The region of that code, in any case; none unless it is two letters.
    pub fn parse(code: &str) -> Option<Self> {
        match code.trim().as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Some(Self([a.to_ascii_uppercase(), b.to_ascii_uppercase()]))
            }
            _ => None,
        }
    }

    /// Its code, upper case.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("CN")
    }
}

impl Default for Region {
    fn default() -> Self {
        Self::CN
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What the telephone system said of the caller's number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallerNumber {
    /// Nothing, or that the caller does not want it known.
    Withheld,
    /// A number.
    Number(Phone),
    /// Something that is no number; as received.
    Unreadable(String),
}

/// A number.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Phone {
    /// `+` and up to 15 digits; none for a number that cannot be dialled from abroad (95338, 400…, an extension).
    pub e164: Option<String>,
    /// The digits within its country, without trunk prefix ("13812345678", "57188888888", "95338").
    pub national: String,
    /// Digits dialled after it.
    pub extension: Option<String>,
    /// As received.
    pub raw: String,
}

impl Phone {
    /// The last 8 digits of the national number, for "maybe" matches; none for shorter numbers.
    pub fn last8(&self) -> Option<&str> {
        let start = self.national.len().checked_sub(8)?;
        self.national.get(start..)
    }

    /// Where the number is at home: "杭州 · 移动" for China, a country's name elsewhere; none when that is unknown.
    pub fn home(&self) -> Option<String> {
        home::home(self)
    }
}

/// Reads the caller's number; of several in one field, the first.
pub fn read(raw: &str, region: Region) -> CallerNumber {
    let text = normalise::text(raw);
    if normalise::is_withheld(&text) {
        return CallerNumber::Withheld;
    }
    match number::numbers(&text, region).into_iter().next() {
        Some(phone) => CallerNumber::Number(Phone { raw: raw.to_owned(), ..phone }),
        None => CallerNumber::Unreadable(raw.to_owned()),
    }
}

/// Reads every number of a field ("138… / 0571…"), in order, each with its own part as `raw`; empty when there is none.
pub fn read_all(raw: &str, region: Region) -> Vec<Phone> {
    let text = normalise::text(raw);
    if normalise::is_withheld(&text) { Vec::new() } else { number::numbers(&text, region) }
}
