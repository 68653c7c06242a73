//! Bad keymaps and themes: what the program says of each, with the place and the cure.

use std::fs;
use std::path::Path;
use std::process::Command;

/// What a file says is said of it, a line each.
const SAYS: &str = "# says: ";

/// Each file of the folder by `ringdesk KIND check FILE`; returns how many there are.
fn checked(kind: &str) -> usize {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fixtures/bad_{kind}s"));
    let files = fs::read_dir(&folder).unwrap().map(|file| file.unwrap().path());
    files
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let expected: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix(SAYS)).collect();
            let mut check = Command::new(env!("CARGO_BIN_EXE_ringdesk"));
            let name = path.file_name().unwrap();
            let output = check.args([kind, "check"]).arg(name).current_dir(&folder).output().unwrap();
            let said = String::from_utf8(output.stdout).unwrap();
            let said: Vec<String> = said.lines().map(without_shipped_lines).collect();
            assert_eq!(said, expected, "of {}", path.display());
            assert_eq!(output.status.code(), Some(1), "{}", path.display());
        })
        .count()
}

/// The shipped keymap's lines move with every key it gains; the user's are what is promised.
fn without_shipped_lines(said: &str) -> String {
    let Some((before, after)) = said.split_once("shipped default:") else { return said.to_owned() };
    let rest = after.trim_start_matches(|sign: char| sign.is_ascii_digit() || sign == ':');
    format!("{before}shipped default:*{rest}")
}

#[test]
fn every_mistake_in_a_keymap_is_named_with_its_place_and_the_cure() {
    assert!(checked("keymap") >= 20);
}

#[test]
fn every_mistake_in_a_theme_is_named_with_its_place_and_the_cure() {
    assert!(checked("theme") >= 8);
}
