//! Text from outside, made harmless: nothing in it can steer a terminal, hide in a clipboard or turn around a line.
//!
//! What leaves the program for something that obeys control characters takes a [`Line`] or [`Words`]: there is no other way to
//! make one than by cleaning. Over-long text is the caller's business.

#[cfg(test)]
mod tests;

use std::fmt::{self, Display};
use std::ops::Deref;

/// Clean text of one line: a mail's subject, a cell of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Line(String);

/// Clean text of several lines: a message, what is copied.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Words(String);

impl Line {
    /// Cleans text as [`line()`] does.
    pub fn of(raw: impl AsRef<str>) -> Self {
        Self(line(raw.as_ref()))
    }
}

impl Words {
    /// Cleans text as [`text()`] does.
    pub fn of(raw: impl AsRef<str>) -> Self {
        Self(text(raw.as_ref()))
    }

    /// The text, to be handed over.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl Deref for Line {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Deref for Words {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Combining marks kept on one letter; more is an attack on the screen, no language.
const MARKS_AT_MOST: usize = 4;

/// Cleans text of several lines: line ends become `\n`, tabs a space; escape sequences, control characters, bidi
/// controls and invisible characters go. A joiner inside an emoji stays.
pub fn text(raw: &str) -> String {
    let lines: Vec<String> = split_lines(raw).map(|line| visible(&without_escapes(line))).collect();
    lines.join("\n")
}

/// Cleans text of one line: as [`text`], with line ends as spaces, and no spaces at its ends.
pub fn line(raw: &str) -> String {
    text(raw).replace('\n', " ").trim().to_owned()
}

fn split_lines(raw: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(raw);
    std::iter::from_fn(move || {
        let text = rest?;
        let Some(at) = text.find(['\n', '\r', '\u{0B}', '\u{0C}', '\u{85}', '\u{2028}', '\u{2029}']) else {
            rest = None;
            return Some(text);
        };
        let (line, tail) = text.split_at(at);
        let end = if tail.starts_with("\r\n") { 2 } else { tail.chars().next().map_or(1, char::len_utf8) };
        rest = Some(&tail[end..]);
        Some(line)
    })
}

/// Escape sequences out, within one line: one that is never ended takes the rest of its line, not of the text.
fn without_escapes(line: &str) -> String {
    let plain = line.replace('\t', " ");
    if !plain.contains(|c: char| c == '\u{1B}' || ('\u{80}'..='\u{9F}').contains(&c)) {
        return plain;
    }
    strip_ansi_escapes::strip_str(seven_bit(&plain))
}

/// The 8-bit forms of the introducers (C1) as their 7-bit pairs, which every parser knows.
fn seven_bit(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    for c in line.chars() {
        match u8::try_from(u32::from(c)) {
            Ok(byte @ 0x80..=0x9F) => out.extend(['\u{1B}', char::from(byte - 0x40)]),
            _ => out.push(c),
        }
    }
    out
}

fn visible(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut marks = 0;
    let mut rest = line.chars().peekable();
    while let Some(c) = rest.next() {
        marks = if is_mark(c) {
            marks + 1
        } else if is_hidden(c) {
            marks
        } else {
            0
        };
        let joins = c == '\u{200D}' && ends_in_emoji(&out) && rest.peek().copied().is_some_and(is_emoji);
        if joins || (marks <= MARKS_AT_MOST && !is_hidden(c)) {
            out.push(c);
        }
    }
    out
}

fn ends_in_emoji(out: &str) -> bool {
    out.chars().rev().find(|c| !matches!(c, '\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}')).is_some_and(is_emoji)
}

fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1F000}'..='\u{1FAFF}' | '\u{2190}'..='\u{21FF}' | '\u{2300}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}')
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{483}'..='\u{489}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}'
        | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// Whether a character has no business on a screen: controls, bidi controls, invisible ones.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
            | '\u{00AD}' | '\u{034F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200D}' | '\u{2060}'..='\u{2065}' | '\u{206A}'..='\u{206F}' | '\u{2028}' | '\u{2029}'
            | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
            | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
            && !matches!(c, '\u{E0100}'..='\u{E01EF}')
}
