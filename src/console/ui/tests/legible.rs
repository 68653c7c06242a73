//! What must be readable where there is little room, and what must not lie on top of what.

use super::screens::{SIZES, closing, overlays};
use super::{fixture, painted};
use crate::console::app::model::caller::CallerScreen;
use crate::console::app::model::editor::Editor;
use crate::console::app::model::form::Form;
use crate::console::app::model::optimistic::Optimistic;
use crate::console::app::model::overlay::Overlay;
use crate::console::app::model::toast::{Toast, Tone};
use crate::console::app::model::{Lang, Model};
use crate::console::app::text::Text;
use crate::console::theme::Role;
use crate::domain::prediction::PredictedProblem;

fn say(model: &mut Model, number: u64) {
    let until = model.now + chrono::TimeDelta::seconds(4);
    let text = Text::new("toast-claimed").with("number", number);
    model.toasts.push(Toast { text, tone: Tone::Good, at: model.now, until });
}

fn without(lines: &str, row: usize) -> Vec<&str> {
    lines.lines().enumerate().filter(|(at, _)| *at != row).map(|(_, line)| line).collect()
}

#[test]
fn a_message_covers_neither_the_keys_nor_what_lies_on_top() {
    for lang in [Lang::Chinese, Lang::English] {
        for (width, height) in SIZES {
            for overlay in overlays() {
                let mut model = fixture::desk(width, height, lang);
                model.overlays.push(overlay);
                let before = painted(&model).text();
                (1..4).for_each(|number| say(&mut model, number));
                let after = painted(&model).text();
                let changed = before.lines().zip(after.lines()).position(|(a, b)| a != b).expect("it is shown");
                assert_eq!(without(&before, changed), without(&after, changed), "one line only");
                assert!(!before.lines().nth(changed).unwrap_or_default().contains(['└', '│']), "{before}");
            }
        }
    }
}

#[test]
fn several_messages_stand_side_by_side_as_far_as_they_fit() {
    let mut model = fixture::desk(120, 36, Lang::Chinese);
    (1..4).for_each(|number| say(&mut model, number));
    painted(&model).shows("1 归你了").shows("2 归你了").shows("3 归你了");
}

#[test]
fn english_words_of_a_ticket_are_whole_in_the_queue() {
    let mut model = fixture::desk(120, 36, Lang::English);
    let ticket = |number, subject: &str, name| fixture::ticket(number, subject, name, 30, None);
    let rows = [
        ticket(10482, "Air purifier has not arrived", "Charlotte Hughes"),
        ticket(10483, "Kettle leaks at the handle", "Oliver Bennett"),
        ticket(10484, "Invoice with wrong company", "Anna Lee"),
    ];
    model.queue.rows = rows.into_iter().map(Optimistic::new).collect();
    let screen = painted(&model);
    screen
        .shows("Air purifier has not arrived")
        .shows("Kettle leaks at the handle")
        .shows("Invoice with wrong company");
    screen.shows("Charlotte").shows("Oliver").shows("Anna Lee");
}

#[test]
fn a_field_that_is_left_shows_its_beginning() {
    let mut model = fixture::desk(80, 24, Lang::Chinese);
    let Form::Ticket(mut form) = super::capture::new_ticket() else { panic!("a new ticket") };
    form.fields[0] = Editor::with("净化器从上周三下单到今天还没有收到，物流三天没有更新，客户要求今天给说法并且补偿");
    form.field = 0;
    model.form = Some(Form::Ticket(form.clone()));
    painted(&model).hides("净化器从上周三");
    form.field = 1;
    model.form = Some(Form::Ticket(form));
    painted(&model).shows("净化器从上周三").shows("…");
}

#[test]
fn the_way_to_the_other_causes_is_said() {
    for (lang, said) in [(Lang::Chinese, "还有 9  PageDown"), (Lang::English, "9 more  PageDown")] {
        let mut model = fixture::desk(120, 36, lang);
        model.form = Some(closing());
        painted(&model).shows(said).in_role("PageDown", Role::Key);
    }
}

#[test]
fn the_foot_goes_on_naming_the_keys_that_work_under_what_is_only_read() {
    for (lang, words) in [(Lang::Chinese, ["挂断", "备注", "更多"]), (Lang::English, ["hang up", "note", "more"])]
    {
        let mut model = fixture::desk(120, 36, lang);
        let parcel = fixture::profile().orders[0].clone();
        model.overlays.push(Overlay::Parcel(Box::new(parcel)));
        let text = painted(&model).text();
        let foot = text.lines().last().unwrap_or_default();
        assert!(words.iter().all(|word| foot.contains(word)), "{foot}");
    }
}

#[test]
fn which_number_it_is_is_said_in_the_readers_language() {
    for (lang, said) in [(Lang::Chinese, "手机"), (Lang::English, "mobile")] {
        let mut model = fixture::desk(120, 36, lang);
        let mut candidates = fixture::candidates();
        candidates[0].label = "mobile".to_owned();
        let call = model.calls.current.as_mut().expect("a call");
        call.caller = CallerScreen::Several { candidates, cursor: 0 };
        painted(&model).shows(&format!("· {said} ·"));
    }
}

#[test]
fn the_second_likely_problem_stands_beside_the_first() {
    for (lang, said) in [(Lang::Chinese, "也可能 质量故障"), (Lang::English, "or Product fault")] {
        let mut model = fixture::desk(160, 50, lang);
        let call = model.calls.current.as_mut().expect("a call");
        let second = PredictedProblem {
            problem_type: "quality_fault".into(),
            confidence: 0.2,
            red: false,
            evidence: Vec::new(),
        };
        call.prediction.problems[0].evidence.truncate(1);
        call.prediction.problems.push(second);
        painted(&model).shows(said);
    }
}

#[test]
fn every_overlay_ends_above_the_foot() {
    for (width, height) in SIZES {
        for overlay in overlays() {
            let mut model = fixture::desk(width, height, Lang::Chinese);
            let foot = |model: &Model| painted(model).text().lines().nth_back(1).unwrap_or_default().to_owned();
            let before = foot(&model);
            model.overlays.push(overlay);
            assert_eq!(foot(&model), before);
        }
    }
}

#[test]
fn a_desk_that_only_looks_says_so_and_the_log_tells_how_long_things_took() {
    for (lang, [only, took]) in [(Lang::Chinese, ["只读", "弹屏 -"]), (Lang::English, ["read-only", "pop -"])] {
        let mut model = fixture::desk(120, 36, lang);
        model.read_only = true;
        model.latencies.request.add(chrono::TimeDelta::milliseconds(12));
        model.overlays.push(Overlay::Log { scroll: 0 });
        painted(&model).in_role(only, Role::Warn).shows(took).shows("12/12ms");
    }
}
