//! Where somebody lives, in Chinese and English.

use super::{cut, is_han, is_one_of, kept, plain};

/// What a part of a Chinese address ends with.
const PARTS: &str = "省市区县镇乡村路街巷弄苑厦";
/// What stands behind a number in one.
const NUMBERED: &str = "号栋幢座室弄层楼";
/// Those of them that say by themselves that it is one: the 15th of a month is `15号` too, and a floor is just a floor.
const DWELLING: &str = "栋幢室弄";
/// What a staircase is numbered behind: a lesson is a `单元` too.
const HOUSES: &str = "号楼栋幢";
const CHINESE_DIGITS: &str = "零〇一二三四五六七八九十百";
/// Chinese digits from which on they are a number without a measure: the first of `路一直` is none, nor are those of `栋三四天`.
const TELLING: usize = 3;
/// What makes a word of the `一` before it.
const AFTER_ONE: &str = "直个下次天样起定般些点";
/// Words an address does not begin with, and what stands before one.
const BEFORE: &str = "在到是寄送址住去回给从我你他她的了把往";
/// Words that end like a part of an address and are none.
const COMMON: &[&str] = &[
    "小区", "社区", "超市", "城市", "地区", "郊区", "园区", "门市", "上市", "马路", "一路", "半路", "铁路", "网路",
    "思路",
];
/// Characters of a name before what it ends with.
const NAME: usize = 5;
/// Parts of one address are no further apart.
const APART: usize = 7;

const STREETS: &[&str] = &["street", "road", "avenue", "lane"];
/// Streets only where they are written with a capital.
const CAPITAL_STREETS: &[&str] = &[
    "st",
    "rd",
    "ave",
    "ln",
    "drive",
    "dr",
    "close",
    "court",
    "way",
    "place",
    "square",
    "boulevard",
    "blvd",
    "terrace",
    "crescent",
    "gardens",
];
const ROOMS: &[&str] = &["flat", "apartment", "apt", "unit", "suite", "room"];

/// The text without addresses.
pub(super) fn without(text: &str) -> String {
    let text = western(text);
    let chars: Vec<char> = text.chars().collect();
    let mut gone = vec![false; chars.len()];
    for (from, to) in chinese(&chars) {
        gone[from..to].fill(true);
    }
    cut(&chars, &gone)
}

/// Where Chinese addresses begin and end: two parts close together, or a numbered dwelling.
fn chinese(chars: &[char]) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    let mut parts: Vec<usize> = Vec::new();
    for at in 0..=chars.len() {
        let part = at < chars.len() && is_part(chars, at);
        let ends = chars.get(at).is_none_or(|c| !c.is_alphanumeric() && *c != '-');
        let far = parts.last().is_some_and(|last| at - last > APART || ends);
        if far {
            found.extend(whole(chars, &parts));
            parts.clear();
        }
        if part {
            parts.push(at);
        }
    }
    found
}

fn is_part(chars: &[char], at: usize) -> bool {
    if number_before(chars, at) > 0 {
        return true;
    }
    let Some(before) = at.checked_sub(1).map(|before| chars[before]) else { return false };
    let common = COMMON.iter().any(|word| word.chars().eq([before, chars[at]]));
    PARTS.contains(chars[at]) && is_han(before) && !BEFORE.contains(before) && !PARTS.contains(before) && !common
}

fn is_number(c: char) -> bool {
    c.is_alphanumeric() && !is_han(c) || CHINESE_DIGITS.contains(c)
}

/// Where the measure begins that ends at `at`: `号`, `单元`.
fn measure(chars: &[char], at: usize) -> Option<usize> {
    match chars[at] {
        '元' => at.checked_sub(1).filter(|before| chars[*before] == '单'),
        c => NUMBERED.contains(c).then_some(at),
    }
}

/// How many characters the number has before the measure that ends at `at`.
fn number_before(chars: &[char], at: usize) -> usize {
    let Some(measure) = measure(chars, at) else { return 0 };
    chars[..measure].iter().rev().take_while(|c| is_number(**c)).count()
}

/// How many characters the number has behind a part of an address: `栋502`, `单元二零一`.
fn number_after(chars: &[char], at: usize) -> usize {
    let behind = &chars[at + 1..];
    let chinese = behind.iter().take_while(|c| CHINESE_DIGITS.contains(**c)).count();
    if chinese >= TELLING {
        let begins_word = behind[chinese - 1] == '一' && behind.get(chinese).is_some_and(|c| AFTER_ONE.contains(*c));
        return chinese - usize::from(chinese > TELLING && begins_word);
    }
    behind.iter().take_while(|c| c.is_ascii_alphanumeric() || **c == '-').count()
}

/// Whether a part says by itself that it is one of an address.
fn is_dwelling(chars: &[char], at: usize) -> bool {
    let number = number_before(chars, at);
    if chars[at] != '元' {
        return DWELLING.contains(chars[at]) && number > 0;
    }
    let house = chars[..at - 1 - number].last();
    number_after(chars, at) > 0 || house.is_some_and(|c| HOUSES.contains(*c))
}

fn whole(chars: &[char], parts: &[usize]) -> Option<(usize, usize)> {
    let (first, last) = (*parts.first()?, *parts.last()?);
    let dwelling = parts.iter().any(|at| is_dwelling(chars, *at));
    let numbers_only = parts.iter().all(|at| measure(chars, *at).is_some());
    if !dwelling && (parts.len() < 2 || numbers_only) {
        return None;
    }
    let begin = measure(chars, first).unwrap_or(first) - number_before(chars, first);
    let before = chars[..begin].iter().rev().take(NAME);
    let name = before.take_while(|c| c.is_alphanumeric() && !BEFORE.contains(**c)).count();
    Some((begin - name, last + 1 + number_after(chars, last)))
}

/// "12 Baker Street, flat 3, NW1 6XE".
fn western(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let mut gone = vec![false; words.len()];
    for at in 0..words.len() {
        if let Some(from) = street(&words, at).or_else(|| room(&words, at)).or_else(|| postcode(&words, at)) {
            gone[from..=at].fill(true);
        }
    }
    kept(&words, &gone)
}

fn is_capital(word: &str) -> bool {
    plain(word).starts_with(char::is_uppercase)
}

fn begins_with_digit(word: &str) -> bool {
    plain(word).starts_with(|c: char| c.is_ascii_digit())
}

/// Where the house number stands of a street that ends at `at`.
fn street(words: &[&str], at: usize) -> Option<usize> {
    let named = is_one_of(words[at], STREETS);
    if !(named || is_one_of(words[at], CAPITAL_STREETS) && is_capital(words[at])) {
        return None;
    }
    let capitals = words[..at].iter().rev().take(3).take_while(|word| is_capital(word)).count();
    let before = capitals.max(usize::from(named));
    let house = at.checked_sub(before + 1)?;
    (before > 0 && begins_with_digit(words[house])).then_some(house)
}

/// "flat 3": where it begins, if its number stands at `at`.
fn room(words: &[&str], at: usize) -> Option<usize> {
    let before = at.checked_sub(1)?;
    let numbered = plain(words[at]).len() <= 4 && plain(words[at]).contains(|c: char| c.is_ascii_digit());
    (numbered && is_one_of(words[before], ROOMS)).then_some(before)
}

/// A British postcode that ends at `at`.
fn postcode(words: &[&str], at: usize) -> Option<usize> {
    let before = at.checked_sub(1)?;
    let (outward, inward) = (plain(words[before]).as_bytes(), plain(words[at]).as_bytes());
    let letters = outward.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let outward = (1..=2).contains(&letters)
        && (letters + 1..=letters + 2).contains(&outward.len())
        && outward.get(letters).is_some_and(u8::is_ascii_digit);
    let inward = matches!(inward, [digit, a, b]
        if digit.is_ascii_digit() && a.is_ascii_alphabetic() && b.is_ascii_alphabetic());
    (outward && inward).then_some(before)
}
