//! The catalogues say the same things, and everything that is asked of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::*;
use crate::console::keymap::Action;

/// Key → placeables.
fn entries(source: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut key = String::new();
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        if let Some((name, _)) = line.split_once(" =").filter(|_| !line.starts_with(' ')) {
            assert!(found.insert(name.to_owned(), BTreeSet::new()).is_none(), "'{name}' is there twice");
            name.clone_into(&mut key);
        }
        for part in line.split("{ $").skip(1) {
            let name: String = part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            found.get_mut(&key).expect("a placeable belongs to a key").insert(name);
        }
    }
    found
}

#[test]
fn both_languages_say_the_same_things() {
    let [chinese, english] = CATALOGUES.map(|(_, source)| entries(source));
    let keys = |of: &BTreeMap<String, BTreeSet<String>>| of.keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&chinese), keys(&english));
    for (key, placeables) in &chinese {
        assert_eq!(placeables, &english[key], "{key}");
    }
}

#[test]
fn every_catalogue_is_read_without_an_error() {
    for (tag, source) in CATALOGUES {
        if let Err((_, wrong)) = FluentResource::try_new(source.to_owned()) {
            panic!("{tag}: {wrong:?}");
        }
    }
}

#[test]
fn every_action_has_its_words() {
    for (tag, _) in CATALOGUES {
        for action in Action::ALL {
            assert!(Texts::of(tag).has(&action.text_key()), "{tag}: {}", action.text_key());
        }
    }
}

/// Every key that a string of the sources names.
fn keys_in(folder: &Path, openings: &[&str], found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("its entries too").path();
        if path.is_dir() {
            keys_in(&path, openings, found);
            continue;
        }
        let source = fs::read_to_string(&path).expect("they are text");
        let source = source.split("#[cfg(test)]").next().unwrap_or_default();
        for opening in openings {
            let after = source.split(opening).skip(1);
            found.extend(
                after
                    .filter_map(|rest| rest.trim_start().strip_prefix('"'))
                    .map(|rest| rest.split('"').next().unwrap_or_default().to_owned()),
            );
        }
    }
}

#[test]
fn every_text_that_is_asked_for_is_there() {
    let mut asked = BTreeSet::new();
    let console = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/console");
    keys_in(&console.join("app"), &["Text::new("], &mut asked);
    keys_in(&console.join("runtime"), &["Text::new("], &mut asked);
    keys_in(&console.join("ui"), &[".text(", ".text_with(", ".get(", ".with("], &mut asked);
    let missing: Vec<_> =
        asked.iter().filter(|key| key.trim_matches('-').contains('-') && !Texts::of("zh-CN").has(key)).collect();
    assert_eq!(missing, [""; 0]);
}

#[test]
fn plurals_follow_counts() {
    let said = |count: i64| Texts::of("en").with("ago-days", &[("count", count.into())]);
    assert_eq!((said(1), said(3)), ("1 day ago".to_owned(), "3 days ago".to_owned()));
    assert_eq!(Texts::of("zh-CN").with("ago-days", &[("count", 3.into())]), "3 天前");
}

#[test]
fn the_language_is_that_of_the_configuration_and_else_of_the_locale() {
    let lang = |value: &'static str| move |name: &str| (name == "LANG").then(|| value.to_owned());
    assert_eq!(language(None, lang("zh_CN.UTF-8")), "zh-CN");
    assert_eq!(language(None, lang("de_DE.UTF-8")), "en");
    assert_eq!(language(Some("en"), lang("zh_CN.UTF-8")), "en");
    assert_eq!(language(Some("auto"), lang("zh_CN.UTF-8")), "zh-CN");
    assert_eq!(language(None, |_| None), "en");
}
