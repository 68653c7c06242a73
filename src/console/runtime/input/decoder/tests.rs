//! Whatever a terminal sends is taken whole or not at all, however it is cut.

use crossterm::event::{KeyEvent, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};
use proptest::prelude::*;

use super::*;
use crate::console::keymap::Key;

/// All of it, up to the end of every patience.
fn heard(bytes: &[u8]) -> Vec<Heard> {
    let mut decoder = Decoder::default();
    let mut out = decoder.feed(bytes);
    out.extend(decoder.give_up());
    out
}

/// The keys by their names.
fn keys_of(bytes: &[u8]) -> Vec<String> {
    let named = |heard: Heard| match heard {
        Heard::Event(Event::Key(key)) => Key::from_event(&key).map(|key| key.to_string()),
        other => panic!("no key: {other:?}"),
    };
    heard(bytes).into_iter().filter_map(named).collect()
}

fn event(event: Event) -> Vec<Heard> {
    vec![Heard::Event(event)]
}

#[test]
fn every_key_is_read_as_terminals_send_it() {
    let cases: [(&[u8], &[&str]); 30] = [
        (b"aZ/ ", &["a", "Z", "/", "Space"]),
        ("快？é".as_bytes(), &["快", "？", "é"]),
        (b"\r\t\x7f", &["Enter", "Tab", "Backspace"]),
        (b"\x11\x00", &["C-q", "C-Space"]),
        (b"\n", &["C-j"]),
        (b"\x1b", &["Esc"]),
        (b"\x1b\x1b", &["Esc", "Esc"]),
        (b"\x1be", &["A-e"]),
        ("\u{1b}快".as_bytes(), &["A-快"]),
        (b"\x1b\r", &["A-Enter"]),
        (b"\x1b[A\x1b[B\x1b[C\x1b[D", &["Up", "Down", "Right", "Left"]),
        (b"\x1bOA\x1bOH\x1bOF\x1bOM", &["Up", "Home", "End", "Enter"]),
        (b"\x1b[H\x1b[F\x1b[1~\x1b[4~\x1b[7~\x1b[8~", &["Home", "End", "Home", "End", "Home", "End"]),
        (b"\x1b[2~\x1b[3~\x1b[5~\x1b[6~", &["Insert", "Delete", "PageUp", "PageDown"]),
        (b"\x1bOP\x1bOS", &["F1", "F4"]),
        (b"\x1b[[A\x1b[[E", &["F1", "F5"]),
        (b"\x1b[11~\x1b[15~\x1b[17~\x1b[24~", &["F1", "F5", "F6", "F12"]),
        (b"\x1b[1;5C\x1b[1;3A\x1b[1;2P", &["C-Right", "A-Up", "S-F1"]),
        (b"\x1b[3;5~", &["C-Delete"]),
        (b"\x1b[Z", &["S-Tab"]),
        (b"\x1b[9;2u", &["S-Tab"]),
        (b"\x1b[13;5u", &["C-Enter"]),
        (b"\x1b[27;5;13~", &["C-Enter"]),
        (b"\x1b[97;5u\x1b[97;5:1u", &["C-a", "C-a"]),
        (b"\x1b[1;1:3A", &[]),
        (b"\x1b]", &["A-]"]),
        (b"\x1b[", &["A-["]),
        (b"\x1bO", &["A-O"]),
        (b"\x1b[\x1b[A", &["Up"]),
        (b"\x1b[99;99zq", &["q"]),
    ];
    for (bytes, keys) in cases {
        assert_eq!(keys_of(bytes), keys, "{:?}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn a_paste_is_one_whatever_is_in_it() {
    let pasted = "第一行\r\u{1b}[A\u{1b}[201 ]11;?\u{7}\n\u{1b}[200~";
    let bytes = format!("a\u{1b}[200~{pasted}\u{1b}[201~b");
    let typed = |sign| Heard::Event(Event::Key(KeyEvent::from(KeyCode::Char(sign))));
    let whole = [typed('a'), Heard::Event(Event::Paste(pasted.into())), typed('b')];
    assert_eq!(heard(bytes.as_bytes()), whole);
    assert_eq!(heard("\u{1b}[200~没有结尾".as_bytes()), event(Event::Paste("没有结尾".into())), "nothing is lost");
}

#[test]
fn clicks_and_the_wheel_are_read_with_their_cell() {
    let click =
        |kind, column, row| event(Event::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }));
    assert_eq!(heard(b"\x1b[<0;300;2M"), click(MouseEventKind::Down(MouseButton::Left), 299, 1));
    assert_eq!(heard(b"\x1b[<0;1;1m"), click(MouseEventKind::Up(MouseButton::Left), 0, 0));
    assert_eq!(heard(b"\x1b[<2;1;1M"), click(MouseEventKind::Down(MouseButton::Right), 0, 0));
    assert_eq!(heard(b"\x1b[<32;5;6M"), click(MouseEventKind::Drag(MouseButton::Left), 4, 5));
    assert_eq!(heard(b"\x1b[<35;5;6M"), click(MouseEventKind::Moved, 4, 5));
    assert_eq!(heard(b"\x1b[<64;5;6M"), click(MouseEventKind::ScrollUp, 4, 5));
    assert_eq!(heard(b"\x1b[<65;5;6M"), click(MouseEventKind::ScrollDown, 4, 5));
    for broken in [&b"\x1b[<0;0;1M"[..], b"\x1b[<0;1M", b"\x1b[<?;1;1M", b"\x1b[<0;99999;1M", b"\x1b[M !!"] {
        assert_eq!(heard(broken), [], "{:?}", String::from_utf8_lossy(broken));
    }
}

#[test]
fn no_answer_becomes_typing() {
    let light = Heard::Report(Report::Light(true));
    assert_eq!(heard(b"\x1b]11;rgb:ffff/ffff/ffff\x07"), std::slice::from_ref(&light));
    assert_eq!(heard(b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\"), std::slice::from_ref(&light));
    assert_eq!(heard(b"\x1b[?997;2n\x1b[?62;4;22c"), [light, Heard::Report(Report::Answered)]);
    for nothing in [
        &b"\x1b]11;rgb:nonsense\x07"[..],
        b"\x1b]11;rgb:ffff",
        b"\x1b]11;rgb:ffff\x1b",
        b"\x1b]4;1;rgb:0/0/0\x1b\\",
        b"\x1bP1$r0 q\x1b\\",
        b"\x1bP>|term 1.0\x1b\\",
        b"\x1b_Gi=1;OK\x1b\\",
        b"\x1b[?1;2$y",
        b"\x1b[?99",
        b"\xff\xfe\x80",
    ] {
        assert_eq!(heard(nothing), [], "{:?}", String::from_utf8_lossy(nothing));
    }
    assert_eq!(keys_of(b"\x1b]11;rgb:ff\r"), ["Enter"], "a key that types nothing ends what never ended");
}

#[test]
fn what_never_ends_is_dropped_at_some_length() {
    let mut endless = b"\x1b]11;".to_vec();
    endless.resize(LONGEST + 100, b'x');
    let mut decoder = Decoder::default();
    assert_eq!(decoder.feed(&endless), []);
    assert_eq!(decoder.patience(), None);
    assert_eq!(decoder.feed(b"q").len(), 1);
}

#[test]
fn only_what_is_not_whole_is_waited_for() {
    let mut decoder = Decoder::default();
    for (bytes, patience) in
        [("a\u{1b}[A", None), ("\u{1b}", Some(ESCAPE)), ("]", Some(INTRODUCED)), ("11;", Some(BEGUN)), ("\u{7}", None)]
    {
        decoder.feed(bytes.as_bytes());
        assert_eq!(decoder.patience(), patience, "{bytes:?}");
    }
}

fn piece() -> impl Strategy<Value = Vec<u8>> {
    let whole = [
        "a",
        "快",
        "\r",
        "\u{11}",
        "\u{1b}[A",
        "\u{1b}[1;5C",
        "\u{1b}OP",
        "\u{1b}[<0;3;4M",
        "\u{1b}e",
        "\u{1b}]11;rgb:0000/0000/0000\u{1b}\\",
        "\u{1b}[?62c",
        "\u{1b}[?997;1n",
        "\u{1b}[200~一\r二\u{1b}[201~",
    ];
    prop::sample::select(whole.map(|text| text.as_bytes().to_vec()).to_vec())
}

proptest! {
    #[test]
    fn a_stream_means_the_same_however_it_is_cut(pieces in prop::collection::vec(piece(), 0..12), cut in 1_usize..9) {
        let bytes = pieces.concat();
        let mut decoder = Decoder::default();
        let apart: Vec<Heard> = bytes.chunks(cut).flat_map(|part| decoder.feed(part)).collect();
        prop_assert_eq!(apart, Decoder::default().feed(&bytes));
    }

    #[test]
    fn noise_never_panics_and_is_never_held_for_ever(noise in prop::collection::vec(any::<u8>(), 0..200)) {
        let mut decoder = Decoder::default();
        decoder.feed(&noise);
        decoder.give_up();
        prop_assert_eq!(decoder.patience(), None);
        let q = KeyEvent::new_with_kind(KeyCode::Char('q'), KeyModifiers::NONE, KeyEventKind::Press);
        prop_assert_eq!(decoder.feed(b"q"), event(Event::Key(q)));
    }
}
