//! Numbers that belong to somebody: telephones, orders, waybills; e-mail and web addresses with them.

use super::{cut, is_one_of};

/// Digits from which on a token is a number of somebody's, and no size or time.
const TELLING: usize = 4;
/// Digits of a number written in groups.
const IN_GROUPS: usize = 7;
/// Digits spelled out in a row.
const SPELLED: usize = 5;

const CHINESE_DIGITS: &str = "零〇一二三四五六七八九幺两";
const ENGLISH_DIGITS: &[&str] =
    &["zero", "oh", "o", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "double", "triple"];

/// The text without them.
pub(super) fn without(text: &str) -> String {
    let text = spoken(text);
    let chars: Vec<char> = text.chars().collect();
    let mut gone = vec![false; chars.len()];
    tokens(&chars, &mut gone);
    groups(&chars, &mut gone);
    spelled(&chars, &mut gone);
    cut(&chars, &gone)
}

/// Tokens of letters, digits and what joins them: with `@` or `://`, or with enough digits.
fn tokens(chars: &[char], gone: &mut [bool]) {
    for (from, to) in runs(chars, is_token) {
        let token: String = chars[from..to].iter().collect();
        let digits = token.chars().filter(|c| c.is_numeric() || *c == '*').count();
        let web = token.contains('@') || token.contains("://") || token.to_ascii_lowercase().starts_with("www.");
        if digits >= TELLING || web {
            gone[from..to].fill(true);
        }
    }
}

/// "138 1234 5678": groups of digits with one sign between them.
fn groups(chars: &[char], gone: &mut [bool]) {
    let between =
        |c: char| c.is_numeric() || matches!(c, ' ' | '-' | '.' | '/' | '(' | ')' | '+' | '*' | '（' | '）' | '－');
    for (from, to) in runs(chars, between) {
        let digits = chars[from..to].iter().filter(|c| c.is_numeric() || **c == '*').count();
        if digits >= IN_GROUPS {
            gone[from..to].fill(true);
        }
    }
}

/// "幺三八…": digits spelled out in Chinese.
fn spelled(chars: &[char], gone: &mut [bool]) {
    for (from, to) in runs(chars, |c| CHINESE_DIGITS.contains(c)) {
        if to - from >= SPELLED {
            gone[from..to].fill(true);
        }
    }
}

/// "oh seven four double two": digits spelled out in English.
fn spoken(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let is_digit = |word: &&str| is_one_of(word, ENGLISH_DIGITS);
    let mut kept: Vec<&str> = Vec::with_capacity(words.len());
    let mut at = 0;
    while at < words.len() {
        let run = words[at..].iter().take_while(|word| is_digit(word)).count();
        if run < SPELLED {
            kept.extend(&words[at..at + run.max(1)]);
        }
        at += run.max(1);
    }
    kept.join(" ")
}

fn is_token(c: char) -> bool {
    (c.is_alphanumeric() && !super::is_han(c))
        || matches!(c, '@' | '_' | '-' | '.' | '/' | ':' | '+' | '#' | '*' | '%' | '=' | '&' | '~')
}

/// Beginnings and ends of the runs of characters that `belongs` holds for.
fn runs(chars: &[char], belongs: impl Fn(char) -> bool) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let end = at + chars[at..].iter().take_while(|c| belongs(**c)).count();
        if end > at {
            runs.push((at, end));
        }
        at = end.max(at + 1);
    }
    runs
}
