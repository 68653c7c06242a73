//! One key press, written in keymap files as `q`, `C-n`, `A-x`, `S-Tab`, `F2`, `Space`.
//!
//! Shift on a character is the character itself (`T`, `?`): keyboards differ, signs do not.

use std::fmt;
use std::str::FromStr;

use crossterm::event::{KeyCode as TerminalCode, KeyEvent, KeyEventKind, KeyModifiers};

/// A key with its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// Which key.
    pub code: KeyCode,
    /// With Ctrl.
    pub ctrl: bool,
    /// With Alt (Option).
    pub alt: bool,
    /// With Shift; never set for [`KeyCode::Char`].
    pub shift: bool,
}

/// A key without its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyCode {
    /// A sign, as it would be typed; a blank is `Char(' ')`.
    Char(char),
    /// A function key, 1 to 24.
    F(u8),
    /// Return.
    Enter,
    /// Escape.
    Esc,
    /// Tabulator; with Shift the way back.
    Tab,
    /// Rub out to the left.
    Backspace,
    /// Rub out to the right.
    Delete,
    /// Insert.
    Insert,
    /// To the beginning.
    Home,
    /// To the end.
    End,
    /// A screenful up.
    PageUp,
    /// A screenful down.
    PageDown,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
}

const NAMES: [(&str, KeyCode); 15] = [
    ("Space", KeyCode::Char(' ')),
    ("Enter", KeyCode::Enter),
    ("Esc", KeyCode::Esc),
    ("Tab", KeyCode::Tab),
    ("Backspace", KeyCode::Backspace),
    ("Delete", KeyCode::Delete),
    ("Insert", KeyCode::Insert),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PageUp", KeyCode::PageUp),
    ("PageDown", KeyCode::PageDown),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
];

/// Signs that a Chinese input method types for a key of the keyboard, and the key's own sign. Full-width forms
/// (U+FF01 to U+FF5E) are computed.
const TWINS: [(char, char); 8] =
    [('　', ' '), ('、', '/'), ('。', '.'), ('《', '<'), ('》', '>'), ('【', '['), ('】', ']'), ('·', '`')];

impl Key {
    /// A key without modifiers.
    pub fn plain(code: KeyCode) -> Self {
        Self { code, ctrl: false, alt: false, shift: false }
    }

    /// A sign without modifiers.
    pub fn char(sign: char) -> Self {
        Self::plain(KeyCode::Char(sign))
    }

    /// The key of a terminal event; none for a release, and for keys that have no name here.
    pub fn from_event(event: &KeyEvent) -> Option<Self> {
        if event.kind == KeyEventKind::Release {
            return None;
        }
        let back = event.code == TerminalCode::BackTab;
        let key = Self {
            code: code_of(event.code)?,
            ctrl: event.modifiers.contains(KeyModifiers::CONTROL),
            alt: event.modifiers.contains(KeyModifiers::ALT),
            shift: back || event.modifiers.contains(KeyModifiers::SHIFT),
        };
        Some(key.normal())
    }

    /// The sign this key types into a field; none for keys that type nothing.
    pub fn typed(self) -> Option<char> {
        match self.code {
            KeyCode::Char(sign) if !self.ctrl && !self.alt => Some(sign),
            _ => None,
        }
    }

    /// The same key with the sign a Chinese input method or full-width mode made of it turned back into the
    /// keyboard's (`？` → `?`, `ｎ` → `n`). Not for forms: there people mean what they type.
    #[must_use]
    pub fn without_width(self) -> Self {
        let KeyCode::Char(sign) = self.code else { return self };
        Self { code: KeyCode::Char(keyboard_sign(sign)), ..self }.normal()
    }

    /// Shift belongs to the sign; with Ctrl letters have no case.
    fn normal(self) -> Self {
        let KeyCode::Char(sign) = self.code else { return self };
        let sign = match (self.ctrl, self.shift) {
            (true, _) => sign.to_ascii_lowercase(),
            (false, true) => sign.to_ascii_uppercase(),
            _ => sign,
        };
        Self { code: KeyCode::Char(sign), shift: false, ..self }
    }
}

fn keyboard_sign(sign: char) -> char {
    if let Some((_, twin)) = TWINS.iter().find(|(wide, _)| *wide == sign) {
        return *twin;
    }
    match u32::from(sign) {
        wide @ 0xFF01..=0xFF5E => char::from_u32(wide - 0xFEE0).unwrap_or(sign),
        _ => sign,
    }
}

fn code_of(code: TerminalCode) -> Option<KeyCode> {
    Some(match code {
        TerminalCode::Char(sign) => KeyCode::Char(sign),
        TerminalCode::F(number) => KeyCode::F(number),
        TerminalCode::Enter => KeyCode::Enter,
        TerminalCode::Esc => KeyCode::Esc,
        TerminalCode::Tab | TerminalCode::BackTab => KeyCode::Tab,
        TerminalCode::Backspace => KeyCode::Backspace,
        TerminalCode::Delete => KeyCode::Delete,
        TerminalCode::Insert => KeyCode::Insert,
        TerminalCode::Home => KeyCode::Home,
        TerminalCode::End => KeyCode::End,
        TerminalCode::PageUp => KeyCode::PageUp,
        TerminalCode::PageDown => KeyCode::PageDown,
        TerminalCode::Up => KeyCode::Up,
        TerminalCode::Down => KeyCode::Down,
        TerminalCode::Left => KeyCode::Left,
        TerminalCode::Right => KeyCode::Right,
        _ => return None,
    })
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (on, prefix) in [(self.ctrl, "C-"), (self.alt, "A-"), (self.shift, "S-")] {
            f.write_str(if on { prefix } else { "" })?;
        }
        if let Some((name, _)) = NAMES.iter().find(|(_, code)| *code == self.code) {
            return f.write_str(name);
        }
        match self.code {
            KeyCode::F(number) => write!(f, "F{number}"),
            KeyCode::Char(sign) => write!(f, "{sign}"),
            _ => Ok(()),
        }
    }
}

/// Why a key could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{text}' is no key: write a sign (q), F1 to F24, a name ({}), with C-, A- or S- before it", names())]
pub struct KeyError {
    /// What was written.
    pub text: String,
}

fn names() -> String {
    NAMES.map(|(name, _)| name).join(", ")
}

impl FromStr for Key {
    type Err = KeyError;

    fn from_str(text: &str) -> Result<Self, KeyError> {
        let mut key = Self::plain(KeyCode::Esc);
        let mut rest = text;
        while let Some((prefix, after)) = rest.split_at_checked(2).filter(|(_, after)| !after.is_empty()) {
            match prefix {
                "C-" => key.ctrl = true,
                "A-" => key.alt = true,
                "S-" => key.shift = true,
                _ => break,
            }
            rest = after;
        }
        key.code = parse_code(rest).ok_or_else(|| KeyError { text: text.to_owned() })?;
        Ok(key.normal())
    }
}

fn parse_code(text: &str) -> Option<KeyCode> {
    if let Some((_, code)) = NAMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(text)) {
        return Some(*code);
    }
    let mut signs = text.chars();
    match (signs.next(), signs.as_str()) {
        (Some(sign), "") if !sign.is_control() => Some(KeyCode::Char(sign)),
        (Some('F' | 'f'), number) => number.parse().ok().filter(|n| (1..=24).contains(n)).map(KeyCode::F),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_key() -> impl Strategy<Value = Key> {
        let named = proptest::sample::select(NAMES.map(|(_, code)| code).to_vec());
        let code = prop_oneof![
            named,
            (1..=24_u8).prop_map(KeyCode::F),
            proptest::char::range('!', '~').prop_map(KeyCode::Char),
            proptest::char::range('一', '龥').prop_map(KeyCode::Char),
        ];
        (code, any::<[bool; 3]>()).prop_map(|(code, [ctrl, alt, shift])| Key { code, ctrl, alt, shift }.normal())
    }

    proptest! {
        #[test]
        fn what_is_shown_reads_back_as_the_same_key(key in any_key()) {
            prop_assert_eq!(key.to_string().parse::<Key>(), Ok(key));
        }

        #[test]
        fn no_text_upsets_the_reader(text in ".{0,12}") {
            let _ = text.parse::<Key>();
        }
    }

    #[test]
    fn shift_belongs_to_the_sign() {
        assert_eq!("S-t".parse::<Key>(), Ok(Key::char('T')));
        let event = KeyEvent::new(TerminalCode::Char('t'), KeyModifiers::SHIFT);
        assert_eq!(Key::from_event(&event), Some(Key::char('T')));
        let back = KeyEvent::new(TerminalCode::BackTab, KeyModifiers::SHIFT);
        assert_eq!(Key::from_event(&back).map(|key| key.to_string()).as_deref(), Some("S-Tab"));
    }

    #[test]
    fn a_chinese_input_method_does_not_kill_keys() {
        for (typed, meant) in
            [('？', '?'), ('：', ':'), ('／', '/'), ('、', '/'), ('ｎ', 'n'), ('　', ' '), ('中', '中')]
        {
            assert_eq!(Key::char(typed).without_width(), Key::char(meant));
        }
    }

    #[test]
    fn what_is_no_key_is_named_with_the_cure() {
        for text in ["", "Foo", "F25", "F0", "C-", "C-Foo", "ab"] {
            let said = text.parse::<Key>().expect_err("no key").to_string();
            assert!(said.starts_with(&format!("'{text}' is no key")), "{said}");
        }
    }
}
