//! Whatever the size and whatever people write, the screen holds: nothing panics, nothing is written outside.

use proptest::prelude::*;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::Rect;

use super::screens::states;
use super::{fixture, text_of};
use crate::console::app::model::Lang;
use crate::console::app::model::Model;
use crate::console::app::model::form::Form;
use crate::console::app::model::toast::{Toast, Tone};
use crate::console::app::text::Text;
use crate::console::i18n::Texts;
use crate::console::keymap::Keymap;
use crate::console::theme::{Depth, Styles, Theme};
use crate::console::ui::scene::{Canvas, Scene};
use crate::console::ui::{Look, screen};
use crate::domain::phone::Region;

/// Chinese, joined and flagged emoji, combining marks, right-to-left names, ambiguous and zero widths.
const SIGNS: &str = "[a-z 中国王建国，。👍👨‍👩‍👧‍👦🇨🇳é̂ñאבגعربي·…─\u{200d}\u{fe0f}ﷺ]{0,40}";

/// What outside the area must still be there.
const OUTSIDE: &str = "#";

fn fill(model: &mut Model, words: &str) {
    for row in &mut model.queue.rows {
        row.truth.subject = words.to_owned();
        row.truth.customer.name = words.to_owned();
    }
    if let Some(call) = &mut model.calls.current {
        call.call.home = Some(words.to_owned());
        call.call.utterances.iter_mut().for_each(|said| said.text = words.to_owned());
        if let Some(profile) = call.profile_pane_mut().and_then(|pane| pane.profile.value_mut()) {
            profile.customer.name = words.to_owned();
            profile.customer.company = Some(words.to_owned());
            profile.orders.iter_mut().flat_map(|order| &mut order.items).for_each(|item| item.name = words.to_owned());
            profile.interactions.iter_mut().for_each(|contact| contact.summary = words.to_owned());
        }
    }
    if let Some(field) = model.form.as_mut().and_then(Form::editor_mut) {
        field.insert(words);
    }
    let text = Text::new("toast-customer-created").with("name", words);
    let until = model.now + chrono::TimeDelta::seconds(4);
    model.toasts.push(Toast { text, tone: Tone::Good, at: model.now, until });
}

fn paint(model: &Model, area: Rect, buffer: &mut Buffer) {
    let theme = Theme::built_in("desk-dark").expect("shipped");
    let styles = Styles::new(&theme, Depth::Truecolor);
    let texts = Texts::of(model.lang.tag());
    let look = Look { styles: &styles, texts, keymap: Keymap::built_in(), local: fixture::hangzhou, home: Region::CN };
    screen::draw(&Scene::new(model, &look), area, &mut Canvas::new(buffer));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn no_size_and_no_name_breaks_the_screen(
        width in 1..=300_u16,
        height in 1..=100_u16,
        state in any::<proptest::sample::Index>(),
        chinese in any::<bool>(),
        words in SIGNS,
    ) {
        let lang = if chinese { Lang::Chinese } else { Lang::English };
        let all = states(width, height, lang);
        let (_, mut model) = state.get(&all).clone();
        fill(&mut model, &words);
        let whole = Rect::new(0, 0, width + 4, height + 2);
        let mut buffer = Buffer::filled(whole, Cell::new(OUTSIDE));
        let area = Rect::new(0, 0, width, height);
        paint(&model, area, &mut buffer);
        for y in whole.top()..whole.bottom() {
            for x in whole.left()..whole.right() {
                if x >= width || y >= height {
                    prop_assert_eq!(buffer[(x, y)].symbol(), OUTSIDE, "at {},{}:\n{}", x, y, text_of(&buffer));
                }
            }
        }
    }
}

#[test]
fn the_corners_of_the_sweep_are_painted_in_every_state() {
    for (width, height) in [(1, 1), (1, 100), (300, 1), (2, 2), (47, 11), (48, 12), (99, 20), (100, 12), (300, 100)] {
        for lang in [Lang::Chinese, Lang::English] {
            for (_, model) in states(width, height, lang) {
                let area = Rect::new(0, 0, width, height);
                paint(&model, area, &mut Buffer::empty(area));
            }
        }
    }
}
