//! Loading many records at once.

use chrono::TimeDelta;
use ringdesk::domain::customer::{Customer, CustomerRef};
use ringdesk::domain::ticket::view::TicketView;
use ringdesk::domain::ticket::{HistoryEntry, Ticket, TicketFact, TicketStatus};
use ringdesk::server::store::{CustomerSearch, Media, World};
use ringdesk::wire::event::EventKind;
use ringdesk::wire::page::PageRequest;

use super::{Desk, at, customer, noon, promises, system};

pub(super) fn world(customers: usize, tickets_each: usize) -> World {
    let mut world = World {
        media: vec![Media { content_type: "image/png".to_owned(), bytes: vec![0, 255, 7] }],
        ..World::default()
    };
    for number in 0..customers {
        let phone = format!("+86138{number:08}");
        let loaded = Customer {
            id: format!("c{number}").as_str().into(),
            version: 1,
            ..customer(&format!("客户{number}"), &phone)
        };
        for each in 0..tickets_each {
            world.tickets.push(ticket(&loaded, (number * tickets_each + each) as u64));
        }
        world.orders.push(super::customer::order(&loaded, &format!("A{number}")));
        world.customers.push(loaded);
    }
    world
}

fn ticket(customer: &Customer, number: u64) -> (Ticket, Vec<HistoryEntry>) {
    let created_at = noon() - TimeDelta::seconds(number as i64);
    let ticket = Ticket {
        id: format!("t{number}").as_str().into(),
        number: 20_000 + number,
        version: 1,
        subject: "手机未收到".to_owned(),
        words: "我的手机还没收到，物流单号查不到".to_owned(),
        problem_type: "fulfilment".into(),
        status: TicketStatus::New,
        priority: 3,
        queue: "default".to_owned(),
        region: "east".to_owned(),
        customer: CustomerRef { id: customer.id.clone(), name: customer.name.clone() },
        order_id: None,
        assignee: None,
        created_at,
        updated_at: created_at,
        pending: None,
        root_cause: None,
        article_id: None,
        merged_into: None,
        leased_until: None,
        clocks: Vec::new(),
        alarm: None,
        viewers: Vec::new(),
    };
    let history = vec![HistoryEntry { seq: 1, at: created_at, by: system(), what: TicketFact::Created }];
    (ticket, history)
}

promises! {
    async fn a_loaded_world_is_found_like_any_other(desk: Desk) {
        let mut told = desk.store.committed();
        let before = *told.borrow_and_update();
        let world = world(300, 3);
        let picture = world.media[0].clone();
        desk.store.load_world(world, &system(), noon()).await.unwrap();
        let queue = desk.store.tickets(TicketView::Unassigned, &desk.lin, &PageRequest::default(), noon()).await.unwrap();
        assert_eq!((queue.total, queue.items[0].number), (Some(900), 20_899), "the oldest is the most urgent");
        assert!(queue.items[0].due_at().is_some(), "its clocks run");
        let search = CustomerSearch::Words("客户299".to_owned());
        let found = desk.store.customers(&search, &PageRequest::default(), noon()).await.unwrap();
        assert_eq!(found.items.len(), 1);
        assert_eq!(desk.store.media(&picture.hash()).await.unwrap(), picture);
        let ringdesk::server::store::Resumed::Events(events) = desk.store.events_since(before, 5).await.unwrap() else {
            panic!("there is an event")
        };
        assert_eq!((events.len(), events[0].kind), (1, EventKind::Reset));
        let customer = queue.items[0].customer.id.clone();
        let next = desk.ticket(&desk.store.customer(&customer).await.unwrap(), 1).await;
        assert_eq!(next.number, 20_900, "numbers go on after those loaded");
    }
}

/// Not a promise but a measure: `cargo test --test it -- --ignored --nocapture a_hundred_thousand`.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measure, not a promise"]
async fn a_hundred_thousand_tickets_load() {
    for kind in [super::Kind::SqliteFile, super::Kind::Postgres] {
        let Some(desk) = Desk::open(kind, ringdesk::server::store::StoreSettings::default()).await else { continue };
        let world = world(20_000, 5);
        let began = std::time::Instant::now();
        desk.store.load_world(world, &system(), noon()).await.unwrap();
        println!("{kind:?}: 100 000 tickets, 20 000 customers, 20 000 orders in {:?}", began.elapsed());
        let began = std::time::Instant::now();
        let counts = desk.store.ticket_counts(&desk.lin, at(1)).await.unwrap();
        println!("  counted {} in {:?}", counts.unassigned, began.elapsed());
        let began = std::time::Instant::now();
        for _ in 0..200 {
            desk.store
                .tickets(TicketView::All, &desk.lin, &PageRequest { limit: Some(50), cursor: None }, at(1))
                .await
                .unwrap();
        }
        println!("  a page of 50 in {:?}", began.elapsed() / 200);
    }
}
