//! Folding: what differs only in how it was typed becomes the same.

use super::traditional;

/// One folded character and the bytes of the original text it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Folded {
    /// The folded character.
    pub letter: char,
    /// First byte of the original.
    pub start: usize,
    /// Byte after the last one of the original.
    pub end: usize,
}

/// Folds width, case, accents, traditional characters; drops apostrophes and what has no width.
pub fn characters(text: &str, from: usize) -> impl Iterator<Item = Folded> + '_ {
    let tail = text.get(from..).unwrap_or_default();
    tail.char_indices().flat_map(move |(at, raw)| {
        let start = from + at;
        let end = start + raw.len_utf8();
        narrow(raw).to_lowercase().filter_map(simple).map(move |letter| Folded { letter, start, end })
    })
}

/// The folded text; folding it again changes nothing.
pub fn fold(text: &str) -> String {
    characters(text, 0).map(|folded| folded.letter).collect()
}

/// Whether a character is a word of its own: Chinese, Japanese and Korean scripts.
pub fn is_han(letter: char) -> bool {
    matches!(letter,
        '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn narrow(raw: char) -> char {
    match raw {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(raw) - 0xfee0).unwrap_or(raw),
        _ => raw,
    }
}

fn simple(letter: char) -> Option<char> {
    match letter {
        _ if is_dropped(letter) => None,
        _ if letter.is_control() => Some(' '),
        '\u{e0}'..='\u{17f}' => Some(without_accent(letter)),
        _ if is_han(letter) => Some(traditional::simplified(letter)),
        _ => Some(letter),
    }
}

/// Accents, marks without width, direction controls, apostrophes.
fn is_dropped(letter: char) -> bool {
    matches!(letter,
        '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\'' | '`' | '\u{2018}' | '\u{2019}' | '\u{2bc}')
}

/// Base letter of the accented letters of Latin-1 and Latin Extended-A.
fn without_accent(letter: char) -> char {
    const BASES: &[(&str, char)] = &[
        ("àáâãäåāăą", 'a'),
        ("çćĉċč", 'c'),
        ("ďđð", 'd'),
        ("èéêëēĕėęě", 'e'),
        ("ĝğġģ", 'g'),
        ("ĥħ", 'h'),
        ("ìíîïĩīĭįı", 'i'),
        ("ĵ", 'j'),
        ("ķ", 'k'),
        ("ĺļľŀł", 'l'),
        ("ñńņňŉ", 'n'),
        ("òóôõöøōŏő", 'o'),
        ("ŕŗř", 'r'),
        ("śŝşšſ", 's'),
        ("ţťŧ", 't'),
        ("ùúûüũūŭůűų", 'u'),
        ("ŵ", 'w'),
        ("ýÿŷ", 'y'),
        ("źżž", 'z'),
    ];
    BASES.iter().find(|(accented, _)| accented.contains(letter)).map_or(letter, |(_, base)| *base)
}
