//! The desk as it was looked at, at every size and in both languages. `INSTA_UPDATE=always` keeps a new look.

use super::{fixture, painted};
use crate::console::app::model::Lang;

#[test]
fn the_desk_looks_as_it_was_left() {
    for (width, height) in [(80, 24), (100, 30), (120, 36), (160, 50), (200, 60)] {
        for lang in [Lang::Chinese, Lang::English] {
            let text = painted(&fixture::desk(width, height, lang)).text();
            let text: String = text.lines().flat_map(|line| [line.trim_end(), "\n"]).collect();
            insta::assert_snapshot!(format!("desk-{width}x{height}-{}", lang.tag()), text);
        }
    }
}
