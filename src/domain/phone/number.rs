//! From plain text to numbers: several in one field, extensions, prefixes, and what has no international form.

use rlibphonenumber::{PhoneNumber, PhoneNumberFormat};

use super::{Phone, Region, normalise};

/// Digits of a number, at least and at most; beyond that it is something else.
const DIGITS: std::ops::RangeInclusive<usize> = 3..=15;
/// Digits from which a part of a field counts as a number of its own.
const OWN_NUMBER: usize = 7;
/// What stands before an extension.
pub(in crate::domain) const EXTENSION_MARKS: &[&str] =
    &["extension", "ext.", "ext", "分机号", "分机", "转接", "转", "x", "#", ","];
/// The separators between two numbers of one field.
const SEPARATORS: &[&str] = &["/", ";", ",", "或者", "或", "和", " or ", " and "];

/// Every number of a plain text, each with its own part as `raw`.
pub(super) fn numbers(text: &str, region: Region) -> Vec<Phone> {
    let user = normalise::user_part(text);
    parts(&user).into_iter().filter_map(|part| number(part, region)).collect()
}

/// Cuts a field where numbers of their own stand on both sides.
fn parts(text: &str) -> Vec<&str> {
    for separator in SEPARATORS {
        for (at, _) in text.match_indices(separator) {
            let (left, right) = (&text[..at], &text[at + separator.len()..]);
            if digits_of(left).len() >= OWN_NUMBER && digits_of(right).len() >= OWN_NUMBER {
                return parts(left).into_iter().chain(parts(right)).collect();
            }
        }
    }
    blank_parts(text)
}

/// Two numbers with only a blank between them: more digits than any number has.
fn blank_parts(text: &str) -> Vec<&str> {
    if digits_of(text).len() <= *DIGITS.end() {
        return vec![text];
    }
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    let each_a_number = words.len() > 1 && words.iter().all(|word| digits_of(word).len() >= OWN_NUMBER);
    if each_a_number { words } else { vec![text] }
}

fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn number(raw: &str, region: Region) -> Option<Phone> {
    let (head, extension) = split_extension(raw, region);
    let dialled = dialled(head)?;
    let found = dialable(&dialled, region).or_else(|| undialable(&dialled, region))?;
    Some(Phone { extension, raw: raw.trim().to_owned(), ..found })
}

/// The number and its extension: after a mark, or after a last dash when what stands before it is whole by itself.
fn split_extension(raw: &str, region: Region) -> (&str, Option<String>) {
    let lower = raw.to_ascii_lowercase();
    for mark in EXTENSION_MARKS {
        let Some(at) = lower.rfind(mark) else { continue };
        let (head, tail) = (&raw[..at], digits_of(&raw[at + mark.len()..]));
        if (1..=6).contains(&tail.len()) && digits_of(head).len() >= *DIGITS.start() {
            return (head, Some(tail));
        }
    }
    dashed_extension(raw, region).unwrap_or((raw, None))
}

fn dashed_extension(raw: &str, region: Region) -> Option<(&str, Option<String>)> {
    let (head, tail) = raw.rsplit_once('-')?;
    let tail = tail.trim();
    let short = (1..=5).contains(&tail.len()) && tail.bytes().all(|byte| byte.is_ascii_digit());
    let whole = short && is_whole(&dialled(head)?, region) && !is_whole(&dialled(raw)?, region);
    whole.then(|| (head, Some(tail.to_owned())))
}

fn is_whole(dialled: &str, region: Region) -> bool {
    dialable(dialled, region).is_some() || is_service(dialled, region)
}

/// `+` and digits as dialled; none when there is anything that no telephone number has.
fn dialled(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches(['-', '/', ',', ';', '.']);
    let text =
        if text.starts_with('+') || text.starts_with("00") { text.replacen("(0)", "", 1) } else { text.to_owned() };
    let strange = |c: char| !c.is_ascii_digit() && !" +-()/.,~'\"".contains(c) && !is_label(c);
    if text.contains(strange) {
        return None;
    }
    let digits = digits_of(&text);
    if !DIGITS.contains(&digits.trim_start_matches('0').len()) && digits.len() < 7 || digits.bytes().all(|b| b == b'0')
    {
        return None;
    }
    let plus = text.trim_start_matches(|c: char| !c.is_ascii_digit() && c != '+').starts_with('+');
    Some(if plus { format!("+{digits}") } else { digits })
}

/// Letters of the labels people write before a number ("手机:", "Tel").
fn is_label(c: char) -> bool {
    c == ':' || c.is_alphabetic()
}

/// A number libphonenumber holds for valid, after taking off prefixes one by one.
fn dialable(dialled: &str, region: Region) -> Option<Phone> {
    let country = rlibphonenumber::Region::from_code(region.as_str()).ok();
    readings(dialled).into_iter().filter(|reading| !is_service(reading, region)).find_map(|reading| {
        let number = PhoneNumber::parse(&reading, country).ok().filter(PhoneNumber::is_valid)?;
        Some(phone(&number))
    })
}

fn phone(number: &PhoneNumber) -> Phone {
    let national = number.get_national_significant_number();
    let service = number.country_code == 86 && is_chinese_service(&national);
    let e164 = (!service).then(|| number.format_as(PhoneNumberFormat::E164).into_owned());
    Phone { e164, national, extension: None, raw: String::new() }
}

/// Ways to read what was dialled, likeliest first: as it is, `00` as `+`, after an outside-line prefix (9 or 0), with a
/// country code without `+`.
fn readings(dialled: &str) -> Vec<String> {
    let mut readings = vec![dialled.to_owned()];
    if dialled.starts_with('+') {
        return readings;
    }
    readings.extend(dialled.strip_prefix("00").map(|rest| format!("+{rest}")));
    for rest in behind_prefix(dialled) {
        readings.push(rest.to_owned());
        readings.extend(rest.strip_prefix("00").map(|rest| format!("+{rest}")));
    }
    readings.push(format!("+{dialled}"));
    readings
}

fn behind_prefix(dialled: &str) -> impl Iterator<Item = &str> {
    let rests = ["9", "0"].into_iter().filter_map(|prefix| dialled.strip_prefix(prefix));
    rests.filter(|rest| rest.len() >= OWN_NUMBER)
}

/// A number with no international form: short codes, service numbers, extensions, and `+` numbers of a plan newer
/// than the metadata, which keep it.
fn undialable(dialled: &str, region: Region) -> Option<Phone> {
    let service = |rest: &&str| rest.len() == 10 && is_service(rest, region);
    let digits = behind_prefix(dialled).find(service).unwrap_or(dialled.trim_start_matches('+'));
    if !DIGITS.contains(&digits.len()) {
        return None;
    }
    let foreign = dialled.starts_with('+') && digits.len() >= OWN_NUMBER && !digits.starts_with('0');
    let e164 = foreign.then(|| format!("+{digits}"));
    Some(Phone { e164, national: digits.to_owned(), extension: None, raw: String::new() })
}

fn is_service(dialled: &str, region: Region) -> bool {
    region == Region::CN && is_chinese_service(dialled)
}

/// Chinese numbers that only China can dial: 400/800, 95 and 96 service numbers, 1xx and 12xxx short codes, privacy
/// numbers on 95.
fn is_chinese_service(digits: &str) -> bool {
    match digits.as_bytes() {
        [b'4' | b'8', b'0', b'0', ..] => digits.len() == 10,
        [b'9', b'5', ..] => (5..=15).contains(&digits.len()),
        [b'9', b'6', ..] => (5..=8).contains(&digits.len()),
        [b'1', ..] => (3..=6).contains(&digits.len()),
        _ => false,
    }
}
