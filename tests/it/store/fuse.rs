//! The fuse blows on time, once, for whomever it concerns, and can be explained.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use ringdesk::domain::agent::Role;
use ringdesk::domain::clock::{ClockKind, ReadingState};
use ringdesk::domain::fuse::{Blow, PolicyBook, PolicyFile};
use ringdesk::domain::ticket::lifecycle::{Refusal, TicketCommand};
use ringdesk::domain::ticket::{HistoryEntry, Ticket, TicketFact};
use ringdesk::domain::todo::TodoKind;
use ringdesk::server::store::{Store, StoreError};
use ringdesk::wire::page::PageRequest;

use super::{Desk, agent, at, noon, promises, system};

fn book(text: &str) -> PolicyBook {
    let file = PolicyFile { name: "test.toml".to_owned(), text: text.to_owned() };
    PolicyBook::read(&[file]).unwrap_or_else(|mistakes| panic!("{mistakes:?}"))
}

impl Desk {
    async fn waiting(&self) -> Ticket {
        let wang = self.customer("王建国", "+8613812345678").await;
        self.ticket(&wang, 0).await
    }

    /// Everything that went up, the first first.
    async fn escalations(&self, ticket: &Ticket) -> Vec<(ClockKind, String, u32)> {
        let history =
            self.store.ticket_history(&ticket.id, &PageRequest { limit: Some(200), cursor: None }).await.unwrap();
        let mut entries: Vec<HistoryEntry> = history.items;
        entries.reverse();
        let went_up = entries.into_iter().filter_map(|entry| match entry.what {
            TicketFact::Escalated(up) => Some((up.clock, up.step, up.round)),
            _ => None,
        });
        went_up.collect()
    }
}

/// Looks at the fuse until there is nothing to do; steps taken.
async fn blow(store: &Store, minute: i64) -> usize {
    let mut steps = 0;
    loop {
        let blown = store.fuse_blow(&system(), at(minute)).await.unwrap();
        steps += blown.steps;
        if blown.looked_at == 0 {
            return steps;
        }
    }
}

promises! {
    async fn an_unassigned_ticket_goes_to_the_lead_and_an_unhandled_one_to_the_director(desk: Desk) {
        let wu = agent("wu", Role::Director);
        desk.hire(&wu).await;
        let ticket = desk.waiting().await;
        assert_eq!(blow(&desk.store, 119).await, 0, "not before its time");
        assert_eq!(blow(&desk.store, 120).await, 1);
        let alarm = desk.store.ticket(&ticket.id).await.unwrap().alarm.unwrap();
        assert_eq!((alarm.clock, alarm.told.as_slice()), (ClockKind::Assignment, &["he".to_owned()][..]));
        assert_eq!(blow(&desk.store, 240).await, 1);
        let up = |clock, step: &str| (clock, step.to_owned(), 0);
        assert_eq!(desk.escalations(&ticket).await, [up(ClockKind::Assignment, "lead"), up(ClockKind::Handling, "director")]);
        let todos = desk.store.todos(&wu.id, Some(TodoKind::Task), &PageRequest::default()).await.unwrap().items;
        assert_eq!(todos.len(), 1);
        assert_eq!(todos[0].text, "请核查王建国客户工单超时原因，是否需协调仓储/物流部门");
        assert_eq!(todos[0].ticket_id.as_ref(), Some(&ticket.id));
    }

    async fn however_often_and_from_wherever_one_looks_each_step_is_taken_once(desk: Desk) {
        let wang = desk.customer("王建国", "+8613812345678").await;
        let mut tickets = Vec::new();
        for minute in 0..30 {
            tickets.push(desk.ticket(&wang, minute).await);
        }
        let other = if desk.database.url.contains(":memory:") { desk.store.clone() } else { Store::open(&desk.database.url).await.unwrap() };
        let looks = [&desk.store, &other, &desk.store, &other].map(|store| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut steps = 0;
                for _ in 0..10 {
                    match store.fuse_blow(&system(), at(500)).await {
                        Ok(blown) => steps += blown.steps,
                        Err(StoreError::Busy) => {}
                        Err(other) => panic!("{other}"),
                    }
                }
                steps
            })
        });
        let mut steps = 0;
        for look in looks {
            steps += look.await.unwrap();
        }
        steps += blow(&desk.store, 500).await;
        assert_eq!(steps, 60, "two of each");
        for ticket in &tickets {
            assert_eq!(desk.escalations(ticket).await.len(), 2);
        }
    }

    async fn a_ticket_that_somebody_took_or_that_waits_stays_down(desk: Desk) {
        let wang = desk.customer("王建国", "+8613812345678").await;
        let (taken, waits) = (desk.ticket(&wang, 0).await, desk.ticket(&wang, 0).await);
        let note = TicketCommand::Note { text: "已联系仓库".to_owned() };
        desk.store.ticket_command(&taken.id, None, &note, &desk.lin, at(5)).await.unwrap();
        let pend = TicketCommand::Pend { reason: "等照片".to_owned(), until: None };
        desk.store.ticket_command(&waits.id, None, &pend, &desk.lin, at(6)).await.unwrap();
        assert_eq!(blow(&desk.store, 9_999).await, 0);
        desk.store.ticket_command(&waits.id, None, &TicketCommand::Resume, &desk.lin, at(1_000)).await.unwrap();
        assert_eq!(blow(&desk.store, 1_233).await, 0);
        assert_eq!(blow(&desk.store, 1_234).await, 1, "four hours, six minutes of them before it waited");
    }

    async fn who_takes_note_is_written_down_and_ends_the_repetition(desk: Desk) {
        let nag = "[[policy]]\nname = 'nag'\ntargets = { handling = '1h' }\n[[policy.step]]\nof = 'handling'\nafter = '1h'\nto = 'lead'\nrepeat = '10m'\n";
        desk.store.adopt_policies(book(nag), &system(), noon()).await.unwrap();
        let ticket = desk.waiting().await;
        let nothing = desk.store.ticket_command(&ticket.id, None, &TicketCommand::Acknowledge, &desk.lead, at(1)).await;
        assert!(matches!(nothing, Err(StoreError::Refused(Refusal::NothingToAcknowledge))));
        for minute in [60, 69, 70, 80] {
            blow(&desk.store, minute).await;
        }
        assert_eq!(desk.escalations(&ticket).await.iter().map(|up| up.2).collect::<Vec<_>>(), [0, 1, 2]);
        let noted = desk.store.ticket_command(&ticket.id, None, &TicketCommand::Acknowledge, &desk.lead, at(85)).await.unwrap();
        let alarm = noted.alarm.unwrap();
        assert_eq!((alarm.times, alarm.since, alarm.noted.map(|noted| noted.at)), (3, at(60), Some(at(85))));
        assert_eq!(blow(&desk.store, 500).await, 0);
        let report = desk.store.ticket_clocks(&ticket.id, at(90)).await.unwrap();
        assert!(report.next.is_none() && report.fired.len() == 3);
        let last = report.fired[2].acknowledged.as_ref().unwrap();
        assert_eq!((last.at, last.by.name()), (at(85), "he"));
    }

    async fn a_notice_says_who_heard_of_the_ticket_before(desk: Desk) {
        desk.hire(&agent("wu", Role::Director)).await;
        desk.waiting().await;
        blow(&desk.store, 120).await;
        blow(&desk.store, 240).await;
        let notices = desk.store.notices(None, &PageRequest::default()).await.unwrap().items;
        let told = notices.iter().map(|kept| (kept.notice.to[0].name(), kept.notice.also.clone())).collect::<Vec<_>>();
        assert_eq!(told, [("wu", vec!["he".to_owned()]), ("he", vec![])], "the newest first");
    }

    async fn without_any_messenger_a_step_is_told_on_the_console_only(desk: Desk) {
        desk.store.has_messengers(false);
        let ticket = desk.waiting().await;
        assert_eq!(blow(&desk.store, 120).await, 1);
        assert!(desk.store.notices(None, &PageRequest::default()).await.unwrap().items.is_empty(), "nothing waits for nobody");
        let report = desk.store.ticket_clocks(&ticket.id, at(121)).await.unwrap();
        let told = report.fired.iter().map(|fired| (fired.escalation.to[0].name.as_str(), fired.escalation.by.len()));
        assert_eq!(told.collect::<Vec<_>>(), [("he", 0)]);
        assert_eq!(desk.store.steps_on_the_console_only(), 1);
    }

    async fn a_server_that_slept_does_what_it_missed_once(desk: Desk) {
        let nag = "[[policy]]\nname = 'nag'\ntargets = { assignment = '1h' }\n[[policy.step]]\nof = 'assignment'\nafter = '1h'\nto = 'lead'\nrepeat = '1m'\n";
        desk.store.adopt_policies(book(nag), &system(), noon()).await.unwrap();
        let ticket = desk.waiting().await;
        assert_eq!(blow(&desk.store, 60 + 1_000).await, 1, "a thousand rounds are one");
        assert_eq!(desk.escalations(&ticket).await, [(ClockKind::Assignment, "lead".to_owned(), 1_000)]);
    }

    async fn other_policies_hold_at_once_and_count_the_past(desk: Desk) {
        let ticket = desk.waiting().await;
        let hasty = "[[policy]]\nname = 'hasty'\npriority = [1, 2, 3]\ntargets = { assignment = '10m' }\n[[policy.step]]\nof = 'assignment'\nafter = '10m'\nto = '@lin'\nreassign = '@lin'\n";
        assert_eq!(desk.store.adopt_policies(book(hasty), &system(), at(30)).await.unwrap(), 1);
        let counted = desk.store.ticket(&ticket.id).await.unwrap();
        assert_eq!((counted.clocks[0].due_at, counted.version), (at(10), ticket.version), "nobody has edited it");
        assert_eq!(blow(&desk.store, 30).await, 1);
        let handed = desk.store.ticket(&ticket.id).await.unwrap();
        assert_eq!(handed.assignee.map(|owner| owner.id), Some(desk.lin.id.clone()));
        assert_eq!(desk.store.adopt_policies(book(hasty), &system(), at(31)).await.unwrap(), 0, "they hold already");
    }

    async fn what_will_blow_soon_is_listed_first_things_first(desk: Desk) {
        let wang = desk.customer("王建国", "+8613812345678").await;
        let (later, first) = (desk.ticket(&wang, 20).await, desk.ticket(&wang, 0).await);
        let risk = async |minute: i64, minutes: i64, limit: u32, cursor: Option<String>| {
            let page = PageRequest { limit: Some(limit), cursor };
            desk.store.tickets_at_risk(TimeDelta::minutes(minutes), &page, at(minute)).await.unwrap()
        };
        assert!(risk(80, 30, 10, None).await.items.is_empty());
        let page = risk(100, 60, 1, None).await;
        let rest = risk(100, 60, 1, page.next_cursor.clone()).await;
        let seen: Vec<_> = page.items.iter().chain(&rest.items).map(|row| (row.ticket.id.clone(), row.blow.clone())).collect();
        let told = |minute| Blow { at: at(minute), clock: ClockKind::Assignment, step: Some("lead".to_owned()) };
        assert_eq!(seen, [(first.id, told(120)), (later.id, told(140))]);
        blow(&desk.store, 125).await;
        let next: Vec<_> = risk(125, 200, 10, None).await.items.into_iter().map(|row| row.blow).collect();
        let handling = Blow { at: at(240), clock: ClockKind::Handling, step: Some("director".to_owned()) };
        assert_eq!(next, [told(140), handling], "the handling of the first is still to come");
    }

    async fn the_arithmetic_of_a_ticket_adds_up(desk: Desk) {
        let ticket = desk.waiting().await;
        let pend = TicketCommand::Pend { reason: "等照片".to_owned(), until: None };
        desk.store.ticket_command(&ticket.id, None, &pend, &desk.lin, at(60)).await.unwrap();
        desk.store.ticket_command(&ticket.id, None, &TicketCommand::Resume, &desk.lin, at(90)).await.unwrap();
        let report = desk.store.ticket_clocks(&ticket.id, at(100)).await.unwrap();
        assert_eq!((report.policy.as_str(), report.calendar), ("default", None));
        let handling = report.clocks.iter().find(|clock| clock.kind == ClockKind::Handling).unwrap();
        assert_eq!((handling.state, handling.due_at), (ReadingState::Running, Some(at(270))));
        let sum: i64 = handling.why.iter().map(|term| term.ms).sum();
        assert_eq!(handling.started_at.unwrap() + TimeDelta::milliseconds(sum), at(270));
        let states: BTreeSet<_> = report.clocks.iter().map(|clock| clock.kind).collect();
        assert_eq!(states, BTreeSet::from([ClockKind::Assignment, ClockKind::Handling]));
    }

    async fn a_role_that_nobody_has_is_the_next_one_up(desk: Desk) {
        let root = agent("root", Role::Admin);
        desk.hire(&root).await;
        let ticket = desk.waiting().await;
        blow(&desk.store, 240).await;
        let report = desk.store.ticket_clocks(&ticket.id, at(241)).await.unwrap();
        let told: Vec<_> = report.fired.iter().flat_map(|fired| &fired.escalation.to).map(|agent| agent.name.as_str()).collect();
        assert_eq!(told, ["he", "root"], "there is no director");
    }
}
