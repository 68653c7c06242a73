use proptest::prelude::*;

use super::*;

fn typed(words: &str) -> Editor {
    let mut editor = Editor::default();
    words.chars().for_each(|sign| editor.insert(sign.encode_utf8(&mut [0; 4])));
    editor
}

#[test]
fn words_are_undone_one_by_one_and_come_back() {
    let mut editor = typed("ask the warehouse");
    let mut seen = Vec::new();
    while editor.undo() {
        seen.push(editor.text().to_owned());
    }
    assert_eq!(seen, ["ask the ", "ask the", "ask ", "ask", ""]);
    while editor.redo() {}
    assert_eq!(editor.text(), "ask the warehouse");
}

#[test]
fn a_paste_is_one_step() {
    let mut editor = typed("客户");
    editor.insert("第一行\n第二行");
    assert!(editor.undo());
    assert_eq!(editor.text(), "客户");
}

#[test]
fn what_is_typed_after_an_undo_takes_the_place_of_what_was_undone() {
    let mut editor = typed("a b");
    editor.undo();
    editor.insert("c");
    assert!(!editor.redo());
    assert_eq!(editor.text(), "a c");
}

#[derive(Clone, Debug)]
enum Doing {
    Type(char),
    Paste(String),
    Back,
    Delete,
    Word,
    Left,
    Right,
    Home,
}

fn doing() -> impl Strategy<Value = Doing> {
    prop_oneof![
        proptest::char::ranges(vec!['a'..='c', '中'..='丰', ' '..=' '].into()).prop_map(Doing::Type),
        "[a 中👍🏽é\n]{0,6}".prop_map(Doing::Paste),
        Just(Doing::Back),
        Just(Doing::Delete),
        Just(Doing::Word),
        Just(Doing::Left),
        Just(Doing::Right),
        Just(Doing::Home),
    ]
}

fn carry_out(editor: &mut Editor, doing: &Doing) {
    match doing {
        Doing::Type(sign) => editor.insert(sign.encode_utf8(&mut [0; 4])),
        Doing::Paste(text) => editor.insert(text),
        Doing::Back => editor.backspace(),
        Doing::Delete => editor.delete(),
        Doing::Word => editor.delete_word(),
        Doing::Left => editor.left(),
        Doing::Right => editor.right(),
        Doing::Home => editor.home(),
    }
}

proptest! {
    #[test]
    fn whatever_was_done_undoes_to_nothing_and_redoes_to_the_end(all in proptest::collection::vec(doing(), 0..60)) {
        let mut editor = Editor::default();
        for one in &all {
            carry_out(&mut editor, one);
        }
        let end = editor.text().to_owned();
        while editor.undo() {}
        prop_assert_eq!(editor.text(), "");
        while editor.redo() {}
        prop_assert_eq!(editor.text(), end);
    }
}
