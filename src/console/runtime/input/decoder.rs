//! Bytes of a terminal as keys, pastes, clicks and answers.
//!
//! crossterm's own reader knows no answers to questions about colours: it takes `OSC 11` for typing, and waits for the end of
//! `CSI ? 997 n` until it has eaten the keys that follow. Here every sequence is taken whole or not at all: what is unknown,
//! broken or cut off is dropped, and never becomes text.
//!
//! Escape alone is the beginning of a sequence as well as a key; only time tells ([`Decoder::patience`]).

use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyModifiers};

use super::keys;
use super::report::Report;

const ESC: u8 = 0x1b;
const PASTE_BEGINS: &[u8] = b"\x1b[200~";
const PASTE_ENDS: &[u8] = b"\x1b[201~";

/// Longer than any key, click or answer: whatever goes on after it is none.
const LONGEST: usize = 4 << 10;

/// How long a lone escape may still become a sequence. Terminals write one at once; networks cut it rarely.
const ESCAPE: Duration = Duration::from_millis(25);
/// The same for what may also be Alt with a bracket.
const INTRODUCED: Duration = Duration::from_millis(50);
/// The rest of a sequence that can be nothing else.
const BEGUN: Duration = Duration::from_millis(300);
/// The rest of a paste.
const PASTING: Duration = Duration::from_secs(2);

/// What a terminal sent.
#[derive(Debug, PartialEq)]
pub(super) enum Heard {
    /// Somebody did something.
    Event(Event),
    /// The terminal says something of itself.
    Report(Report),
}

/// What the bytes held begin with.
#[derive(Debug, PartialEq)]
enum Part {
    /// That many bytes, and what they mean; none: nothing that is known.
    Whole(usize, Option<Heard>),
    /// More has to come before it means something.
    Begun,
}

/// Takes bytes in as they come, however they are cut.
#[derive(Default)]
pub(super) struct Decoder {
    held: Vec<u8>,
    /// What is pasted, from behind its beginning on.
    paste: Option<Vec<u8>>,
}

impl Decoder {
    /// What these bytes and those before them mean.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Vec<Heard> {
        let mut out = Vec::new();
        let mut rest = bytes;
        while !rest.is_empty() {
            rest = if self.paste.is_some() { self.go_on_pasting(rest, &mut out) } else { self.take(rest, &mut out) };
        }
        out
    }

    /// How long to wait for more before [`Decoder::give_up`]; none: nothing is held.
    pub(super) fn patience(&self) -> Option<Duration> {
        if self.paste.is_some() {
            return Some(PASTING);
        }
        match self.held.as_slice() {
            [] => None,
            [ESC] => Some(ESCAPE),
            [ESC, _] => Some(INTRODUCED),
            _ => Some(BEGUN),
        }
    }

    /// Nothing more came: an escape was the key, a paste is over, a sequence is dropped.
    pub(super) fn give_up(&mut self) -> Vec<Heard> {
        if let Some(pasted) = self.paste.take() {
            return vec![paste(&pasted)];
        }
        match std::mem::take(&mut self.held).as_slice() {
            [ESC] => vec![keys::plain(KeyCode::Esc)],
            [ESC, sign] if sign.is_ascii() => {
                keys::of_byte(*sign).map(|key| keys::with(key, KeyModifiers::ALT)).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    /// Returns what belongs to a paste that began.
    fn take<'a>(&mut self, bytes: &'a [u8], out: &mut Vec<Heard>) -> &'a [u8] {
        let before = self.held.len();
        self.held.extend_from_slice(bytes);
        let mut at = 0;
        while let Part::Whole(length, heard) = part(&self.held[at..]) {
            let begins = self.held[at..].starts_with(PASTE_BEGINS);
            at += length;
            out.extend(heard);
            if begins {
                self.held.clear();
                self.paste = Some(Vec::new());
                return &bytes[at - before..];
            }
        }
        self.held.drain(..at);
        &[]
    }

    /// Returns what came after the paste.
    fn go_on_pasting<'a>(&mut self, bytes: &'a [u8], out: &mut Vec<Heard>) -> &'a [u8] {
        let pasted = self.paste.get_or_insert_default();
        let before = pasted.len();
        pasted.extend_from_slice(bytes);
        let from = before.saturating_sub(PASTE_ENDS.len() - 1);
        let Some(found) = pasted[from..].windows(PASTE_ENDS.len()).position(|window| window == PASTE_ENDS) else {
            return &[];
        };
        let end = from + found;
        out.push(paste(&pasted[..end]));
        self.paste = None;
        &bytes[end + PASTE_ENDS.len() - before..]
    }
}

fn paste(bytes: &[u8]) -> Heard {
    Heard::Event(Event::Paste(String::from_utf8_lossy(bytes).into_owned()))
}

fn part(bytes: &[u8]) -> Part {
    match bytes {
        [] | [ESC] => Part::Begun,
        [ESC, ESC, ..] => Part::Whole(1, Some(keys::plain(KeyCode::Esc))),
        [ESC, b'[', rest @ ..] => control_sequence(rest),
        [ESC, b'O', rest @ ..] => match rest {
            [] => Part::Begun,
            [last, ..] => Part::Whole(3, keys::of_ss3(*last)),
        },
        [ESC, b']' | b'P' | b'_' | b'^' | b'X', rest @ ..] => string(bytes[1], rest),
        [ESC, rest @ ..] => match part(rest) {
            Part::Whole(length, heard) => {
                Part::Whole(1 + length, heard.map(|heard| keys::with(heard, KeyModifiers::ALT)))
            }
            Part::Begun => Part::Begun,
        },
        [byte, ..] if byte.is_ascii() => Part::Whole(1, keys::of_byte(*byte)),
        _ => sign(bytes),
    }
}

/// A sign of several bytes.
fn sign(bytes: &[u8]) -> Part {
    let first = &bytes[..bytes.len().min(4)];
    let (valid, broken) = match std::str::from_utf8(first) {
        Ok(text) => (text, None),
        Err(error) => (std::str::from_utf8(&first[..error.valid_up_to()]).unwrap_or_default(), Some(error)),
    };
    match (valid.chars().next(), broken.map(|error| error.error_len())) {
        (Some(sign), _) => Part::Whole(sign.len_utf8(), Some(keys::typed(sign))),
        (None, Some(Some(length))) => Part::Whole(length, None),
        (None, _) => Part::Begun,
    }
}

/// What follows `CSI`.
fn control_sequence(rest: &[u8]) -> Part {
    match rest {
        // Function keys of the Linux console.
        [b'[', last, ..] => return Part::Whole(4, keys::of_linux_console(*last)),
        // Clicks of terminals that know no better: three bytes follow, which are no text.
        [b'M', _, _, _, ..] => return Part::Whole(6, None),
        [b'['] | [b'M', ..] => return Part::Begun,
        _ => {}
    }
    let Some(end) = rest.iter().position(|byte| !(0x20..0x40).contains(byte)) else { return begun(rest) };
    if !(0x40..0x7f).contains(&rest[end]) {
        return Part::Whole(2 + end, None);
    }
    let heard = std::str::from_utf8(&rest[..end]).ok().and_then(|parameters| {
        let last = rest[end];
        Report::of_control(parameters, last).map(Heard::Report).or_else(|| keys::of_control(parameters, last))
    });
    Part::Whole(2 + end + 1, heard)
}

/// What follows `OSC` and its like: text up to BEL or ST. A key that types none ends it as well, and is a key.
fn string(kind: u8, rest: &[u8]) -> Part {
    let Some(end) = rest.iter().position(u8::is_ascii_control) else { return begun(rest) };
    let report = || {
        let text = std::str::from_utf8(&rest[..end]).ok().filter(|_| kind == b']')?;
        Report::of_system(text).map(Heard::Report)
    };
    match &rest[end..] {
        [0x07, ..] => Part::Whole(2 + end + 1, report()),
        [ESC, b'\\', ..] => Part::Whole(2 + end + 2, report()),
        [ESC] => Part::Begun,
        _ => Part::Whole(2 + end, None),
    }
}

fn begun(rest: &[u8]) -> Part {
    if rest.len() > LONGEST { Part::Whole(2 + rest.len(), None) } else { Part::Begun }
}

#[cfg(test)]
mod tests;
