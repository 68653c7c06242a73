//! The mouse in a real terminal.

use crate::it::support::office::{LIN, Office};
use crate::it::support::pty::Pty;

const TAKEN: &str = "\u{1b}[?1000h\u{1b}[?1006h";

#[tokio::test(flavor = "multi_thread")]
async fn clicks_select_and_open_and_nothing_of_them_is_typed() {
    let office = Office::open().await;
    for subject in ["手机未收到", "打开就是碎的"] {
        office.ticket(subject).await;
    }
    let mut console = Pty::open_with(&office, LIN, 120, 36, &[("RINGDESK_MOUSE", "true")]);
    console.shows("打开就是碎的").await;
    console.sent(TAKEN);
    let (column, row) = console.place("打开就是碎的");
    let click = format!("\u{1b}[<0;{column};{row}M\u{1b}[<0;{column};{row}m");
    console.types(&click);
    console.types(&click);
    console.shows("打开就是碎的\u{20}").await;
    console.shows("历史").await;
    console.types("/");
    console.types("快递");
    console.shows("> 快递 ").await;
    console.signal("TERM").await;
    assert_eq!(console.ends().await, 0);
    let on = console.modes_left_on();
    assert!(!on.contains(&"1000".to_owned()) && !on.contains(&"1006".to_owned()), "{on:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mouse_is_the_terminals_until_a_key_takes_it() {
    let office = Office::open().await;
    let mut console = Pty::open(&office, LIN, 120, 36);
    console.shows("实时").await;
    console.never_sent("\u{1b}[?1000h");
    console.types(" s");
    console.sends_after(0, TAKEN).await;
    console.shows("鼠标").await;
    let mark = console.mark();
    console.types(" s");
    console.sends_after(mark, "\u{1b}[?1000l").await;
    console.hides(" 鼠标 ").await;
}
