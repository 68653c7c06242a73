//! Calls and the screens they pop.

use ringdesk::domain::agent::Presence;
use ringdesk::domain::call::{CallState, CtiFact};
use ringdesk::domain::interaction::Outcome;
use ringdesk::domain::phone::{Region, read};
use ringdesk::domain::profile::Caller;
use ringdesk::server::store::{CallRef, IncomingCall};
use ringdesk::wire::page::PageRequest;

use super::customer::order;
use super::{Desk, at, noon, promises, system};

fn incoming(from: &str) -> IncomingCall {
    IncomingCall {
        external_id: "pbx-1".to_owned(),
        from: read(from, Region::default()),
        to: None,
        queue: None,
        agent: None,
        started_at: noon(),
        utterance: None,
    }
}

impl Desk {
    async fn caller(&self, from: &str) -> Caller {
        let call = self.store.call_post(&incoming(from), &system(), noon()).await.unwrap().call;
        self.store.pop(&call, noon()).await.unwrap().caller
    }

    async fn heard(&self, fact: CtiFact) -> CallState {
        let call = CallRef::External("pbx-1".to_owned());
        self.store.call_fact(&call, fact, &system(), at(10)).await.unwrap().state
    }
}

promises! {
    async fn a_known_caller_brings_everything(desk: Desk) {
        let wang = desk.customer("王建国", "+8613812345678").await;
        desk.ticket(&wang, -5).await;
        desk.store.order_put(&order(&wang, "A7731"), &system(), noon()).await.unwrap();
        let Caller::Known { profile } = desk.caller("138 1234 5678").await else { panic!("one customer has it") };
        assert_eq!((profile.customer.name.as_str(), profile.tickets.len(), profile.orders.len()), ("王建国", 1, 1));
    }

    async fn a_withheld_number_says_so(desk: Desk) {
        assert!(matches!(desk.caller("anonymous").await, Caller::Withheld));
    }

    async fn an_unknown_number_is_unknown(desk: Desk) {
        assert!(matches!(desk.caller("13900001111").await, Caller::Unknown));
    }

    async fn a_shared_number_lets_the_agent_choose(desk: Desk) {
        desk.customer("王建国", "+8613812345678").await;
        desk.customer("李梅", "+8613812345678").await;
        let Caller::Several { candidates } = desk.caller("13812345678").await else { panic!("two have it") };
        assert_eq!(candidates.len(), 2);
    }

    async fn a_call_posted_again_rings_once(desk: Desk) {
        let first = desk.store.call_post(&incoming("13812345678"), &system(), noon()).await.unwrap();
        let newest = *desk.store.committed().borrow();
        let again = desk.store.call_post(&incoming("13812345678"), &system(), at(1)).await.unwrap();
        assert_eq!((first.created, again.created), (true, false));
        assert_eq!(first.call, again.call);
        assert_eq!(*desk.store.committed().borrow(), newest);
    }

    async fn a_call_posted_by_many_at_once_rings_once(desk: Desk) {
        let posts = (0..20).map(|_| {
            let store = desk.store.clone();
            tokio::spawn(async move { store.call_post(&incoming("13812345678"), &system(), noon()).await })
        });
        let mut created = 0;
        for post in posts.collect::<Vec<_>>() {
            created += usize::from(post.await.unwrap().unwrap().created);
        }
        assert_eq!(created, 1);
    }

    async fn a_customer_behind_a_switchboard_of_hundreds_is_chosen_from_nine(desk: Desk) {
        for number in 0..60 {
            desk.customer(&format!("员工{number}"), "+8657112345678").await;
        }
        let Caller::Several { candidates } = desk.caller("0571 1234 5678").await else { panic!("sixty have it") };
        assert_eq!(candidates.len(), 9);
    }

    async fn an_end_heard_before_the_beginning_counts(desk: Desk) {
        desk.heard(CtiFact::Ended { at: at(3) }).await;
        desk.heard(CtiFact::Answered { at: at(1), by: None }).await;
        let posted = desk.store.call_post(&incoming("13812345678"), &system(), at(4)).await.unwrap();
        assert!(posted.created);
        assert_eq!(posted.call.from.as_deref(), Some("+8613812345678"));
        assert!(matches!(posted.call.state, CallState::Ended { answered_at: Some(_), .. }), "{:?}", posted.call.state);
    }

    async fn a_fact_heard_twice_is_told_once(desk: Desk) {
        desk.store.call_post(&incoming("13812345678"), &system(), noon()).await.unwrap();
        desk.heard(CtiFact::Answered { at: at(1), by: None }).await;
        let newest = *desk.store.committed().borrow();
        desk.heard(CtiFact::Answered { at: at(1), by: None }).await;
        assert_eq!(*desk.store.committed().borrow(), newest);
    }

    async fn a_caller_who_talks_for_ever_does_not_fill_the_disk(desk: Desk) {
        let call = desk.store.call_post(&incoming("13812345678"), &system(), noon()).await.unwrap().call;
        let mut heard = call.clone();
        for minute in 0..15 {
            let text = format!("{minute} {}", "话".repeat(1_990));
            heard = desk.store.call_utter(&call.id, &text, at(minute), &system(), at(minute)).await.unwrap();
        }
        let said: usize = heard.utterances.iter().map(|utterance| utterance.text.chars().count()).sum();
        assert!((18_000..=20_000).contains(&said), "{said}");
        assert!(heard.utterances.last().unwrap().text.starts_with("14 "), "the newest words stay");
    }

    async fn a_ring_without_an_end_is_given_up_after_two_minutes(desk: Desk) {
        desk.store.call_post(&incoming("13812345678"), &system(), noon()).await.unwrap();
        assert_eq!(desk.store.next_ring_timeout().await.unwrap(), Some(at(2)));
        assert!(desk.store.calls_give_up(&system(), at(1)).await.unwrap().is_empty());
        let given_up = desk.store.calls_give_up(&system(), at(2)).await.unwrap();
        assert_eq!(given_up[0].state, CallState::Abandoned { at: at(2) });
        assert_eq!(desk.store.next_ring_timeout().await.unwrap(), None);
        let live = desk.store.calls(true, &PageRequest::default()).await.unwrap();
        assert!(live.items.is_empty());
    }

    async fn whoever_answers_talks_and_then_writes_it_up(desk: Desk) {
        desk.store.call_post(&incoming("13812345678"), &system(), noon()).await.unwrap();
        let presence = async || desk.store.agent(&desk.lin.id).await.unwrap().presence.presence;
        let lin = || Some(desk.lin.reference());
        desk.heard(CtiFact::Answered { at: at(1), by: lin() }).await;
        assert_eq!(presence().await, Presence::Talking);
        desk.heard(CtiFact::Held { at: at(2), by: lin() }).await;
        assert_eq!(presence().await, Presence::Hold);
        desk.heard(CtiFact::Resumed { at: at(3) }).await;
        assert_eq!(presence().await, Presence::Talking);
        desk.heard(CtiFact::Ended { at: at(4) }).await;
        assert_eq!(presence().await, Presence::WrapUp);
        desk.store.agent_presence(&desk.lin.id, Presence::Available, at(5)).await.unwrap();
        desk.heard(CtiFact::Ended { at: at(4) }).await;
        assert_eq!(presence().await, Presence::Available, "late news take nobody back");
    }

    async fn a_finished_call_is_among_the_contacts_of_its_customer(desk: Desk) {
        let wang = desk.customer("王建国", "+8613812345678").await;
        let call = desk.store.call_post(&incoming("13812345678"), &system(), noon()).await.unwrap().call;
        desk.store.call_utter(&call.id, "还没收到", at(1), &system(), at(1)).await.unwrap();
        desk.heard(CtiFact::Answered { at: at(1), by: Some(desk.lin.reference()) }).await;
        desk.heard(CtiFact::Ended { at: at(3) }).await;
        let contacts = desk.store.interactions(&wang.id, &PageRequest::default()).await.unwrap().items;
        assert_eq!(contacts.len(), 1);
        assert_eq!((contacts[0].outcome, contacts[0].duration_s), (Outcome::Answered, Some(120)));
        assert_eq!(contacts[0].summary, "还没收到");
    }
}
