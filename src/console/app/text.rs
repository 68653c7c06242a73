//! Texts as keys of the message catalogue: the model says what is meant, `ui` says it in the reader's language.

use chrono::{DateTime, TimeDelta, Utc};

/// A text to be looked up in the catalogue.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Key in the catalogue, like `toast-claimed`.
    pub key: &'static str,
    /// Values for its placeables, by name.
    pub args: Vec<(&'static str, Arg)>,
}

/// A value inside a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    /// Words that are shown as they are (a name, a reason from the server).
    Word(String),
    /// A count; plurals follow it.
    Count(i64),
    /// An instant, UTC; shown in local time.
    Time(DateTime<Utc>),
    /// A length of time.
    Span(TimeDelta),
    /// A text of the catalogue inside this one.
    Text(Box<Text>),
}

impl Text {
    /// A text without placeables.
    pub fn new(key: &'static str) -> Self {
        Self { key, args: Vec::new() }
    }

    /// The same text with one more value.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.args.push((name, value.into()));
        self
    }
}

impl From<&str> for Arg {
    fn from(word: &str) -> Self {
        Self::Word(word.to_owned())
    }
}

impl From<String> for Arg {
    fn from(word: String) -> Self {
        Self::Word(word)
    }
}

impl From<u64> for Arg {
    fn from(count: u64) -> Self {
        Self::Count(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

impl From<usize> for Arg {
    fn from(count: usize) -> Self {
        Self::Count(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

impl From<DateTime<Utc>> for Arg {
    fn from(at: DateTime<Utc>) -> Self {
        Self::Time(at)
    }
}

impl From<TimeDelta> for Arg {
    fn from(span: TimeDelta) -> Self {
        Self::Span(span)
    }
}

impl From<Text> for Arg {
    fn from(text: Text) -> Self {
        Self::Text(Box::new(text))
    }
}
