//! Reads a file of canned texts. A bad one is dropped and reported with its place; the rest works.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Gap, Snippet, Snippets};
use crate::console::user_file::{Finding, UserFile};

/// The shipped files, by language.
const SHIPPED: [(&str, &str); 2] =
    [("zh-CN", include_str!("../../../snippets/zh-CN.toml")), ("en", include_str!("../../../snippets/en.toml"))];

impl Snippets {
    /// Those that ship with ringdesk in a language (BCP 47).
    pub fn built_in(lang: &str) -> Self {
        let shipped = SHIPPED.iter().find(|(tag, _)| *tag == lang);
        shipped.map(|(tag, text)| Self::parse(tag, text).0).unwrap_or_default()
    }

    /// Reads a file; `name` is what findings call it.
    pub fn parse(name: &str, text: &str) -> (Self, Vec<Finding>) {
        let mut source = UserFile::new(name, text);
        let mut found: Vec<Snippet> = Vec::new();
        for (key, value) in &source.table() {
            match (key.get_ref().as_ref(), value.get_ref().as_array()) {
                ("snippet", Some(rows)) => {
                    for row in rows {
                        found.extend(snippet(&mut source, row, &found));
                    }
                }
                ("snippet", None) => source.must_be("snippet", "written as [[snippet]]", value),
                (other, _) => {
                    source.report(key.span(), format!("'{other}' is no part of this file: write [[snippet]]"));
                }
            }
        }
        source.findings.sort_by_key(|finding| finding.place.at);
        (Self(found), source.findings)
    }
}

fn snippet<'a>(source: &mut UserFile<'a>, row: &Spanned<DeValue<'a>>, known: &[Snippet]) -> Option<Snippet> {
    let Some(fields) = row.get_ref().as_table() else {
        source.must_be("snippet", "a table with prefix, title and text", row);
        return None;
    };
    for name in fields.keys().filter(|name| !["prefix", "title", "text"].contains(&name.get_ref().as_ref())) {
        source.report(name.span(), format!("'{}' is no field of a snippet: write prefix, title, text", name.get_ref()));
    }
    let prefix = prefix(source, row, fields, known);
    let text = words(source, row, fields);
    let title = match fields.get("title") {
        Some(title) => source.string("title", title)?,
        None => String::new(),
    };
    Some(Snippet { prefix: prefix?, title, text: text? })
}

fn prefix<'a>(
    source: &mut UserFile<'a>,
    row: &Spanned<DeValue<'a>>,
    fields: &DeTable<'a>,
    known: &[Snippet],
) -> Option<String> {
    let Some(value) = fields.get("prefix") else {
        source.report(row.span(), "the snippet has no prefix: write prefix = \"hello\"");
        return None;
    };
    let prefix = source.string("prefix", value)?;
    if prefix.is_empty() || prefix.chars().any(|sign| sign.is_whitespace() || sign == super::MARK) {
        source.report(value.span(), format!("'{prefix}' is no prefix: write one word without '{}'", super::MARK));
        return None;
    }
    if known.iter().any(|snippet| snippet.prefix == prefix) {
        source.report(value.span(), format!("'{prefix}' is there twice: the first one stays"));
        return None;
    }
    Some(prefix)
}

fn words<'a>(source: &mut UserFile<'a>, row: &Spanned<DeValue<'a>>, fields: &DeTable<'a>) -> Option<String> {
    let Some(value) = fields.get("text") else {
        source.report(row.span(), "the snippet has no text: write text = \"Hello {customer}\"");
        return None;
    };
    let text = source.string("text", value)?;
    if text.trim().is_empty() {
        source.report(value.span(), "the text is empty");
        return None;
    }
    match stranger(&text) {
        Some(gap) => {
            let known = Gap::ALL.map(Gap::name).join(", ");
            source.report(value.span(), format!("'{{{gap}}}' is no gap: known are {known}"));
            None
        }
        None => Some(text),
    }
}

/// A word between braces that stands for nothing.
fn stranger(text: &str) -> Option<&str> {
    let inside = text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(inside, _)| inside);
    let is_word =
        |inside: &&str| !inside.is_empty() && inside.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '_');
    inside.filter(is_word).find(|inside| Gap::ALL.iter().all(|gap| gap.name() != *inside))
}
