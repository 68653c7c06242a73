//! Requests that are sent again.

use ringdesk::server::store::{OnceKey, Replay, StoreError};
use ringdesk::wire::page::PageRequest;
use ringdesk::wire::request::NewTicket;

use super::{Desk, at, noon, promises, system};

fn key(body: &str) -> OnceKey {
    OnceKey { agent: "lin".into(), key: "k-1".to_owned(), body_hash: body.to_owned(), at: noon(), submitted_at: None }
}

promises! {
    async fn a_request_sent_twice_at_once_is_carried_out_once(desk: Desk) {
        let customer = desk.customer("王建国", "+8613812345678").await;
        let new = NewTicket { customer_id: Some(customer.id.clone()), subject: "催件".to_owned(), ..NewTicket::default() };
        let requests = (0..8).map(|_| {
            let (store, new) = (desk.store.once(key("a")), new.clone());
            tokio::spawn(async move { store.ticket_create(&new, &system(), noon()).await })
        });
        let mut done = 0;
        for request in requests.collect::<Vec<_>>() {
            match request.await.unwrap() {
                Ok(_) => done += 1,
                Err(StoreError::Repeated) => {}
                Err(other) => panic!("{other}"),
            }
        }
        let tickets = desk.store.tickets_of(&customer.id, &PageRequest::default()).await.unwrap();
        assert_eq!((done, tickets.items.len()), (1, 1));
    }

    async fn a_request_sent_again_gets_the_first_answer(desk: Desk) {
        assert_eq!(desk.store.replay(&key("a")).await.unwrap(), Replay::Fresh);
        desk.store.answered(&key("a"), 201, "{}").await.unwrap();
        desk.store.answered(&key("a"), 500, "later").await.unwrap();
        let answered = Replay::Answered { status: 201, answer: "{}".to_owned() };
        assert_eq!(desk.store.replay(&key("a")).await.unwrap(), answered);
        assert_eq!(desk.store.replay(&key("b")).await.unwrap(), Replay::Mismatch);
    }

    async fn a_twin_that_was_refused_does_not_speak_for_the_one_that_wrote(desk: Desk) {
        let customer = desk.customer("王建国", "+8613812345678").await;
        let new = NewTicket { customer_id: Some(customer.id), subject: "催件".to_owned(), ..NewTicket::default() };
        let (writer, twin) = (desk.store.once(key("a")), desk.store.once(key("a")));
        writer.ticket_create(&new, &system(), noon()).await.unwrap();
        assert_eq!((writer.has_written(), twin.has_written()), (true, false));
        assert!(!twin.answered(&key("a"), 412, "stale").await.unwrap());
        assert!(writer.answered(&key("a"), 201, "{}").await.unwrap());
        let answered = Replay::Answered { status: 201, answer: "{}".to_owned() };
        assert_eq!(desk.store.replay(&key("a")).await.unwrap(), answered);
    }

    async fn a_write_whose_answer_was_lost_is_known_by_its_record(desk: Desk) {
        let customer = desk.customer("王建国", "+8613812345678").await;
        let new = NewTicket { customer_id: Some(customer.id), subject: "催件".to_owned(), ..NewTicket::default() };
        let ticket = desk.store.once(key("a")).ticket_create(&new, &system(), at(1)).await.unwrap();
        let Replay::Applied { subject: Some(subject) } = desk.store.replay(&key("a")).await.unwrap() else {
            panic!("the write is known")
        };
        assert_eq!((subject.kind.as_str(), subject.id.as_str()), ("ticket", ticket.id.as_str()));
    }
}
