//! Both versions of a record that two people changed, and what has not landed.

use serde_json::{Value, json};

use super::{fixture, painted};
use crate::console::app::effect::{DraftId, TicketCommand, WriteId};
use crate::console::app::merge::{Change, Changes, Difference, Side};
use crate::console::app::model::outbox::{Write, WriteState};
use crate::console::app::model::overlay::{Conflict, Contested, Overlay};
use crate::console::app::model::{Lang, Model};
use crate::console::app::{Problem, ProblemKind};
use crate::console::theme::Role;

fn difference(field: &str, [base, mine, theirs]: [Value; 3]) -> Difference {
    Difference { field: field.to_owned(), base, mine, theirs, chosen: None }
}

fn conflict(whole: bool, text: Option<&str>, fields: Vec<Difference>) -> Conflict {
    Conflict {
        of: Contested::Ticket { write: WriteId("w".to_owned()), ticket: "10482".into(), number: 10482 },
        version: 7,
        whole,
        text: text.map(str::to_owned),
        settled: [("priority".to_owned(), Change::new(json!(3), json!(1)))].into(),
        fields,
        cursor: 0,
        at: fixture::now(),
    }
}

/// Fields of a ticket that both changed; the first is decided.
pub fn edited() -> Overlay {
    let subject = ["手机未收到", "手机未收到，客户改到周六送货，地址换成公司", "手机已签收但没拿到"];
    let mut fields = vec![
        difference("subject", subject.map(|text| json!(text))),
        difference("problem_type", ["fulfilment_exception", "quality_fault", "other"].map(|kind| json!(kind))),
    ];
    fields[0].chosen = Some(Side::Mine);
    Overlay::Conflict(conflict(false, None, fields))
}

/// Two who let a ticket wait.
pub fn pended() -> Overlay {
    let pending = |reason: &str| json!({"reason": reason, "since": fixture::now(), "until": null});
    let fields = vec![difference("pending", [Value::Null, pending("等照片"), pending("等发票")])];
    Overlay::Conflict(conflict(true, Some("等照片"), fields))
}

/// The desk with that on top.
pub fn on_top(overlay: Overlay, width: u16, height: u16, lang: Lang) -> Model {
    let mut model = fixture::desk(width, height, lang);
    model.overlays.push(overlay);
    model
}

#[test]
fn all_three_versions_stand_side_by_side_and_the_long_ones_in_full() {
    let screen = painted(&on_top(edited(), 120, 36, Lang::Chinese));
    let text = screen.text();
    for said in ["原来", "你的", "现在的", "√ 手机未收到，客户改到", "地址换成公司", "其余已自动合并：优先级"]
    {
        assert!(text.contains(said), "{said}\n{text}");
    }
    screen.in_role("√ 手机未收到，客户改到", Role::Good);
}

/// A note that was refused, and a draft.
pub fn unsent(width: u16, height: u16, lang: Lang) -> Model {
    let mut model = on_top(Overlay::Unsent { cursor: 1 }, width, height, lang);
    let why = Problem { detail: "role agent may not".to_owned(), ..Problem::of(ProblemKind::Forbidden) };
    model.outbox.commands.push(Write {
        id: WriteId("w".to_owned()),
        ticket: "10482".into(),
        version: None,
        command: TicketCommand::Note { text: "客户要求今天答复，已经加急。".to_owned() },
        changes: Changes::new(),
        behind: false,
        by: None,
        at: fixture::now(),
        state: WriteState::Refused(why),
    });
    model.drafts.insert(DraftId::Reply("10482".into()), "您好，包裹今天".to_owned());
    model
}

#[test]
fn what_has_not_landed_is_listed_with_why_and_a_way_to_mend_it() {
    let screen = painted(&unsent(100, 30, Lang::Chinese));
    screen
        .shows("还没送达的内容")
        .shows("你的角色不允许")
        .shows("客户要求今天答复")
        .shows("发给客户 10482")
        .shows("草稿");
    screen.in_role("你的角色不允许", Role::Bad);
}

#[test]
fn a_command_is_whole_and_its_words_are_shown() {
    let text = painted(&on_top(pended(), 80, 24, Lang::English)).text();
    for said in ["等照片", "等发票", "What you wrote", "choose one for each"] {
        assert!(text.contains(said), "{said}\n{text}");
    }
}
