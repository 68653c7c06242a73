//! Keys and clicks by the sequences that terminals send for them: xterm's, rxvt's, those of the Linux console, `CSI u`.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use super::decoder::Heard;

/// Modifiers as terminals count them, from 1 on.
const MODIFIERS: [(u8, KeyModifiers); 6] = [
    (1, KeyModifiers::SHIFT),
    (2, KeyModifiers::ALT),
    (4, KeyModifiers::CONTROL),
    (8, KeyModifiers::SUPER),
    (16, KeyModifiers::HYPER),
    (32, KeyModifiers::META),
];

/// A key without modifiers.
pub(super) fn plain(code: KeyCode) -> Heard {
    key(code, KeyModifiers::NONE)
}

/// A sign as it is typed.
pub(super) fn typed(sign: char) -> Heard {
    let shift = if sign.is_uppercase() { KeyModifiers::SHIFT } else { KeyModifiers::NONE };
    key(KeyCode::Char(sign), shift)
}

/// The same key with more modifiers.
pub(super) fn with(heard: Heard, more: KeyModifiers) -> Heard {
    match heard {
        Heard::Event(Event::Key(event)) => {
            Heard::Event(Event::Key(KeyEvent { modifiers: event.modifiers | more, ..event }))
        }
        other => other,
    }
}

/// A key that is one byte of ASCII; none for escape, which is not decided by itself.
pub(super) fn of_byte(byte: u8) -> Option<Heard> {
    let ctrl = |sign: u8| key(KeyCode::Char(char::from(sign)), KeyModifiers::CONTROL);
    Some(match byte {
        0x1b => return None,
        b'\r' => plain(KeyCode::Enter),
        b'\t' => plain(KeyCode::Tab),
        0x7f => plain(KeyCode::Backspace),
        0 => ctrl(b' '),
        0x01..=0x1a => ctrl(byte - 1 + b'a'),
        0x1c..=0x1f => ctrl(byte - 0x1c + b'4'),
        _ => typed(char::from(byte)),
    })
}

/// A key of the keypad's application mode: what follows `SS3`.
pub(super) fn of_ss3(last: u8) -> Option<Heard> {
    if last == b'M' {
        return Some(plain(KeyCode::Enter));
    }
    lettered(last).map(plain)
}

/// A function key of the Linux console: what follows `CSI [`.
pub(super) fn of_linux_console(last: u8) -> Option<Heard> {
    let number = last.checked_sub(b'A').filter(|number| *number < 5)?;
    Some(plain(KeyCode::F(1 + number)))
}

/// What a control sequence with these parameters and this last byte says was done.
pub(super) fn of_control(parameters: &str, last: u8) -> Option<Heard> {
    if let Some(click) = parameters.strip_prefix('<') {
        return mouse(click, last);
    }
    let mut parts = parameters.split(';');
    let first = parts.next().unwrap_or_default();
    match last {
        b'I' => Some(Heard::Event(Event::FocusGained)),
        b'O' => Some(Heard::Event(Event::FocusLost)),
        b'Z' => Some(key(KeyCode::BackTab, KeyModifiers::SHIFT)),
        b'~' if first == "27" => {
            let (modifiers, code) = (parts.next(), parts.next()?);
            modified(coded(code)?, modifiers)
        }
        b'~' => modified(numbered(first.parse().ok()?)?, parts.next()),
        b'u' => modified(coded(first.split(':').next()?)?, parts.next()),
        _ => modified(lettered(last)?, parts.next()),
    }
}

/// With modifiers as in `5` or `5:1`, whose second part tells a press, a repetition and a release apart.
fn modified(code: KeyCode, modifiers: Option<&str>) -> Option<Heard> {
    let mut parts = modifiers.filter(|text| !text.is_empty()).unwrap_or("1").split(':');
    let mask = parts.next()?.parse::<u16>().ok()?.checked_sub(1)?;
    let held = MODIFIERS.iter().filter(|(bit, _)| mask & u16::from(*bit) != 0);
    let modifiers = held.fold(KeyModifiers::NONE, |all, (_, one)| all | *one);
    let kind = match parts.next() {
        Some("2") => KeyEventKind::Repeat,
        Some("3") => KeyEventKind::Release,
        _ => KeyEventKind::Press,
    };
    let code = if code == KeyCode::Tab && modifiers.contains(KeyModifiers::SHIFT) { KeyCode::BackTab } else { code };
    Some(Heard::Event(Event::Key(KeyEvent::new_with_kind(code, modifiers, kind))))
}

fn lettered(last: u8) -> Option<KeyCode> {
    Some(match last {
        b'A' => KeyCode::Up,
        b'B' => KeyCode::Down,
        b'C' => KeyCode::Right,
        b'D' => KeyCode::Left,
        b'F' => KeyCode::End,
        b'H' => KeyCode::Home,
        b'P'..=b'S' => KeyCode::F(1 + last - b'P'),
        _ => return None,
    })
}

fn numbered(number: u8) -> Option<KeyCode> {
    Some(match number {
        1 | 7 => KeyCode::Home,
        2 => KeyCode::Insert,
        3 => KeyCode::Delete,
        4 | 8 => KeyCode::End,
        5 => KeyCode::PageUp,
        6 => KeyCode::PageDown,
        11..=15 => KeyCode::F(number - 10),
        17..=21 => KeyCode::F(number - 11),
        23..=26 => KeyCode::F(number - 12),
        28..=29 => KeyCode::F(number - 15),
        31..=34 => KeyCode::F(number - 17),
        _ => return None,
    })
}

/// A key by its code point.
fn coded(number: &str) -> Option<KeyCode> {
    Some(match char::from_u32(number.parse().ok()?)? {
        '\u{1b}' => KeyCode::Esc,
        '\r' => KeyCode::Enter,
        '\t' => KeyCode::Tab,
        '\u{7f}' => KeyCode::Backspace,
        sign if sign.is_control() => return None,
        sign => KeyCode::Char(sign),
    })
}

/// A click as SGR writes it: button; column; row, from 1.
fn mouse(click: &str, last: u8) -> Option<Heard> {
    let mut parts = click.split(';');
    let button = parts.next()?.parse::<u8>().ok()?;
    let mut cell = || parts.next()?.parse::<u16>().ok()?.checked_sub(1);
    let (column, row) = (cell()?, cell()?);
    let kind = match (last, click_kind(button)?) {
        (b'm', MouseEventKind::Down(button)) => MouseEventKind::Up(button),
        (b'M' | b'm', kind) => kind,
        _ => return None,
    };
    let held = MODIFIERS.iter().take(3).filter(|(bit, _)| button & (bit << 2) != 0);
    let modifiers = held.fold(KeyModifiers::NONE, |all, (_, one)| all | *one);
    Some(Heard::Event(Event::Mouse(MouseEvent { kind, column, row, modifiers })))
}

fn click_kind(code: u8) -> Option<MouseEventKind> {
    let buttons = [MouseButton::Left, MouseButton::Middle, MouseButton::Right];
    let wheel =
        [MouseEventKind::ScrollUp, MouseEventKind::ScrollDown, MouseEventKind::ScrollLeft, MouseEventKind::ScrollRight];
    let (number, moves) = (usize::from(code & 0b11), code & 0b10_0000 != 0);
    match code & 0b1100_0000 {
        0 if moves => Some(buttons.get(number).map_or(MouseEventKind::Moved, |button| MouseEventKind::Drag(*button))),
        0 => buttons.get(number).map(|button| MouseEventKind::Down(*button)),
        0b100_0000 => wheel.get(number).copied(),
        _ => None,
    }
}

fn key(code: KeyCode, modifiers: KeyModifiers) -> Heard {
    Heard::Event(Event::Key(KeyEvent::new(code, modifiers)))
}
