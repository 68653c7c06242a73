//! Names: those that are known, those with a title, and those by which people introduce themselves.

mod chinese;
mod english;
mod surnames;
#[cfg(test)]
mod tests;
mod words;

use super::{cut, is_han};

/// The text without names.
pub(super) fn without(text: &str, known: &[&str]) -> String {
    let text = english::without(text);
    let chars: Vec<char> = text.chars().collect();
    let mut gone = vec![false; chars.len()];
    for at in 0..chars.len() {
        chinese::titled(&chars, at, &mut gone);
        chinese::introduced(&chars, at, &mut gone);
    }
    known.iter().fold(cut(&chars, &gone), |text, name| without_known(&text, name))
}

/// Whether a full stop behind the word ends no sentence: "Mr. Smith".
pub(super) fn is_shortened(word: &str) -> bool {
    english::is_title(word)
}

/// Without a name and its parts; one letter alone is no part.
fn without_known(text: &str, name: &str) -> String {
    let name = name.trim();
    let mut parts: Vec<String> = vec![name.to_owned()];
    if name.chars().all(is_han) {
        let surname = surnames::surname(&name.chars().collect::<Vec<_>>(), 0).unwrap_or(1);
        parts.push(name.chars().skip(surname).collect());
    } else {
        parts.extend(name.split_whitespace().map(str::to_owned));
    }
    let long = |part: &&String| part.chars().count() >= if part.is_ascii() { 3 } else { 2 };
    parts.iter().filter(long).fold(text.to_owned(), |text, part| without_word(&text, part))
}

/// Without a word wherever it stands by itself; in Chinese, wherever it stands. Speech is written down without capitals, so
/// these tell nothing unless the name is a common word too.
fn without_word(text: &str, word: &str) -> String {
    let loose = word.is_ascii() && !english::is_word(word);
    let fold = |text: &str| if loose { text.to_ascii_lowercase() } else { text.to_owned() };
    let (folded, wanted) = (fold(text), fold(word));
    let touches = |c: Option<char>| word.is_ascii() && c.is_some_and(|c| c.is_ascii_alphanumeric());
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    while let Some(at) = folded[from..].find(&wanted).map(|at| from + at) {
        let end = at + word.len();
        out.push_str(&text[from..at]);
        if touches(text[..at].chars().next_back()) || touches(text[end..].chars().next()) {
            out.push_str(&text[at..end]);
        }
        from = end;
    }
    out + &text[from..]
}
