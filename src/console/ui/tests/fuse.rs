//! Why a ticket is due when it is, what will blow soon, and who took note of what has gone up.

use chrono::TimeDelta;

use super::{fixture, painted};
use crate::console::app::model::Lang;
use crate::console::app::model::fuse::{ClockView, RiskView, Risks};
use crate::console::app::model::optimistic::Optimistic;
use crate::console::app::model::overlay::Overlay;
use crate::console::app::remote::Remote;
use crate::console::theme::Role;
use crate::domain::agent::Actor;
use crate::domain::clock::{ClockKind, readings};
use crate::domain::fuse::{Acknowledgement, AtRisk, Blow, ClockReport, Escalation, FusePolicy, fired, next_firing};
use crate::domain::ticket::{Alarm, HistoryEntry, Ticket, TicketFact};

/// Came in 150 minutes ago, waited for half an hour, went up half an hour ago; 周岚 took note.
fn history(noted: bool) -> Vec<HistoryEntry> {
    let zhou = Actor::Agent(fixture::agent("zhoulan", "周岚", "802"));
    let gone_up = Escalation {
        clock: ClockKind::Assignment,
        run: 0,
        step: "lead".to_owned(),
        round: 0,
        due_at: fixture::now() - TimeDelta::minutes(30),
        to: vec![fixture::agent("he", "何俊", "815")],
        by: vec!["wecom".to_owned()],
    };
    let pended = TicketFact::Pended { reason: "等照片".to_owned(), until: None };
    let facts = [
        (150, TicketFact::Created),
        (140, pended),
        (110, TicketFact::Resumed),
        (30, TicketFact::Escalated(gone_up)),
        (20, TicketFact::Acknowledged),
    ];
    let kept = facts.into_iter().take(if noted { 5 } else { 4 });
    let entry =
        |(seq, (ago, what))| HistoryEntry { seq, at: fixture::now() - TimeDelta::minutes(ago), by: zhou.clone(), what };
    (1..).zip(kept).map(entry).collect()
}

fn report(noted: bool) -> ClockReport {
    let (policy, history) = (FusePolicy::built_in(), history(noted));
    ClockReport {
        policy: policy.name.clone(),
        place: policy.place.clone(),
        calendar: None,
        zone: None,
        now: fixture::now(),
        clocks: readings(&history, &policy, fixture::now()),
        next: next_firing(&history, &policy),
        fired: fired(&history),
    }
}

/// The clocks of a ticket on top.
pub fn clocks(noted: bool) -> Overlay {
    let mut view = ClockView::of("10482".into(), 10_482);
    view.report = Remote::ready(Box::new(report(noted)), fixture::now());
    Overlay::Clocks(Box::new(view))
}

/// What will blow soon on top.
pub fn risks() -> Overlay {
    let risk = |number, name: &str, seconds| AtRisk {
        blow: Blow {
            at: fixture::now() + TimeDelta::seconds(seconds),
            clock: ClockKind::Assignment,
            step: Some("lead".to_owned()),
        },
        ticket: fixture::ticket(number, "空气净化器还没收到", name, 10, None),
    };
    let items = vec![risk(10_482, "王建国", 95), risk(10_490, "浙江宏远智能装备股份有限公司", 1_205)];
    let found = Remote::ready(Risks { items, more: false }, fixture::now());
    Overlay::Risks(RiskView { found, stale: false, cursor: 0 })
}

fn alarm(noted: bool) -> Alarm {
    let by = Actor::Agent(fixture::agent("zhoulan", "周岚", "802"));
    let at = fixture::now() - TimeDelta::minutes(20);
    Alarm {
        clock: ClockKind::Assignment,
        since: fixture::now() - TimeDelta::minutes(30),
        times: 1,
        told: vec!["何俊".to_owned()],
        concerns: vec!["he".into()],
        noted: noted.then_some(Acknowledgement { at, by }),
    }
}

#[test]
fn the_arithmetic_of_a_clock_stands_there_as_a_sum() {
    let mut model = fixture::desk(120, 36, Lang::Chinese);
    model.overlays = vec![clocks(true)];
    let screen = painted(&model);
    screen.shows("工单 10482 的计时").shows("规则 default（default.toml:5） ").shows("全天计时");
    screen
        .shows("今天 11:53      开始")
        .shows("+ 2h              时限")
        .shows("+ 30m             等待中：今天 12:03 至 今天 12:33");
    screen.shows("= 今天 14:23      到期").shows("下一步 今天 16:23：处理超时，通知总监").shows("2:00:00");
    screen.shows("今天 13:53 分配超时，已通知何俊").in_role("周岚 今天 14:03知悉", Role::Good);
}

#[test]
fn that_nobody_has_taken_note_stands_out() {
    let mut model = fixture::desk(120, 36, Lang::English);
    model.overlays = vec![clocks(false)];
    painted(&model).in_role("nobody took note", Role::Alert).shows("Assignment late, told 何俊");
}

#[test]
fn a_long_explanation_scrolls_to_its_last_line_and_no_further() {
    let mut model = fixture::desk(80, 24, Lang::Chinese);
    model.size.height = 16;
    model.overlays = vec![clocks(true)];
    painted(&model).shows("规则 default").hides("已通知何俊").shows("还有");
    let Some(Overlay::Clocks(view)) = model.overlays.last_mut() else { panic!("on top") };
    view.scroll = view.rows() - 1;
    painted(&model).shows("已通知何俊");
}

#[test]
fn what_will_blow_counts_down_to_the_second() {
    for (width, height) in [(120, 36), (80, 24)] {
        let mut model = fixture::desk(width, height, Lang::Chinese);
        model.overlays = vec![risks()];
        let screen = painted(&model);
        screen.shows("30 分钟内将超时 · 2").in_role("01:35", Role::Alert).in_role("20:05", Role::Warn);
        screen.shows("10482").shows("王建国").shows("分配").shows("→ 组长");
        model.now += TimeDelta::seconds(100);
        painted(&model).shows("-00:05");
    }
}

#[test]
fn with_nothing_about_to_blow_that_is_said() {
    let mut model = fixture::desk(80, 24, Lang::English);
    model.overlays = vec![Overlay::Risks(RiskView {
        found: Remote::ready(Risks::default(), fixture::now()),
        ..RiskView::default()
    })];
    painted(&model).shows("No ticket will be late soon");
}

#[test]
fn a_badge_and_the_ticket_say_who_took_note() {
    let with = |noted| {
        let mut model = super::screens::reading(120, 36, Lang::Chinese);
        let ticket = Ticket {
            alarm: Some(alarm(noted)),
            ..fixture::ticket(10_482, "手机未收到", "王建国", -12, Some(("linwei", "林薇")))
        };
        model.queue.rows[0] = Optimistic::new(ticket.clone());
        model.ticket.as_mut().expect("open").ticket = Remote::ready(Optimistic::new(ticket), fixture::now());
        painted(&model)
    };
    with(true).in_role("超 12m 已知悉", Role::LevelLead).shows("已通知何俊  周岚 今天 14:03知悉");
    with(false).hides("已知悉").in_role("今天 13:53起无人知悉", Role::Alert);
}
