//! The desk in lines: what is said when something happens, and what is not.

use chrono::TimeDelta;

use super::fixture;
use crate::console::app::effect::Reading;
use crate::console::app::model::editor::Editor;
use crate::console::app::model::form::{Form, NoteForm};
use crate::console::app::model::overlay::{Asked, Overlay};
use crate::console::app::model::sign_in::SignIn;
use crate::console::app::model::toast::{Toast, Tone};
use crate::console::app::model::{Lang, Middle, Model, Pane};
use crate::console::app::text::Text;
use crate::console::i18n::Texts;
use crate::console::keymap::Keymap;
use crate::console::theme::{Depth, Styles, Theme};
use crate::console::ui::Look;
use crate::console::ui::plain::{Reader, SIZE, view};
use crate::domain::call::{CallState, Utterance};
use crate::domain::phone::Region;

/// A desk and who listens to it.
struct Listener {
    model: Model,
    reader: Reader,
    styles: Styles,
}

impl Listener {
    /// At a desk two minutes into the call, once the start was heard.
    fn at(model: Model) -> Self {
        let styles = Styles::new(&Theme::built_in("desk-dark").expect("shipped"), Depth::Truecolor);
        let mut listener = Self { model, reader: Reader::default(), styles };
        listener.model.plain = true;
        listener.hear();
        listener
    }

    fn hear(&mut self) -> String {
        let look = Look {
            styles: &self.styles,
            texts: Texts::of(self.model.lang.tag()),
            keymap: Keymap::built_in(),
            local: fixture::hangzhou,
            home: Region::CN,
        };
        self.reader.said(view(&self.model, &look))
    }

    /// What is heard once `change` has come about.
    fn on(&mut self, change: impl FnOnce(&mut Model)) -> String {
        change(&mut self.model);
        self.hear()
    }

    fn asked(&mut self, reading: Reading) -> String {
        self.reader.ask(reading);
        self.hear()
    }
}

fn in_call(lang: Lang) -> Model {
    fixture::desk(SIZE.width, SIZE.height, lang)
}

/// Nobody on the phone, the queue under the keys.
fn quiet(lang: Lang) -> Model {
    let mut model = in_call(lang);
    model.calls.current = None;
    model.focus = Pane::Queue;
    model
}

fn rings(model: &mut Model) {
    let mut call = fixture::call();
    call.call.state = CallState::Ringing;
    model.calls.current = Some(call);
    model.middle = Middle::Caller;
}

fn rings_and_is_gone_to(model: &mut Model) {
    rings(model);
    model.focus = Pane::Middle;
}

fn note(model: &mut Model, text: &str) {
    let ticket = model.queue.rows[0].shown().clone();
    let text = Editor::with(text);
    model.form = Some(Form::Note(NoteForm { ticket: ticket.id, number: ticket.number, text, problem: None }));
}

#[test]
fn a_ring_is_said_at_once_with_everything_about_the_caller() {
    for lang in [Lang::Chinese, Lang::English] {
        for ring in [rings, rings_and_is_gone_to] {
            let mut desk = Listener::at(quiet(lang));
            let said = desk.on(ring);
            assert!(said.contains("王建国") && said.contains("SF1380045512") && said.ends_with("\r\n"), "{said}");
            assert_eq!(desk.hear(), "", "nothing is said twice");
        }
        let aside = Listener::at(quiet(lang)).on(rings);
        assert!(aside.lines().next().is_some_and(|first| first.contains("F2")), "{aside}");
    }
}

#[test]
fn a_call_that_was_heard_is_not_read_again_when_the_keys_go_to_it() {
    let mut desk = Listener::at(quiet(Lang::Chinese));
    desk.on(rings);
    let said = desk.on(|model| model.focus = Pane::Middle);
    assert!(said.contains("来电") && !said.contains("近 30 天"), "{said}");
}

#[test]
fn the_caller_s_next_words_are_said_wherever_the_keys_go() {
    let mut model = in_call(Lang::Chinese);
    model.focus = Pane::Queue;
    let mut desk = Listener::at(model);
    let said = desk.on(|model| {
        let at = model.now;
        let call = &mut model.calls.current.as_mut().expect("a call").call;
        call.utterances.push(Utterance { at, text: "我要投诉".to_owned() });
    });
    assert_eq!(said, "\"我要投诉\"\r\n");
}

#[test]
fn moving_the_cursor_says_the_row_under_it_and_no_other() {
    let mut desk = Listener::at(quiet(Lang::Chinese));
    let other = desk.model.queue.rows[0].shown().number.to_string();
    let number = desk.model.queue.rows[1].shown().number.to_string();
    let said = desk.on(|model| model.queue.cursor = 1);
    assert!(said.contains(&number) && !said.contains(&other), "{said}");
    assert_eq!(said.lines().count(), 2, "{said}");
    let again = desk.asked(Reading::Row);
    assert_eq!(again, said);
}

#[test]
fn a_change_of_focus_says_the_title_first_then_the_row_under_the_cursor() {
    let mut desk = Listener::at(quiet(Lang::English));
    let said = desk.on(|model| model.focus = Pane::Knowledge);
    let lines: Vec<&str> = said.lines().collect();
    assert!(lines[0].starts_with("Answers"), "{said}");
    assert!(lines[1].starts_with('1') && lines.len() < 5, "{said}");
    let back = desk.on(|model| model.focus = Pane::Queue);
    assert!(back.starts_with("Queue"), "{back}");
}

#[test]
fn countdowns_and_clocks_are_silent_until_asked_for() {
    for lang in [Lang::Chinese, Lang::English] {
        let mut desk = Listener::at(quiet(lang));
        for _ in 0..3 {
            assert_eq!(desk.on(|model| model.now += TimeDelta::seconds(7)), "");
        }
        let mut desk = Listener::at(in_call(lang));
        assert_eq!(desk.on(|model| model.now += TimeDelta::seconds(1)), "");
        assert!(desk.asked(Reading::Status).contains("02:15"));
    }
}

#[test]
fn a_clock_that_runs_out_is_news() {
    let mut desk = Listener::at(quiet(Lang::Chinese));
    let said = desk.on(|model| model.now += TimeDelta::minutes(30));
    assert!(said.contains("超"), "{said}");
}

#[test]
fn what_is_typed_is_echoed_once_and_a_deletion_says_the_line_anew() {
    let mut desk = Listener::at(quiet(Lang::Chinese));
    let opened = desk.on(|model| note(model, ""));
    assert!(opened.contains("备注"), "{opened}");
    assert_eq!(desk.on(|model| note(model, "客")), "客");
    assert_eq!(desk.on(|model| note(model, "客户说")), "户说");
    assert_eq!(desk.on(|model| note(model, "客户")), "\r\n客户");
    assert_eq!(desk.on(|model| note(model, "客户\n急")), "\r\n急");
    let told = desk.on(rings);
    assert!(told.starts_with("\r\n") && told.contains("王建国"), "{told}");
    assert_eq!(desk.on(|model| note(model, "客户\n急件")), "急件", "after an interruption the line is said whole");
    assert!(!desk.asked(Reading::Row).contains("备注"));
}

#[test]
fn a_password_is_never_said() {
    let mut desk = Listener::at(quiet(Lang::English));
    let mut fields = SignIn::of(Some("linwei"));
    let opened = desk.on(|model| model.overlays.push(Overlay::SignIn(fields.clone())));
    assert!(opened.starts_with("Sign in"), "{opened}");
    for secret in ["h", "u", "n"] {
        fields.editor_mut().insert(secret);
        let shown = fields.clone();
        let said = desk.on(|model| model.overlays = vec![Overlay::SignIn(shown)]);
        assert_eq!(said, "*");
    }
    assert!(!desk.asked(Reading::All).contains("hun"));
}

#[test]
fn a_question_is_said_whole() {
    let mut desk = Listener::at(in_call(Lang::English));
    let question = Text::new("ask-reveal").with("name", "王建国");
    let said = desk.on(|model| {
        model.overlays.push(Overlay::Ask { question, then: Asked::Reveal { customer: "wang".into(), copy: false } });
    });
    assert!(said.contains("王建国") && said.contains("Enter"), "{said}");
}

#[test]
fn toasts_come_before_everything_else() {
    let mut desk = Listener::at(quiet(Lang::English));
    let said = desk.on(|model| {
        let (at, until) = (model.now, model.now + TimeDelta::seconds(4));
        model.toasts.push(Toast { text: Text::new("toast-copied"), tone: Tone::Good, at, until });
        model.queue.cursor = 2;
    });
    let toast = Texts::of("en").get("toast-copied");
    assert!(said.lines().next().is_some_and(|first| first.contains(&toast)), "{said}");
    assert_eq!(desk.on(|model| model.toasts.clear()), "", "one that goes is no news");
}

#[test]
fn hostile_words_control_nothing() {
    let mut desk = Listener::at(quiet(Lang::Chinese));
    let said = desk.on(|model| {
        rings(model);
        let call = &mut model.calls.current.as_mut().expect("a call").call;
        let text = "\u{1b}]0;mine\u{7}\u{1b}[2J\u{9b}31m\u{202e}快\u{2588}\u{2500}".to_owned();
        call.utterances.push(Utterance { at: call.started_at, text });
    });
    let bad = |sign: char| (sign.is_control() && !"\r\n".contains(sign)) || sign == '\u{202e}';
    assert!(!said.contains(bad), "{said:?}");
    assert!(said.contains('快'), "{said}");
}

#[test]
fn every_size_of_pane_is_read_whole_and_without_a_box() {
    for lang in [Lang::Chinese, Lang::English] {
        for focus in [Pane::Queue, Pane::Middle, Pane::Knowledge] {
            let mut desk = Listener::at(in_call(lang));
            desk.on(|model| model.focus = focus);
            let said = desk.asked(Reading::All);
            let drawn =
                |sign: char| ('\u{2500}'..'\u{25a0}').contains(&sign) || ('\u{2800}'..'\u{2900}').contains(&sign);
            assert!(!said.contains(drawn) && !said.contains('\u{1b}'), "{said}");
            assert!(said.contains("王建国") && said.contains("F4"), "{said}");
        }
    }
}
