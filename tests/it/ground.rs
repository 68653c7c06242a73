//! Light and dark as the terminal says, and never a byte of its answers as typing.

use crate::it::support::office::{LIN, Office};
use crate::it::support::pty::Pty;

/// What the console asks.
const QUESTION: &str = "\u{1b}]11;?\u{1b}\\\u{1b}[c";
/// The last thing that a terminal answers to it.
const FENCE: &str = "\u{1b}[?62;22c";
const LIGHT_GROUND: &str = "\u{1b}]11;rgb:fdfd/f6f6/e3e3\u{1b}\\";
const DARK_GROUND: &str = "\u{1b}]11;rgb:0000/2b2b/3636\u{7}";
/// The grounds of desk-light and desk-dark, as they are painted.
const DESK_LIGHT: &str = "48;2;251;250;247";
const DESK_DARK: &str = "48;2;21;23;28";

/// Lin's console, in a terminal of many colours that was just asked.
async fn asked(office: &Office) -> Pty {
    let console = Pty::open_with(office, LIN, 120, 36, &[("COLORTERM", "truecolor")]);
    console.sends_after(0, QUESTION).await;
    console.sent("\u{1b}[?2031h");
    console
}

/// Asserts that the desk takes keys, and nothing but keys.
async fn takes_keys(console: &mut Pty) {
    console.types("/");
    console.types("快递");
    console.shows("> 快递 ").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_light_terminal_is_given_light_colours() {
    let office = Office::open().await;
    let mut console = asked(&office).await;
    console.types(&format!("{LIGHT_GROUND}{FENCE}"));
    console.shows("实时").await;
    console.sends_after(0, DESK_LIGHT).await;
    takes_keys(&mut console).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dark_terminal_is_given_dark_colours() {
    let office = Office::open().await;
    let mut console = asked(&office).await;
    console.types(&format!("{DARK_GROUND}{FENCE}"));
    console.shows("实时").await;
    console.sent(DESK_DARK);
    takes_keys(&mut console).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_that_answers_nothing_loses_no_key_that_is_typed_meanwhile() {
    let office = Office::open().await;
    let mut console = asked(&office).await;
    console.types("/");
    console.types("快递");
    console.shows("> 快递 ").await;
    console.sent(DESK_DARK);
    console.never_sent(DESK_LIGHT);
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_among_the_answers_are_kept() {
    let office = Office::open().await;
    let mut console = asked(&office).await;
    console.types(&format!("/快{LIGHT_GROUND}递{FENCE}没"));
    console.shows("> 快递没 ").await;
    console.sends_after(0, DESK_LIGHT).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_answer_changes_colours_and_types_nothing() {
    let office = Office::open().await;
    let mut console = asked(&office).await;
    takes_keys(&mut console).await;
    console.never_sent(DESK_LIGHT);
    let mark = console.mark();
    // Over a slow line, in pieces.
    for piece in ["\u{1b}]11;rgb:fdfd/f6", "f6/e3e3\u{1b}", "\\\u{1b}[?62", ";22c"] {
        console.types(piece);
    }
    console.sends_after(mark, DESK_LIGHT).await;
    console.types("到");
    console.shows("> 快递到 ").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_is_none_types_nothing() {
    let office = Office::open().await;
    let mut console = asked(&office).await;
    console.types(&format!(
        "\u{1b}]11;rgb:zz/what\u{7}\u{1b}]11;?\u{1b}\\\u{1b}]10;rgb:ff/ff/ff\u{7}\u{1b}P>|x\u{1b}\\{FENCE}"
    ));
    takes_keys(&mut console).await;
    console.never_sent(DESK_LIGHT);
    console.types("\u{1b}[?99999;n\u{1b}[?997;7n没");
    console.shows("> 快递没 ").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn colours_follow_the_terminal_and_are_let_go_at_the_end() {
    let office = Office::open().await;
    let mut console = asked(&office).await;
    console.types(FENCE);
    console.shows("实时").await;
    for (report, ground) in
        [("\u{1b}[?997;2n", DESK_LIGHT), ("\u{1b}[?997;1n", DESK_DARK), ("\u{1b}[?997;2n", DESK_LIGHT)]
    {
        let mark = console.mark();
        console.types(report);
        console.sends_after(mark, ground).await;
    }
    takes_keys(&mut console).await;
    console.signal("TERM").await;
    assert_eq!(console.ends().await, 0);
    assert!(!console.modes_left_on().contains(&"2031".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_theme_of_ones_own_choice_stays_and_no_colours_means_none() {
    let office = Office::open().await;
    for more in [("RINGDESK_THEME", "desk-dark"), ("NO_COLOR", "1")] {
        let mut console = Pty::open_with(&office, LIN, 120, 36, &[("COLORTERM", "truecolor"), more]);
        console.shows("实时").await;
        console.types(&format!("{LIGHT_GROUND}{FENCE}\u{1b}[?997;2n"));
        takes_keys(&mut console).await;
        console.never_sent(QUESTION);
        console.never_sent(DESK_LIGHT);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pair_of_ones_own_is_worn() {
    let office = Office::open().await;
    let own =
        [("COLORTERM", "truecolor"), ("RINGDESK_THEME_LIGHT", "desk-dark"), ("RINGDESK_THEME_DARK", "desk-light")];
    let mut console = Pty::open_with(&office, LIN, 120, 36, &own);
    console.sends_after(0, QUESTION).await;
    console.types(&format!("{DARK_GROUND}{FENCE}"));
    console.shows("实时").await;
    console.sends_after(0, DESK_LIGHT).await;
}
