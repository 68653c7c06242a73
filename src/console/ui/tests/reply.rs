//! Notes and messages to the customer are not to be confused, with colours or without.

use ratatui::style::Modifier;

use super::screens::SIZES;
use super::{Painted, fixture, painted, painted_in};
use crate::console::app::model::editor::Editor;
use crate::console::app::model::form::{Form, NoteForm};
use crate::console::app::model::reply::{Outgoing, ReplyForm};
use crate::console::app::model::{Lang, Model};
use crate::console::theme::{Depth, Role};
use crate::domain::interaction::Channel;

pub(super) fn reply(text: &str) -> Form {
    Form::Reply(Box::new(ReplyForm {
        ticket: "10482".into(),
        number: 10482,
        customer: "wang".into(),
        name: "王建国".to_owned(),
        channels: vec![Channel::Wechat, Channel::Sms],
        way: 0,
        text: Editor::with(text),
        seen_at: None,
        newer: None,
        problem: None,
    }))
}

fn note(text: &str) -> Form {
    Form::Note(NoteForm { ticket: "10482".into(), number: 10482, text: Editor::with(text), problem: None })
}

fn written(form: Form, (width, height): (u16, u16), lang: Lang) -> Model {
    let mut model = fixture::desk(width, height, lang);
    model.form = Some(form);
    model
}

fn reversed(screen: &Painted, words: &str) -> bool {
    let (x, y) = screen.places(words)[0];
    screen.buffer.cell((x, y)).is_some_and(|cell| cell.modifier.contains(Modifier::REVERSED))
}

#[test]
fn a_message_to_the_customer_has_a_frame_a_word_and_a_colour_of_its_own() {
    for (lang, [to, inside]) in [
        (Lang::Chinese, ["发给客户 王建国", "内部备注 10482"]),
        (Lang::English, ["To the customer 王建国", "Internal note on 10482"]),
    ] {
        for size in SIZES {
            let message = painted(&written(reply("今天到"), size, lang));
            message.shows(to).hides(inside).shows("║ 今天到").in_role(">> ", Role::Reply);
            painted(&written(note("今天到"), size, lang)).shows(inside).hides(to).hides("║");
        }
    }
}

#[test]
fn without_colours_they_still_differ() {
    for lang in [Lang::Chinese, Lang::English] {
        let message = painted_in(&written(reply("今天到"), (80, 24), lang), "mono", Depth::None);
        assert!(reversed(&message, ">> "), "{}", message.text());
        let note = painted_in(&written(note("今天到"), (80, 24), lang), "mono", Depth::None);
        assert!(!reversed(&note, "10482"), "{}", note.text());
    }
}

#[test]
fn what_the_customer_writes_meanwhile_stands_beside_it() {
    let Form::Reply(mut form) = reply("明天到") else { panic!("a reply") };
    form.newer = Some("不用了".to_owned());
    let mut model = written(Form::Reply(form), (120, 36), Lang::Chinese);
    painted(&model).shows("客户刚又写了").shows("不用了");
    model.form = None;
    painted(&model).hides("不用了");
}

#[test]
fn how_long_it_can_be_called_back_is_said() {
    for (lang, said) in
        [(Lang::Chinese, "7s 后发给 王建国 · 微信 · u 撤回"), (Lang::English, "by WeChat in 7s · u calls back")]
    {
        let mut model = fixture::desk(120, 36, lang);
        model.outgoing.push(Outgoing {
            ticket: "10482".into(),
            customer: "wang".into(),
            name: "王建国".to_owned(),
            channel: Some(Channel::Wechat),
            text: "明天到".to_owned(),
            seen_at: None,
            leaves_at: model.now + chrono::TimeDelta::seconds(7),
            held: None,
        });
        painted(&model).shows(said).in_role(">> ", Role::Reply);
        model.outgoing[0].held = Some("不用了".to_owned());
        painted(&model).shows("不用了");
    }
}
