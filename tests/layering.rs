//! The dependency rule of the house: which room may import which. See the table in `src/lib.rs`.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Rooms, most specific first, each with the rooms it may name (itself is always allowed).
const RULES: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("wire", &["domain"]),
    ("knowledge", &["domain", "wire"]),
    ("crm", &["wire", "domain"]),
    ("server", &["wire", "domain", "knowledge"]),
    ("console::app", &["domain", "console::keymap", "console::snippet"]),
    (
        "console::ui",
        &["console::app", "console::theme", "console::keymap", "console::snippet", "console::i18n", "domain"],
    ),
    ("console::keymap", &["console::user_file", "domain"]),
    ("console::theme", &["console::user_file", "domain"]),
    ("console::snippet", &["console::user_file"]),
    ("console::i18n", &["domain"]),
    ("console::runtime", &["console", "crm", "knowledge", "wire", "domain", "config"]),
];

/// Crates that must not be named in a room, most specific first: what is pure stays pure.
const BANNED_CRATES: &[(&str, &[&str])] = &[
    ("domain", &["tokio", "reqwest", "sqlx", "axum", "ratatui", "crossterm", "tantivy"]),
    ("wire", &["tokio", "reqwest", "sqlx", "axum", "ratatui", "crossterm", "tantivy"]),
    ("knowledge", &["reqwest", "sqlx", "axum", "ratatui", "crossterm"]),
    ("crm", &["sqlx", "axum", "ratatui", "crossterm", "tantivy"]),
    ("server::connect", &["sqlx", "axum", "ratatui", "crossterm"]),
    ("server", &["reqwest", "lettre", "ratatui", "crossterm"]),
    ("console::app", &["tokio", "reqwest", "tantivy", "sqlx", "axum", "crossterm"]),
    ("console::ui", &["tokio", "reqwest", "tantivy", "sqlx", "axum", "crossterm"]),
    ("console::theme", &["tokio", "reqwest", "tantivy", "sqlx", "axum"]),
    ("console::runtime", &["sqlx", "axum"]),
];

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the sources can be read") {
        let path = entry.expect("its entries too").path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

/// `src/console/app/update.rs` → `console::app::update`.
fn module_of(file: &Path) -> String {
    let inside = file.strip_prefix("src").expect("sources lie in src").with_extension("");
    inside.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("::")
}

fn is_in(module: &str, room: &str) -> bool {
    module == room || module.strip_prefix(room).is_some_and(|rest| rest.starts_with("::"))
}

/// Everything of this crate that a file names: `crate::a::b`, also in braces, and `super::` resolved.
fn names(module: &str, source: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (prefix, base) in [("crate::", String::new()), ("ringdesk::", String::new())] {
        for (at, _) in source.match_indices(prefix) {
            if source[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let rest = &source[at + prefix.len()..];
            if let Some(list) = rest.strip_prefix('{') {
                expand(&base, list, &mut found);
            } else {
                let path = rest.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).next().unwrap_or("");
                found.insert(path.trim_end_matches(':').to_owned());
                if let Some(list) = rest[path.len()..].strip_prefix('{') {
                    expand(path, list, &mut found);
                }
            }
        }
    }
    for line in source.lines().filter(|line| line.trim_start().starts_with("use super::")) {
        let ups = line.matches("super::").count();
        let parts: Vec<&str> = module.split("::").collect();
        let tail = line.rsplit("super::").next().unwrap_or("");
        let tail = tail.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).next().unwrap_or("");
        let kept = parts.len().saturating_sub(ups);
        found.insert([parts[..kept].join("::"), tail.trim_end_matches(':').to_owned()].join("::"));
    }
    found
}

/// The first level of `{a::b, c::{d, e}}` after `base`.
fn expand(base: &str, list: &str, found: &mut BTreeSet<String>) {
    let mut depth = 0;
    let mut start = 0;
    for (at, c) in list.char_indices() {
        let ends = match c {
            '{' => {
                depth += 1;
                false
            }
            '}' if depth == 0 => true,
            '}' => {
                depth -= 1;
                false
            }
            ',' => depth == 0,
            _ => false,
        };
        if ends {
            let name = list[start..at].trim().split('{').next().unwrap_or("").trim_end_matches(':');
            found.insert(format!("{base}{name}"));
            start = at + 1;
            if c == '}' {
                return;
            }
        }
    }
}

fn without_comments_and_tests(source: &str) -> String {
    let code = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or(source);
    code.lines().map(|line| line.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n")
}

fn sources() -> Vec<(String, String)> {
    let mut files = Vec::new();
    rust_files(Path::new("src"), &mut files);
    assert!(files.len() > 30, "the sources were not found");
    let is_test = |file: &Path| file.components().any(|part| part.as_os_str() == "tests") || file.ends_with("tests.rs");
    files
        .into_iter()
        .filter(|file| !is_test(file))
        .map(|file| {
            (module_of(&file), without_comments_and_tests(&fs::read_to_string(&file).expect("sources are UTF-8")))
        })
        .collect()
}

#[test]
fn each_room_imports_only_what_it_may() {
    let mut broken = Vec::new();
    for (module, source) in sources() {
        let Some((room, allowed)) = RULES.iter().find(|(room, _)| is_in(&module, room)) else { continue };
        for name in names(&module, &source) {
            let fine = is_in(&name, room) || allowed.iter().any(|other| is_in(&name, other));
            let outside = name.split("::").next().is_some_and(|top| ROOMS.contains(&top));
            if outside && !fine {
                broken.push(format!("{module} imports {name}; {room} may import {allowed:?}"));
            }
        }
    }
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

/// The top-level rooms.
const ROOMS: &[&str] = &["cli", "config", "console", "crm", "demo", "domain", "knowledge", "server", "wire"];

#[test]
fn pure_rooms_name_no_crate_that_touches_the_world() {
    let mut broken = Vec::new();
    for (module, source) in sources() {
        if let Some((_, banned)) = BANNED_CRATES.iter().find(|(room, _)| is_in(&module, room)) {
            for name in *banned {
                if source.contains(&format!("{name}::")) {
                    broken.push(format!("{module} names {name}"));
                }
            }
        }
    }
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn no_folder_hides_its_room_in_a_mod_file_and_no_file_outgrows_its_room() {
    let mut files = Vec::new();
    rust_files(Path::new("src"), &mut files);
    let hidden: Vec<_> = files.iter().filter(|file| file.ends_with("mod.rs")).collect();
    assert!(hidden.is_empty(), "name.rs beside name/, never mod.rs: {hidden:?}");
    let long: Vec<_> = files
        .iter()
        .map(|file| (file, fs::read_to_string(file).expect("sources are UTF-8").lines().count()))
        .filter(|(_, lines)| *lines > 600)
        .collect();
    assert!(long.is_empty(), "over 600 lines, would a newcomer know the room? {long:?}");
}

#[test]
fn the_rule_itself_sees_an_import_in_every_form() {
    let source = "use crate::server::store::Store;\nuse crate::{crm::api, wire};\nuse super::super::knowledge;\nlet x = crate::demo::world();";
    let found = names("console::app::model", source);
    for name in ["server::store::Store", "crm::api", "wire", "demo::world", "console::knowledge"] {
        assert!(found.iter().any(|it| it == name), "{name} was not seen in {found:?}");
    }
}
