//! Painted rows as lines of text, and what of them only ticks.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use unicode_width::UnicodeWidthStr;

use crate::console::i18n::Texts;
use crate::console::ui::scene::Typing;
use crate::domain::clean;

/// A line of text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// All of it.
    pub said: Said,
    /// What of it is under the cursor.
    pub at_cursor: Option<Said>,
}

/// Words, and what they are without what only ticks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// As they stand.
    pub text: String,
    /// Two texts with the same of this say the same.
    pub same: String,
}

/// What a change of figures alone is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figures {
    /// News, save for those of times.
    News,
    /// No news: they change all the time, and are read on request.
    Tick,
}

/// How the reader's language says how long ago.
#[derive(Clone, Debug, Default)]
pub struct TimeWords {
    now: String,
    after_a_count: Vec<String>,
}

/// Letters after a count that make it a length of time.
const UNITS: [&str; 5] = ["ms", "m", "h", "d", "s"];
/// What stands for a time.
const TIME: &str = "#";

impl TimeWords {
    /// Those of a catalogue.
    pub fn of(texts: &Texts) -> Self {
        let said = |key: &str, count: i64| texts.with(key, &[("count", count.into())]);
        let keys = ["ago-minutes", "ago-hours", "ago-days"];
        let counted = keys.into_iter().flat_map(|key| [said(key, 1), said(key, 5)]);
        let after = |words: String| words.trim_start_matches(|sign: char| sign.is_ascii_digit()).to_owned();
        Self { now: texts.get("ago-now"), after_a_count: counted.map(after).collect() }
    }

    /// Bytes of `text` that are a unit of time after a count.
    fn unit(&self, text: &str) -> Option<usize> {
        if let Some(words) = self.after_a_count.iter().find(|words| text.starts_with(words.as_str())) {
            return Some(words.len());
        }
        let unit = UNITS.into_iter().find(|unit| text.starts_with(unit))?;
        let goes_on = text[unit.len()..].starts_with(|next: char| next.is_ascii_alphanumeric());
        (!goes_on).then_some(unit.len())
    }
}

impl Said {
    fn of(text: String, figures: Figures, times: &TimeWords) -> Self {
        let same = without_times(&text, times);
        let same = if figures == Figures::Tick { without_digits(&same) } else { same };
        Self { text, same }
    }

    /// The words without any figure.
    pub fn without_figures(&self, times: &TimeWords) -> String {
        without_digits(&without_times(&self.text, times))
    }
}

impl Line {
    /// A line of words.
    pub fn of(words: &str, figures: Figures, times: &TimeWords) -> Self {
        Self { said: Said::of(readable(words), figures, times), at_cursor: None }
    }

    /// What stands apart on it, each as a line.
    pub fn pieces(&self, times: &TimeWords) -> Vec<Self> {
        let parts = self.said.text.split(GAP).map(str::trim).filter(|part| !part.is_empty());
        parts.map(|part| Self::of(part, Figures::Tick, times)).collect()
    }
}

/// What stands apart in a row stays apart by this.
const GAP: &str = "  ";

/// What is painted, line by line, without the text that is being typed; lines that say nothing are left out.
pub fn read(buffer: &Buffer, typing: Option<&Typing>, figures: Figures, times: &TimeWords) -> Vec<Line> {
    let mut lines = Vec::new();
    for y in buffer.area.top()..buffer.area.bottom() {
        let hidden = typing.map(|typing| typing.area).filter(|area| (area.top()..area.bottom()).contains(&y));
        let text = readable(&row(buffer, y, hidden, |_| true));
        if text.is_empty() {
            continue;
        }
        let under = if hidden.is_none() { readable(&row(buffer, y, None, is_under_cursor)) } else { String::new() };
        let at_cursor = (!under.is_empty()).then(|| Said::of(under, figures, times));
        lines.push(Line { said: Said::of(text, figures, times), at_cursor });
    }
    lines
}

/// What stands before the text that is being typed, on its first row.
pub fn before(buffer: &Buffer, typing: &Typing) -> String {
    let area = typing.area;
    let whole_row = Rect { width: buffer.area.right().saturating_sub(area.x), ..area };
    readable(&row(buffer, area.y, Some(whole_row), |_| true))
}

fn is_under_cursor(cell: &Cell) -> bool {
    cell.modifier.contains(Modifier::REVERSED)
}

fn row(buffer: &Buffer, y: u16, hidden: Option<Rect>, kept: impl Fn(&Cell) -> bool) -> String {
    let mut text = String::new();
    let mut x = buffer.area.left();
    while let Some(cell) = buffer.cell((x, y)) {
        let is_hidden = hidden.is_some_and(|area| (area.left()..area.right()).contains(&x));
        text.push_str(if is_hidden || !kept(cell) { " " } else { cell.symbol() });
        x += cell.symbol().width().max(1) as u16;
    }
    text
}

/// Words as a screen reader can say them: nothing that controls a terminal, no lines, blocks or dots, one gap where several were.
fn readable(words: &str) -> String {
    let blank = |sign: char| if is_drawn(sign) { ' ' } else { sign };
    let words: String = clean::line(words).chars().map(blank).collect();
    let pieces = words.split(GAP).map(str::trim).filter(|piece| !piece.is_empty());
    pieces.collect::<Vec<_>>().join(GAP)
}

/// Box drawing, blocks, braille.
fn is_drawn(sign: char) -> bool {
    matches!(sign, '\u{2500}'..='\u{259f}' | '\u{2800}'..='\u{28ff}')
}

fn without_digits(text: &str) -> String {
    let left: String = text.chars().filter(|sign| !sign.is_ascii_digit() && !TIME.contains(*sign)).collect();
    left.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text with a sign in place of times: "8m", "1:32", "2d 4h", "3 min ago".
fn without_times(text: &str, times: &TimeWords) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(sign) = rest.chars().next() {
        let used = time_at(rest, &out, times);
        let step = used.unwrap_or_else(|| word_at(rest).max(sign.len_utf8()));
        out.push_str(if used.is_some() { TIME } else { &rest[..step] });
        rest = &rest[step..];
    }
    out.replace("# #", TIME).replace("< #", TIME).replace("<#", TIME)
}

/// Bytes of the time that `rest` begins with.
fn time_at(rest: &str, before: &str, times: &TimeWords) -> Option<usize> {
    if !times.now.is_empty() && rest.starts_with(&times.now) {
        return Some(times.now.len());
    }
    if before.ends_with(|last: char| last.is_ascii_alphanumeric()) {
        return None;
    }
    let count = rest.len() - rest.trim_start_matches(|sign: char| sign.is_ascii_digit() || sign == ':').len();
    if count == 0 {
        return None;
    }
    let unit = times.unit(&rest[count..]);
    (unit.is_some() || rest[..count].trim_end_matches(':').contains(':')).then(|| count + unit.unwrap_or(0))
}

/// Bytes of the letters and digits that `rest` begins with, which no time begins within.
fn word_at(rest: &str) -> usize {
    rest.len() - rest.trim_start_matches(|sign: char| sign.is_ascii_alphanumeric()).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(language: &str, first: &str, then: &str) -> bool {
        let times = TimeWords::of(Texts::of(language));
        without_times(first, &times) == without_times(then, &times)
    }

    #[test]
    fn a_countdown_that_goes_on_says_the_same() {
        for (first, then) in [("余 8m", "余 7m"), ("余 1:00", "余 59m"), ("余 1d 0h", "余 23:59"), ("余 1m", "余 <1m")]
        {
            assert!(same("zh-CN", first, then), "{first} {then}");
        }
        assert!(same("zh-CN", "王建国 刚刚", "王建国 1 分钟前"));
        assert!(same("en", "London depot · 59 minutes ago", "London depot · 1 hour ago"));
        assert!(same("en", "talking 01:59 Emma", "talking 02:00 Emma"));
    }

    #[test]
    fn what_is_no_time_is_news() {
        assert!(!same("zh-CN", "余 1m", "超 1m"));
        assert!(!same("zh-CN", "10482 ¥2,399", "10482 ¥2,400"));
        assert!(!same("zh-CN", "SF1380045512", "SF1380045513"));
        assert!(!same("en", "Kettle x1", "Kettle x2"));
        assert!(!same("en", "5 mugs", "6 mugs"));
    }

    #[test]
    fn nothing_that_is_drawn_or_controls_is_read() {
        assert_eq!(readable("┌ 帮助 ──────┐"), "帮助");
        assert_eq!(readable("│ 1  快递   林薇 │"), "1  快递  林薇");
        assert_eq!(readable("ab\u{1b}[2Jc\u{7}d\u{202e}e ⣿⣿ ███ 42%"), "abcde  42%");
    }
}
