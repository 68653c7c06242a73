use chrono::TimeDelta;

use super::desk::Desk;
use super::fixture::{agent, change, now, ticket};
use crate::console::app::effect::{Effect, TicketCommand};
use crate::console::app::message::{Answer, LiveFact, Msg, TicketPage};
use crate::console::app::model::Pane;
use crate::console::app::model::wall::{First, Place, Screen, WallPane, WallView};
use crate::console::app::problem::{Problem, ProblemKind};
use crate::console::app::remote::RequestId;
use crate::domain::agent::{Agent, Presence, PresenceState, Role};
use crate::domain::gap::Gap;
use crate::domain::wall::blocker::{Blocker, Side, Silence};
use crate::domain::wall::change::WallChange;
use crate::domain::wall::{Calls, Hours, Load, Person, Solved, Unowned, Wall};

fn person(login: &str, name: &str, live: u64) -> Person {
    Person {
        agent: agent(login, name).reference(),
        login: login.to_owned(),
        role: Role::Agent,
        region: "华东".to_owned(),
        team: "一组".to_owned(),
        presence: PresenceState { presence: Presence::Available, since: now() },
        load: Load { live, ..Load::default() },
        calls: Calls::default(),
        hours: Hours::default(),
        solved: Solved::default(),
    }
}

fn wall() -> Wall {
    let unowned = Unowned { region: "华东".to_owned(), load: Load { live: 2, ..Load::default() } };
    let mut people = vec![person("zhou", "周岚", 0), person("lin", "林薇", 3)];
    people.sort_by(|one, other| one.place().cmp(&other.place()));
    Wall {
        server: "s".to_owned(),
        version: 7,
        at: now(),
        day_began: now(),
        regions: vec![unowned],
        people,
        ..Wall::default()
    }
}

fn asked(desk: &Desk, of: impl Fn(&Effect) -> Option<RequestId>) -> RequestId {
    desk.wishes.iter().rev().find_map(of).expect("it was asked for")
}

/// Desks with the wall open in every state that keys depend on.
pub fn desks() -> Vec<Desk> {
    let at_tickets = || {
        let mut desk = lead();
        desk.press("2 j Enter j Enter");
        tickets_arrive(&mut desk, &["手机未收到", "打开就是碎的"]);
        desk
    };
    vec![lead(), at_tickets(), stuck()]
}

/// A lead's desk with what is stuck on the wall.
fn stuck() -> Desk {
    let mut desk = lead();
    desk.press("3");
    let request = asked(&desk, |wish| match wish {
        Effect::FetchBlockers { request } => Some(*request),
        _ => None,
    });
    let row = |subject| Blocker { ticket: ticket(subject, 30), silence: Silence { of: Side::Customer, since: now() } };
    desk.answer(Answer::Blockers { request, result: Ok(vec![row("等照片"), row("等地址")]) });
    desk.wishes.clear();
    desk
}

/// A lead's desk with the wall open.
fn lead() -> Desk {
    let mut desk = Desk::open();
    desk.model.me = Some(Agent { role: Role::Lead, ..agent("he", "何俊") });
    desk.press("w");
    let request = asked(&desk, |wish| match wish {
        Effect::FetchWall { request } => Some(*request),
        _ => None,
    });
    desk.answer(Answer::Wall { request, result: Ok(Box::new(wall())) });
    desk.wishes.clear();
    desk
}

fn tickets_arrive(desk: &mut Desk, subjects: &[&str]) {
    let request = asked(desk, |wish| match wish {
        Effect::FetchWallTickets { request, .. } => Some(*request),
        _ => None,
    });
    let items = subjects.iter().map(|subject| ticket(subject, 30)).collect();
    let page = TicketPage { items, next: None, total: None };
    desk.answer(Answer::WallTickets { request, below: false, result: Ok(page) });
}

#[test]
fn the_wall_is_for_who_leads() {
    let mut desk = Desk::open();
    desk.press("w");
    assert_eq!(desk.model.screen, Screen::Desk);
    assert!(!desk.wished(|wish| matches!(wish, Effect::FetchWall { .. })));
    assert_eq!(desk.model.toasts.len(), 1);
}

#[test]
fn a_console_on_the_wall_of_a_room_begins_with_large_letters_for_who_leads() {
    for (first, screen, big) in
        [(First::Desk, Screen::Desk, false), (First::Wall, Screen::Wall, false), (First::BigWall, Screen::Wall, true)]
    {
        for (role, screen) in [(Role::Lead, screen), (Role::Agent, Screen::Desk)] {
            let mut desk = Desk::open();
            desk.model.wall = WallPane::at_first(first);
            desk.send(Msg::SignedIn(Box::new(Agent { role, ..agent("he", "何俊") })));
            assert_eq!((desk.model.screen, desk.model.wall.big), (screen, big), "{first:?} {role:?}");
        }
    }
}

#[test]
fn a_step_in_is_a_key_and_a_step_back_is_one() {
    let mut desk = lead();
    desk.press("2 j Enter");
    assert_eq!(desk.model.wall.path.last(), Some(&Place::Team("华东".into(), "一组".into())));
    desk.press("j Enter");
    assert_eq!(desk.model.wall.path.last(), Some(&Place::Person("lin".into())));
    tickets_arrive(&mut desk, &["手机未收到"]);
    desk.press("Enter");
    assert_eq!((desk.model.screen, desk.model.ticket.is_some()), (Screen::Desk, true));
    desk.press("Esc");
    assert_eq!((desk.model.screen, desk.model.wall.path.last()), (Screen::Wall, Some(&Place::Person("lin".into()))));
    desk.press("Esc");
    assert_eq!((desk.model.screen, desk.model.wall.cursor), (Screen::Wall, 1), "back at the person, as it was left");
    desk.press("Esc Esc");
    assert_eq!(
        (desk.model.wall.view, desk.model.screen),
        (WallView::Board, Screen::Wall),
        "a lead's own region is the outermost"
    );
    desk.press("Esc");
    assert_eq!(desk.model.screen, Screen::Desk);
}

#[test]
fn what_nobody_owns_is_a_row_of_its_own() {
    let mut desk = lead();
    desk.press("2 Enter");
    assert_eq!(desk.model.wall.path.last(), Some(&Place::Nobodys("华东".into())));
    assert!(desk.wished(
        |wish| matches!(wish, Effect::FetchWallTickets { owner: None, region: Some(region), .. } if region == "华东")
    ));
}

#[test]
fn several_tickets_are_given_away_together_through_the_outbox() {
    let mut desk = lead();
    desk.press("2 j Enter j Enter");
    tickets_arrive(&mut desk, &["手机未收到", "打开就是碎的", "型号发错了"]);
    desk.press("x x a");
    assert_eq!(desk.model.overlays.len(), 1);
    desk.wishes.clear();
    desk.press("1");
    let given: Vec<&str> = desk
        .wishes
        .iter()
        .filter_map(|wish| match wish {
            Effect::Command { ticket, command: TicketCommand::Assign { login, .. }, .. } if login == "zhou" => {
                Some(ticket.as_str())
            }
            _ => None,
        })
        .collect();
    assert_eq!(given, ["手机未收到", "打开就是碎的"], "who has least to do stands first");
    assert!(desk.model.wall.marked.is_empty());
    let ticket = desk.model.find_ticket(&"手机未收到".into()).unwrap();
    assert_eq!(ticket.assignee.map(|owner| owner.name).as_deref(), Some("周岚"), "shown at once");
}

#[test]
fn a_push_moves_nobody_to_another_row_while_it_is_chosen_who_gets_a_ticket() {
    let mut desk = lead();
    desk.press("2 j Enter j Enter");
    tickets_arrive(&mut desk, &["手机未收到"]);
    desk.press("a");
    let people = vec![person("zhou", "周岚", 9)];
    let change =
        WallChange { server: "s".to_owned(), version: 8, at: now(), day_began: now(), people, ..WallChange::default() };
    desk.push(LiveFact::WallChanged(Box::new(change)));
    assert_eq!(desk.model.wall.takers()[0].login, "lin", "she would stand first now");
    desk.press("1");
    let ticket = desk.model.find_ticket(&"手机未收到".into()).unwrap();
    assert_eq!(ticket.assignee.map(|owner| owner.name).as_deref(), Some("周岚"));
}

#[test]
fn the_wall_is_asked_for_each_minute_while_it_is_on_screen_and_not_at_the_desk() {
    let mut desk = lead();
    let asks = |desk: &mut Desk| {
        desk.wishes.clear();
        desk.later(TimeDelta::minutes(1));
        desk.wished(|wish| matches!(wish, Effect::FetchWall { .. }))
    };
    assert!(asks(&mut desk));
    let request = asked(&desk, |wish| if let Effect::FetchWall { request } = wish { Some(*request) } else { None });
    desk.answer(Answer::Wall { request, result: Ok(Box::new(wall())) });
    desk.press("w");
    assert!(!asks(&mut desk));
}

#[test]
fn what_is_pushed_is_shown_and_what_is_missed_is_asked_for() {
    let mut desk = lead();
    let change = |version, live| WallChange {
        server: "s".to_owned(),
        version,
        at: now(),
        day_began: now(),
        people: vec![person("zhou", "周岚", live)],
        ..WallChange::default()
    };
    desk.push(LiveFact::WallChanged(Box::new(change(8, 5))));
    assert_eq!(desk.model.wall.person(&"zhou".into()).map(|person| person.load.live), Some(5));
    assert!(!desk.wished(|wish| matches!(wish, Effect::FetchWall { .. })));
    desk.push(LiveFact::WallChanged(Box::new(change(10, 6))));
    assert!(desk.wished(|wish| matches!(wish, Effect::FetchWall { .. })), "one is missing");
}

#[test]
fn a_list_of_tickets_is_fetched_anew_when_its_number_changes() {
    let mut desk = lead();
    desk.press("2 j Enter j Enter");
    tickets_arrive(&mut desk, &["手机未收到"]);
    desk.wishes.clear();
    let push = |people| WallChange {
        server: "s".to_owned(),
        version: 8,
        at: now(),
        day_began: now(),
        people,
        ..WallChange::default()
    };
    desk.push(LiveFact::WallChanged(Box::new(push(vec![person("lin", "林薇", 4)]))));
    assert!(desk.wished(|wish| matches!(wish, Effect::FetchWallTickets { .. })));
}

#[test]
fn what_is_typed_or_looked_up_from_the_wall_is_never_behind_it() {
    for keys in ["n", "m", "/", "F5", "g k"] {
        let mut desk = stuck();
        desk.press(keys);
        assert_eq!(desk.model.screen, Screen::Desk, "{keys}");
    }
    let mut desk = stuck();
    desk.press("j n").type_in("再催一次").press("C-s");
    assert!(desk.wished(
        |wish| matches!(wish, Effect::Command { ticket, command: TicketCommand::Note { .. }, .. } if ticket.as_str() == "等地址")
    ));
    desk.press("Esc");
    assert_eq!(
        (desk.model.screen, desk.model.wall.view, desk.model.wall.cursor),
        (Screen::Wall, WallView::Blockers, 1)
    );
}

#[test]
fn a_ticket_opened_at_the_desk_does_not_lead_back_to_the_wall() {
    let mut desk = Desk::with_queue(vec![ticket("手机未收到", 30)]);
    desk.model.me = Some(Agent { role: Role::Lead, ..agent("he", "何俊") });
    desk.press("w w Enter Esc");
    assert_eq!((desk.model.screen, desk.model.focus), (Screen::Desk, Pane::Queue));
}

#[test]
fn tabs_are_turned_like_those_of_the_desk() {
    let mut desk = lead();
    desk.press("Tab");
    assert_eq!(desk.model.wall.view, WallView::Drill);
    desk.press("S-Tab S-Tab");
    assert_eq!(desk.model.wall.view, WallView::Staffing);
}

#[test]
fn somebody_looked_at_from_the_comparison_stands_below_their_team() {
    let mut desk = lead();
    desk.press("2 Enter");
    tickets_arrive(&mut desk, &["手机未收到"]);
    desk.press("4 Enter");
    let person = desk.model.wall.compared()[0].agent.id.clone();
    assert_eq!(desk.model.wall.path, [Place::Region("华东".into()), Place::Person(person)]);
}

#[test]
fn one_more_person_and_one_fewer_is_a_key_each() {
    let mut desk = lead();
    desk.press("5 + + -");
    assert_eq!((desk.model.wall.view, desk.model.wall.extra), (WallView::Staffing, 1));
}

fn asked_for_gaps(desk: &Desk) -> usize {
    desk.wishes.iter().filter(|wish| matches!(wish, Effect::FetchGaps { .. })).count()
}

/// The gaps that were asked for last are here.
fn gaps_arrive(desk: &mut Desk, queries: &[&str]) {
    let gap = |query: &&str| Gap { query: (*query).to_owned(), count: 12, last_at: now(), words: Vec::new() };
    gaps_are_answered(desk, Ok(queries.iter().map(gap).collect()));
}

fn gaps_are_answered(desk: &mut Desk, result: Result<Vec<Gap>, Problem>) {
    let request = asked(desk, |wish| match wish {
        Effect::FetchGaps { request } => Some(*request),
        _ => None,
    });
    desk.answer(Answer::Gaps { request, result });
}

fn to_the_next_minute(desk: &mut Desk) {
    let past = TimeDelta::milliseconds(desk.model.now.timestamp_millis() % 60_000);
    desk.later(TimeDelta::minutes(1) - past);
}

fn counted_gaps(desk: &Desk) -> Option<usize> {
    desk.model.wall.gaps.value().map(Vec::len)
}

#[test]
fn what_no_answer_fitted_is_asked_for_with_the_board_and_at_most_once_a_minute() {
    let mut desk = Desk::open();
    desk.model.me = Some(Agent { role: Role::Lead, ..agent("he", "何俊") });
    desk.press("w w w");
    assert_eq!((asked_for_gaps(&desk), counted_gaps(&desk)), (1, None), "they are on their way");
    gaps_arrive(&mut desk, &["能开专票吗", "能寄长号吗"]);
    desk.press("2 1 w w");
    assert_eq!((asked_for_gaps(&desk), counted_gaps(&desk)), (1, Some(2)), "they are good");
    desk.press("2").later(TimeDelta::minutes(1));
    assert_eq!(asked_for_gaps(&desk), 1, "nobody looks at them");
    desk.press("1");
    assert_eq!((asked_for_gaps(&desk), counted_gaps(&desk)), (2, Some(2)), "those before stay meanwhile");
    gaps_arrive(&mut desk, &["能开专票吗"]);
    desk.later(TimeDelta::minutes(1));
    assert_eq!((asked_for_gaps(&desk), counted_gaps(&desk)), (3, Some(1)));
}

#[test]
fn what_no_answer_fitted_is_asked_for_each_minute_whenever_it_arrives_and_not_more_often_in_vain() {
    let mut desk = Desk::open();
    desk.model.me = Some(Agent { role: Role::Lead, ..agent("he", "何俊") });
    to_the_next_minute(&mut desk);
    desk.press("w");
    for minute in 1..=3 {
        assert_eq!(asked_for_gaps(&desk), minute);
        desk.later(TimeDelta::milliseconds(200));
        gaps_arrive(&mut desk, &["能开专票吗"]);
        to_the_next_minute(&mut desk);
    }
    let mut desk = Desk::open();
    desk.model.me = Some(Agent { role: Role::Lead, ..agent("he", "何俊") });
    to_the_next_minute(&mut desk);
    desk.press("w");
    gaps_are_answered(&mut desk, Err(Problem::of(ProblemKind::Server)));
    desk.press("2 1 2 1");
    assert_eq!(asked_for_gaps(&desk), 1);
    to_the_next_minute(&mut desk);
    assert_eq!(asked_for_gaps(&desk), 2);
}

#[test]
fn the_wall_counts_what_the_list_of_gaps_shows() {
    let mut desk = lead();
    desk.press("Space g");
    assert_eq!(desk.model.overlays.len(), 1);
    gaps_arrive(&mut desk, &["能开专票吗"]);
    assert_eq!(counted_gaps(&desk), Some(1));
}

fn asked_for_blockers(desk: &Desk) -> usize {
    desk.wishes.iter().filter(|wish| matches!(wish, Effect::FetchBlockers { .. })).count()
}

#[test]
fn what_is_stuck_is_asked_for_anew_when_one_of_them_changes_and_each_minute() {
    let mut desk = stuck();
    let by_another =
        |id: &str| LiveFact::TicketChanged { id: id.into(), fields: change(2, "assignee", &serde_json::Value::Null) };
    desk.push(by_another("somebody-elses"));
    assert_eq!(asked_for_blockers(&desk), 0);
    desk.push(by_another("等照片")).push(by_another("等地址"));
    assert_eq!(asked_for_blockers(&desk), 1, "the second waits for the answer");
    let request = asked(&desk, |wish| match wish {
        Effect::FetchBlockers { request } => Some(*request),
        _ => None,
    });
    desk.answer(Answer::Blockers { request, result: Ok(Vec::new()) });
    assert_eq!(asked_for_blockers(&desk), 2, "which may have been read before it");
}

#[test]
fn a_ticket_of_the_stuck_that_is_given_away_is_somebody_elses_at_once() {
    let mut desk = stuck();
    desk.press("a 1");
    let mut given = ticket("等照片", 30);
    given.version += 1;
    given.assignee = Some(agent("zhou", "周岚").reference());
    desk.confirm(Ok(given));
    let owner = desk.model.wall.under_cursor().and_then(|ticket| ticket.assignee.clone());
    assert_eq!(owner.map(|owner| owner.name).as_deref(), Some("周岚"));
}

#[test]
fn an_idle_wall_paints_nothing_for_ten_seconds() {
    for view in ["1", "2", "3", "4", "5"] {
        let mut desk = stuck();
        desk.press(view);
        let seconds = desk.model.now.timestamp() % 60;
        desk.later(TimeDelta::seconds(60 - seconds));
        for second in 1..=10 {
            desk.model.dirty = false;
            desk.later(TimeDelta::seconds(1));
            assert!(!desk.model.dirty, "view {view}, second {second}");
        }
    }
}
