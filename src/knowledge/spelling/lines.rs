//! Phrasings in letters, the shortest first: the first that has what is looked for is the one of which most was typed.

use memchr::{memchr, memchr_iter, memrchr};

use super::sieve::Typed;
use crate::knowledge::stored::stored;

/// Letters by which one mark in the lines is farther than the one before.
const STEP: usize = 4;
/// Marks in the lines.
const MARKS: usize = 16;

/// What phrasings are in letters, one a line.
#[derive(Debug, Default)]
pub struct Lines {
    letters: String,
    /// Ordinal of the phrasing of each line.
    phrasings: Vec<u32>,
    /// Where the lines end that have no more letters than a step, than two, and so on.
    marks: [u32; MARKS],
}

stored!(Lines { letters, phrasings, marks });

/// A line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// Ordinal of its phrasing.
    pub phrasing: usize,
    /// a to z.
    pub letters: &'a str,
}

impl Lines {
    /// Of phrasings in their order; those without letters are left out.
    pub fn of(spelled: &[String]) -> Self {
        let mut all: Vec<(u32, &String)> = (0..).zip(spelled).filter(|(_, letters)| !letters.is_empty()).collect();
        all.sort_by_key(|(_, letters)| letters.len());
        let mut marks = [0; MARKS];
        for (mark, most) in marks.iter_mut().zip((STEP..).step_by(STEP)) {
            let lines = all.iter().take_while(|(_, letters)| letters.len() <= most);
            *mark = lines.map(|(_, letters)| letters.len() as u32 + 1).sum();
        }
        let letters = all.iter().flat_map(|(_, letters)| [letters.as_str(), "\n"]).collect();
        Self { letters, phrasings: all.into_iter().map(|(phrasing, _)| phrasing).collect(), marks }
    }

    /// Shortest first, of several as long the first phrasing.
    pub fn all(&self) -> impl Iterator<Item = Line<'_>> {
        let lines = self.phrasings.iter().zip(self.letters.lines());
        lines.map(|(phrasing, letters)| Line { phrasing: *phrasing as usize, letters })
    }

    /// Whether the letters stand in one of them.
    pub fn have(&self, typed: &Typed) -> bool {
        typed.find(self.letters.as_bytes()).is_some()
    }

    /// The first with the letters, if it has `most` letters at most.
    pub fn find(&self, typed: &Typed, most: usize) -> Option<Line<'_>> {
        let all = self.up_to(most);
        let at = typed.find(all)?;
        let start = memrchr(b'\n', &all[..at]).map_or(0, |end| end + 1);
        let end = memchr(b'\n', &all[at..]).map_or(all.len(), |after| at + after);
        if end - start > most {
            return None;
        }
        let before = memchr_iter(b'\n', &all[..start]).count();
        Some(Line { phrasing: *self.phrasings.get(before)? as usize, letters: self.letters.get(start..end)? })
    }

    /// The lines of so many letters at most, and maybe some of a few more.
    fn up_to(&self, most: usize) -> &[u8] {
        let mark = self.marks.get(most.div_ceil(STEP).saturating_sub(1));
        let end = mark.map_or(self.letters.len(), |mark| *mark as usize);
        self.letters.as_bytes().get(..end).unwrap_or_default()
    }

    /// Heap bytes it takes.
    pub fn bytes(&self) -> usize {
        self.letters.len() + size_of_val(self.phrasings.as_slice())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_shortest_line_is_found_wherever_it_is(
            spelled in prop::collection::vec("[a-c]{0,12}", 0..8), letters in "[a-c]{2,3}", most in 0_usize..100
        ) {
            let lines = Lines::of(&spelled);
            let having = spelled.iter().enumerate().filter(|(_, line)| line.contains(&letters));
            let shortest = having.min_by_key(|(at, line)| (line.len(), *at));
            let shortest = shortest.map(|(phrasing, letters)| Line { phrasing, letters });
            let typed = Typed::new(letters.clone());
            prop_assert_eq!(lines.find(&typed, usize::MAX), shortest);
            prop_assert_eq!(lines.find(&typed, most), shortest.filter(|line| line.letters.len() <= most));
            prop_assert_eq!(lines.have(&typed), shortest.is_some());
            let all: Vec<usize> = lines.all().map(|line| line.letters.len()).collect();
            prop_assert!(all.is_sorted() && all.len() == spelled.iter().filter(|line| !line.is_empty()).count());
        }
    }
}
