//! The history that consoles resume from.

use std::collections::BTreeSet;

use ringdesk::domain::ticket::lifecycle::TicketCommand;
use ringdesk::server::store::{Resumed, Store, StoreSettings};
use ringdesk::wire::event::{Event, EventKind};

use super::{Desk, Kind, at, promises};

async fn events_after(store: &Store, seq: u64) -> Vec<Event> {
    match store.events_since(seq, 1_000).await.unwrap() {
        Resumed::Events(events) => events,
        Resumed::Reset { newest } => panic!("nothing of this is too old; newest: {newest}"),
    }
}

promises! {
    async fn writers_at_once_leave_no_gap_in_the_history(desk: Desk) {
        let customer = desk.customer("王建国", "+8613812345678").await;
        let start = *desk.store.committed().borrow();
        let mut writers = Vec::new();
        for number in 0..40 {
            let ticket = desk.ticket(&customer, number).await;
            let (store, lead) = (desk.store.clone(), desk.lead.clone());
            writers.push(tokio::spawn(async move {
                let note = TicketCommand::Note { text: "催".to_owned() };
                store.ticket_command(&ticket.id, None, &note, &lead, at(60)).await
            }));
        }
        for writer in writers {
            writer.await.unwrap().unwrap();
        }
        let told: Vec<_> = events_after(&desk.store, start).await.iter().map(|event| event.seq).collect();
        assert_eq!(told, (start + 1..=start + 80).collect::<Vec<_>>());
    }

    async fn a_reader_who_comes_back_misses_nothing(desk: Desk) {
        let customer = desk.customer("王建国", "+8613812345678").await;
        let mut told = desk.store.committed();
        let left = *told.borrow_and_update();
        let ticket = desk.ticket(&customer, 0).await;
        told.changed().await.unwrap();
        let events = events_after(&desk.store, left).await;
        assert_eq!(events.len(), 1);
        assert_eq!(events[0].kind, EventKind::TicketCreated);
        assert_eq!(events[0].subject.id, ticket.id.as_str());
        assert_eq!(events[0].changes["subject"].to, "手机未收到");
        assert!(events_after(&desk.store, left + 1).await.is_empty());
    }

    async fn a_position_of_another_history_is_told_to_begin_anew(desk: Desk) {
        let newest = *desk.store.committed().borrow();
        assert_eq!(desk.store.events_since(newest + 7, 10).await.unwrap(), Resumed::Reset { newest });
    }

    async fn a_note_says_who_wrote_what(desk: Desk) {
        let ticket = desk.ticket(&desk.customer("王建国", "+8613812345678").await, 0).await;
        let before = *desk.store.committed().borrow();
        let note = TicketCommand::Note { text: "已联系仓库".to_owned() };
        desk.store.ticket_command(&ticket.id, None, &note, &desk.lin, at(3)).await.unwrap();
        let events = events_after(&desk.store, before).await;
        let changed: BTreeSet<_> = events[0].changes.keys().map(String::as_str).collect();
        assert_eq!(events[0].kind, EventKind::TicketNoted);
        assert_eq!(events[0].by.name(), "lin");
        assert_eq!(events[0].changes["note"].to["what"]["text"], "已联系仓库");
        assert_eq!(changed, BTreeSet::from(["assignee", "clocks", "leased_until", "note", "status", "updated_at", "version"]));
    }
}

#[tokio::test]
async fn a_position_that_is_too_old_is_told_to_begin_anew() {
    for kind in [Kind::SqliteFile, Kind::SqliteMemory, Kind::Postgres] {
        let settings = StoreSettings { events_kept: 20, ..StoreSettings::default() };
        let Some(desk) = Desk::open(kind, settings).await else { continue };
        let customer = desk.customer("王建国", "+8613812345678").await;
        for minutes in 0..60 {
            desk.ticket(&customer, minutes).await;
        }
        let newest = *desk.store.committed().borrow();
        assert_eq!(desk.store.events_since(1, 10).await.unwrap(), Resumed::Reset { newest }, "{kind:?}");
        assert_eq!(events_after(&desk.store, newest - 20).await.len(), 20, "{kind:?}");
    }
}

#[tokio::test]
async fn a_second_server_on_the_same_postgres_hears_of_every_commit() {
    let Some(desk) = Desk::open(Kind::Postgres, StoreSettings::default()).await else { return };
    let second = Store::open(&desk.database.url).await.unwrap();
    let mut told = second.committed();
    let before = *told.borrow_and_update();
    desk.customer("王建国", "+8613812345678").await;
    told.changed().await.unwrap();
    assert_eq!(events_after(&second, before).await[0].kind, EventKind::CustomerCreated);
}

#[tokio::test]
async fn what_was_acknowledged_is_there_when_the_desk_opens_again() {
    let desk = Desk::open(Kind::SqliteFile, StoreSettings::default()).await.unwrap();
    let customer = desk.customer("王建国", "+8613812345678").await;
    let newest = *desk.store.committed().borrow();
    desk.store.close().await;
    let again = Store::open(&desk.database.url).await.unwrap();
    assert_eq!(again.customer(&customer.id).await.unwrap(), customer);
    assert_eq!(*again.committed().borrow(), newest);
}
