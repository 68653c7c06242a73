//! A TOML file that a user brought along: its values, and what is wrong with it, by line.

pub mod ancestry;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Something wrong in a user's file. The rest of the file works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where.
    pub place: Place,
    /// What, naming the bad value and the cure.
    pub said: String,
}

/// A line of a file, or the whole file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, as the user named it.
    pub file: Arc<str>,
    /// From 1; none: the file as a whole.
    pub line: Option<usize>,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.said)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}", self.file),
            None => f.write_str(&self.file),
        }
    }
}

/// A file being read: collects what is wrong on the way.
pub struct UserFile<'a> {
    name: Arc<str>,
    text: &'a str,
    /// What was wrong so far, in the order it was met.
    pub findings: Vec<Finding>,
}

impl<'a> UserFile<'a> {
    /// Begins to read `text`, which the user knows as `name`.
    pub fn new(name: &str, text: &'a str) -> Self {
        Self { name: name.into(), text, findings: Vec::new() }
    }

    /// The file's values. Errors of TOML itself become findings; what could be read is returned.
    pub fn table(&mut self) -> DeTable<'a> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        for error in errors {
            let span = error.span().unwrap_or_default();
            self.report(span, format!("no valid TOML: {}", error.message()));
        }
        table.into_inner()
    }

    /// The place of a byte range of the text.
    pub fn place(&self, span: &Range<usize>) -> Place {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        Place { file: self.name.clone(), line: Some(before.matches('\n').count() + 1) }
    }

    /// The file as a whole.
    pub fn whole(&self) -> Place {
        Place { file: self.name.clone(), line: None }
    }

    /// Notes what is wrong at `span`.
    pub fn report(&mut self, span: Range<usize>, said: impl Into<String>) {
        let place = self.place(&span);
        self.findings.push(Finding { place, said: said.into() });
    }

    /// The string in `value`, or a finding that `what` must be one.
    pub fn string(&mut self, what: &str, value: &Spanned<DeValue<'a>>) -> Option<String> {
        let text = value.get_ref().as_str().map(str::to_owned);
        if text.is_none() {
            self.must_be(what, "a string", value);
        }
        text
    }

    /// Notes that `what` is of the wrong type.
    pub fn must_be(&mut self, what: &str, expected: &str, value: &Spanned<DeValue<'a>>) {
        let found = value.get_ref().type_str();
        self.report(value.span(), format!("'{what}' must be {expected}, not {found}"));
    }
}
