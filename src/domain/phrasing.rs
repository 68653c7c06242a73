//! How a customer said it, on its way to becoming a phrasing of the answer that helped (M3): nothing in it tells who they
//! are, agents confirm it, and what misleads goes again.

mod address;
mod contact;
mod name;
mod number;
#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::clean;
use super::ids::ArticleId;

/// Different agents whose word is as good as a lead's.
pub const AGENTS: u64 = 3;
/// Characters of a phrasing, at most.
const LONGEST: usize = 100;
/// What a phrasing says at least: a Chinese character counts two, another letter or digit one.
const SHORTEST: usize = 6;

/// What people say before and after what they have to say.
const COURTESIES: &[&str] = &[
    "你好",
    "您好",
    "喂",
    "喂你好",
    "谢谢",
    "谢谢你",
    "再见",
    "hello",
    "hi",
    "hi there",
    "good morning",
    "good afternoon",
    "thanks",
    "thank you",
    "bye",
];

/// A phrasing that waits for a lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PhrasingCase {
    /// The answer it is about.
    pub article_id: ArticleId,
    /// The answer's title.
    pub title: String,
    /// The answer's language.
    pub lang: String,
    /// As customers said it.
    pub phrasing: String,
    /// Why it is here.
    pub standing: Standing,
    /// How many different agents the answer helped when it, or almost the same, was said; demoted: whom it misled.
    pub agents: u64,
    /// Last time, UTC.
    pub at: DateTime<Utc>,
}

/// Why a phrasing waits for a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It helped, and is no phrasing of the answer yet.
    Proposed,
    /// It misled, and was taken out of the answer.
    Demoted,
}

/// By what an answer was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FoundBy {
    /// The answer.
    pub article_id: ArticleId,
    /// The phrasing of it that fitted best.
    pub phrasing: String,
}

/// How an answer that helped was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Found {
    /// The phrasing of it that fitted best.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phrasing: Option<String>,
    /// The answer that stood first and was not the one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passed_over: Option<FoundBy>,
}

/// How a phrasing has fared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fared {
    /// How often the answer it led to helped.
    pub helped: u64,
    /// How often it put its answer first, and another one helped.
    pub misled: u64,
    /// How many different agents it misled.
    pub agents: u64,
}

/// Whether so many different agents who found an answer to help make the customer's words a phrasing of it.
pub fn is_confirmed(agents: u64) -> bool {
    agents >= AGENTS
}

impl Fared {
    /// Whether it does more harm than good, by the word of as many agents as it takes to accept one.
    pub fn misleads(self) -> bool {
        self.agents >= AGENTS && self.misled > self.helped
    }
}

/// The customer's words as a phrasing: one line of whole sentences, at most 100 characters, as long as they fit.
///
/// Out goes what [`anonymous`] takes out. None: nothing is left that says something.
pub fn cleaned(words: &str, names: &[&str]) -> Option<String> {
    let text = clean::text(words);
    let mut said = String::new();
    for sentence in anonymous_sentences(&text, names) {
        if !says_something(&sentence) {
            continue;
        }
        let shorter = shortened(&sentence, LONGEST.saturating_sub(said.chars().count() + 2));
        if !says_something(shorter) {
            break;
        }
        follow(&mut said, shorter);
    }
    Some(said).filter(|said| !said.is_empty())
}

/// The customer's words without who they are, in one line; empty where nothing else is in them.
///
/// Out go the `names` given (the customer's, colleagues') and others that are introduced or titled, telephone and order
/// numbers (whatever has four digits or more, spelled out too), e-mail and web addresses, accounts on messengers, and postal
/// addresses; and all that could steer a terminal. A name that nobody announces cannot be told from a word, and stays.
pub fn anonymous(words: &str, names: &[&str]) -> String {
    let text = clean::text(words);
    let mut said = String::new();
    for sentence in anonymous_sentences(&text, names).filter(|sentence| !sentence.is_empty()) {
        follow(&mut said, &sentence);
    }
    said
}

fn anonymous_sentences(text: &str, names: &[&str]) -> impl Iterator<Item = String> {
    sentences(text).map(move |sentence| {
        let unnamed = contact::without(&name::without(sentence.trim(), names));
        tidy(&number::without(&address::without(&unnamed)))
    })
}

/// Puts a sentence behind those before it.
fn follow(said: &mut String, sentence: &str) {
    if !said.is_empty() {
        said.push_str(if said.is_ascii() { ". " } else { "。" });
    }
    said.push_str(sentence);
}

/// The sentences of a text without their stops; a full stop inside a number or word or behind a title is none.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.char_indices().find(|(at, c)| ends_here(rest, *at, *c));
        let (sentence, tail) = end.map_or((rest, ""), |(at, c)| (&rest[..at], &rest[at + c.len_utf8()..]));
        rest = tail;
        Some(sentence)
    })
}

/// Whether the character at `at` ends a sentence.
fn ends_here(rest: &str, at: usize, c: char) -> bool {
    let word = || rest[..at].rsplit(char::is_whitespace).next().unwrap_or_default();
    match c {
        '。' | '！' | '？' | '!' | '?' | '；' | ';' | '\n' | '…' => true,
        '.' => rest[at + 1..].chars().next().is_none_or(char::is_whitespace) && !name::is_shortened(word()),
        _ => false,
    }
}

/// No two blanks or commas in a row, none at the ends.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }) {
        if is_comma(c) {
            out.truncate(out.trim_end().len());
        }
        let again =
            if c == ' ' { out.ends_with([' ', '，', '、', '：']) } else { is_comma(c) && out.ends_with(is_comma) };
        if !again {
            out.push(c);
        }
    }
    let hollow = |c: char| c == ' ' || is_comma(c) || "#-()（）\"“”'.".contains(c);
    out.trim_matches(hollow).to_owned()
}

fn is_comma(c: char) -> bool {
    matches!(c, ',' | '，' | '、' | ':' | '：')
}

fn says_something(sentence: &str) -> bool {
    let weight = |c: char| match c {
        _ if is_han(c) => 2,
        _ if c.is_alphanumeric() => 1,
        _ => 0,
    };
    let lower = sentence.to_lowercase();
    sentence.chars().map(weight).sum::<usize>() >= SHORTEST && !COURTESIES.contains(&lower.as_str())
}

/// The beginning of a sentence that fits in so many characters, up to a comma or blank where there is one.
pub fn shortened(sentence: &str, most: usize) -> &str {
    let Some((cut, _)) = sentence.char_indices().nth(most) else { return sentence };
    let head = &sentence[..cut];
    let at = head.rfind([',', '，', '、']).or_else(|| head.rfind(' ')).unwrap_or(cut);
    head[..at].trim_end()
}

/// Whether it is a Chinese character.
fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{20000}'..='\u{2FA1F}')
}

/// A word without the signs around it.
fn plain(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Whether a word is one of these in lower case, however it is written.
fn is_one_of(word: &str, list: &[&str]) -> bool {
    list.contains(&plain(word).replace('’', "'").to_lowercase().as_str())
}

/// The words that are left, as a text.
fn kept(words: &[&str], gone: &[bool]) -> String {
    let kept = words.iter().zip(gone).filter(|(_, gone)| !**gone).map(|(word, _)| *word);
    kept.collect::<Vec<_>>().join(" ")
}

/// The text without these ranges of characters; a blank stands where something was taken out between letters.
fn cut(chars: &[char], gone: &[bool]) -> String {
    let mut out = String::with_capacity(chars.len());
    let mut gap = false;
    for (c, gone) in chars.iter().zip(gone) {
        if *gone {
            gap = true;
            continue;
        }
        let joins_letters = c.is_ascii_alphanumeric() && out.ends_with(|before: char| before.is_ascii_alphanumeric());
        if std::mem::take(&mut gap) && joins_letters {
            out.push(' ');
        }
        out.push(*c);
    }
    out
}
