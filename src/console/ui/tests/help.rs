//! The help finds keys by a word and by a key, the pane at hand first.

use super::{fixture, painted};
use crate::console::app::model::editor::Editor;
use crate::console::app::model::overlay::Overlay;
use crate::console::app::model::{Lang, Model, Pane};
use crate::console::i18n::Texts;
use crate::console::keymap::Layer;

fn asked(query: &str, lang: Lang) -> Model {
    let mut model = fixture::desk(120, 36, lang);
    model.overlays.push(Overlay::Help { query: Editor::with(query), scroll: 0 });
    model
}

#[test]
fn a_word_finds_its_key() {
    for lang in [Lang::Chinese, Lang::English] {
        let word = Texts::of(lang.tag()).get("action-app-redraw");
        painted(&asked(&word, lang)).shows("C-l").hides("C-q").hides("F12");
        painted(&asked("app.redraw", lang)).shows("C-l").hides("C-q");
    }
}

#[test]
fn a_key_finds_what_it_does() {
    for lang in [Lang::Chinese, Lang::English] {
        let quit = Texts::of(lang.tag()).get("action-app-quit");
        painted(&asked("c-q", lang)).shows(&format!("C-q  C-c        {quit}")).hides("C-l");
        painted(&asked("L", lang)).shows("L  ").hides("C-l").hides("F12");
    }
}

#[test]
fn the_pane_that_had_the_keys_comes_first() {
    for (focus, layer) in [(Pane::Queue, Layer::Queue), (Pane::Middle, Layer::Profile)] {
        let mut model = asked("", Lang::English);
        model.focus = focus;
        assert_eq!(model.layer_below(), layer);
    }
    let mut model = asked("", Lang::English);
    model.focus = Pane::Queue;
    let screen = painted(&model);
    let top = |words: &str| screen.places(words).first().map(|(x, y)| (*x / 37, *y));
    assert!(top("Queue   ") < top("Everywhere") || top("next view") < top("Everywhere"), "{}", screen.text());
}
