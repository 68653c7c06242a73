//! What a terminal says of itself when it is asked, or when it has become another.

use crate::console::theme::colour;

/// Asks for the background (OSC 11), then for the kind of terminal (DA1), which every terminal knows to answer: when that
/// answer comes, no other will. Asks to be told of light and dark as they change (mode 2031).
pub(crate) const ASK: &str = "\u{1b}[?2031h\u{1b}]11;?\u{1b}\\\u{1b}[c";
/// No longer.
pub(crate) const ASK_NO_MORE: &str = "\u{1b}[?2031l";

/// Something that a terminal says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Report {
    /// Whether it is light.
    Light(bool),
    /// What was asked before is answered, or never will be.
    Answered,
}

impl Report {
    /// What an operating system command says.
    pub(super) fn of_system(text: &str) -> Option<Self> {
        let colour = text.strip_prefix("11;")?;
        Some(Self::Light(colour::is_light(components(colour)?)))
    }

    /// What a control sequence with these parameters and this last byte says.
    pub(super) fn of_control(parameters: &str, last: u8) -> Option<Self> {
        match (parameters.strip_prefix('?')?, last) {
            (_, b'c') => Some(Self::Answered),
            ("997;1", b'n') => Some(Self::Light(false)),
            ("997;2", b'n') => Some(Self::Light(true)),
            _ => None,
        }
    }
}

/// Red, green and blue of `rgb:ffff/ffff/ffff`, each of one to four digits; of `rgba:` as well, and of `#ffffff`.
fn components(text: &str) -> Option<[u8; 3]> {
    if text.starts_with('#') {
        return colour::Colour::parse(text)?.rgb;
    }
    let shares = text.strip_prefix("rgb:").or_else(|| text.strip_prefix("rgba:"))?;
    let mut shares = shares.split('/').map(share);
    Some([shares.next()??, shares.next()??, shares.next()??])
}

fn share(digits: &str) -> Option<u8> {
    let most = match digits.len() {
        1..=4 if digits.bytes().all(|digit| digit.is_ascii_hexdigit()) => (1_u32 << (4 * digits.len())) - 1,
        _ => return None,
    };
    let value = u32::from_str_radix(digits, 16).ok()?;
    u8::try_from(value * 255 / most).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_background_is_light_or_dark_however_it_is_written() {
        let cases = [
            ("rgb:ffff/ffff/ffff", Some(true)),
            ("rgb:fb/fa/f7", Some(true)),
            ("rgb:f/f/f", Some(true)),
            ("rgba:fdfd/f6f6/e3e3/ffff", Some(true)),
            ("#fdf6e3", Some(true)),
            ("rgb:0000/2b2b/3636", Some(false)),
            ("rgb:1e1e/1e1e/2e2e", Some(false)),
            ("#000000", Some(false)),
            ("rgb:zzzz/ffff/ffff", None),
            ("rgb:ffff/ffff", None),
            ("rgb:fffff/ffff/ffff", None),
            ("rgb:+f/ff/ff", None),
            ("?", None),
            ("", None),
        ];
        for (colour, light) in cases {
            assert_eq!(Report::of_system(&format!("11;{colour}")), light.map(Report::Light), "{colour}");
        }
        assert_eq!(Report::of_system("10;rgb:ffff/ffff/ffff"), None, "the colour of text is another question");
    }

    #[test]
    fn a_change_of_colours_is_told_from_other_answers() {
        let cases = [
            ("?997;1", b'n', Some(Report::Light(false))),
            ("?997;2", b'n', Some(Report::Light(true))),
            ("?997;3", b'n', None),
            ("?62;22", b'c', Some(Report::Answered)),
            ("0", b'n', None),
            ("?2031;1$", b'y', None),
        ];
        for (parameters, last, report) in cases {
            assert_eq!(Report::of_control(parameters, last), report, "{parameters}{}", char::from(last));
        }
    }
}
