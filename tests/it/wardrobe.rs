//! Keys and colours of one's own: worn as they are saved, and never lost to a mistake.

use std::fs;
use std::path::Path;

use ratatui::style::Color;
use ringdesk::console::runtime::wardrobe::{Choice, Pair, Wardrobe};
use ringdesk::console::theme::Depth;
use tempfile::TempDir;

use crate::it::support::desk::{Brought, Seat};
use crate::it::support::office::{LIN, Office};

/// A folder of settings with a keymap and a theme of one's own.
fn settings() -> TempDir {
    let folder = TempDir::new().unwrap();
    for kind in ["keymaps", "themes"] {
        fs::create_dir(folder.path().join(kind)).unwrap();
    }
    keymap(folder.path(), "F11");
    theme(folder.path(), "#ff7b72");
    folder
}

/// As most editors save: a new file in the place of the old one.
fn save(file: &Path, text: &str) {
    let beside = file.with_extension("new");
    fs::write(&beside, text).unwrap();
    fs::rename(&beside, file).unwrap();
}

fn keymap(folder: &Path, help: &str) {
    let text = format!("inherits = \"default\"\n[global]\nprepend = [ {{ on = \"{help}\", run = \"help.show\" }} ]\n");
    save(&folder.join("keymaps/mine.toml"), &text);
}

fn theme(folder: &Path, accent: &str) {
    let text = format!("inherits = \"desk-dark\"\n[palette]\naccent = \"{accent}\"\n");
    save(&folder.join("themes/mine.toml"), &text);
}

/// Lin in her own keys and colours.
async fn dressed(office: &Office, folder: &Path) -> Seat {
    let choice = Choice {
        keymap: "mine".into(),
        theme: "mine".into(),
        pair: Pair::default(),
        depth: Depth::Truecolor,
        folder: Some(folder.to_path_buf()),
    };
    let (wardrobe, findings) = Wardrobe::open(choice).unwrap();
    assert_eq!(findings, []);
    let seat = Seat::bringing(office.api(LIN), 120, 36, Brought { wardrobe, ..Brought::default() });
    seat.shows("实时").await;
    seat
}

#[tokio::test]
async fn keys_work_as_soon_as_they_are_saved() {
    let (office, folder) = (Office::open().await, settings());
    let seat = dressed(&office, folder.path()).await;
    seat.shows("F11").await;
    keymap(folder.path(), "A-h");
    seat.shows("A-h").await;
    seat.hides("F11").await;
}

#[tokio::test]
async fn a_broken_file_is_said_with_its_place_and_the_keys_before_it_stay() {
    let (office, folder) = (Office::open().await, settings());
    let seat = dressed(&office, folder.path()).await;
    save(&folder.path().join("keymaps/mine.toml"), "inherits = \"default\"\n[global\n");
    seat.shows("mine.toml:2:").await;
    seat.shows("no valid TOML").await;
    seat.shows("F11").await;
    save(
        &folder.path().join("keymaps/mine.toml"),
        "inherits = \"default\"\n[global]\nprepend = [ { on = \"A-h\", run = \"help.shwo\" }, { on = \"A-j\", run = \"help.show\" } ]\n",
    );
    seat.shows("mine.toml:3:33").await;
    seat.shows("A-j").await;
}

#[tokio::test]
async fn colours_change_as_soon_as_they_are_saved() {
    let (office, folder) = (Office::open().await, settings());
    let seat = dressed(&office, folder.path()).await;
    seat.wears(Color::Rgb(0xff, 0x7b, 0x72)).await;
    theme(folder.path(), "#93c48b");
    seat.wears(Color::Rgb(0x93, 0xc4, 0x8b)).await;
}

#[tokio::test]
async fn a_theme_is_seen_before_it_is_chosen_and_esc_brings_the_old_one_back() {
    let (office, folder) = (Office::open().await, settings());
    let seat = dressed(&office, folder.path()).await;
    let (dark, light) = (Color::Rgb(0x15, 0x17, 0x1c), Color::Rgb(0xfb, 0xfa, 0xf7));
    seat.stands_on(dark).await;
    seat.press("Space t");
    seat.shows("high-contrast").await;
    seat.shows("现用").await;
    seat.press("Home Down");
    seat.stands_on(light).await;
    seat.press("Esc");
    seat.stands_on(dark).await;
    seat.hides("high-contrast").await;
    seat.press("Space t");
    seat.shows("现用").await;
    seat.press("Home Down Enter");
    seat.stands_on(light).await;
    seat.shows("theme = \"desk-light\"").await;
}
