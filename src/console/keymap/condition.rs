//! When a binding works: a small language of facts (`ringing && !closing`) over a plain snapshot.

use std::fmt;

/// What is true on the desk at the moment a key is pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "a snapshot of yes-or-no facts, each named in keymap files")]
pub struct Conditions {
    /// A call rings at this desk.
    pub ringing: bool,
    /// The agent talks with a caller, or has one on hold.
    pub in_call: bool,
    /// A ticket is at hand: open, under the cursor, or the caller's own.
    pub ticket_open: bool,
    /// The ticket at hand can become the agent's own.
    pub claimable: bool,
    /// The ticket at hand is solved or done, and can be opened again.
    pub reopenable: bool,
    /// The ticket at hand has gone up, and the agent may take note.
    pub alarmed: bool,
    /// A root cause is being asked for.
    pub closing: bool,
    /// Several customers may be the caller; a digit chooses.
    pub candidates: bool,
    /// Nobody has the caller's number.
    pub unknown_caller: bool,
    /// Words are being typed into the search box of the answers.
    pub searching: bool,
    /// The token is no longer good.
    pub signed_out: bool,
    /// A picture, or a contact with pictures, lies on top.
    pub picture: bool,
    /// A message to a customer can still be called back.
    pub outgoing: bool,
    /// A call is being written up.
    pub wrapping_up: bool,
    /// The list of what has not landed lies on top.
    pub unsent: bool,
    /// The list of promises lies on top.
    pub promises: bool,
    /// The card of a shift's end lies on top.
    pub handover: bool,
}

impl Conditions {
    /// The facts by the names that keymap files use.
    pub const NAMES: [&'static str; 17] = [
        "ringing",
        "in-call",
        "ticket-open",
        "claimable",
        "reopenable",
        "alarmed",
        "closing",
        "candidates",
        "unknown-caller",
        "searching",
        "signed-out",
        "picture",
        "outgoing",
        "wrapping-up",
        "unsent",
        "promises",
        "handover",
    ];

    fn facts(self) -> [bool; 17] {
        [
            self.ringing,
            self.in_call,
            self.ticket_open,
            self.claimable,
            self.reopenable,
            self.alarmed,
            self.closing,
            self.candidates,
            self.unknown_caller,
            self.searching,
            self.signed_out,
            self.picture,
            self.outgoing,
            self.wrapping_up,
            self.unsent,
            self.promises,
            self.handover,
        ]
    }

    /// Those facts hold whose bit is set.
    fn of(bits: u32) -> Self {
        let fact = |place: u32| bits & (1 << place) != 0;
        Self {
            ringing: fact(0),
            in_call: fact(1),
            ticket_open: fact(2),
            claimable: fact(3),
            reopenable: fact(4),
            alarmed: fact(5),
            closing: fact(6),
            candidates: fact(7),
            unknown_caller: fact(8),
            searching: fact(9),
            signed_out: fact(10),
            picture: fact(11),
            outgoing: fact(12),
            wrapping_up: fact(13),
            unsent: fact(14),
            promises: fact(15),
            handover: fact(16),
        }
    }
}

/// A condition of a binding. `!` binds tighter than `&&`, that tighter than `||`; parentheses group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// No condition was written.
    Always,
    /// The fact at that place of [`Conditions::NAMES`].
    Fact(usize),
    /// The opposite.
    Not(Box<Condition>),
    /// Both.
    And(Box<Condition>, Box<Condition>),
    /// Either or both.
    Or(Box<Condition>, Box<Condition>),
}

/// Why a condition could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConditionError {
    /// A word that is no fact.
    #[error("'{0}' is no condition: known are {known}", known = Conditions::NAMES.join(", "))]
    Unknown(String),
    /// It stops or goes on where it should not.
    #[error("'{0}' is no condition: write facts with !, &&, || and parentheses, like \"ringing && !closing\"")]
    Malformed(String),
}

impl Condition {
    /// Reads a condition as keymap files have it.
    pub fn parse(text: &str) -> Result<Self, ConditionError> {
        let mut reader = Reader { tokens: tokens(text), at: 0, text };
        let condition = reader.either(0)?;
        if reader.at < reader.tokens.len() { Err(reader.malformed()) } else { Ok(condition) }
    }

    /// Whether it is true of the snapshot.
    pub fn holds(&self, now: Conditions) -> bool {
        match self {
            Self::Always => true,
            Self::Fact(place) => now.facts().get(*place).copied().unwrap_or(false),
            Self::Not(inner) => !inner.holds(now),
            Self::And(left, right) => left.holds(now) && right.holds(now),
            Self::Or(left, right) => left.holds(now) || right.holds(now),
        }
    }

    /// Whether both can be true at once.
    pub fn overlaps(&self, other: &Self) -> bool {
        combinations(self.named() | other.named()).any(|now| self.holds(now) && other.holds(now))
    }

    /// Whether it can be true while none of `others` is.
    pub fn holds_beside(&self, others: &[&Self]) -> bool {
        let named = others.iter().fold(self.named(), |named, other| named | other.named());
        combinations(named).any(|now| self.holds(now) && !others.iter().any(|other| other.holds(now)))
    }

    /// The facts it names, a bit each.
    fn named(&self) -> u32 {
        match self {
            Self::Always => 0,
            Self::Fact(place) => 1 << place,
            Self::Not(inner) => inner.named(),
            Self::And(left, right) | Self::Or(left, right) => left.named() | right.named(),
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Always => Ok(()),
            Self::Fact(place) => f.write_str(Conditions::NAMES.get(*place).copied().unwrap_or_default()),
            Self::Not(inner) => write!(f, "!{}", Grouped(inner)),
            Self::And(left, right) => write!(f, "{} && {}", Grouped(left), Grouped(right)),
            Self::Or(left, right) => write!(f, "{} || {}", Grouped(left), Grouped(right)),
        }
    }
}

/// Every combination of the facts whose bit is set; the others do not hold.
fn combinations(named: u32) -> impl Iterator<Item = Conditions> {
    let next = move |bits: &u32| bits.checked_sub(1).map(|less| less & named);
    std::iter::successors(Some(named), next).map(Conditions::of)
}

struct Grouped<'a>(&'a Condition);

impl fmt::Display for Grouped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Condition::And(..) | Condition::Or(..) => write!(f, "({})", self.0),
            simple => simple.fmt(f),
        }
    }
}

/// Parentheses may nest this deep; a file must not exhaust the stack.
const DEEPEST: usize = 32;

struct Reader<'a> {
    tokens: Vec<&'a str>,
    at: usize,
    text: &'a str,
}

impl<'a> Reader<'a> {
    fn either(&mut self, depth: usize) -> Result<Condition, ConditionError> {
        let mut left = self.both(depth)?;
        while self.take("||") {
            left = Condition::Or(Box::new(left), Box::new(self.both(depth)?));
        }
        Ok(left)
    }

    fn both(&mut self, depth: usize) -> Result<Condition, ConditionError> {
        let mut left = self.one(depth)?;
        while self.take("&&") {
            left = Condition::And(Box::new(left), Box::new(self.one(depth)?));
        }
        Ok(left)
    }

    fn one(&mut self, depth: usize) -> Result<Condition, ConditionError> {
        if depth > DEEPEST {
            return Err(self.malformed());
        }
        if self.take("!") {
            return Ok(Condition::Not(Box::new(self.one(depth + 1)?)));
        }
        if self.take("(") {
            let inner = self.either(depth + 1)?;
            return if self.take(")") { Ok(inner) } else { Err(self.malformed()) };
        }
        self.fact()
    }

    fn fact(&mut self) -> Result<Condition, ConditionError> {
        let Some(&word) = self.tokens.get(self.at) else { return Err(self.malformed()) };
        self.at += 1;
        if matches!(word, "&&" | "||" | ")") {
            return Err(self.malformed());
        }
        let place = Conditions::NAMES.iter().position(|name| *name == word);
        place.map(Condition::Fact).ok_or_else(|| ConditionError::Unknown(word.to_owned()))
    }

    fn take(&mut self, token: &str) -> bool {
        let found = self.tokens.get(self.at).is_some_and(|next: &&'a str| *next == token);
        self.at += usize::from(found);
        found
    }

    fn malformed(&self) -> ConditionError {
        ConditionError::Malformed(self.text.to_owned())
    }
}

fn tokens(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (token, after) = rest.split_at(token_length(rest));
        found.push(token);
        rest = after.trim_start();
    }
    found
}

fn token_length(rest: &str) -> usize {
    match rest.as_bytes() {
        [b'&', b'&', ..] | [b'|', b'|', ..] => 2,
        [b'!' | b'(' | b')', ..] => 1,
        _ => match rest.find(|c: char| c.is_whitespace() || "!()&|".contains(c)) {
            Some(0) => rest.chars().next().map_or(0, char::len_utf8),
            Some(end) => end,
            None => rest.len(),
        },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_condition() -> impl Strategy<Value = Condition> {
        let fact = (0..Conditions::NAMES.len()).prop_map(Condition::Fact);
        fact.prop_recursive(4, 16, 2, |inner| {
            prop_oneof![
                inner.clone().prop_map(|one| Condition::Not(Box::new(one))),
                (inner.clone(), inner.clone()).prop_map(|(a, b)| Condition::And(Box::new(a), Box::new(b))),
                (inner.clone(), inner).prop_map(|(a, b)| Condition::Or(Box::new(a), Box::new(b))),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back_as_the_same_condition(condition in any_condition()) {
            prop_assert_eq!(Condition::parse(&condition.to_string()), Ok(condition));
        }

        #[test]
        fn no_text_upsets_the_reader(text in "[a-z!&|() -]{0,40}") {
            let _ = Condition::parse(&text);
        }
    }

    #[test]
    fn and_binds_tighter_than_or() {
        let condition = Condition::parse("ringing || in-call && !closing").expect("reads");
        assert!(condition.holds(Conditions { ringing: true, closing: true, ..Conditions::default() }));
        assert!(!condition.holds(Conditions { in_call: true, closing: true, ..Conditions::default() }));
    }

    #[test]
    fn conditions_that_exclude_each_other_do_not_overlap() {
        let [a, b] = ["ringing", "!ringing && closing"].map(|text| Condition::parse(text).expect("reads"));
        assert!(!a.overlaps(&b));
        assert!(a.overlaps(&Condition::Always));
    }

    #[test]
    fn depth_is_limited() {
        let deep = "!".repeat(100_000) + "ringing";
        assert!(matches!(Condition::parse(&deep), Err(ConditionError::Malformed(_))));
    }
}
