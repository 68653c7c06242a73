//! How far what is shown can be scrolled, and where it lies. Only whoever paints knows how many lines a text takes, and says so.

use super::pointer::Spots;

/// Lines that can be scrolled to while nobody has said how many there are.
const UNKNOWN: usize = 10_000;

/// Lines that lie beyond the screen, of each thing that is scrolled; and what is on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extents {
    /// Of the open ticket's history, as far as it is loaded.
    pub history: usize,
    /// Of the open answer.
    pub answer: usize,
    /// Of what lies on top: help, log.
    pub overlay: usize,
    /// What can be clicked.
    pub spots: Spots,
}

impl Default for Extents {
    fn default() -> Self {
        Self { history: UNKNOWN, answer: UNKNOWN, overlay: UNKNOWN, spots: Spots::default() }
    }
}
