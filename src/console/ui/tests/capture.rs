//! Callers nobody knows, what came of a contact, and what was promised.

use super::{fixture, painted};
use crate::console::app::model::contact::ContactForm;
use crate::console::app::model::editor::Editor;
use crate::console::app::model::form::{Form, NewTicketForm};
use crate::console::app::model::lookup::Lookup;
use crate::console::app::model::overlay::Overlay;
use crate::console::app::model::{Lang, Model};
use crate::console::app::remote::Remote;
use crate::console::app::text::Text;
use crate::domain::customer::Customer;
use crate::domain::moment::WallClock;

fn chinese() -> Model {
    fixture::desk(120, 36, Lang::Chinese)
}

/// Customers found by what was typed.
pub fn looked_up(words: &str, choosing: bool) -> Lookup {
    let customer = fixture::profile().customer;
    let company = Some("浙江宏远智能装备股份有限公司杭州分公司".to_owned());
    let found = vec![customer.clone(), Customer { company, name: "王建华".to_owned(), ..customer }];
    Lookup {
        call: Some("call-1".into()),
        number: Some("+86139****0001".to_owned()),
        query: Editor::with(words),
        asked: words.to_owned(),
        found: Remote::ready(found, fixture::now()),
        choosing,
        ..Lookup::default()
    }
}

/// The form of a contact, with that next contact typed in.
pub fn contact(next: &str) -> Form {
    let mut form = ContactForm::customer(&fixture::profile().customer, fixture::now(), WallClock(fixture::hangzhou));
    form.fields[0].text = Editor::with(next);
    Form::Contact(form)
}

pub fn stranger() -> Form {
    Form::Contact(ContactForm::stranger(None, Some("+86139****0001".to_owned()), "杭州".to_owned()))
}

pub fn new_ticket() -> Form {
    let fields = ["净化器一直响", "净化器一直响，滤芯也换过了，还是响，晚上睡不着", "已请客户录音"].map(Editor::with);
    let (customer, call) = (Some("wang".into()), Some("call-1".into()));
    Form::Ticket(NewTicketForm { customer, name: "王建国".to_owned(), call, fields, field: 2, problem: None })
}

#[test]
fn a_time_is_shown_back_as_it_was_understood() {
    let filled = |next: &str| {
        let mut model = chinese();
        model.form = Some(contact(next));
        painted(&model)
    };
    filled("明天10点").shows("= 周六 明天 10:00");
    filled("11-25 14:00").shows("= 周二 11-25 14:00");
    filled("下雨").shows("? 明天10点 · +2h · 11-25 14:00");
    filled("").shows("明天10点 · +2h · 11-25 14:00").hides("?明天");
}

#[test]
fn a_contact_shows_three_fields_and_what_is_folded() {
    let mut model = chinese();
    model.form = Some(stranger());
    painted(&model).shows("姓名").shows("下次联系").shows("障碍").shows("+ 阶段 · 城市 杭州");
    model.form = Some(contact(""));
    painted(&model).shows("联系记录 王建国").shows("下次联系").shows("阶段").shows("障碍").hides("姓名 ");
}

#[test]
fn a_digit_stands_beside_a_customer_only_while_it_chooses() {
    let mut model = chinese();
    model.overlays = vec![Overlay::Lookup(Box::new(looked_up("王", false)))];
    painted(&model)
        .shows("王建华")
        .shows("Enter 选客户")
        .hides("2  王建华")
        .shows("[ ] 把 139****0001 存为此客户的号码");
    model.overlays = vec![Overlay::Lookup(Box::new(looked_up("王", true)))];
    painted(&model).shows("2  王建华").shows("1-2 ");
}

#[test]
fn promises_are_listed_with_their_digits_and_when_they_are_due() {
    let mut model = chinese();
    model.overlays = vec![Overlay::Todos { cursor: 0 }];
    let screen = painted(&model);
    screen.shows("今日待办与回电").shows("完成").shows("1  ");
    let first = fixture::todos()[0].text.clone();
    screen.shows(&first);
}

#[test]
fn the_palette_finds_an_action_by_its_chinese_words() {
    let mut model = chinese();
    model.overlays = vec![Overlay::Palette { query: Editor::with("挂断"), cursor: 0 }];
    painted(&model).shows("call.hang-up").hides("call.answer");
}

#[test]
fn what_is_wrong_with_a_form_is_said_whole() {
    let mut model = chinese();
    let Form::Contact(form) = contact("下雨") else { panic!("a contact") };
    let problem = Some(Text::new("when-unclear").with("words", "下雨"));
    model.form = Some(Form::Contact(ContactForm { problem, ..form }));
    painted(&model).shows("联系记录 王建国").shows("“下雨”看不出时间").shows("11-25 14:00");
}
