use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Circumstances, Escalation, Firing, FusePolicy, PolicyBook, PolicyFile, Told, due_firings, duration, next_firing,
    spelled,
};
use crate::domain::agent::{Actor, Role};
use crate::domain::clock::ClockKind;
use crate::domain::customer::Tier;
use crate::domain::ticket::{HistoryEntry, TicketFact};

fn at(minute: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::minutes(minute)
}

fn history(facts: Vec<(i64, TicketFact)>) -> Vec<HistoryEntry> {
    let by = Actor::System { name: "ringdesk".to_owned() };
    let entry = |(n, (minute, what)): (usize, (i64, TicketFact))| HistoryEntry {
        seq: n as u64 + 1,
        at: at(minute),
        by: by.clone(),
        what,
    };
    facts.into_iter().enumerate().map(entry).collect()
}

fn toml(name: &str, text: &str) -> PolicyFile {
    PolicyFile { name: name.to_owned(), text: text.to_owned() }
}

fn read(text: &str) -> PolicyBook {
    PolicyBook::read(&[toml("a.toml", text)]).unwrap_or_else(|mistakes| panic!("{mistakes:?}"))
}

fn mistakes(files: &[PolicyFile]) -> Vec<String> {
    PolicyBook::read(files).err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

fn ticket(queue: &str, priority: u8, tier: Tier) -> Circumstances<'_> {
    Circumstances { queue, priority, tier: Some(tier) }
}

fn fired(firing: &Firing, minute: i64) -> (i64, TicketFact) {
    let Firing { clock, run, step, round, at } = firing.clone();
    (minute, TicketFact::Escalated(Escalation { clock, run, step, round, due_at: at, to: Vec::new(), by: Vec::new() }))
}

#[test]
fn the_policy_that_is_built_in_is_listed_only_where_the_files_leave_it_a_ticket() {
    let names = |text: &str| read(text).policies().map(|policy| policy.place.clone()).collect::<Vec<_>>();
    let copied = include_str!("../../../policies/default.toml");
    assert_eq!(names(copied), ["a.toml:5"], "a copy takes every ticket");
    assert_eq!(names("[[policy]]\nname = 'vip'\ntier = 'gold'\n"), ["a.toml:2", "default.toml:5"]);
    let both = "[[policy]]\nname = 'a'\npriority = [1, 2]\n[[policy]]\nname = 'b'\npriority = [3, 4, 5]\n";
    assert_eq!(names(both), ["a.toml:2", "a.toml:5"]);
}

#[test]
fn the_built_in_policy_is_that_of_the_desk() {
    let policy = FusePolicy::built_in();
    assert_eq!(policy.target(ClockKind::Assignment), Some(TimeDelta::hours(2)));
    assert_eq!(policy.target(ClockKind::Handling), Some(TimeDelta::hours(4)));
    assert_eq!(policy.target(ClockKind::Resolution), None);
    let [lead, director] = policy.steps.as_slice() else { panic!("two steps: {:?}", policy.steps) };
    assert_eq!((lead.of, &lead.to[..]), (ClockKind::Assignment, &[Told::Role(Role::Lead)][..]));
    assert_eq!((director.of, &director.to[..]), (ClockKind::Handling, &[Told::Role(Role::Director)][..]));
    assert_eq!((director.by.as_slice(), director.after), (&["wecom".to_owned()][..], TimeDelta::hours(4)));
    let todo = "请核查{customer}客户工单超时原因，是否需协调仓储/物流部门";
    assert_eq!(director.todo.as_deref(), Some(todo));
}

#[test]
fn lengths_of_time_are_read_and_written() {
    for (text, seconds, back) in
        [("90s", 90, "1m30s"), ("2h", 7200, "2h"), ("1d", 86_400, "1d"), ("1h30m", 5400, "1h30m"), (" 5m ", 300, "5m")]
    {
        let read = duration(text).expect(text);
        assert_eq!((read.num_seconds(), spelled(read).as_str()), (seconds, back));
    }
    for wrong in ["", "2", "h", "2 h", "1m1h", "1h1h", "-2h", "２h", "2H", "1.5h", "99999999s"] {
        assert!(duration(wrong).expect_err(wrong).to_string().contains("write it like"), "{wrong}");
    }
    for wrong in ["0s", "91d"] {
        assert!(duration(wrong).expect_err(wrong).to_string().contains("1 second to 90 days"), "{wrong}");
    }
    assert_eq!((spelled(TimeDelta::zero()), spelled(TimeDelta::seconds(-61))), ("0s".to_owned(), "-1m1s".to_owned()));
}

#[test]
fn of_the_policies_that_fit_a_ticket_the_first_counts() {
    let book = read(
        "[[policy]]\nname = 'vip'\ntier = ['gold', 'enterprise']\npriority = [1, 2]\ntargets = { handling = '1h' }\n\
         [[policy]]\nname = 'returns'\nqueue = 'returns'\ntargets = { handling = '3h' }\n",
    );
    let name = |case| book.policy(case).name.as_str();
    assert_eq!(name(ticket("returns", 1, Tier::Gold)), "vip");
    assert_eq!(name(ticket("returns", 3, Tier::Gold)), "returns");
    assert_eq!(name(ticket("returns", 1, Tier::Silver)), "returns");
    assert_eq!(name(ticket("other", 3, Tier::Gold)), "default", "where none fits, the built-in one");
    assert_eq!(name(Circumstances { queue: "other", priority: 1, tier: None }), "default");
    assert!(book.asks_for_tier() && !PolicyBook::default().asks_for_tier());
}

#[test]
fn a_policy_that_no_ticket_can_ever_have_is_pointed_out() {
    let text = "[[policy]]\nname = 'urgent'\npriority = [1, 2, 3]\n\
                [[policy]]\nname = 'rest'\npriority = [4, 5]\n\
                [[policy]]\nname = 'returns'\nqueue = 'returns'\n";
    let told = mistakes(&[toml("a.toml", text)]);
    assert_eq!(told.len(), 1);
    assert!(
        told[0].starts_with(
            "a.toml:8: no ticket can ever have the policy 'returns': 'urgent' (a.toml:2), 'rest' (a.toml:5)"
        ),
        "{told:?}"
    );
    let fine = "[[policy]]\nname = 'gold'\ntier = ['gold']\n[[policy]]\nname = 'all'\n";
    assert_eq!(mistakes(&[toml("a.toml", fine)]), [""; 0]);
}

#[test]
fn every_mistake_names_its_place_and_the_cure() {
    let cases = [
        ("[[policy]]\nname = 'a'\nqeue = 'x'", "a.toml:3: unknown field `qeue`"),
        ("[[policy]]\nname = 'a'\n[policy.targets]\nhandling = '4 hours'", "a.toml:4: '4 hours' is no length of time"),
        (
            "[[policy]]\nname = 'a'\n[policy.targets]\nhandeling = '4h'",
            "a.toml:4: 'handeling' is no clock; use one of assignment, handling",
        ),
        ("[[policy]]\nname = 'a'\npriority = 7", "a.toml:3: 7 is no priority"),
        ("[[policy]]\nname = 'a'\ntier = 'platinum'", "a.toml:3: 'platinum' is no tier"),
        ("[[policy]]\nname = 'a'\ncalendar = 'office'", "a.toml:3: no [[calendar]] is named 'office'"),
        (
            "[[policy]]\nname = 'a'\n[[policy.step]]\nof = 'handling'\nafter = '4h'\nto = 'lead'",
            "a.toml:4: this policy allows no time for 'handling'",
        ),
        (
            "[[policy]]\nname = 'a'\ntargets = { handling = '4h' }\n[[policy.step]]\nof = 'handling'\nafter = '4h'\nto = 'boss'",
            "a.toml:7: 'boss' is nobody; use lead",
        ),
        (
            "[[policy]]\nname = 'a'\ntargets = { handling = '4h' }\n[[policy.step]]\nof = 'handling'\nafter = '4h'\nto = 'lead'\ntodo = '{who}'",
            "a.toml:8: {who} is no field of a to-do",
        ),
        (
            "[[policy]]\nname = 'a'\ntargets = { handling = '4h' }\n[[policy.step]]\nof = 'handling'\nafter = '4h'\nto = 'lead'\n[[policy.step]]\nof = 'handling'\nafter = '6h'\nto = 'lead'",
            "a.toml:9: 'handling' has two steps 'lead'",
        ),
        ("[[policy]]\nname = 'a'\n[[policy]]\nname = 'b'\npriority = 1\nname = 'c'", "a.toml:6: duplicate key"),
        ("[[policy]]\nname = 'a'\npriority = 1\n[[policy]]\nname = 'a'", "a.toml:5: the policy 'a' is there twice"),
        (
            "[[calendar]]\nname = 'o'\nzone = 'Asia/Peking'\nhours = { daily = '09:00-17:00' }",
            "a.toml:3: 'Asia/Peking' is no time zone",
        ),
        ("[[calendar]]\nname = 'o'\nzone = 'UTC'\nhours = { }", "a.toml:2: nobody ever works by the calendar 'o'"),
        (
            "[[calendar]]\nname = 'o'\nzone = 'UTC'\nhours = { daily = '9 to 5' }",
            "a.toml:4: '9 to 5' is no stretch of a day",
        ),
        (
            "[[calendar]]\nname = 'o'\nzone = 'UTC'\nhours = { someday = '09:00-17:00' }",
            "a.toml:4: 'someday' is no day",
        ),
        (
            "[[calendar]]\nname = 'o'\nzone = 'UTC'\nhours = { daily = '09:00-17:00' }\nholidays = ['2026.json']",
            "a.toml:5: there is no file '2026.json' beside this one",
        ),
        (
            "[[calendar]]\nname = 'o'\nzone = 'UTC'\neffective = 'soon'\nhours = { daily = '09:00-17:00' }",
            "a.toml:4: 'soon' is no day",
        ),
    ];
    for (text, expected) in cases {
        let told = mistakes(&[toml("a.toml", text)]);
        assert!(told.iter().any(|mistake| mistake.starts_with(expected)), "{expected}\n{told:#?}");
    }
}

#[test]
fn holidays_stand_in_files_beside_the_policies() {
    let text = "[[calendar]]\nname = 'o'\nzone = 'Asia/Shanghai'\nholidays = ['2026.json', 'company.ics']\n[calendar.hours]\nmon-fri = '09:00-17:00'\n\
                [[policy]]\nname = 'a'\ncalendar = 'o'\ntargets = { resolution = '8h' }\n";
    let cn = r#"{"year":2026,"days":[{"name":"国庆节","date":"2026-10-01","isOffDay":true},{"name":"国庆节","date":"2026-10-03","isOffDay":false}]}"#;
    let ics = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20261002\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let files = [toml("a.toml", text), toml("2026.json", cn), toml("company.ics", ics)];
    let book = PolicyBook::read(&files).expect("good files");
    let office = book.policy(ticket("x", 3, Tier::Standard)).calendar().expect("a calendar").clone();
    let thursday = "2026-09-30T09:00:00Z".parse().expect("17:00 in Shanghai");
    assert_eq!(
        office.after(thursday, TimeDelta::hours(8)).to_rfc3339(),
        "2026-10-03T09:00:00+00:00",
        "Saturday is worked"
    );
    let broken = [toml("a.toml", text), toml("2026.json", "{}"), toml("company.ics", ics)];
    assert!(mistakes(&broken)[0].starts_with("a.toml:4: 2026.json: line 1: "), "{:?}", mistakes(&broken));
}

#[test]
fn a_calendar_that_changes_has_a_row_for_each_time() {
    let rows = |recompute: &str| {
        format!(
            "[[calendar]]\nname = 'o'\nzone = 'UTC'\nhours = {{ daily = '09:00-17:00' }}\n\
             [[calendar]]\nname = 'o'\nzone = 'UTC'\neffective = '2026-03-03'\n{recompute}hours = {{ daily = '09:00-13:00' }}\n\
             [[policy]]\nname = 'a'\ncalendar = 'o'\ntargets = {{ resolution = '8h' }}\n"
        )
    };
    let due = |text: &str| {
        let book = read(text);
        let calendar = book.policy(ticket("x", 3, Tier::Standard)).calendar().expect("a calendar").clone();
        calendar.after("2026-03-02T09:00:00Z".parse().expect("Monday"), TimeDelta::hours(12)).to_rfc3339()
    };
    assert_eq!(due(&rows("")), "2026-03-03T13:00:00+00:00");
    assert_eq!(due(&rows("recompute = true\n")), "2026-03-04T13:00:00+00:00");
}

#[test]
fn the_fuse_blows_step_by_step_and_each_step_once() {
    let policy = FusePolicy::built_in();
    let mut facts = vec![(0, TicketFact::Created)];
    let first = next_firing(&history(facts.clone()), &policy).expect("the lead");
    assert_eq!((first.clock, first.at, first.step.as_str(), first.round), (ClockKind::Assignment, at(120), "lead", 0));
    assert_eq!(due_firings(&history(facts.clone()), &policy, at(119)), []);
    assert_eq!(due_firings(&history(facts.clone()), &policy, at(500)).len(), 2, "late, but both");
    facts.push(fired(&first, 121));
    let second = next_firing(&history(facts.clone()), &policy).expect("the director");
    assert_eq!((second.clock, second.at), (ClockKind::Handling, at(240)));
    facts.push(fired(&second, 240));
    assert_eq!(next_firing(&history(facts), &policy), None);
}

#[test]
fn nothing_blows_while_a_ticket_waits_or_is_done() {
    let policy = FusePolicy::built_in();
    let pended = TicketFact::Pended { reason: "photo".to_owned(), until: None };
    let waits = vec![(0, TicketFact::Created), (60, pended)];
    assert_eq!(next_firing(&history(waits.clone()), &policy), None);
    let goes_on = [waits, vec![(600, TicketFact::Resumed)]].concat();
    assert_eq!(next_firing(&history(goes_on), &policy).map(|firing| firing.at), Some(at(660)));
    let gone = vec![(0, TicketFact::Created), (10, TicketFact::Merged { into: "other".into() })];
    assert_eq!(next_firing(&history(gone), &policy), None);
}

fn nagging() -> PolicyBook {
    read(
        "[[policy]]\nname = 'nag'\ntargets = { handling = '1h' }\n\
         [[policy.step]]\nof = 'handling'\nafter = '1h'\nto = 'lead'\nrepeat = '10m'\n",
    )
}

#[test]
fn a_step_is_repeated_until_somebody_takes_note() {
    let book = nagging();
    let policy = book.policy(ticket("x", 3, Tier::Standard));
    let mut facts = vec![(0, TicketFact::Created)];
    for (round, minute) in [(0, 60), (1, 70), (2, 80)] {
        let next = next_firing(&history(facts.clone()), policy).expect("again");
        assert_eq!((next.round, next.at), (round, at(minute)));
        facts.push(fired(&next, minute));
    }
    facts.push((85, TicketFact::Acknowledged));
    assert_eq!(next_firing(&history(facts.clone()), policy), None);
    assert!(!super::is_unacknowledged(&history(facts)));
}

#[test]
fn who_slept_through_many_rounds_is_told_the_last_one_only() {
    let book = nagging();
    let policy = book.policy(ticket("x", 3, Tier::Standard));
    let facts = vec![(0, TicketFact::Created)];
    let due = due_firings(&history(facts.clone()), policy, at(60 + 95));
    assert_eq!(due.iter().map(|firing| (firing.round, firing.at)).collect::<Vec<_>>(), [(9, at(150))]);
    let after = [facts, vec![fired(&due[0], 155)]].concat();
    assert_eq!(next_firing(&history(after), policy).map(|firing| firing.round), Some(10));
}

#[test]
fn nobody_is_told_for_ever() {
    let book = nagging();
    let policy = book.policy(ticket("x", 3, Tier::Standard));
    let mut facts = vec![(0, TicketFact::Created)];
    while let Some(next) = next_firing(&history(facts.clone()), policy) {
        facts.push(fired(&next, 60 + 10 * i64::from(next.round)));
        assert!(facts.len() <= 201, "a history is bounded");
    }
    assert_eq!(facts.len(), 201);
}

#[test]
fn another_time_for_a_step_that_was_taken_does_not_take_it_again() {
    let first = next_firing(&history(vec![(0, TicketFact::Created)]), &FusePolicy::built_in()).expect("the lead");
    let facts = vec![(0, TicketFact::Created), fired(&first, 120)];
    let mut hastier = FusePolicy::built_in();
    hastier.steps[0].after = TimeDelta::hours(1);
    assert_eq!(next_firing(&history(facts), &hastier).map(|next| next.clock), Some(ClockKind::Handling));
}
