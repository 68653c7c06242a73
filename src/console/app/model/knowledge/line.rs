//! What is being typed, as it was last seen with its hits: emptying the line is leaving it.

/// A search says this much at least, less is the beginning of a word: a letter counts one, a Chinese character two.
const LEAST: usize = 3;

/// What the search line said when its hits came. While it is only shortened it is the same search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The words.
    pub text: String,
    /// Whether there was no good answer to them.
    pub leads_nowhere: bool,
    /// Whether it was reported what came of them.
    pub is_reported: bool,
}

impl Line {
    /// Whether it is still to be reported when the line is emptied.
    pub fn is_to_be_reported(&self) -> bool {
        let weight = |c: char| match c {
            _ if !c.is_alphanumeric() => 0,
            _ if c.is_ascii() => 1,
            _ => 2,
        };
        !self.is_reported && self.text.chars().map(weight).sum::<usize>() >= LEAST
    }
}
