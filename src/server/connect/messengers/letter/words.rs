//! The words of the letter, which an admin can change: `notices/root_causes.zh-CN.toml` and the like.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use toml::Spanned;

use crate::server::connect::messengers::settings::SettingsError;
use crate::server::connect::messengers::template::{fill, knows_its_fields};

/// Every text, with the fields it may name.
const TEXTS: [(&str, &[&str]); 24] = [
    ("subject", &["month", "department"]),
    ("subject_all", &["month"]),
    ("period", &["from", "to", "zone"]),
    ("summary", &["department", "count", "total", "share", "before", "change"]),
    ("summary_all", &["total", "before", "change"]),
    ("nothing", &[]),
    ("figures", &["count", "share", "before", "change", "median", "reopened"]),
    ("samples", &[]),
    ("cause", &[]),
    ("tickets", &[]),
    ("share", &[]),
    ("change", &[]),
    ("median", &[]),
    ("reopened", &[]),
    ("first_contact", &["share", "count", "total"]),
    ("first_contact_means", &["days"]),
    ("came_again", &["share", "count", "total"]),
    ("came_again_means", &["days"]),
    ("median_means", &[]),
    ("reopened_means", &[]),
    ("foot", &[]),
    ("day", &[]),
    ("hour", &[]),
    ("minute", &[]),
];

/// The words of every language.
#[derive(Debug)]
pub struct Letters {
    chinese: Words,
    english: Words,
}

/// The words of one language.
#[derive(Debug, Default)]
pub struct Words(BTreeMap<String, String>);

impl Letters {
    /// The usual words.
    pub fn built_in() -> Self {
        let usual = |lang: &str| parse(Path::new("built in"), shipped(lang)).unwrap_or_default();
        Self { chinese: usual("zh-CN"), english: usual("en") }
    }

    /// Those of the folder where it has any, else the usual ones.
    pub fn load(folder: &Path) -> Result<Self, SettingsError> {
        let read = |lang: &str| {
            let file = folder.join(format!("root_causes.{lang}.toml"));
            match std::fs::read_to_string(&file) {
                Ok(text) => parse(&file, &text),
                Err(error) if error.kind() == ErrorKind::NotFound => parse(&file, shipped(lang)),
                Err(error) => Err(SettingsError::unreadable(&file, &error)),
            }
        };
        Ok(Self { chinese: read("zh-CN")?, english: read("en")? })
    }

    /// The words of a language; of one that is not known, the Chinese.
    pub fn of(&self, lang: &str) -> &Words {
        if lang == "en" { &self.english } else { &self.chinese }
    }
}

impl Words {
    /// A text with its fields filled in.
    pub fn say(&self, key: &str, fields: &[(&str, String)]) -> String {
        let value = |name: &str| fields.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
        self.0.get(key).map_or_else(|| key.to_owned(), |form| fill(form, value))
    }
}

fn shipped(lang: &str) -> &'static str {
    match lang {
        "en" => include_str!("../../../../../notices/root_causes.en.toml"),
        _ => include_str!("../../../../../notices/root_causes.zh-CN.toml"),
    }
}

fn parse(file: &Path, text: &str) -> Result<Words, SettingsError> {
    let found: BTreeMap<Spanned<String>, Spanned<String>> =
        toml::from_str(text).map_err(|error| SettingsError::toml(file, text, &error))?;
    for (name, form) in &found {
        let fields = TEXTS.iter().find(|(known, _)| known == name.get_ref()).map(|(_, fields)| *fields);
        let Some(fields) = fields else {
            let why = format!("there is no text '{}' in this letter; take it out", name.get_ref());
            return Err(SettingsError::at(file, text, name.span().start, why));
        };
        knows_its_fields(form.get_ref(), fields)
            .map_err(|(_, why)| SettingsError::at(file, text, form.span().start, why))?;
    }
    if let Some((missing, _)) = TEXTS.iter().find(|(known, _)| found.keys().all(|name| name.get_ref() != known)) {
        return Err(SettingsError::at(file, text, 0, format!("the text '{missing}' is missing; add it")));
    }
    Ok(Words(found.into_iter().map(|(name, form)| (name.into_inner(), form.into_inner())).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistake(text: &str) -> String {
        parse(Path::new("root_causes.en.toml"), text).unwrap_err().to_string()
    }

    #[test]
    fn what_ships_reads_in_both_languages() {
        for lang in ["zh-CN", "en"] {
            assert!(parse(Path::new(lang), shipped(lang)).is_ok(), "{lang}");
        }
    }

    #[test]
    fn words_that_cannot_be_used_are_refused_with_their_line() {
        let good = shipped("en");
        let field = mistake(&good.replace("{month}, TOP 5\"", "{moth}, TOP 5\""));
        assert!(field.starts_with("root_causes.en.toml:4: unknown field {moth}; known here: month"), "{field}");
        let text = mistake(&format!("{good}goodbye = 'x'\n"));
        assert!(text.contains("there is no text 'goodbye' in this letter"), "{text}");
        let missing = mistake(&good.replace("minute =", "# minute ="));
        assert!(missing.ends_with("the text 'minute' is missing; add it"), "{missing}");
    }
}
