//! Where somebody is reached without a number: accounts on other services, and e-mail addresses as they are read out.

use std::ops::Range;

use super::{cut, is_han, is_one_of, kept, plain};

/// Services on which people have an account, in lower case.
const SERVICES: &[&str] =
    &["微信", "支付宝", "旺旺", "抖音", "小红书", "wechat", "weixin", "wx", "qq", "whatsapp", "telegram", "skype"];
/// What says that the account itself follows.
const KINDS: &[&str] = &["账号", "帐号", "号码", "号", "id"];
/// What may stand between both.
const LINKS: &[&str] = &["是", "为", "叫", "is", "：", ":"];
/// Characters of an account, at least; without a digit in it, at least.
const SHORTEST: usize = 5;
const SHORTEST_WORD: usize = 6;

/// Providers of mail.
const HOSTS: &[&str] = &[
    "gmail",
    "googlemail",
    "hotmail",
    "outlook",
    "live",
    "msn",
    "yahoo",
    "ymail",
    "icloud",
    "aol",
    "gmx",
    "mail",
    "proton",
    "protonmail",
    "btinternet",
    "qq",
    "foxmail",
    "163",
    "126",
    "sina",
    "sohu",
    "aliyun",
];
const ENDINGS: &[&str] =
    &["com", "net", "org", "edu", "info", "cn", "hk", "tw", "uk", "eu", "de", "fr", "io", "me", "au", "ca"];
/// What says that an address of any provider follows.
const MAIL: &[&str] = &["mail", "email", "e-mail"];
/// It stands so many words before the address, at most.
const BEFORE: usize = 4;

/// The text without them.
pub(super) fn without(text: &str) -> String {
    let text = without_mail(text);
    let chars: Vec<char> = text.chars().collect();
    let mut gone = vec![false; chars.len()];
    for account in (0..chars.len()).filter_map(|at| account(&chars, at)) {
        gone[account].fill(true);
    }
    cut(&chars, &gone)
}

/// Where the account stands that a service at `at` announces: `微信号zhangwei_88`, `WeChat id: zhang88`.
fn account(chars: &[char], at: usize) -> Option<Range<usize>> {
    let service = end_of(chars, at, SERVICES)?;
    let kind = end_of(chars, after_blanks(chars, service), KINDS);
    let link = end_of(chars, after_blanks(chars, kind.unwrap_or(service)), LINKS);
    let from = after_blanks(chars, link.or(kind).unwrap_or(service));
    let signs = chars[from..].iter().take_while(|c| c.is_ascii_alphanumeric() || matches!(**c, '_' | '-'));
    let account = from..from + signs.count();
    let colon = link.is_some_and(|end| matches!(chars[end - 1], ':' | '：'));
    let named = kind.is_some() || colon;
    let certain = kind.is_some_and(|end| is_han(chars[end - 1]));
    is_account(&chars[account.clone()], named, certain).then_some(account)
}

/// Whether it is an account: an underscore makes it one; a digit, where its kind is named; and any word, where Chinese names it.
fn is_account(signs: &[char], named: bool, certain: bool) -> bool {
    let word = certain && signs.len() >= SHORTEST_WORD;
    let numbered = named && signs.iter().any(char::is_ascii_digit);
    signs.len() >= SHORTEST && (signs.contains(&'_') || numbered || word)
}

/// Where the first of these words ends that stands at `at`; one in letters stands by itself.
fn end_of(chars: &[char], at: usize, words: &[&str]) -> Option<usize> {
    let is_letter = |at: usize| chars.get(at).is_some_and(char::is_ascii_alphanumeric);
    words.iter().find_map(|word| {
        let end = at + word.chars().count();
        let stands = chars.get(at..end)?.iter().map(char::to_ascii_lowercase).eq(word.chars());
        let touches = is_letter(at) && (is_letter(end) || at.checked_sub(1).is_some_and(is_letter));
        (stands && !touches).then_some(end)
    })
}

fn after_blanks(chars: &[char], at: usize) -> usize {
    at + chars[at..].iter().take_while(|c| **c == ' ').count()
}

/// "jo dot smith at gmail dot com": read out, or with some of its signs.
fn without_mail(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let mut gone = vec![false; words.len()];
    for mail in (0..words.len()).filter_map(|at| mail(&words, at)) {
        gone[mail].fill(true);
    }
    kept(&words, &gone)
}

/// Where the address stands whose "at" is the word at `at`: one of a known provider, or one that is announced.
fn mail(words: &[&str], at: usize) -> Option<Range<usize>> {
    if !is_one_of(words[at], &["at"]) {
        return None;
    }
    let (end, known) = domain(words, at + 1)?;
    let mut from = at.checked_sub(1)?;
    while from >= 2 && is_one_of(words[from - 1], &["dot", "underscore", "dash"]) {
        from -= 2;
    }
    let announced = words[from.saturating_sub(BEFORE)..from].iter().any(|word| is_one_of(word, MAIL));
    (known || announced).then_some(from..end)
}

/// Where the domain ends that begins at `at`, and whether it is a known provider's.
fn domain(words: &[&str], at: usize) -> Option<(usize, bool)> {
    let mut labels: Vec<&str> = plain(words.get(at)?).split('.').collect();
    let mut end = at + 1;
    while let [dot, label, ..] = words[end..]
        && is_one_of(dot, &["dot"])
    {
        labels.push(label);
        end += 2;
    }
    let (last, before) = labels.split_last()?;
    let known = before.iter().any(|label| is_one_of(label, HOSTS));
    (!before.is_empty() && is_one_of(last, ENDINGS)).then_some((end, known))
}
