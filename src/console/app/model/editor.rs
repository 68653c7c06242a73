//! Plain text being typed, with a cursor. Moves and deletes by grapheme cluster, so that 👍🏽 and é are one step; what was done
//! can be undone.

mod past;
#[cfg(test)]
mod tests;

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use past::{Change, Moment, Past};

/// Text with a cursor.
#[derive(Clone, Debug, Default)]
pub struct Editor {
    text: String,
    cursor: usize,
    past: Past,
}

/// What was undone is no part of what stands there.
impl PartialEq for Editor {
    fn eq(&self, other: &Self) -> bool {
        (&self.text, self.cursor) == (&other.text, other.cursor)
    }
}

impl Eq for Editor {}

impl Editor {
    /// A text with the cursor at its end.
    pub fn with(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { cursor: text.len(), text, past: Past::default() }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether there is nothing but white space.
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Byte position of the cursor in the text; always between grapheme clusters.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The line the cursor is in, from 0, and the part of that line before it.
    pub fn line_and_before(&self) -> (usize, &str) {
        let before = &self.text[..self.cursor];
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        (before.matches('\n').count(), &before[start..])
    }

    /// The lines; at least one.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.text.split('\n')
    }

    /// Empties the text, and gives what it was.
    pub fn take(&mut self) -> String {
        self.cursor = 0;
        self.past = Past::default();
        std::mem::take(&mut self.text)
    }

    /// Types text at the cursor.
    pub fn insert(&mut self, text: &str) {
        self.remember(kind_of(text));
        self.text.insert_str(self.cursor, text);
        self.cursor += text.len();
    }

    /// Puts another text in place of the whole one, with the cursor at its end.
    pub fn replace(&mut self, text: &str) {
        if self.text == text {
            return;
        }
        self.remember(Change::Piece);
        text.clone_into(&mut self.text);
        self.cursor = self.text.len();
    }

    /// Puts another text in place of what lies between `start` (a byte position before the cursor) and the cursor.
    pub fn replace_before(&mut self, start: usize, text: &str) {
        if !self.text.is_char_boundary(start) || start > self.cursor {
            return;
        }
        self.remember(Change::Piece);
        self.text.replace_range(start..self.cursor, text);
        self.cursor = start + text.len();
    }

    /// Takes the last step back. False: there is none.
    pub fn undo(&mut self) -> bool {
        let before = self.past.undo(self.moment());
        self.go_to(before)
    }

    /// Takes the last step back of what was undone. False: there is none.
    pub fn redo(&mut self) -> bool {
        let after = self.past.redo(self.moment());
        self.go_to(after)
    }

    /// Rubs out to the left.
    pub fn backspace(&mut self) {
        let start = self.previous();
        self.remove(start, self.cursor, Change::Rubbing);
    }

    /// Rubs out to the right.
    pub fn delete(&mut self) {
        let end = self.next();
        self.remove(self.cursor, end, Change::Rubbing);
    }

    /// Rubs out to the beginning of the word on the left.
    pub fn delete_word(&mut self) {
        let start = self.previous_word();
        self.remove(start, self.cursor, Change::Piece);
    }

    /// Rubs out to the beginning of the line.
    pub fn delete_to_start(&mut self) {
        let start = self.line_start(self.cursor);
        self.remove(start, self.cursor, Change::Piece);
    }

    /// One step left.
    pub fn left(&mut self) {
        self.go(self.previous());
    }

    /// One step right.
    pub fn right(&mut self) {
        self.go(self.next());
    }

    /// To the beginning of the word on the left.
    pub fn word_left(&mut self) {
        self.go(self.previous_word());
    }

    /// To the end of the word on the right.
    pub fn word_right(&mut self) {
        let after = &self.text[self.cursor..];
        let word = after.unicode_word_indices().next();
        let end = word.map_or(self.text.len(), |(at, word)| self.cursor + at + word.len());
        self.go(end);
    }

    /// To the beginning of the line.
    pub fn home(&mut self) {
        self.go(self.line_start(self.cursor));
    }

    /// To the end of the line.
    pub fn end(&mut self) {
        self.go(self.line_end(self.cursor));
    }

    /// One line up, to about the same place. Returns false in the first line, without moving.
    pub fn up(&mut self) -> bool {
        let start = self.line_start(self.cursor);
        let Some(above_end) = start.checked_sub(1) else { return false };
        self.go(self.place_in_line(self.line_start(above_end), self.steps_into_line()));
        true
    }

    /// One line down, to about the same place. Returns false in the last line, without moving.
    pub fn down(&mut self) -> bool {
        let end = self.line_end(self.cursor);
        if end == self.text.len() {
            return false;
        }
        self.go(self.place_in_line(end + 1, self.steps_into_line()));
        true
    }

    fn remove(&mut self, start: usize, end: usize, change: Change) {
        if start == end {
            return;
        }
        self.remember(change);
        self.text.replace_range(start..end, "");
        self.cursor = start;
    }

    fn go(&mut self, to: usize) {
        self.cursor = to;
        self.past.moved();
    }

    fn remember(&mut self, change: Change) {
        let (text, cursor) = (&self.text, self.cursor);
        self.past.before(change, || Moment { text: text.clone(), cursor });
    }

    fn moment(&self) -> Moment {
        Moment { text: self.text.clone(), cursor: self.cursor }
    }

    fn go_to(&mut self, moment: Option<Moment>) -> bool {
        let Some(Moment { text, cursor }) = moment else { return false };
        (self.text, self.cursor) = (text, cursor);
        true
    }

    fn previous(&self) -> usize {
        let mut at = GraphemeCursor::new(self.cursor, self.text.len(), true);
        at.prev_boundary(&self.text, 0).ok().flatten().unwrap_or(0)
    }

    fn next(&self) -> usize {
        let mut at = GraphemeCursor::new(self.cursor, self.text.len(), true);
        at.next_boundary(&self.text, 0).ok().flatten().unwrap_or(self.text.len())
    }

    fn previous_word(&self) -> usize {
        let before = &self.text[..self.cursor];
        before.unicode_word_indices().next_back().map_or(0, |(at, _)| at)
    }

    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |newline| newline + 1)
    }

    fn line_end(&self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.text.len(), |newline| at + newline)
    }

    fn steps_into_line(&self) -> usize {
        self.text[self.line_start(self.cursor)..self.cursor].graphemes(true).count()
    }

    fn place_in_line(&self, start: usize, steps: usize) -> usize {
        let line = &self.text[start..self.line_end(start)];
        line.grapheme_indices(true).nth(steps).map_or(start + line.len(), |(at, _)| start + at)
    }
}

/// Signs that are typed one by one go together as words; what comes in one piece stays one.
fn kind_of(text: &str) -> Change {
    let mut signs = text.chars();
    match (signs.next(), signs.next()) {
        (Some(sign), None) if sign.is_whitespace() => Change::Blank,
        (Some(_), None) => Change::Typing,
        _ => Change::Piece,
    }
}
