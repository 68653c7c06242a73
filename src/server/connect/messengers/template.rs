//! The words of messages, in templates that an admin can change: `notices/escalation.zh-CN.toml` and the like.
//!
//! A template names fields in braces. One it cannot know is refused when the file is read, with its line.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, Local, TimeDelta, Utc};
use serde::Deserialize;
use toml::Spanned;

use super::settings::SettingsError;
use crate::domain::notice::NewsKind;

/// Values by the name of their field.
pub type Fields = BTreeMap<&'static str, String>;

/// Fields of a message of many.
const OF_MANY: [&str; 5] = ["count", "items", "to", "also", "link"];
/// Fields of an escalation.
const OF_ESCALATION: [&str; 14] = [
    "number", "subject", "customer", "queue", "priority", "owner", "clock", "step", "round", "due", "late", "to",
    "also", "link",
];
/// Fields of a reminder.
const OF_REMINDER: [&str; 7] = ["text", "customer", "due", "late", "to", "also", "link"];
/// Kinds whose words come from templates.
const KINDS: [NewsKind; 2] = [NewsKind::Escalation, NewsKind::Reminder];

/// The templates of one language.
#[derive(Debug)]
pub struct Templates {
    escalation: Template,
    reminder: Template,
}

/// Words for one notice, and for many in one message.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Template {
    subject: Spanned<String>,
    text: Spanned<String>,
    many: Many,
    #[serde(default)]
    words: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Many {
    subject: Spanned<String>,
    text: Spanned<String>,
    item: Spanned<String>,
}

impl Templates {
    /// The usual words, in Chinese.
    pub fn built_in() -> Self {
        let usual =
            |kind| parse(Path::new("built in"), kind, shipped(kind, "zh-CN")).unwrap_or_else(|_| Template::bare());
        Self { escalation: usual(NewsKind::Escalation), reminder: usual(NewsKind::Reminder) }
    }

    /// The words of a language ("zh-CN", "en"): those of the folder where it has any, else the usual ones.
    pub fn load(folder: &Path, lang: &str) -> Result<Self, SettingsError> {
        let read = |kind: NewsKind| {
            let file = folder.join(format!("{}.{lang}.toml", kind.as_str()));
            match std::fs::read_to_string(&file) {
                Ok(text) => parse(&file, kind, &text),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => parse(&file, kind, shipped(kind, lang)),
                Err(error) => Err(SettingsError::unreadable(&file, &error)),
            }
        };
        let [escalation, reminder] = KINDS.map(read);
        Ok(Self { escalation: escalation?, reminder: reminder? })
    }

    /// Subject and words of a message of one notice, or of many: then `whole` says what is true of the message.
    pub fn write(&self, kind: NewsKind, notices: &[Fields], whole: Fields) -> (String, String) {
        let template = if kind == NewsKind::Reminder { &self.reminder } else { &self.escalation };
        let filled = |form: &Spanned<String>, fields: &Fields| fill(form.get_ref(), |name| fields.get(name).cloned());
        if let [one] = notices {
            return (filled(&template.subject, one), filled(&template.text, one).trim().to_owned());
        }
        let items: Vec<String> = notices.iter().map(|one| filled(&template.many.item, one)).collect();
        let mut many = whole;
        many.extend([("count", notices.len().to_string()), ("items", items.join("\n"))]);
        (filled(&template.many.subject, &many), filled(&template.many.text, &many).trim().to_owned())
    }

    /// A word of the language: the name of a clock, or of nobody; itself where there is none.
    pub fn word(&self, name: &str) -> String {
        self.escalation.words.get(name).cloned().unwrap_or_else(|| name.to_owned())
    }

    /// A length in hours and minutes ("1 h 05 min"), never below zero.
    pub fn length(&self, length: TimeDelta) -> String {
        let minutes = length.num_minutes().max(0);
        let (hour, minute) = (self.word("hour"), self.word("minute"));
        if minutes < 60 {
            return format!("{minutes} {minute}");
        }
        format!("{} {hour} {:02} {minute}", minutes / 60, minutes % 60)
    }
}

/// A moment as people of the server's time zone write it.
pub fn moment(at: DateTime<Utc>) -> String {
    at.with_timezone(&Local).format("%m-%d %H:%M").to_string()
}

impl Template {
    /// Words for when even the usual ones do not read.
    fn bare() -> Self {
        let words = |text: &str| Spanned::new(0..0, text.to_owned());
        let many = Many { subject: words("{count}"), text: words("{items}\n{link}"), item: words("{link}") };
        Self { subject: words("{link}"), text: words("{link}"), many, words: BTreeMap::new() }
    }
}

/// What ships with the program.
fn shipped(kind: NewsKind, lang: &str) -> &'static str {
    match (kind, lang) {
        (NewsKind::Reminder, "en") => include_str!("../../../../notices/reminder.en.toml"),
        (NewsKind::Reminder, _) => include_str!("../../../../notices/reminder.zh-CN.toml"),
        (_, "en") => include_str!("../../../../notices/escalation.en.toml"),
        _ => include_str!("../../../../notices/escalation.zh-CN.toml"),
    }
}

fn parse(file: &Path, kind: NewsKind, text: &str) -> Result<Template, SettingsError> {
    let template: Template = toml::from_str(text).map_err(|error| SettingsError::toml(file, text, &error))?;
    let one: &[&str] = if kind == NewsKind::Reminder { &OF_REMINDER } else { &OF_ESCALATION };
    let Template { subject, text: words, many, .. } = &template;
    let forms =
        [(subject, one), (words, one), (&many.subject, &OF_MANY[..]), (&many.text, &OF_MANY), (&many.item, one)];
    for (form, known) in forms {
        knows_its_fields(form.get_ref(), known).map_err(|(name, why)| {
            let span = form.span();
            let at = text.get(span.clone()).and_then(|raw| raw.find(&format!("{{{name}"))).unwrap_or(0);
            SettingsError::at(file, text, span.start + at, why)
        })?;
    }
    Ok(template)
}

/// Whether a text names fields only that are known; else the first that is not, and what to do.
pub(super) fn knows_its_fields(form: &str, known: &[&str]) -> Result<(), (String, String)> {
    for part in form.split('{').skip(1) {
        let Some((name, _)) = part.split_once('}') else {
            return Err((String::new(), "'{' without '}'; a field is written like {number}".to_owned()));
        };
        if !known.contains(&name) {
            return Err((name.to_owned(), format!("unknown field {{{name}}}; known here: {}", known.join(", "))));
        }
    }
    Ok(())
}

/// A text with its `{fields}` filled in; what is filled in is not looked at again, and what is unknown stays.
pub(super) fn fill(form: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut parts = form.split('{');
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once('}').and_then(|(name, rest)| Some((value(name)?, rest))) {
            Some((value, rest)) => filled.extend([value.as_str(), rest]),
            None => filled.extend(["{", part]),
        }
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistake(kind: NewsKind, text: &str) -> String {
        parse(Path::new("escalation.en.toml"), kind, text).unwrap_err().to_string()
    }

    #[test]
    fn what_ships_reads_in_both_languages() {
        for kind in KINDS {
            for lang in ["zh-CN", "en"] {
                let template = parse(Path::new(lang), kind, shipped(kind, lang)).unwrap();
                let words: Vec<&String> = template.words.keys().collect();
                let other = parse(Path::new(lang), kind, shipped(kind, "en")).unwrap();
                assert_eq!(words, other.words.keys().collect::<Vec<_>>(), "{kind:?} {lang}");
            }
        }
    }

    #[test]
    fn a_template_with_an_unknown_field_is_refused_with_its_line() {
        let good = shipped(NewsKind::Escalation, "en");
        assert!(parse(Path::new("x"), NewsKind::Escalation, good).is_ok());
        let bad =
            "subject = 'a'\ntext = '''\nTicket {number}\nof {custmer}'''\n[many]\nsubject = ''\ntext = ''\nitem = ''\n";
        let said = mistake(NewsKind::Escalation, bad);
        assert!(said.starts_with("escalation.en.toml:4: unknown field {custmer}; known here: number, "), "{said}");
        let open = mistake(NewsKind::Escalation, &bad.replace("{custmer}", "{customer"));
        assert!(open.contains("'{' without '}'"), "{open}");
        let key = mistake(NewsKind::Escalation, "subjct = 'a'");
        assert!(key.starts_with("escalation.en.toml:1: "), "{key}");
        let of_one = mistake(NewsKind::Reminder, &bad.replace("{custmer}", "{customer}"));
        assert!(of_one.starts_with("escalation.en.toml:3: unknown field {number}"), "{of_one}");
    }

    #[test]
    fn what_is_filled_in_is_not_filled_in_again() {
        let value = |name: &str| (name == "a").then(|| "{a}".to_owned());
        assert_eq!(fill("x {a} {b} {", value), "x {a} {b} {");
    }

    #[test]
    fn lengths_are_read_by_people() {
        let templates = Templates::load(Path::new("/nowhere"), "en").unwrap();
        assert_eq!(templates.length(TimeDelta::minutes(65)), "1 h 05 min");
        assert_eq!(templates.length(TimeDelta::seconds(-5)), "0 min");
    }
}
