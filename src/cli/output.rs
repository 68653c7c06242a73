//! What commands print: to a locked standard output, whose reader may go away at any time.

use std::fmt::Display;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::time::Duration;

use indicatif::ProgressBar;
use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use crate::domain::clean::Line;

/// Prints a line to standard output.
///
/// A reader that went away is an error of kind `BrokenPipe`; it ends the command quietly, see [`is_broken_pipe`].
pub fn line(text: impl Display) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()
}

/// Prints a value as JSON, indented for people when they are the readers, else on one line.
pub fn json<T: Serialize>(value: &T) -> anyhow::Result<()> {
    let people_read = io::stdout().is_terminal();
    let text = if people_read { serde_json::to_string_pretty(value)? } else { serde_json::to_string(value)? };
    Ok(line(text)?)
}

/// Prints rows in columns as wide as their widest cell, every cell cleaned; `rows[0]` may be a heading. The last column is not
/// padded.
pub fn table(rows: &[Vec<String>]) -> io::Result<()> {
    let rows: Vec<Vec<Line>> = rows.iter().map(|row| row.iter().map(Line::of).collect()).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|column| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max().unwrap_or(0))
        .collect();
    for row in &rows {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| padded(cell, *width)).collect();
        line(cells.join("  ").trim_end())?;
    }
    Ok(())
}

/// So many of a thing: "1 answer", "2 answers".
pub fn counted<N: Copy + Display + PartialEq + From<u8>>(number: N, one: &str, many: &str) -> String {
    format!("{number} {}", if number == N::from(1) { one } else { many })
}

/// A text as one word of a command line, to be pasted into a shell: in such quotes that it changes nothing.
pub fn quoted(text: &str) -> String {
    if text.contains(['"', '\\', '$', '`', '!']) {
        format!("'{}'", text.replace('\'', r"'\''"))
    } else {
        format!("\"{text}\"")
    }
}

/// Shows on standard error that something takes its time, until what is returned is dropped. Silent where nobody looks on.
pub fn working(what: &'static str) -> Working {
    let spinner = ProgressBar::new_spinner().with_message(what);
    spinner.enable_steady_tick(Duration::from_millis(120));
    Working(spinner)
}

/// See [`working`].
pub struct Working(ProgressBar);

impl Drop for Working {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// Prints a line to standard error; nothing is left to do when that fails.
pub fn complain(text: impl Display) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Whether the failure only says that nobody reads the output any more (`ringdesk tickets list | head`).
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>()).any(|io| io.kind() == ErrorKind::BrokenPipe)
}

fn padded(cell: &str, width: usize) -> String {
    format!("{cell}{}", " ".repeat(width.saturating_sub(cell.width())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_count_for_two_columns() {
        assert_eq!(padded("物流", 6), "物流  ");
        assert_eq!(padded("longer", 3), "longer");
    }

    #[test]
    fn one_thing_is_not_said_to_be_several() {
        let answers = |number: usize| counted(number, "answer", "answers");
        assert_eq!([0, 1, 2].map(answers), ["0 answers", "1 answer", "2 answers"]);
    }

    #[test]
    fn a_quoted_text_is_what_it_says_in_a_shell() {
        for (text, pasted) in [
            ("where's my parcel", r#""where's my parcel""#),
            ("it cost $5", "'it cost $5'"),
            (r#"it says "where's it""#, r#"'it says "where'\''s it"'"#),
        ] {
            assert_eq!(quoted(text), pasted);
        }
    }

    #[test]
    fn a_broken_pipe_is_found_below_other_causes() {
        let error = anyhow::Error::new(io::Error::from(ErrorKind::BrokenPipe)).context("printing");
        assert!(is_broken_pipe(&error) && !is_broken_pipe(&anyhow::anyhow!("else")));
    }
}
