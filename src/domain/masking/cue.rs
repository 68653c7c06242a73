//! Words that announce a telephone number: after them digits are one, however they are written.

/// What announces a number, in lower case.
const CUES: [&str; 17] = [
    "电话", "手机", "联系", "致电", "回电", "拨打", "打给", "tel", "phone", "mobile", "cell", "call", "ring", "reach",
    "whatsapp", "telefon", "handy",
];
/// What may stand between that and the number.
const FILLERS: [&str; 14] =
    ["号码", "号", "是", "为", "方式", "number", "no", "me", "us", "on", "at", "is", "back", "nr"];
/// Characters looked back at.
const LOOK_BACK: usize = 24;

/// Whether what comes before a group of digits says that it is a telephone number.
pub(super) fn announces(before: &[char]) -> bool {
    let from = before.len().saturating_sub(LOOK_BACK);
    let text: String = before[from..].iter().collect::<String>().to_lowercase();
    let mut text = bare(&text);
    while let Some(shorter) = FILLERS.iter().find_map(|filler| ends_in_word(text, filler)) {
        text = bare(shorter);
    }
    CUES.iter().any(|cue| ends_in_word(text, cue).is_some())
}

fn bare(text: &str) -> &str {
    text.trim_end_matches([' ', ':', '：', '.', '(', '（', '#', '=', '-', ',', '，'])
}

/// What stands before a word at the end of a text; a Latin word must not be the end of a longer one.
fn ends_in_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let before = text.strip_suffix(word)?;
    let grows = before.chars().next_back().is_some_and(|c| c.is_ascii_alphanumeric()) && word.is_ascii();
    (!grows).then_some(before)
}
