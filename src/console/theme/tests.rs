//! Theme files, good and bad.

mod vision;

use std::fs;
use std::path::Path;

use ratatui::style::{Color, Modifier};

use super::colour::{Colour, contrast};
use super::*;
use crate::console::user_file::Finding;

fn read(text: &str) -> (Theme, Vec<String>) {
    let (theme, findings) = Theme::parse("my.toml", text, &|_| None);
    (theme, findings.iter().map(Finding::to_string).collect())
}

#[test]
fn the_shipped_themes_load_without_a_finding() {
    for name in Theme::shipped() {
        let text = Theme::shipped_text(name).expect("shipped");
        let (_, findings) = Theme::parse(name, text, &|_| None);
        assert_eq!(findings, [], "{name}");
    }
}

#[test]
fn the_high_contrast_theme_promises_seven_to_one_and_a_theme_on_top_of_it_is_held_to_that() {
    let theme = Theme::built_in("high-contrast").expect("shipped");
    assert!((theme.contrast - 7.0).abs() < f64::EPSILON);
    let (_, findings) = read("inherits = \"high-contrast\"\n[palette]\nred = \"#ff7b72\"");
    assert!(findings.iter().any(|said| said.contains("is hard to read") && said.contains("needs 7")), "{findings:?}");
}

#[test]
fn the_shipped_themes_name_a_colour_of_the_sixteen_wherever_they_use_one() {
    for name in Theme::shipped() {
        let theme = Theme::built_in(name).expect("shipped");
        let named = |colour: &Option<String>| {
            colour.as_deref().is_none_or(|name| theme.colour(name).is_some_and(|it| it.ansi.is_some()))
        };
        for &role in Role::ALL {
            let face = theme.face(role).expect("a look");
            assert!(named(&face.fg) && named(&face.bg), "{name}: {}", role.name());
        }
    }
}

#[test]
fn the_mono_theme_uses_no_colour_and_loses_no_selection() {
    for theme in ["mono", "desk-dark"] {
        let styles = Styles::new(&Theme::built_in(theme).expect("shipped"), Depth::None);
        for &role in Role::ALL {
            assert_eq!((styles[role].fg, styles[role].bg), (None, None), "{}", role.name());
        }
        assert!(styles[Role::Selection].add_modifier.contains(Modifier::REVERSED));
        assert_eq!(styles.symbol(Role::LevelBreached), "!!");
    }
}

#[test]
fn fewer_colours_give_the_nearest() {
    let red = Colour::parse("#ff7b72").expect("a colour");
    assert_eq!(red.at(Depth::Truecolor), Some(Color::Rgb(255, 123, 114)));
    assert_eq!(red.at(Depth::Ansi256), Some(Color::Indexed(209)));
    assert_eq!(red.at(Depth::None), None);
    assert_eq!(Colour::parse("#fe0505").and_then(|c| c.at(Depth::Ansi16)), Some(Color::LightRed));
    assert_eq!(Colour::parse("#3a3a3a").and_then(|c| c.at(Depth::Ansi256)), Some(Color::Indexed(237)));
    assert_eq!(Colour::DEFAULT.at(Depth::Truecolor), Some(Color::Reset));
}

#[test]
fn contrast_is_that_of_wcag() {
    assert!((contrast([0, 0, 0], [255, 255, 255]) - 21.0).abs() < 0.001);
    assert!((contrast([119, 119, 119], [255, 255, 255]) - 4.478).abs() < 0.01);
}

#[test]
fn the_environment_says_how_many_colours_there_are() {
    let depth = |vars: &[(&str, &str)]| {
        let vars: Vec<(String, String)> = vars.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        Depth::detect(move |name| vars.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()))
    };
    assert_eq!(depth(&[("NO_COLOR", "1"), ("COLORTERM", "truecolor")]), Depth::None);
    assert_eq!(depth(&[("NO_COLOR", ""), ("COLORTERM", "truecolor")]), Depth::Truecolor);
    assert_eq!(depth(&[("TERM", "screen-256color")]), Depth::Ansi256);
    assert_eq!(depth(&[("TERM", "linux")]), Depth::Ansi16);
    assert_eq!(depth(&[("TERM", "dumb")]), Depth::None);
}

#[test]
fn a_theme_says_only_what_differs() {
    let (theme, findings) = read("inherits = \"desk-dark\"\n[palette]\nred = \"#ff9090\"");
    assert_eq!(findings, [""; 0]);
    assert_eq!(Styles::new(&theme, Depth::Truecolor)[Role::Alert].fg, Some(Color::Rgb(255, 0x90, 0x90)));
}

/// What is said of each is promised by the program that checks it.
#[test]
fn whatever_is_wrong_with_a_theme_the_rest_of_it_works() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/bad_themes");
    let neighbour = |name: &str| fs::read_to_string(folder.join(format!("{name}.toml"))).ok();
    for file in fs::read_dir(&folder).expect("the folder is there") {
        let path = file.expect("a file").path();
        let text = fs::read_to_string(&path).expect("it can be read");
        let (theme, findings) = Theme::parse("my.toml", &text, &neighbour);
        assert!(!findings.is_empty(), "{}", path.display());
        assert!(theme.face(Role::Text).is_some_and(|face| face.fg.is_some()), "{}", path.display());
    }
}
