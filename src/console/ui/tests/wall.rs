//! The lead's wall at its sizes.

use chrono::TimeDelta;

use super::{fixture, lists, painted};
use crate::console::app::model::nudge::Nudges;
use crate::console::app::model::overlay::Overlay;
use crate::console::app::model::pointer::Spot;
use crate::console::app::model::wall::{AssignChoice, Listed, Place, Screen, WallView};
use crate::console::app::model::{Lang, Model};
use crate::console::app::remote::Remote;
use crate::console::keymap::Action;
use crate::console::theme::Role as Look;
use crate::domain::agent::{Presence, PresenceState, Role};
use crate::domain::gap::Gap;
use crate::domain::wall::blocker::{Blocker, Side, Silence};
use crate::domain::wall::{Calls, Hours, Load, Person, Solved, Unowned, Wall};

const SIZES: [(u16, u16); 3] = [(120, 36), (80, 24), (200, 60)];

/// Somebody with a morning behind them.
pub fn person(at: usize, name: &str, region: &str, team: &str) -> Person {
    let count = at as u64;
    Person {
        agent: fixture::agent(&format!("a{at:03}"), name, "801"),
        login: format!("a{at:03}"),
        role: Role::Agent,
        region: region.to_owned(),
        team: team.to_owned(),
        presence: PresenceState {
            presence: [Presence::Available, Presence::Talking, Presence::WrapUp, Presence::Break][at % 4],
            since: fixture::now() - TimeDelta::minutes(4),
        },
        load: Load {
            live: 5 + count % 4,
            at_risk: count % 3,
            breached: count % 2,
            oldest_at: Some(fixture::now() - TimeDelta::hours(5)),
        },
        calls: Calls {
            offered: 22,
            recent: 3,
            answered: 20,
            in_time: 17,
            wait_ms: 240_000,
            abandoned: 2,
            short: 1,
            handled: 20,
            line_ms: 4_600_000 + count * 100_000,
            connected: count % 2,
            ..Calls::default()
        },
        hours: Hours { available_ms: 2_400_000, line_ms: 4_600_000, wrap_up_ms: 600_000 },
        solved: Solved { today: 6 + count, lately: 60, again: 4 + count },
    }
}

/// A region with 500 people in fifty teams.
fn crowd() -> Wall {
    let people = (0..500).map(|at| person(at, "林薇", "华东", &format!("{}组", at / 10))).collect();
    Wall { people, ..wall() }
}

fn wall() -> Wall {
    let names = ["林薇", "周岚", "何俊", "欧阳桂兰", "Anna Lee", "陈志强"];
    let mut people: Vec<Person> = names
        .iter()
        .enumerate()
        .map(|(at, name)| {
            person(at, name, if at < 4 { "华东" } else { "华北" }, if at % 2 == 0 { "一组" } else { "二组" })
        })
        .collect();
    people.sort_by(|one, other| one.place().cmp(&other.place()));
    let load = Load { live: 12, at_risk: 3, breached: 1, oldest_at: Some(fixture::now() - TimeDelta::minutes(400)) };
    let calls = Calls { offered: 3, abandoned: 3, ringing: 2, ringing_since: Some(fixture::now()), ..Calls::default() };
    let regions = vec![Unowned { region: "华东".to_owned(), load }];
    let day_began = fixture::now() - TimeDelta::hours(14);
    Wall { version: 1, at: fixture::now(), day_began, calls, regions, people, ..Wall::default() }
}

pub fn showing(view: WallView, width: u16, height: u16, lang: Lang) -> Model {
    let mut model = fixture::desk(width, height, lang);
    model.me.as_mut().expect("somebody").role = Role::Director;
    model.calls.current = None;
    model.screen = Screen::Wall;
    model.wall.view = view;
    model.wall.board = Remote::ready(wall(), fixture::now());
    model.nudges = Nudges::new(|key| format!("{key} {{name}} {{number}}"));
    let stuck = |number, side, hours| Blocker {
        ticket: fixture::ticket(number, "等照片", "吴凡", 30, Some(("linwei", "林薇"))),
        silence: Silence { of: side, since: fixture::now() - TimeDelta::hours(hours) },
    };
    model.wall.blockers =
        Remote::ready(vec![stuck(10461, Side::Customer, 90), stuck(10462, Side::Desk, 74)], fixture::now());
    model.wall.gaps = Remote::ready(lists::gaps(), fixture::now());
    model
}

#[test]
fn every_view_fits_every_size_in_both_languages() {
    for (width, height) in SIZES.into_iter().chain([(48, 12), (100, 30), (160, 50)]) {
        for lang in [Lang::Chinese, Lang::English] {
            for view in WallView::ALL {
                for big in [false, true] {
                    let mut model = showing(view, width, height, lang);
                    model.wall.big = big;
                    let text = painted(&model).text();
                    assert_eq!(text.lines().count(), usize::from(height), "{view:?} {width}x{height}");
                }
            }
        }
    }
}

#[test]
fn the_board_says_how_the_desk_stands_on_one_screen() {
    let screen = painted(&showing(WallView::Board, 120, 36, Lang::Chinese));
    for said in [
        "未分配",
        "将到期",
        "超时",
        "最长等待",
        "服务水平",
        "今日已结",
        "坐席状态",
        "示闲",
        "华东",
        "华北",
        "一次解决率",
    ] {
        screen.shows(said);
    }
    screen.shows("20 秒内接起 / (接起 + 放弃 - 5 秒内放弃)").shows("80/20 需").shows("正在响铃");
    screen.in_role("▀▀", Look::LevelBreached);
}

#[test]
fn the_board_folds_and_keeps_its_definitions() {
    let screen = painted(&showing(WallView::Board, 80, 24, Lang::English));
    screen
        .shows("Unassigned")
        .shows("Service level")
        .shows("answered in 20 s / (answered + given up after 5 s)")
        .shows("Longest wait  6:40")
        .shows("What if")
        .shows("available 2")
        .hides("Calls");
}

#[test]
fn the_board_goes_as_deep_as_there_is_room() {
    let mut model = showing(WallView::Board, 120, 36, Lang::Chinese);
    painted(&model)
        .shows(" 华东 ")
        .shows("   无人认领 ")
        .shows("   一组 ")
        .shows("     林薇 · 示闲 4m ")
        .shows("     Anna Lee · ");
    model.size.height = 28;
    painted(&model).shows(" 华东 ").shows("   无人认领 ").hides("林薇 · ");
    model.wall.board = Remote::ready(crowd(), fixture::now());
    painted(&model).shows(" 华东 ").hides("无人认领").hides("林薇 · ");
}

#[test]
fn the_figures_of_a_region_are_those_of_what_stands_below_it() {
    let screen = painted(&showing(WallView::Board, 120, 36, Lang::Chinese));
    let column = |name: &str| -> Vec<u32> {
        let text = screen.text();
        let line = text.lines().find(|line| line.trim_start().starts_with(name)).expect(name).to_owned();
        line.split_whitespace().filter_map(|word| word.parse().ok()).take(2).collect()
    };
    let (region, nobodys, one, two) = (column("华东"), column("无人认领"), column("一组"), column("二组"));
    assert_eq!(region, [12, 26]);
    let sum: Vec<u32> = (0..2).map(|at| nobodys[at] + one[at] + two[at]).collect();
    assert_eq!(region, sum);
}

#[test]
fn the_wall_says_of_whom_it_is_and_has_no_other_figures_beside_its_own() {
    let mut model = showing(WallView::Board, 120, 36, Lang::Chinese);
    painted(&model).shows("全部 · 今日 00:23 起").hides("等待最长");
    model.wall.view = WallView::Comparison;
    model.wall.path = vec![Place::Region("华北".into()), Place::Nobodys("华北".into())];
    painted(&model).shows("华北 · 今日").hides("周岚");
    let Remote::Ready { value, .. } = &mut model.wall.board else { unreachable!("it was put there") };
    value.people.retain(|person| person.region == "华东");
    (model.wall.view, model.wall.path) = (WallView::Board, Vec::new());
    painted(&model).shows("华东 · 今日 00:23 起");
}

#[test]
fn a_large_board_is_six_figures_and_nothing_else() {
    let mut model = showing(WallView::Board, 120, 36, Lang::Chinese);
    model.wall.big = true;
    painted(&model).shows("██████").shows("未分配").shows("今日已结").hides("占用率").hides("华东");
    (model.size.width, model.size.height) = (80, 24);
    painted(&model).shows("未分配").in_role("▀▀", Look::LevelBreached).in_role("█▀", Look::Good);
}

#[test]
fn the_board_says_how_many_gaps_there_are_and_the_commonest_at_every_size() {
    for (width, height) in SIZES {
        for (lang, words) in [
            (Lang::Chinese, "答不上来的 2 处，最多：发票能不能拆开（7 次）   Space g"),
            (Lang::English, "2 gaps, most: 发票能不能拆开 (7)   Space g"),
        ] {
            let screen = painted(&showing(WallView::Board, width, height, lang));
            screen.shows(words).in_role("Space g", Look::Key);
            assert!(screen.extents.spots.area_of(&Spot::Action(Action::KnowledgeGaps)).is_some(), "it can be clicked");
        }
    }
    painted(&showing(WallView::Drill, 120, 36, Lang::English)).hides("2 gaps");
}

#[test]
fn gaps_on_the_wall_are_counted_as_far_as_they_are_known() {
    let mut model = showing(WallView::Board, 80, 24, Lang::English);
    let shown = |model: &mut Model, gaps: Vec<Gap>| {
        model.wall.gaps = Remote::ready(gaps, fixture::now());
        painted(model)
    };
    let long = Gap { query: "do you ship trombones ".repeat(5), ..lists::gaps().swap_remove(0) };
    shown(&mut model, vec![]).shows("No gaps: every search led to an answer.");
    shown(&mut model, vec![long.clone()]).shows("1 gap: do you ship trombones").shows("… (7)   Space g");
    shown(&mut model, vec![long; 100]).shows("100+ gaps, most: do you").shows("… (7)   Space g");
    model.wall.gaps = Remote::Unasked;
    painted(&model).hides("gap").shows("What if");
}

#[test]
fn a_step_of_the_drill_down_says_where_one_is() {
    let mut model = showing(WallView::Drill, 120, 36, Lang::Chinese);
    painted(&model).shows("全部").shows("华北").shows("华东");
    model.wall.path = vec![Place::Region("华东".into()), Place::Team("华东".into(), "一组".into())];
    painted(&model).shows("全部 > 华东 > 一组").shows("林薇 · 示闲").hides("周岚 ·");
    model.wall.path.push(Place::Person("a000".into()));
    let rows = vec![fixture::ticket(10482, "手机未收到", "王建国", -12, Some(("linwei", "林薇")))];
    model.wall.tickets = Remote::ready(Listed { rows, next: None }, fixture::now());
    model.wall.marked.insert("10482".into());
    painted(&model)
        .shows("> 林薇")
        .shows(" * !1 超 12m    10482  王建国         手机未收到")
        .shows("已标记 1 张")
        .shows("a 转交");
    model.wall.marked.clear();
    painted(&model).shows("   !1 超 12m    10482  王建国         手机未收到").hides("已标记");
}

#[test]
fn the_room_of_a_large_wall_is_used() {
    painted(&showing(WallView::Board, 120, 36, Lang::Chinese)).hides("处理量");
    painted(&showing(WallView::Board, 160, 50, Lang::Chinese)).shows("处理量").shows("占用率");
    let mut model = showing(WallView::Drill, 120, 36, Lang::Chinese);
    painted(&model).shows("无人认领").shows("林薇 · 示闲").hides("Anna Lee");
    model.wall.cursor = 1;
    painted(&model).shows("Anna Lee").hides("林薇 · 示闲");
    model.size.height = 12;
    painted(&model).shows("华北").hides("Anna Lee");
}

#[test]
fn a_blocker_comes_with_words_to_send() {
    let screen = painted(&showing(WallView::Blockers, 120, 36, Lang::Chinese));
    screen.shows("客户未回").shows("我方未回").shows("3d 18h").shows("nudge-customer 吴凡 10461").shows("y 复制话术");
}

#[test]
fn people_are_compared_in_bars_and_the_one_under_the_cursor_in_a_radar() {
    let screen = painted(&showing(WallView::Comparison, 120, 36, Lang::Chinese));
    screen.shows("处理量").shows("一次解决率").shows("处理时长").shows("灰线为平均").shows("速度");
    painted(&showing(WallView::Comparison, 80, 24, Lang::Chinese)).shows("处理时长").hides("灰线为平均");
}

#[test]
fn more_people_are_weighed_before_they_are_asked() {
    let mut model = showing(WallView::Staffing, 120, 36, Lang::Chinese);
    painted(&model).shows("+0 人").shows("erl").shows("现在");
    model.wall.extra = 2;
    painted(&model).shows("+2 人");
    model.wall.extra = -99;
    painted(&model).shows("来不及");
    let mut model = showing(WallView::Staffing, 80, 24, Lang::English);
    model.wall.extra = 3;
    painted(&model).shows("+3 people").shows("People   Service level   Have to wait   Speed of answer   Occupancy");
}

/// Who gets a ticket is being chosen.
pub fn assigning(width: u16, height: u16, lang: Lang) -> Model {
    let mut model = showing(WallView::Drill, width, height, lang);
    model.wall.path = vec![Place::Nobodys("华东".into())];
    model.overlays.push(Overlay::Assign(AssignChoice {
        tickets: vec!["10482".into()],
        takers: model.wall.takers().into_iter().map(|person| person.agent.id.clone()).collect(),
        cursor: 0,
    }));
    model
}

#[test]
fn who_can_take_a_ticket_stands_first() {
    let model = assigning(120, 36, Lang::English);
    painted(&model).shows("Who gets 1 ticket").shows("1  林薇").hides("Anna Lee");
}

#[test]
fn a_wall_that_has_not_come_says_so() {
    for view in WallView::ALL {
        let mut model = showing(view, 120, 36, Lang::Chinese);
        model.wall.board = Remote::Unasked;
        model.wall.blockers = Remote::Unasked;
        painted(&model).shows("正在取…");
    }
}
