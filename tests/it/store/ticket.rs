//! The queue and its races.

use std::collections::HashSet;

use ringdesk::domain::agent::{Actor, Agent, Role};
use ringdesk::domain::customer::Customer;
use ringdesk::domain::ticket::lifecycle::{Refusal, TicketCommand, TicketEdit};
use ringdesk::domain::ticket::view::TicketView;
use ringdesk::domain::ticket::{RootCauseTag, Ticket, TicketStatus};
use ringdesk::server::store::StoreError;
use ringdesk::wire::page::PageRequest;
use ringdesk::wire::request::NewTicket;

use super::{Desk, agent, at, noon, promises, system};

/// Enough to make them collide.
const CROWD: usize = 50;

impl Desk {
    pub(super) async fn ticket(&self, customer: &Customer, minutes: i64) -> Ticket {
        let new = NewTicket {
            customer_id: Some(customer.id.clone()),
            subject: "手机未收到".to_owned(),
            words: "我的手机还没收到".to_owned(),
            ..NewTicket::default()
        };
        self.store.ticket_create(&new, &system(), at(minutes)).await.unwrap()
    }

    async fn command(&self, ticket: &Ticket, command: TicketCommand, by: &Agent) -> Result<Ticket, StoreError> {
        self.store.ticket_command(&ticket.id, None, &command, by, at(1)).await
    }

    async fn crowd(&self) -> Vec<Agent> {
        let agents: Vec<_> = (0..CROWD).map(|number| agent(&format!("agent{number}"), Role::Agent)).collect();
        for agent in &agents {
            self.hire(agent).await;
        }
        agents
    }
}

fn page(limit: u32, cursor: Option<String>) -> PageRequest {
    PageRequest { limit: Some(limit), cursor }
}

fn subject(to: &str) -> TicketCommand {
    TicketCommand::Edit(TicketEdit { subject: Some(to.to_owned()), ..TicketEdit::default() })
}

promises! {
    async fn a_ticket_opened_on_the_phone_belongs_to_who_opened_it(desk: Desk) {
        let customer = desk.customer("王建国", "+8613812345678").await;
        let words = "手机未收到".to_owned();
        let new = NewTicket { customer_id: Some(customer.id), subject: words, claim: true, ..NewTicket::default() };
        let ticket = desk.store.ticket_create(&new, &Actor::Agent(desk.lin.reference()), noon()).await.unwrap();
        assert_eq!(ticket.assignee.map(|owner| owner.id), Some(desk.lin.id.clone()));
        let mine = desk.store.tickets(TicketView::Mine, &desk.lin, &page(10, None), noon()).await.unwrap();
        assert_eq!(mine.items.len(), 1);
    }

    async fn of_fifty_who_claim_a_ticket_one_gets_it(desk: Desk) {
        let ticket = desk.ticket(&desk.customer("王建国", "+8613812345678").await, 0).await;
        let claims = desk.crowd().await.into_iter().map(|agent| {
            let (store, id) = (desk.store.clone(), ticket.id.clone());
            tokio::spawn(async move { store.ticket_command(&id, None, &TicketCommand::Claim, &agent, at(1)).await })
        });
        let mut winners = Vec::new();
        for claim in claims.collect::<Vec<_>>() {
            match claim.await.unwrap() {
                Ok(won) => winners.push(won.assignee.unwrap().id),
                Err(StoreError::Refused(Refusal::AlreadyOwned { .. })) => {}
                Err(other) => panic!("a loser is told who won, not: {other}"),
            }
        }
        assert_eq!(winners.len(), 1, "{winners:?}");
        let stored = desk.store.ticket(&ticket.id).await.unwrap();
        assert_eq!(stored.assignee.unwrap().id, winners[0]);
        assert_eq!(stored.version, 2);
    }

    async fn of_fifty_who_ask_for_the_next_ticket_none_gets_the_ticket_of_another(desk: Desk) {
        let customer = desk.customer("王建国", "+8613812345678").await;
        for minutes in 0..10 {
            desk.ticket(&customer, minutes).await;
        }
        let pulls = desk.crowd().await.into_iter().map(|agent| {
            let store = desk.store.clone();
            tokio::spawn(async move { store.ticket_next(&agent, at(20)).await })
        });
        let mut given = Vec::new();
        for pull in pulls.collect::<Vec<_>>() {
            given.extend(pull.await.unwrap().unwrap().map(|ticket| ticket.id));
        }
        assert_eq!(given.len(), 10);
        assert_eq!(given.iter().collect::<HashSet<_>>().len(), 10, "no ticket was given twice");
    }

    async fn the_next_ticket_is_the_one_that_is_due_first(desk: Desk) {
        let customer = desk.customer("王建国", "+8613812345678").await;
        let (_, oldest, _) = (desk.ticket(&customer, 5).await, desk.ticket(&customer, 0).await, desk.ticket(&customer, 9).await);
        let given = desk.store.ticket_next(&desk.lin, at(10)).await.unwrap().unwrap();
        assert_eq!(given.id, oldest.id);
        assert_eq!(given.status, TicketStatus::Open);
    }

    async fn a_queue_is_read_page_by_page_while_it_changes(desk: Desk) {
        let customer = desk.customer("王建国", "+8613812345678").await;
        let mut expected = Vec::new();
        for minutes in 0..25 {
            expected.push(desk.ticket(&customer, minutes / 3).await.id);
        }
        let (mut seen, mut cursor) = (Vec::new(), None);
        loop {
            let request = page(4, cursor);
            let read = desk.store.tickets(TicketView::All, &desk.lin, &request, at(30)).await.unwrap();
            seen.extend(read.items.into_iter().map(|ticket| ticket.id));
            desk.ticket(&customer, -60).await;
            cursor = read.next_cursor;
            if cursor.is_none() {
                break;
            }
        }
        assert_eq!(seen.len(), seen.iter().collect::<HashSet<_>>().len(), "nothing twice");
        assert!(expected.iter().all(|id| seen.contains(id)), "nothing lost");
    }

    async fn each_view_shows_its_tickets_and_counts_them(desk: Desk) {
        let customer = desk.customer("王建国", "+8613812345678").await;
        let (late, mine, _waits) = (desk.ticket(&customer, -600).await, desk.ticket(&customer, 0).await, desk.ticket(&customer, 1).await);
        desk.command(&mine, TicketCommand::Claim, &desk.lin).await.unwrap();
        for (view, count) in [
            (TicketView::Mine, 1), (TicketView::Unassigned, 2), (TicketView::Team, 3), (TicketView::Breached, 1), (TicketView::All, 3),
        ] {
            let read = desk.store.tickets(view, &desk.lin, &page(50, None), at(2)).await.unwrap();
            assert_eq!((read.items.len(), read.total), (count, Some(count as u64)), "{view:?}");
        }
        let first = desk.store.tickets(TicketView::All, &desk.lin, &page(1, None), at(2)).await.unwrap();
        assert_eq!(first.items[0].id, late.id, "the most urgent comes first");
    }

    async fn the_figures_of_the_status_line_follow_every_change_and_the_clock(desk: Desk) {
        let customer = desk.customer("王建国", "+8613812345678").await;
        let ticket = desk.ticket(&customer, 0).await;
        let counts = desk.store.ticket_counts(&desk.lin, at(1)).await.unwrap();
        assert_eq!((counts.mine, counts.unassigned, counts.soon, counts.breached), (0, 1, 0, 0));
        assert_eq!(counts.longest_waiting_since, Some(noon()));
        let nearly = desk.store.ticket_counts(&desk.lin, at(100)).await.unwrap();
        assert_eq!((nearly.soon, nearly.breached), (1, 0));
        let late = desk.store.ticket_counts(&desk.lin, at(121)).await.unwrap();
        assert_eq!((late.soon, late.breached), (0, 1));
        desk.command(&ticket, TicketCommand::Claim, &desk.lin).await.unwrap();
        let claimed = desk.store.ticket_counts(&desk.lin, at(1)).await.unwrap();
        assert_eq!((claimed.mine, claimed.unassigned, claimed.longest_waiting_since), (1, 0, None));
    }

    async fn a_cursor_that_is_not_of_this_list_is_refused(desk: Desk) {
        let customer = desk.customer("王建国", "+8613812345678").await;
        desk.ticket(&customer, 0).await;
        desk.ticket(&customer, 1).await;
        let all = desk.store.tickets(TicketView::All, &desk.lin, &page(1, None), noon()).await.unwrap();
        for cursor in [all.next_cursor.unwrap(), "x".to_owned(), "zz".to_owned(), "é".to_owned(), String::new()] {
            let wrong = desk.store.tickets(TicketView::Mine, &desk.lin, &page(1, Some(cursor)), noon()).await;
            assert!(matches!(wrong, Err(StoreError::BadCursor)));
        }
        let zero = desk.store.tickets(TicketView::All, &desk.lin, &page(0, None), noon()).await;
        assert!(matches!(zero, Err(StoreError::Invalid { field: "limit", .. })));
    }

    async fn an_edit_of_an_old_version_is_told_what_differs(desk: Desk) {
        let ticket = desk.ticket(&desk.customer("王建国", "+8613812345678").await, 0).await;
        let first = desk.store.ticket_command(&ticket.id, Some(1), &subject("已催"), &desk.lead, at(1)).await.unwrap();
        assert_eq!(first.version, 2);
        let second = desk.store.ticket_command(&ticket.id, Some(1), &subject("未催"), &desk.lead, at(2)).await;
        let Err(StoreError::Conflict { version: 2, current, differing }) = second else { panic!("{second:?}") };
        assert_eq!(current["subject"], "已催");
        assert_eq!(differing, ["subject"]);
    }

    async fn a_ticket_closes_with_a_root_cause_only(desk: Desk) {
        let ticket = desk.ticket(&desk.customer("王建国", "+8613812345678").await, 0).await;
        let before = *desk.store.committed().borrow();
        let close = TicketCommand::Close { tag: None, article_id: None, found: None };
        let refused = desk.command(&ticket, close, &desk.lin).await;
        assert!(matches!(refused, Err(StoreError::Refused(Refusal::RootCauseMissing))));
        assert_eq!(*desk.store.committed().borrow(), before, "a refusal leaves no trace");
        let id = ringdesk::domain::root_cause::Catalogue::built_in().all()[0].id.clone();
        let close = TicketCommand::Close { tag: Some(RootCauseTag { id, note: None }), article_id: None, found: None };
        let closed = desk.command(&ticket, close, &desk.lin).await.unwrap();
        assert_eq!(closed.status, TicketStatus::Closed);
        let rest = desk.store.tickets(TicketView::All, &desk.lin, &page(10, None), noon()).await.unwrap();
        assert!(rest.items.is_empty());
    }

    async fn a_history_is_read_newest_first_without_gaps(desk: Desk) {
        let ticket = desk.ticket(&desk.customer("王建国", "+8613812345678").await, 0).await;
        for number in 0..5 {
            desk.command(&ticket, TicketCommand::Note { text: format!("note {number}") }, &desk.lin).await.unwrap();
        }
        let first = desk.store.ticket_history(&ticket.id, &page(4, None)).await.unwrap();
        let rest = desk.store.ticket_history(&ticket.id, &page(4, first.next_cursor.clone())).await.unwrap();
        let positions: Vec<_> = first.items.iter().chain(&rest.items).map(|entry| entry.seq).collect();
        assert_eq!(positions, [7, 6, 5, 4, 3, 2, 1], "created, claimed by the first note, five notes");
    }
}
