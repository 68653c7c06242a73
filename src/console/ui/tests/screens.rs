//! Whole screens.

use super::{fixture, painted};
use crate::console::app::model::Lang;
use crate::console::theme::Role;

#[test]
#[ignore = "prints the screens, to look at them"]
fn look() {
    for (width, height) in [(120, 36), (80, 24), (200, 60)] {
        for lang in [Lang::Chinese, Lang::English] {
            println!("{}", painted(&fixture::desk(width, height, lang)).text());
        }
    }
}

#[test]
fn everything_about_the_caller_is_on_one_screen() {
    let screen = painted(&fixture::desk(120, 36, Lang::Chinese));
    screen.shows("王建国").shows("SF1380045512").shows("A7731").shows("周岚 分机 802");
    screen.in_role("履约异常", Role::Alert);
}
