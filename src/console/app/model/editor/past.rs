//! What a text was before, to go back to: a word typed is one step, and so is anything else.

/// Steps that can be taken back.
const STEPS: usize = 200;

/// A text with its cursor, as it was.
#[derive(Clone, Debug)]
pub(super) struct Moment {
    pub(super) text: String,
    pub(super) cursor: usize,
}

/// What a change is: of several of one kind in a row only the first can be gone back to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Change {
    /// Nothing was changed since the cursor moved.
    #[default]
    None,
    /// Signs of a word were typed.
    Typing,
    /// The blank after a word was typed.
    Blank,
    /// Signs were rubbed out.
    Rubbing,
    /// A whole piece was put in or taken out.
    Piece,
}

/// The way back and forth.
#[derive(Clone, Debug, Default)]
pub(super) struct Past {
    back: Vec<Moment>,
    forth: Vec<Moment>,
    last: Change,
}

impl Past {
    /// A change comes: what was is kept, unless the change goes on with the last one.
    pub(super) fn before(&mut self, change: Change, now: impl FnOnce() -> Moment) {
        let goes_on = change == self.last && change != Change::Piece && self.forth.is_empty();
        if !goes_on {
            self.back.push(now());
            let over = self.back.len().saturating_sub(STEPS);
            self.back.drain(..over);
        }
        self.forth.clear();
        self.last = change;
    }

    /// The cursor was moved: what is typed next is a step of its own.
    pub(super) fn moved(&mut self) {
        self.last = Change::None;
    }

    /// One step back from `now`.
    pub(super) fn undo(&mut self, now: Moment) -> Option<Moment> {
        let before = self.back.pop()?;
        self.forth.push(now);
        self.last = Change::None;
        Some(before)
    }

    /// One step forth from `now`.
    pub(super) fn redo(&mut self, now: Moment) -> Option<Moment> {
        let after = self.forth.pop()?;
        self.back.push(now);
        self.last = Change::None;
        Some(after)
    }
}
