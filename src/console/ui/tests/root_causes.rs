//! The root causes of a month: bars, what they mean, and the tickets behind one.

use super::{fixture, painted};
use crate::console::app::model::overlay::Overlay;
use crate::console::app::model::root_causes::{CauseChart, CauseTickets};
use crate::console::app::model::{Lang, Model};
use crate::console::app::remote::Remote;
use crate::console::theme::Role;
use crate::domain::calendar::Month;
use crate::domain::root_cause::Catalogue;
use crate::domain::root_cause::report::{ContactFigures, RootCauseReport, Tally};

/// The figures of November: every cause of the catalogue, one less often than the other.
pub fn chart() -> CauseChart {
    let causes = Catalogue::built_in().all().iter();
    let tallies: Vec<Tally> = causes
        .zip((1..=18).rev())
        .map(|(cause, count)| Tally {
            root_cause: cause.id.clone(),
            count: count * count,
            before: 150,
            reopened: count,
            median_s: Some(18_720),
        })
        .collect();
    let month = Month::parse("2025-11").expect("a month");
    let contacts = ContactFigures { solved: 2_109, first_contact: 1_740, came_again: 212 };
    let zone = chrono_tz::Tz::Asia__Shanghai;
    let report = RootCauseReport::of(month, zone, &tallies, contacts, Catalogue::built_in());
    CauseChart { report: Remote::ready(Box::new(report), fixture::now()), ..CauseChart::default() }
}

/// The tickets behind the first bar.
pub fn inside() -> CauseChart {
    let mut chart = chart();
    let tickets = (0..50).map(|at| fixture::ticket(10_482 + at, "手机未收到，物流单号三天没更新", "王建国", -12, None));
    chart.inside = Some(CauseTickets {
        root_cause: chart.bars()[0].root_cause.clone(),
        tickets: Remote::ready(tickets.collect(), fixture::now()),
        next: Some("more".to_owned()),
        cursor: 1,
    });
    chart
}

fn desk(width: u16, height: u16, lang: Lang, chart: CauseChart) -> Model {
    let mut model = fixture::desk(width, height, lang);
    model.overlays = vec![Overlay::RootCauses(Box::new(chart))];
    model
}

#[test]
fn the_month_is_a_bar_for_each_cause_with_what_stands_behind_it() {
    for (width, height) in [(120, 36), (80, 24)] {
        let screen = painted(&desk(width, height, Lang::Chinese, chart()));
        screen.shows("根因 2025-11").shows("Asia/Shanghai").shows("本月解决 2109 张工单，上月 2700 张");
        screen.shows("1  系统下单错误").in_role("████", Role::Accent).shows("324   15.4%   +174");
        screen.shows("下单 › 系统下单错误").shows("责任部门 客服部 · 解决用时中位数 5:12 · 重开率 5.6%");
        screen.shows("一次解决率 82.5%（2109 张中 1740 张）").shows("7 天内没有再因同类问题建单");
        screen.shows("重复来访 10.1%（2109 张中 212 张）").shows("看工单").shows("上月").shows("关闭");
        let english = painted(&desk(width, height, Lang::English, chart()));
        english.shows("Root causes 2025-11").shows("Ordering › Order entry error").shows("Owner Customer service");
        english.shows("First-contact resolution 82.5% (1740 of 2109)").shows("Repeat contacts").shows("its tickets");
    }
}

#[test]
fn the_first_five_are_on_the_smallest_screen() {
    for lang in [Lang::Chinese, Lang::English] {
        let (chart, screen) = (chart(), painted(&desk(80, 24, lang, chart())));
        for (at, cause) in chart.bars().iter().take(5).enumerate() {
            let cause = Catalogue::built_in().get(&cause.root_cause).expect("it is built in");
            let name = if lang == Lang::Chinese { &cause.zh } else { &cause.en };
            screen.shows(&format!("{}  {}", at + 1, name.chars().take(20).collect::<String>()));
        }
    }
}

#[test]
fn the_bar_under_the_cursor_is_on_screen_however_many_there_are() {
    let last = CauseChart { cursor: 17, ..chart() };
    painted(&desk(80, 24, Lang::Chinese, last)).shows("其他").hides("1  系统下单错误");
}

#[test]
fn the_tickets_behind_a_bar_are_numbered_and_the_rest_is_counted() {
    for (width, height) in [(120, 36), (80, 24)] {
        let screen = painted(&desk(width, height, Lang::Chinese, inside()));
        screen.shows("系统下单错误 · 2025-11").shows("1  10482").shows("手机未收到").shows("王建国").shows("还有 ");
        screen.shows("返回图表");
        painted(&desk(width, height, Lang::English, inside()))
            .shows("Order entry error · 2025-11")
            .shows("back to the chart");
    }
}

#[test]
fn a_month_that_does_not_come_says_why_and_an_empty_one_that_it_is_empty() {
    painted(&desk(80, 24, Lang::Chinese, CauseChart::default())).shows("根因").shows("关闭");
    let month = Month::parse("2025-10").expect("a month");
    let nothing = RootCauseReport::of(month, chrono_tz::Tz::UTC, &[], ContactFigures::default(), Catalogue::built_in());
    let empty = CauseChart { report: Remote::ready(Box::new(nothing), fixture::now()), ..CauseChart::default() };
    painted(&desk(80, 24, Lang::Chinese, empty)).shows("本月没有解决的工单").shows("一次解决率 0.0%");
}
