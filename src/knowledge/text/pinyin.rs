//! How Chinese sounds: syllables without tones, with what southern tongues do not tell apart folded.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use pinyin::ToPinyin as _;

/// Onsets that are told apart in Beijing and not in the south, and what they fold to.
const ONSETS: [(&str, &str); 4] = [("zh", "z"), ("ch", "c"), ("sh", "s"), ("l", "n")];

/// Characters of the unified block that have a reading, by their sound.
static ALIKE: LazyLock<HashMap<u32, Vec<char>>> = LazyLock::new(|| {
    let mut alike: HashMap<u32, Vec<char>> = HashMap::new();
    for letter in '\u{4e00}'..='\u{9fa5}' {
        alike.entry(sound(letter)).or_default().push(letter);
    }
    alike
});

/// Letters of the longest syllable.
const LONGEST: usize = 6;

/// Syllables as they are typed. Sounds without a vowel (呣) are none: with them, too much would be pinyin.
static SYLLABLES: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let all = ('\u{4e00}'..='\u{9fa5}').filter_map(syllable);
    all.filter(|one| one.is_ascii() && one.contains(['a', 'e', 'i', 'o', 'u', 'v'])).collect()
});

/// What syllables begin with, and they themselves.
static BEGINNINGS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let beginnings = |one: &'static String| (1..=one.len()).filter_map(move |end| one.get(..end));
    SYLLABLES.iter().flat_map(beginnings).collect()
});

/// A number for the folded syllable of a character; of one without a reading, its code.
pub fn sound(letter: char) -> u32 {
    let Some(syllable) = letter.to_pinyin() else { return u32::from(letter) };
    let (onset, rest) = folded(syllable.plain());
    onset.bytes().chain(rest.bytes()).fold(0, |number: u32, byte| number.rotate_left(5) ^ u32::from(byte)) | 1 << 31
}

/// A character's syllable as it is typed: no tone, v for ü.
pub fn syllable(letter: char) -> Option<String> {
    letter.to_pinyin().map(|syllable| syllable.plain().replace('ü', "v"))
}

/// Whether letters are nothing but syllables as they are typed; of a word that is `half_typed` the last may only have begun.
pub fn is_spelling(letters: &str, half_typed: bool) -> bool {
    let reached = |end: usize| end.saturating_sub(LONGEST)..end;
    let mut whole = vec![true];
    for end in 1..=letters.len() {
        let syllable = |start: usize| letters.get(start..end).is_some_and(|one| SYLLABLES.contains(one));
        let spelled = reached(end).any(|start| whole[start] && syllable(start));
        whole.push(spelled);
    }
    let begun = |start: usize| letters.get(start..).is_some_and(|rest| BEGINNINGS.contains(rest));
    whole[letters.len()] || half_typed && reached(letters.len()).any(|start| whole[start] && begun(start))
}

/// Whether letters are one syllable as it is typed, or what one that is `half_typed` begins with.
pub fn is_syllable(letters: &str, half_typed: bool) -> bool {
    SYLLABLES.contains(letters) || half_typed && BEGINNINGS.contains(letters)
}

/// A character that sounds alike, chosen by any number.
pub fn alike(letter: char, any: u64) -> char {
    let same = ALIKE.get(&sound(letter)).map(Vec::as_slice).unwrap_or_default();
    let at = any.checked_rem(same.len() as u64).unwrap_or_default() as usize;
    same.get(at).copied().unwrap_or(letter)
}

fn folded(plain: &'static str) -> (&'static str, &'static str) {
    let onset = ONSETS.iter().find_map(|(from, to)| plain.strip_prefix(from).map(|rest| (*to, rest)));
    let (onset, rest) = onset.unwrap_or(("", plain));
    (onset, if rest.ends_with("ng") { rest.strip_suffix('g').unwrap_or(rest) } else { rest })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_southern_tongue_does_not_tell_apart_sounds_the_same() {
        for (one, other) in [('知', '资'), ('吃', '次'), ('是', '四'), ('蓝', '南'), ('京', '斤'), ('货', '活')]
        {
            assert_eq!(sound(one), sound(other), "{one} {other}");
        }
        assert_ne!(sound('退'), sound('货'));
        assert_ne!(sound('🙂'), sound('a'));
    }

    #[test]
    fn syllables_are_as_typed() {
        assert_eq!("退女a".chars().filter_map(syllable).collect::<Vec<_>>(), ["tui", "nv"]);
    }

    #[test]
    fn pinyin_is_told_from_other_words() {
        for word in ["tuihuo", "zenme", "xian", "nvpengyou", "shuang", "a"] {
            assert!(is_spelling(word, false) && is_spelling(word, true), "{word}");
        }
        for word in ["zenm", "tuih", "yunf", "t"] {
            assert!(!is_spelling(word, false) && is_spelling(word, true), "{word}");
        }
        for word in ["would", "refund", "the", "thlc", "tuihuo1", "退货", "zenmx"] {
            assert!(!is_spelling(word, false) && !is_spelling(word, true), "{word}");
        }
    }

    #[test]
    fn any_number_gives_a_character_of_the_same_sound() {
        for any in [0, 1, 17, u64::MAX] {
            assert_eq!(sound(alike('货', any)), sound('货'));
        }
        assert_eq!(alike('x', 3), 'x');
    }
}
