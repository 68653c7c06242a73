//! The lead's wall, counted by the database and by hand.

use chrono::{DateTime, TimeDelta, Utc};
use ringdesk::domain::agent::{Agent, Presence, Role};
use ringdesk::domain::call::CtiFact;
use ringdesk::domain::interaction::{Channel, Direction};
use ringdesk::domain::phone::{Region, read};
use ringdesk::domain::ticket::lifecycle::TicketCommand;
use ringdesk::domain::ticket::view::TicketView;
use ringdesk::domain::ticket::{RootCauseTag, Ticket};
use ringdesk::domain::wall::blocker::Side;
use ringdesk::domain::wall::{Calls, Hours, Load, Person, Solved, Wall};
use ringdesk::server::store::{CallRef, IncomingCall, SolvedBy, Whose};
use ringdesk::wire::page::PageRequest;
use ringdesk::wire::request::NewContact;

use super::{Desk, agent, at, noon, promises, system};

impl Desk {
    async fn wall(&self, now: DateTime<Utc>) -> Wall {
        let lately = self.store.solved_since(now - TimeDelta::days(30)).await.unwrap();
        self.store.wall(noon() - TimeDelta::hours(12), &lately, now).await.unwrap()
    }

    /// A call for somebody, and what becomes of it: how many seconds it rings, and talks.
    async fn called(&self, id: &str, who: Option<&Agent>, from: DateTime<Utc>, rings: i64, talks: Option<i64>) {
        let incoming = IncomingCall {
            external_id: id.to_owned(),
            from: read("13812345678", Region::default()),
            to: None,
            queue: None,
            agent: who.map(Agent::reference),
            started_at: from,
            utterance: None,
        };
        let call = self.store.call_post(&incoming, &system(), from).await.unwrap().call;
        let answered = from + TimeDelta::seconds(rings);
        let facts = match talks {
            None => vec![CtiFact::Abandoned { at: answered }],
            Some(talks) => {
                let over = answered + TimeDelta::seconds(talks);
                vec![CtiFact::Answered { at: answered, by: who.map(Agent::reference) }, CtiFact::Ended { at: over }]
            }
        };
        for fact in facts {
            let when = match &fact {
                CtiFact::Answered { at, .. } | CtiFact::Ended { at } | CtiFact::Abandoned { at } => *at,
                _ => from,
            };
            self.store.call_fact(&CallRef::Id(call.id.clone()), fact, &system(), when).await.unwrap();
        }
    }

    async fn resolved(&self, ticket: &Ticket, by: &Agent, now: DateTime<Utc>) {
        let tag = RootCauseTag { id: "courier_lost".into(), note: None };
        let resolve = TicketCommand::Resolve { tag, article_id: None, found: None };
        self.store.ticket_command(&ticket.id, None, &resolve, by, now).await.unwrap();
    }

    /// A word on WeChat.
    async fn told(&self, ticket: &Ticket, direction: Direction, text: &str, now: DateTime<Utc>) {
        let contact = NewContact { channel: Channel::Wechat, direction, text: text.to_owned(), call_id: None };
        self.store.ticket_contact(&ticket.id, &contact, &self.lin, now).await.unwrap();
    }

    async fn claimed(&self, ticket: &Ticket, by: &Agent, now: DateTime<Utc>) {
        self.store.ticket_command(&ticket.id, None, &TicketCommand::Claim, by, now).await.unwrap();
    }
}

fn of<'a>(wall: &'a Wall, login: &str) -> &'a Person {
    wall.people.iter().find(|person| person.login == login).unwrap()
}

/// Every ticket that is not done, added up one by one.
async fn by_hand(desk: &Desk, now: DateTime<Utc>) -> (Load, Load, Load) {
    let (mut nobodys, mut lins, mut chens) = (Load::default(), Load::default(), Load::default());
    let page = PageRequest { limit: Some(200), cursor: None };
    for ticket in desk.store.tickets(TicketView::All, &desk.lin, &page, now).await.unwrap().items {
        let late = ticket.due_at().is_some_and(|due| due <= now);
        let soon = ticket.soon_at().is_some_and(|soon| soon <= now);
        let one = Load {
            live: 1,
            at_risk: u64::from(soon && !late),
            breached: u64::from(late),
            oldest_at: Some(ticket.created_at),
        };
        let whose = match ticket.assignee.as_ref().map(|agent| agent.id.as_str()) {
            None => &mut nobodys,
            Some("lin") => &mut lins,
            Some(_) => &mut chens,
        };
        *whose = *whose + one;
    }
    (nobodys, lins, chens)
}

promises! {
    async fn tickets_on_the_wall_are_those_that_one_counts_by_hand(desk: Desk) {
        let wang = desk.customer("王建国", "+8613812345678").await;
        for number in 0..24 {
            let ticket = desk.ticket(&wang, number * 7).await;
            match number % 4 {
                0 => {}
                1 => desk.claimed(&ticket, &desk.chen, at(number * 7 + 1)).await,
                _ => desk.claimed(&ticket, &desk.lin, at(number * 7 + 1)).await,
            }
            if number % 6 == 5 {
                desk.resolved(&ticket, &desk.lead, at(number * 7 + 2)).await;
            }
        }
        for minutes in [170, 200, 260, 320, 400] {
            let wall = desk.wall(at(minutes)).await;
            let (nobodys, lins, chens) = by_hand(&desk, at(minutes)).await;
            assert_eq!(wall.regions.iter().map(|row| row.load).sum::<Load>(), nobodys, "after {minutes} minutes");
            assert_eq!((of(&wall, "lin").load, of(&wall, "chen").load), (lins, chens), "after {minutes} minutes");
        }
        let page = PageRequest { limit: Some(3), cursor: None };
        let first = desk.store.wall_tickets(&Whose::Of("lin".into()), &page).await.unwrap();
        let rest = PageRequest { limit: Some(200), cursor: first.next_cursor.clone() };
        let rest = desk.store.wall_tickets(&Whose::Of("lin".into()), &rest).await.unwrap();
        assert_eq!((first.items.len() + rest.items.len()) as u64, of(&desk.wall(at(170)).await, "lin").load.live);
        let nobodys = desk.store.wall_tickets(&Whose::NobodysIn("east".to_owned()), &PageRequest::default()).await.unwrap();
        assert!(!nobodys.items.is_empty() && nobodys.items.iter().all(|ticket| ticket.read().unwrap().assignee.is_none()));
        assert!(desk.store.wall_tickets(&Whose::NobodysIn("west".to_owned()), &page).await.unwrap().items.is_empty());
        let next = desk.store.wall_next_change(at(170)).await.unwrap().unwrap();
        assert!(next > at(170), "{next}");
    }

    async fn calls_on_the_wall_are_those_that_one_counts_by_hand(desk: Desk) {
        desk.called("a", Some(&desk.lin), at(-800), 10, Some(60)).await;
        desk.called("b", Some(&desk.lin), at(0), 20, Some(100)).await;
        desk.called("c", Some(&desk.lin), at(5), 21, Some(200)).await;
        desk.called("d", Some(&desk.lin), at(40), 40, None).await;
        desk.called("e", None, at(41), 4, None).await;
        let ring = |id: &str, agent: Option<&Agent>| IncomingCall {
            external_id: id.to_owned(),
            from: read("13912345678", Region::default()),
            to: None,
            queue: None,
            agent: agent.map(Agent::reference),
            started_at: at(42),
            utterance: None,
        };
        let talks = desk.store.call_post(&ring("f", Some(&desk.lin)), &system(), at(42)).await.unwrap().call;
        let answer = CtiFact::Answered { at: at(42), by: Some(desk.chen.reference()) };
        desk.store.call_fact(&CallRef::Id(talks.id), answer, &system(), at(42)).await.unwrap();
        desk.store.call_post(&ring("g", None), &system(), at(42)).await.unwrap();
        let wall = desk.wall(at(43)).await;
        let lin = Calls {
            offered: 3,
            recent: 1,
            answered: 2,
            in_time: 1,
            wait_ms: 41_000,
            abandoned: 1,
            handled: 2,
            line_ms: 300_000,
            ..Calls::default()
        };
        assert_eq!(of(&wall, "lin").calls, lin, "yesterday's is not today's, and who answers has the call");
        let chen = Calls { offered: 1, recent: 1, answered: 1, in_time: 1, connected: 1, ..Calls::default() };
        assert_eq!(of(&wall, "chen").calls, chen);
        let nobodys = Calls {
            offered: 2,
            recent: 2,
            abandoned: 1,
            short: 1,
            ringing: 1,
            ringing_since: Some(at(42)),
            ..Calls::default()
        };
        assert_eq!(wall.calls, nobodys);
    }

    async fn time_at_work_is_what_was_done_since_midnight(desk: Desk) {
        let midnight = noon() - TimeDelta::hours(12);
        let changes = [(-5, Presence::Talking), (10, Presence::WrapUp), (11, Presence::Break), (30, Presence::Offline), (600, Presence::Available)];
        for (minutes, presence) in changes {
            let now = midnight + TimeDelta::minutes(minutes);
            desk.store.agent_presence(&desk.lin.id, presence, now).await.unwrap();
        }
        let now = midnight + TimeDelta::minutes(660);
        let wall = desk.wall(now).await;
        let lin = of(&wall, "lin");
        assert_eq!(lin.hours, Hours { available_ms: 0, line_ms: 600_000, wrap_up_ms: 60_000 });
        assert_eq!(lin.figures(midnight, now).hours.available_ms, 3_600_000, "with what they do now");
    }

    async fn a_ticket_that_comes_again_was_not_solved_the_first_time(desk: Desk) {
        let wang = desk.customer("王建国", "+8613812345678").await;
        let week = TimeDelta::days(7);
        let first = desk.ticket(&wang, 0).await;
        desk.resolved(&first, &desk.lin, at(10)).await;
        let of_lin = async |now| of(&desk.wall(now).await, "lin").solved;
        assert_eq!(of_lin(at(11)).await, Solved { today: 1, lately: 1, again: 0 });
        let other = desk.customer("李静", "+8613812345679").await;
        let second = desk.ticket(&other, 20).await;
        desk.resolved(&second, &desk.lin, at(21)).await;
        assert_eq!(of_lin(at(22)).await, Solved { today: 2, lately: 2, again: 0 }, "somebody else's is none of it");
        desk.store.ticket_command(&second.id, None, &TicketCommand::Reopen { reason: None }, &desk.lin, at(30)).await.unwrap();
        assert_eq!(of_lin(at(31)).await.again, 1);
        desk.resolved(&second, &desk.lin, at(40)).await;
        let close = TicketCommand::Close { tag: None, article_id: None, found: None };
        desk.store.ticket_command(&second.id, None, &close, &desk.lin, at(41)).await.unwrap();
        assert_eq!(of_lin(at(42)).await, Solved { today: 3, lately: 3, again: 1 }, "that it is closed is no second time");
        let late = at(10) + week + TimeDelta::minutes(1);
        desk.ticket(&wang, (late - noon()).num_minutes()).await;
        assert_eq!(of_lin(late).await, Solved { today: 3, lately: 3, again: 1 }, "after a week it is another matter");
        desk.ticket(&other, 50).await;
        assert_eq!(of_lin(at(51)).await.again, 2);
        assert_eq!(desk.store.solved_since(at(60)).await.unwrap(), SolvedBy::new());
    }

    async fn who_owes_a_word_for_three_days_is_a_blocker(desk: Desk) {
        let wang = desk.customer("王建国", "+8613812345678").await;
        let (answered, asked, quiet) = (desk.ticket(&wang, 0).await, desk.ticket(&wang, 1).await, desk.ticket(&wang, 2).await);
        desk.told(&answered, Direction::Inbound, "到哪了", at(2)).await;
        desk.told(&answered, Direction::Outbound, "请发一下照片", at(3)).await;
        desk.told(&asked, Direction::Inbound, "还没到", at(4)).await;
        desk.told(&asked, Direction::Inbound, "在吗", at(100)).await;
        let stuck = async |region: Option<&'static str>, minutes: i64| {
            let page = desk.store.blockers(region, &PageRequest::default(), at(minutes)).await.unwrap();
            page.items.into_iter().map(|row| (row.ticket.number, row.silence.of, row.silence.since)).collect::<Vec<_>>()
        };
        let days = 72 * 60;
        assert_eq!(stuck(None, days + 2).await, []);
        assert_eq!(stuck(None, days + 3).await, [(answered.number, Side::Customer, at(3))]);
        let both = [(answered.number, Side::Customer, at(3)), (asked.number, Side::Desk, at(4))];
        assert_eq!(stuck(Some("east"), days + 4).await, both, "since the first message that nobody answered");
        assert_eq!(stuck(Some("west"), days + 4).await, []);
        desk.resolved(&asked, &desk.lin, at(days)).await;
        desk.told(&answered, Direction::Inbound, "发了", at(days + 5)).await;
        assert_eq!(stuck(None, days + 6).await, []);
        assert!(quiet.assignee.is_none());
    }

    async fn only_who_works_at_the_desk_is_on_the_wall(desk: Desk) {
        desk.hire(&agent("pbx", Role::Cti)).await;
        desk.hire(&agent("wu", Role::Director)).await;
        let names: Vec<String> = desk.wall(at(0)).await.people.into_iter().map(|person| person.login).collect();
        assert_eq!(names, ["chen", "he", "lin"]);
    }
}
