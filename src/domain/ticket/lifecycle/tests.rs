use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

use super::{Refusal, RefusalClass, TicketCommand, TicketEdit, apply, decide, joins};
use crate::domain::agent::{Actor, AgentRef, ROLES, Role};
use crate::domain::customer::CustomerRef;
use crate::domain::root_cause::Catalogue;
use crate::domain::ticket::lease::LEASE;
use crate::domain::ticket::{RootCauseTag, Ticket, TicketFact, TicketStatus};

fn now() -> DateTime<Utc> {
    DateTime::<Utc>::UNIX_EPOCH
}

fn agent(name: &str) -> AgentRef {
    AgentRef { id: name.into(), name: name.to_owned(), extension: None }
}

fn tag(id: &str) -> RootCauseTag {
    RootCauseTag { id: id.into(), note: None }
}

fn fresh() -> Ticket {
    Ticket {
        id: "t1".into(),
        number: 10482,
        version: 1,
        subject: "手机未收到".to_owned(),
        words: "还没收到".to_owned(),
        problem_type: "fulfilment_exception".into(),
        status: TicketStatus::New,
        priority: 3,
        queue: "logistics".to_owned(),
        region: "华东".to_owned(),
        customer: CustomerRef { id: "c1".into(), name: "王建国".to_owned() },
        order_id: None,
        assignee: None,
        created_at: now(),
        updated_at: now(),
        pending: None,
        root_cause: None,
        article_id: None,
        merged_into: None,
        leased_until: None,
        clocks: Vec::new(),
        alarm: None,
        viewers: Vec::new(),
    }
}

/// Carries out a command as the server does.
fn run(ticket: &mut Ticket, who: &str, role: Role, command: &TicketCommand) -> Result<Vec<TicketFact>, Refusal> {
    let facts = decide(ticket, command, &agent(who), role, now(), Catalogue::built_in())?;
    for fact in &facts {
        apply(ticket, fact, &Actor::Agent(agent(who)), now());
    }
    Ok(facts)
}

fn done(ticket: &mut Ticket, who: &str, command: &TicketCommand) {
    run(ticket, who, Role::Agent, command).expect("allowed");
}

fn refused(ticket: &mut Ticket, who: &str, command: &TicketCommand) -> Refusal {
    let before = ticket.clone();
    let refusal = run(ticket, who, Role::Agent, command).expect_err("not allowed");
    assert_eq!(*ticket, before, "a refusal changes nothing");
    refusal
}

fn note(text: &str) -> TicketCommand {
    TicketCommand::Note { text: text.to_owned() }
}

fn pend() -> TicketCommand {
    TicketCommand::Pend { reason: "等照片".to_owned(), until: None }
}

fn resolve(id: &str) -> TicketCommand {
    TicketCommand::Resolve { tag: tag(id), article_id: None, found: None }
}

fn close(tag: Option<RootCauseTag>) -> TicketCommand {
    TicketCommand::Close { tag, article_id: None, found: None }
}

fn expedite() -> TicketCommand {
    TicketCommand::Act { action: "expedite".to_owned(), result: "ok".to_owned() }
}

fn reopen() -> TicketCommand {
    TicketCommand::Reopen { reason: None }
}

#[test]
fn a_ticket_lives_from_claim_to_close() {
    let mut ticket = fresh();
    let story = [
        (TicketCommand::Claim, TicketStatus::Open),
        (note("已催派"), TicketStatus::Open),
        (pend(), TicketStatus::Pending),
        (TicketCommand::Resume, TicketStatus::Open),
        (resolve("courier_delay"), TicketStatus::Resolved),
        (close(None), TicketStatus::Closed),
        (reopen(), TicketStatus::Open),
    ];
    for (command, status) in story {
        done(&mut ticket, "lin", &command);
        assert_eq!(ticket.status, status, "after {command:?}");
    }
    assert_eq!(ticket.assignee, Some(agent("lin")));
    assert_eq!(ticket.root_cause, None, "a reopened ticket closes with a cause of its own again");
}

#[test]
fn only_one_of_two_claims_wins() {
    let mut ticket = fresh();
    done(&mut ticket, "lin", &TicketCommand::Claim);
    assert_eq!(run(&mut ticket, "lin", Role::Agent, &TicketCommand::Claim), Ok(Vec::new()), "it is hers already");
    let refusal = refused(&mut ticket, "zhou", &TicketCommand::Claim);
    assert_eq!(refusal, Refusal::AlreadyOwned { by: agent("lin") });
    assert_eq!(refusal.class(), RefusalClass::Conflict);
    assert!(refusal.to_string().contains("lin"), "{refusal}");
    let by_lead = run(&mut ticket, "chief", Role::Lead, &TicketCommand::Claim);
    assert!(by_lead.is_err(), "a lead assigns, and does not claim what is owned");
}

fn take_over() -> TicketCommand {
    TicketCommand::TakeOver { reason: "客户投诉".to_owned() }
}

#[test]
fn a_lead_takes_over_with_a_reason_and_an_agent_may_not() {
    let mut ticket = fresh();
    done(&mut ticket, "lin", &TicketCommand::Claim);
    assert_eq!(refused(&mut ticket, "zhou", &take_over()), Refusal::AlreadyOwned { by: agent("lin") });
    let without = run(&mut ticket, "chief", Role::Lead, &TicketCommand::TakeOver { reason: " ".to_owned() });
    assert_eq!(without, Err(Refusal::Empty { field: "reason" }));
    let (from, to, reason) = (agent("lin"), agent("chief"), "客户投诉".to_owned());
    let taken = run(&mut ticket, "chief", Role::Lead, &take_over());
    assert_eq!(taken, Ok(vec![TicketFact::TakenOver { from, to: to.clone(), reason }]));
    assert_eq!((ticket.assignee.as_ref(), ticket.leased_until), (Some(&to), Some(now() + LEASE)));
    assert_eq!(run(&mut ticket, "chief", Role::Lead, &take_over()), Ok(Vec::new()), "it is theirs already");
}

#[test]
fn what_an_owner_lets_lie_is_taken_up_by_whoever_acts_and_not_a_moment_earlier() {
    let later = |ticket: &mut Ticket, who: &str, role, command: &TicketCommand, at| {
        let facts = decide(ticket, command, &agent(who), role, at, Catalogue::built_in())?;
        for fact in &facts {
            apply(ticket, fact, &Actor::Agent(agent(who)), at);
        }
        Ok::<_, Refusal>(facts)
    };
    let soon = LEASE - TimeDelta::seconds(1);
    for (command, takes_up) in [(TicketCommand::Claim, true), (pend(), true), (expedite(), true), (note("x"), false)] {
        let mut ticket = fresh();
        done(&mut ticket, "lin", &TicketCommand::Claim);
        if takes_up {
            let early = later(&mut ticket, "zhou", Role::Agent, &command, now() + soon);
            assert_eq!(early, Err(Refusal::AlreadyOwned { by: agent("lin") }));
        }
        later(&mut ticket, "zhou", Role::Agent, &command, now() + LEASE).expect("free to take");
        let owner = if takes_up { "zhou" } else { "lin" };
        assert_eq!(ticket.assignee, Some(agent(owner)), "{command:?}");
    }
    let mut ticket = fresh();
    done(&mut ticket, "lin", &TicketCommand::Claim);
    later(&mut ticket, "chief", Role::Lead, &close(Some(tag("courier_lost"))), now() + LEASE).expect("a lead may");
    assert_eq!(ticket.assignee, Some(agent("lin")), "who acts for others does not take it from them");
}

#[test]
fn a_ticket_from_before_there_were_leases_is_kept_from_its_last_change_on() {
    let old = Ticket { assignee: Some(agent("lin")), status: TicketStatus::Open, ..fresh() };
    assert!(!old.is_lapsed(now()) && old.is_lapsed(now() + LEASE));
    let waits = Ticket { status: TicketStatus::Pending, ..old };
    assert!(!waits.is_lapsed(now() + LEASE));
}

#[test]
fn every_stroke_of_the_owner_renews_the_lease_and_what_waits_does_not_lapse() {
    let mut ticket = fresh();
    done(&mut ticket, "lin", &TicketCommand::Claim);
    let at = now() + TimeDelta::hours(7);
    let noted = TicketFact::Noted { text: "x".to_owned() };
    apply(&mut ticket, &noted, &Actor::Agent(agent("zhou")), at);
    assert_eq!(ticket.leased_until, Some(now() + LEASE), "a colleague's note is no stroke of hers");
    apply(&mut ticket, &noted, &Actor::Agent(agent("lin")), at);
    assert_eq!(ticket.leased_until, Some(at + LEASE));
    done(&mut ticket, "lin", &pend());
    assert_eq!(ticket.leased_until, None);
    done(&mut ticket, "lin", &TicketCommand::Resume);
    assert_eq!(ticket.leased_until, Some(now() + LEASE));
    done(&mut ticket, "lin", &resolve("courier_delay"));
    assert_eq!(ticket.leased_until, None);
}

#[test]
fn nothing_closes_without_a_root_cause_of_the_catalogue() {
    let mut ticket = fresh();
    let refusals = [
        (close(None), "root-cause-missing", Some("root_cause")),
        (close(Some(tag("no_such_cause"))), "root-cause-unknown", Some("root_cause")),
        (close(Some(tag("other"))), "root-cause-needs-note", Some("note")),
        (resolve("no_such_cause"), "root-cause-unknown", Some("root_cause")),
        (
            close(Some(RootCauseTag { note: Some("  ".to_owned()), ..tag("other") })),
            "root-cause-needs-note",
            Some("note"),
        ),
    ];
    for (command, code, field) in refusals {
        let refusal = refused(&mut ticket, "lin", &command);
        assert_eq!((refusal.code(), refusal.field(), refusal.class()), (code, field, RefusalClass::Invalid));
    }
    done(&mut ticket, "lin", &close(Some(RootCauseTag { note: Some("停电".to_owned()), ..tag("other") })));
    assert_eq!(ticket.status, TicketStatus::Closed);
}

#[test]
fn the_first_to_act_on_a_fresh_ticket_owns_it() {
    for command in [note("看一下"), pend(), resolve("courier_lost"), close(Some(tag("courier_lost")))] {
        let mut ticket = fresh();
        done(&mut ticket, "lin", &command);
        assert_eq!(ticket.assignee, Some(agent("lin")), "{command:?}");
    }
    let mut ticket = fresh();
    run(&mut ticket, "chief", Role::Lead, &note("请尽快")).expect("a lead may note");
    assert_eq!(ticket.assignee, None, "a lead's remark takes no ticket from the queue");
    assert_eq!(ticket.status, TicketStatus::Open);
}

#[test]
fn others_watch_or_help_and_leads_may_act() {
    let mut ticket = fresh();
    done(&mut ticket, "lin", &TicketCommand::Claim);
    for command in [pend(), resolve("courier_lost"), close(Some(tag("courier_lost"))), expedite()] {
        assert_eq!(refused(&mut ticket, "zhou", &command), Refusal::AlreadyOwned { by: agent("lin") });
    }
    done(&mut ticket, "zhou", &note("客户又来电"));
    done(&mut ticket, "zhou", &TicketCommand::Edit(TicketEdit { priority: Some(1), ..TicketEdit::default() }));
    assert_eq!((ticket.priority, ticket.assignee.clone()), (1, Some(agent("lin"))));
    let hand_over = TicketCommand::Assign { to: Some(agent("zhou")) };
    run(&mut ticket, "chief", Role::Lead, &hand_over).expect("a lead hands over");
    assert_eq!(ticket.assignee, Some(agent("zhou")));
    done(&mut ticket, "zhou", &TicketCommand::Assign { to: None });
    assert_eq!(ticket.assignee, None);
}

#[test]
fn commands_know_where_the_ticket_stands() {
    let mut closed = fresh();
    done(&mut closed, "lin", &close(Some(tag("courier_lost"))));
    let edit = TicketCommand::Edit(TicketEdit { queue: Some("vip".to_owned()), ..TicketEdit::default() });
    let story = [TicketCommand::Claim, pend(), TicketCommand::Resume, resolve("courier_lost"), close(None), edit];
    for command in story.into_iter().chain([expedite(), TicketCommand::Merge { into: "t2".into() }]) {
        let refusal = refused(&mut closed, "lin", &command);
        assert_eq!(refusal.code(), "wrong-state", "{command:?}");
        assert!(refusal.to_string().contains("closed"), "{refusal}");
    }
    done(&mut closed, "zhou", &note("补充"));
    assert_eq!(refused(&mut fresh(), "lin", &reopen()).code(), "wrong-state");
    assert_eq!(refused(&mut fresh(), "lin", &TicketCommand::Resume).code(), "wrong-state");
}

#[test]
fn only_the_owner_or_a_lead_takes_up_again_what_was_done() {
    let mut ticket = fresh();
    done(&mut ticket, "lin", &resolve("courier_lost"));
    assert_eq!(refused(&mut ticket, "zhou", &reopen()), Refusal::AlreadyOwned { by: agent("lin") });
    run(&mut ticket, "chief", Role::Lead, &reopen()).expect("a lead may act for others");
    assert_eq!(ticket.status, TicketStatus::Open);
}

#[test]
fn a_number_shown_starred_out_never_replaces_the_real_one() {
    let mut ticket = Ticket { words: "回电 13812345678".to_owned(), ..fresh() };
    let words =
        |words: &str| TicketCommand::Edit(TicketEdit { words: Some(words.to_owned()), ..TicketEdit::default() });
    assert_eq!(run(&mut ticket, "lin", Role::Agent, &words("回电 138****5678")), Ok(Vec::new()), "as it was shown");
    let refusal = refused(&mut ticket, "lin", &words("回电 138****5678,明早"));
    assert_eq!((refusal.class(), refusal.field()), (RefusalClass::Invalid, Some("words")));
    done(&mut ticket, "lin", &words("明早回电 13812345678"));
    assert_eq!(ticket.words, "明早回电 13812345678");
}

#[test]
fn a_ticket_is_merged_only_into_work_for_the_same_customer() {
    let target = Ticket { id: "t2".into(), number: 10_483, ..fresh() };
    assert_eq!(joins(&fresh(), &target), Ok(()));
    let mut done_with = target.clone();
    done(&mut done_with, "lin", &resolve("courier_lost"));
    let mut merged = target.clone();
    done(&mut merged, "lin", &TicketCommand::Merge { into: "t3".into() });
    let other = Ticket { customer: CustomerRef { id: "c2".into(), name: "李梅".to_owned() }, ..target };
    let refusals = [
        (&done_with, "merge-into-done", RefusalClass::Conflict),
        (&merged, "merged-away", RefusalClass::Conflict),
        (&other, "merge-into-other", RefusalClass::Invalid),
    ];
    for (target, code, class) in refusals {
        let refusal = joins(&fresh(), target).expect_err(code);
        assert_eq!((refusal.code(), refusal.class()), (code, class));
    }
}

#[test]
fn a_merged_ticket_goes_on_elsewhere() {
    let mut ticket = fresh();
    assert_eq!(refused(&mut ticket, "lin", &TicketCommand::Merge { into: "t1".into() }), Refusal::MergeIntoItself);
    done(&mut ticket, "lin", &TicketCommand::Merge { into: "t2".into() });
    assert_eq!((ticket.status, ticket.root_cause.clone()), (TicketStatus::Merged, None));
    assert_eq!(refused(&mut ticket, "lin", &reopen()), Refusal::MergedAway { into: "t2".into() });
}

#[test]
fn bad_words_and_times_are_refused_by_field() {
    let mut ticket = fresh();
    let past = TicketCommand::Pend { reason: "x".to_owned(), until: Some(now()) };
    let edit = |edit: TicketEdit| TicketCommand::Edit(edit);
    let commands = [
        (note(" \n"), "text"),
        (TicketCommand::Pend { reason: String::new(), until: None }, "reason"),
        (past, "until"),
        (edit(TicketEdit { priority: Some(0), ..TicketEdit::default() }), "priority"),
        (edit(TicketEdit { priority: Some(6), ..TicketEdit::default() }), "priority"),
        (edit(TicketEdit { subject: Some(" ".to_owned()), ..TicketEdit::default() }), "subject"),
    ];
    for (command, field) in commands {
        assert_eq!(refused(&mut ticket, "lin", &command).field(), Some(field), "{command:?}");
    }
}

#[test]
fn an_edit_tells_what_changed_and_nothing_else() {
    let mut ticket = fresh();
    let edit = TicketEdit { subject: Some("手机未收到".to_owned()), priority: Some(1), ..TicketEdit::default() };
    let facts = run(&mut ticket, "lin", Role::Agent, &TicketCommand::Edit(edit)).expect("allowed");
    let changed =
        TicketFact::Changed { field: "priority".to_owned(), from: Some("3".to_owned()), to: Some("1".to_owned()) };
    assert_eq!(facts, [changed]);
    assert_eq!(ticket.priority, 1);
}

#[test]
fn the_answer_that_was_used_is_kept() {
    let mut ticket = fresh();
    let article_id = Some("parcel-not-arrived.en".into());
    let command = TicketCommand::Resolve { tag: tag("courier_lost"), article_id, found: None };
    done(&mut ticket, "lin", &command);
    assert_eq!(ticket.article_id, Some("parcel-not-arrived.en".into()));
}

#[test]
fn pending_again_waits_since_the_first_time() {
    let mut ticket = fresh();
    done(&mut ticket, "lin", &pend());
    let later = now() + TimeDelta::hours(1);
    let again = TicketFact::Pended { reason: "等快递".to_owned(), until: None };
    apply(&mut ticket, &again, &Actor::Agent(agent("lin")), later);
    let pending = ticket.pending.expect("it waits");
    assert_eq!((pending.reason.as_str(), pending.since), ("等快递", now()));
}

#[test]
fn machines_may_do_nothing_with_tickets() {
    for command in [TicketCommand::Claim, note("x"), close(Some(tag("courier_lost")))] {
        let refusal = run(&mut fresh(), "pbx", Role::Cti, &command).expect_err("not allowed");
        assert_eq!(refusal.class(), RefusalClass::Forbidden);
    }
}

fn any_command() -> impl Strategy<Value = TicketCommand> {
    let person = prop::sample::select(vec!["lin", "zhou"]);
    (0..12usize, person).prop_map(|(kind, name)| match kind {
        0 => TicketCommand::Claim,
        1 => TicketCommand::Assign { to: Some(agent(name)) },
        2 => TicketCommand::Assign { to: None },
        3 => note("x"),
        4 => pend(),
        5 => TicketCommand::Resume,
        6 => resolve("courier_lost"),
        7 => close(None),
        8 => close(Some(tag("courier_delay"))),
        9 => reopen(),
        10 => TicketCommand::Edit(TicketEdit { priority: Some(2), ..TicketEdit::default() }),
        _ => expedite(),
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]
    #[test]
    fn whatever_is_asked_the_ticket_stays_sound(
        commands in prop::collection::vec((any_command(), prop::sample::select(vec!["lin", "zhou"]), 0..ROLES.len()), 0..25),
    ) {
        let mut ticket = fresh();
        for (command, who, role) in commands {
            let before = ticket.clone();
            let outcome = run(&mut ticket, who, ROLES[role], &command);
            if outcome.map_or(true, |facts| facts.is_empty()) {
                prop_assert_eq!(&ticket, &before, "no facts, no change");
            }
            let done = matches!(ticket.status, TicketStatus::Resolved | TicketStatus::Closed);
            prop_assert_eq!(done, ticket.root_cause.is_some(), "closed with a cause, open without");
            prop_assert_eq!(ticket.status == TicketStatus::Pending, ticket.pending.is_some());
            prop_assert!(ticket.status != TicketStatus::New || ticket.assignee.is_none());
        }
    }
}
