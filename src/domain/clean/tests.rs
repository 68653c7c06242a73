use proptest::prelude::*;

use super::{line, text};

#[test]
fn what_steers_a_terminal_is_out() {
    let dirty = [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;owned\x07title", "title"),
        ("\x1b]52;c;ZXZpbA==\x1b\\clip", "clip"),
        ("\x1bP1$r0m\x1b\\dcs", "dcs"),
        ("\x1b_apc\x1b\\a\x1b^pm\x1b\\b", "ab"),
        ("\u{9b}31mred", "red"),
        ("\u{9d}0;owned\u{9c}title", "title"),
        ("\x1b[2J\x1b[1;1Hhome", "home"),
        ("bell\x07 back\x08 null\0 del\x7f", "bell back null del"),
        ("never ended \x1b]0;lost\nnext line", "never ended \nnext line"),
        ("a\tb", "a b"),
    ];
    for (raw, clean) in dirty {
        assert_eq!(text(raw), clean, "{raw:?}");
    }
}

#[test]
fn what_turns_or_hides_text_is_out() {
    let dirty = [
        ("abc\u{202E}fdp.exe", "abcfdp.exe"),
        ("\u{2066}iso\u{2069}late", "isolate"),
        ("\u{200E}l\u{200F}r\u{061C}a", "lra"),
        ("zero\u{200B}width\u{FEFF}\u{2060}", "zerowidth"),
        ("a\u{200D}b", "ab"),
        ("tag\u{E0041}ged", "tagged"),
        ("blank\u{3164}\u{115F}", "blank"),
        ("soft\u{AD}hyphen", "softhyphen"),
    ];
    for (raw, clean) in dirty {
        assert_eq!(text(raw), clean, "{raw:?}");
    }
}

#[test]
fn letters_and_emoji_stay_as_they_are() {
    let texts =
        ["王建国 还没收到", "👨‍👩‍👧‍👦 家", "👍🏽", "❤️", "🏳️‍🌈", "é e\u{301}", "ไทย ภาษา", "العربية", "葛\u{E0100}城", "a  b"];
    for raw in texts {
        assert_eq!(text(raw), raw);
    }
}

#[test]
fn heaps_of_marks_are_cut() {
    let heap = format!("Z{}", "\u{0301}".repeat(50));
    assert_eq!(text(&heap).chars().count(), 5);
    assert_eq!(
        text("e\u{300}\0\u{301}\u{200B}\u{302}\u{303}\u{304}\u{305}").chars().count(),
        5,
        "a hidden sign is no new letter"
    );
}

#[test]
fn line_ends_are_one_kind() {
    assert_eq!(text("a\r\nb\rc\nd\u{2028}e\u{85}f"), "a\nb\nc\nd\ne\nf");
    assert_eq!(text("a\n"), "a\n");
    assert_eq!(line(" a\r\nb\x1b[0m \n"), "a b");
}

/// The slow, obvious twin of the promise: nothing of what a terminal obeys is left.
fn is_harmless(clean: &str) -> bool {
    clean.chars().all(|c| c == '\n' || !c.is_control())
        && !clean
            .contains(['\u{202A}', '\u{202B}', '\u{202D}', '\u{202E}', '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'])
}

proptest! {
    #[test]
    fn nothing_harmful_survives(raw in "(\\PC|[\u{0}-\u{1F}]|[\u{80}-\u{9F}]|\u{1B}[\\[\\]P_^]|[\u{200B}-\u{206F}]){0,60}") {
        prop_assert!(is_harmless(&text(&raw)), "{:?}", text(&raw));
        prop_assert!(!line(&raw).contains('\n'));
    }

    #[test]
    fn cleaning_twice_is_cleaning_once(raw in "(\\PC|[\u{0}-\u{1F}]|\u{1B}\\[|[\u{200B}-\u{206F}]){0,40}") {
        let once = text(&raw);
        prop_assert_eq!(text(&once), once.clone());
    }
}
