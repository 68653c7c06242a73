//! Notices leave at least once, in step with their messenger, and never by two senders at a time.

use chrono::{DateTime, TimeDelta, Utc};
use ringdesk::domain::notice::pace::Pace;
use ringdesk::domain::notice::{Escalation, Letter, News, Notice, NoticeState, Recipient, retry};
use ringdesk::server::store::{Due, LEASE, Outcome, Parcel, Store};
use ringdesk::wire::page::PageRequest;

use super::{Desk, at, noon, promises};

const FAST: fn() -> Pace = || Pace::per_minute(60_000);

fn escalation(ticket: u64) -> Notice {
    let escalation = Escalation {
        ticket: format!("t{ticket}").as_str().into(),
        number: ticket,
        subject: "快递丢了".to_owned(),
        customer: "王建国".to_owned(),
        queue: "default".to_owned(),
        priority: 2,
        owner: None,
        clock: "handling".to_owned(),
        step: 1,
        round: 1,
        due_at: noon(),
        at: noon(),
    };
    Notice {
        key: format!("fuse/{ticket}/handling/1/1"),
        messenger: "wecom".to_owned(),
        to: vec![director()],
        also: vec!["何青".to_owned()],
        news: News::Escalation(escalation),
    }
}

/// A letter to the warehouse.
pub fn letter(key: &str) -> Notice {
    let letter = Letter { subject: "月报".to_owned(), text: "五大根因".to_owned(), html: None };
    let to = vec![Recipient::Mailbox { name: "仓储部".to_owned(), address: "cangchu@example.com".to_owned() }];
    Notice { key: key.to_owned(), messenger: "wecom".to_owned(), to, also: Vec::new(), news: News::Letter(letter) }
}

fn director() -> Recipient {
    Recipient::Person { login: "gao".to_owned(), name: "高远".to_owned() }
}

async fn taken(store: &Store, now: DateTime<Utc>) -> Parcel {
    match store.notice_take("wecom", FAST(), now).await.unwrap() {
        Due::Parcel(parcel) => parcel,
        other => panic!("something is due: {other:?}"),
    }
}

fn failed() -> Outcome {
    Outcome::Failed { problem: "no answer within 10 s".to_owned(), wait: None, shut: false, chance: 0.0 }
}

async fn states(store: &Store) -> Vec<NoticeState> {
    let page = store.notices(None, &PageRequest::default()).await.unwrap();
    page.items.into_iter().map(|kept| kept.state).collect()
}

promises! {
    async fn the_same_key_is_written_down_once(desk: Desk) {
        desk.store.notify(&[escalation(1), escalation(1)], noon()).await.unwrap();
        desk.store.notify(&[escalation(1)], at(1)).await.unwrap();
        assert_eq!(states(&desk.store).await, [NoticeState::Waiting]);
    }

    async fn what_waits_for_the_same_people_goes_as_one_message_and_letters_go_alone(desk: Desk) {
        let mut notices: Vec<Notice> = (1..=5).map(escalation).collect();
        notices.push(letter("report/2026-01/warehouse"));
        notices.push(letter("report/2026-01/logistics"));
        desk.store.notify(&notices, noon()).await.unwrap();
        let parcels = [taken(&desk.store, noon()).await, taken(&desk.store, noon()).await, taken(&desk.store, noon()).await];
        let mut sizes = parcels.each_ref().map(|parcel| parcel.notices.len());
        sizes.sort_unstable();
        assert_eq!(sizes, [1, 1, 5]);
        let next = desk.store.notice_take("wecom", FAST(), noon()).await.unwrap();
        assert_eq!(next, Due::At(noon() + LEASE), "all of it is taken, until the lease is over");
    }

    async fn of_many_senders_one_gets_the_message(desk: Desk) {
        desk.store.notify(&[escalation(1)], noon()).await.unwrap();
        let senders: Vec<_> = (0..20)
            .map(|_| {
                let store = desk.store.clone();
                tokio::spawn(async move { store.notice_take("wecom", FAST(), noon()).await.unwrap() })
            })
            .collect();
        let mut got = 0;
        for sender in senders {
            got += usize::from(matches!(sender.await.unwrap(), Due::Parcel(_)));
        }
        assert_eq!(got, 1);
    }

    async fn a_message_whose_sender_died_is_taken_up_again_under_the_same_id(desk: Desk) {
        desk.store.notify(&[escalation(1)], noon()).await.unwrap();
        let first = taken(&desk.store, noon()).await;
        desk.store.notify(&[escalation(2)], noon()).await.unwrap();
        let later = noon() + LEASE;
        let (one, other) = (taken(&desk.store, later).await, taken(&desk.store, later).await);
        let again = if one.message == first.message { &one } else { &other };
        assert_eq!((&again.message, again.tries, &again.notices), (&first.message, 2, &first.notices));
        desk.store.notice_done(&first, &failed(), FAST(), later).await.unwrap();
        let next = desk.store.notice_take("wecom", FAST(), later + TimeDelta::seconds(30)).await.unwrap();
        assert_eq!(next, Due::At(later + LEASE), "who has lost the lease decides nothing any more");
        desk.store.notice_done(&first, &Outcome::Sent, FAST(), later).await.unwrap();
        assert!(states(&desk.store).await.contains(&NoticeState::Sent), "what has arrived has arrived");
    }

    async fn a_message_that_never_arrives_is_given_up_and_a_person_can_send_it_again(desk: Desk) {
        desk.store.notify(&[escalation(1)], noon()).await.unwrap();
        let mut now = noon();
        for _ in 0..retry::TRIES {
            let parcel = taken(&desk.store, now).await;
            desk.store.notice_done(&parcel, &failed(), FAST(), now).await.unwrap();
            now += TimeDelta::hours(4);
        }
        let dead = desk.store.notices(Some(NoticeState::Dead), &PageRequest::default()).await.unwrap().items;
        assert_eq!(dead.len(), 1);
        assert_eq!(dead[0].problem.as_deref(), Some("no answer within 10 s"));
        assert_eq!(desk.store.notice_take("wecom", FAST(), now).await.unwrap(), Due::Nothing);
        assert_eq!(desk.store.notice_resend(&dead[0].id, now).await.unwrap().state, NoticeState::Waiting);
        let parcel = taken(&desk.store, now).await;
        assert_eq!(parcel.tries, 1);
        desk.store.notice_done(&parcel, &Outcome::Sent, FAST(), now).await.unwrap();
        assert_eq!(desk.store.notice_resend(&dead[0].id, now).await.unwrap().state, NoticeState::Sent);
    }

    async fn a_robot_that_asks_for_a_pause_gets_it_for_every_message(desk: Desk) {
        desk.store.notify(&[letter("a"), letter("b")], noon()).await.unwrap();
        let pace = Pace::per_minute(20);
        let Due::Parcel(parcel) = desk.store.notice_take("wecom", pace, noon()).await.unwrap() else { panic!("due") };
        let wait = Some(TimeDelta::minutes(10));
        let deaf = Outcome::Failed { problem: "errcode 130101".to_owned(), wait, shut: true, chance: 0.5 };
        desk.store.notice_done(&parcel, &deaf, pace, noon()).await.unwrap();
        assert_eq!(desk.store.notice_take("wecom", pace, at(1)).await.unwrap(), Due::At(at(10)));
        assert!(matches!(desk.store.notice_take("wecom", pace, at(10)).await.unwrap(), Due::Parcel(_)));
    }

    async fn a_pace_holds_for_all_senders_together(desk: Desk) {
        let letters: Vec<Notice> = (0..10).map(|n| letter(&n.to_string())).collect();
        desk.store.notify(&letters, noon()).await.unwrap();
        let pace = Pace::per_minute(20);
        let mut taken = 0;
        while let Due::Parcel(_) = desk.store.notice_take("wecom", pace, noon()).await.unwrap() {
            taken += 1;
        }
        assert_eq!(taken, 5);
    }

    async fn what_no_messenger_carries_is_given_up_with_the_reason(desk: Desk) {
        desk.store.notify(&[escalation(1)], noon()).await.unwrap();
        assert_eq!(desk.store.notices_stranded(&["wecom".to_owned()], noon()).await.unwrap(), 0);
        assert_eq!(desk.store.notices_stranded(&["mail".to_owned()], noon()).await.unwrap(), 1);
        let dead = desk.store.notices(Some(NoticeState::Dead), &PageRequest::default()).await.unwrap().items;
        assert!(dead[0].problem.as_deref().unwrap().contains("'wecom'"));
        assert_eq!(desk.store.notices_resend(at(1)).await.unwrap(), 1);
    }

    async fn what_was_sent_long_ago_is_forgotten_and_nothing_else(desk: Desk) {
        desk.store.notify(&[letter("a")], noon()).await.unwrap();
        let parcel = taken(&desk.store, noon()).await;
        desk.store.notice_done(&parcel, &Outcome::Sent, FAST(), noon()).await.unwrap();
        desk.store.notify(&[letter("b")], noon()).await.unwrap();
        assert_eq!(desk.store.notices_forget(at(1)).await.unwrap(), 1);
        assert_eq!(states(&desk.store).await, [NoticeState::Waiting]);
    }
}
