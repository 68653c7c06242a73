//! Every word on the screen, in Chinese and in English.
//!
//! The catalogues (`i18n/zh-CN.ftl`, `i18n/en.ftl`) have equal keys with equal placeables; a test holds them to it. Which
//! language is spoken is said by the configuration, or else by the locale.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

/// Tag and catalogue of each language.
const CATALOGUES: [(&str, &str); 2] = [("zh-CN", include_str!("i18n/zh-CN.ftl")), ("en", include_str!("i18n/en.ftl"))];

/// The texts of one language.
pub struct Texts {
    tag: &'static str,
    bundle: FluentBundle<FluentResource>,
}

impl Texts {
    /// The texts of the language with that BCP 47 tag: Chinese for every `zh`, English for all else.
    pub fn of(tag: &str) -> &'static Self {
        static ALL: LazyLock<[Texts; 2]> = LazyLock::new(|| CATALOGUES.map(|(tag, source)| Texts::read(tag, source)));
        let chinese = tag.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("zh"));
        &ALL[usize::from(!chinese)]
    }

    fn read(tag: &'static str, source: &str) -> Self {
        let language: LanguageIdentifier = tag.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![language]);
        bundle.set_use_isolating(false); // isolation marks would take cells of the screen
        let (Ok(resource) | Err((resource, _))) = FluentResource::try_new(source.to_owned());
        bundle.add_resource_overriding(resource);
        Self { tag, bundle }
    }

    /// The BCP 47 tag of the language, as articles carry it.
    pub fn tag(&self) -> &'static str {
        self.tag
    }

    /// Whether the catalogue has that text.
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// A text without placeables.
    pub fn get(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// A text with its placeables filled in. Counts are numbers, so that plurals follow them.
    pub fn with(&self, key: &str, values: &[(&str, FluentValue<'_>)]) -> String {
        let args: FluentArgs<'_> = values.iter().map(|(name, value)| (*name, value.clone())).collect();
        self.format(key, Some(&args))
    }

    fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let pattern = self.bundle.get_message(key).and_then(|message| message.value());
        let Some(pattern) = pattern else { return key.to_owned() };
        self.bundle.format_pattern(pattern, args, &mut Vec::new()).into_owned()
    }
}

/// The tag of the language to speak: `configured` if it names one, else what the locale says; `var` looks a variable of
/// the environment up.
pub fn language(configured: Option<&str>, var: impl Fn(&str) -> Option<String>) -> &'static str {
    let locale = || ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(&var).find(|value| !value.is_empty());
    let tag = configured.filter(|tag| *tag != "auto").map(str::to_owned).or_else(locale);
    Texts::of(&tag.unwrap_or_default()).tag()
}

#[cfg(test)]
mod tests;
