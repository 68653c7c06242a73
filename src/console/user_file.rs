//! A TOML file that a user brought along: its values, and what is wrong with it, by line and column.

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

/// A place in a file, or the whole file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, as the user named it.
    pub file: Arc<str>,
    /// Where in it; none: the file as a whole.
    pub at: Option<Position>,
}

/// Line and column, both from 1; columns count characters, as editors do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The character in it.
    pub column: usize,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.said)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.at {
            Some(Position { line, column }) => write!(f, "{}:{line}:{column}", self.file),
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
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let position = Position { line: before.matches('\n').count() + 1, column: before[start..].chars().count() + 1 };
        Place { file: self.name.clone(), at: Some(position) }
    }

    /// The file as a whole.
    pub fn whole(&self) -> Place {
        Place { file: self.name.clone(), at: None }
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
