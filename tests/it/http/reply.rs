//! Replies to the customer over HTTP: a contact, the clocks, a message on its way; and none past a customer who wrote again.

use chrono::{TimeDelta, Utc};
use reqwest::Method;
use ringdesk::domain::fuse::{PolicyBook, PolicyFile};
use serde_json::json;

use super::desk::{Desk, system};
use super::promises;

promises! {
    async fn a_reply_is_a_contact_of_the_customer_and_stops_the_response_clocks(desk: Desk) {
        let text = "[[policy]]\nname = 'reply'\ntargets = { first_response = '1h', next_response = '30m' }\n";
        let file = PolicyFile { name: "reply.toml".to_owned(), text: text.to_owned() };
        desk.store.adopt_policies(PolicyBook::read(&[file]).unwrap(), &system(), Utc::now()).await.unwrap();
        let ticket = desk.ticket("手机未收到").await;
        let path = format!("/tickets/{ticket}");
        let wrote = json!({"channel": "wechat", "direction": "inbound", "text": "到底什么时候能到"});
        desk.post("lin", &format!("{path}/contacts"), wrote).await.ok();
        desk.later(TimeDelta::minutes(1));
        let replied = desk.post("lin", &format!("{path}/replies"), json!({"text": "今天到，已加急"})).await.ok();
        let report = desk.get("lin", &format!("{path}/clocks")).await.ok();
        let states = report["clocks"].as_array().unwrap().iter().map(|clock| clock["state"].clone());
        assert_eq!(states.collect::<Vec<_>>(), ["met", "met"], "{report}");
        let customer = replied["customer"]["id"].as_str().unwrap();
        let contacts = desk.get("lin", &format!("/customers/{customer}/interactions")).await.ok()["items"].clone();
        assert_eq!(contacts[0]["channel"], "wechat", "as the customer wrote: {contacts}");
        assert_eq!(
            (&contacts[0]["direction"], &contacts[0]["outcome"], &contacts[0]["summary"]),
            (&json!("outbound"), &json!("sent"), &json!("今天到，已加急"))
        );
        assert_eq!(contacts[1]["outcome"], "replied", "what they wrote waits no more: {contacts}");
    }
}

promises! {
    async fn a_reply_is_handed_to_the_messenger_of_its_channel_once(desk: Desk) {
        let ticket = desk.ticket("手机未收到").await;
        let path = format!("/tickets/{ticket}/replies");
        desk.post("lin", &path, json!({"text": "今天到", "channel": "sms"})).await.ok();
        let notices = desk.send(desk.request("root", Method::GET, "/admin/notices")).await.ok()["items"].clone();
        assert_eq!(notices.as_array().unwrap().len(), 1, "{notices}");
        assert_eq!(notices[0]["messenger"], "sms", "{notices}");
    }
}

promises! {
    async fn nobody_answers_past_a_customer_who_has_written_again(desk: Desk) {
        let ticket = desk.ticket("手机未收到").await;
        let path = format!("/tickets/{ticket}");
        let looked = desk.get("lin", &path).await.ok()["updated_at"].clone();
        desk.later(TimeDelta::minutes(1));
        let wrote = json!({"channel": "wechat", "direction": "inbound", "text": "不用了，已经收到"});
        desk.post("lin", &format!("{path}/contacts"), wrote).await.ok();
        let stale = desk.post("lin", &format!("{path}/replies"), json!({"text": "明天到", "seen_at": looked})).await;
        assert!(stale.json()["detail"].as_str().unwrap().contains("不用了"), "{stale:?}");
        assert_eq!(stale.json()["type"], "urn:ringdesk:problem:newer-message");
        stale.refused(409);
        desk.later(TimeDelta::minutes(1));
        let seen = desk.get("lin", &path).await.ok()["updated_at"].clone();
        desk.post("lin", &format!("{path}/replies"), json!({"text": "好的", "seen_at": seen})).await.ok();
    }
}

promises! {
    async fn one_voice_speaks_with_the_customer(desk: Desk) {
        let ticket = desk.ticket("手机未收到").await;
        let path = format!("/tickets/{ticket}/replies");
        desk.post("lin", &path, json!({"text": "今天到"})).await.ok();
        desk.post("chen", &path, json!({"text": "明天到"})).await.refused(409);
        desk.post("he", &path, json!({"text": "组长代答"})).await.ok();
        assert_eq!(desk.post("lin", &path, json!({"text": " "})).await.refused(422), "text");
        assert_eq!(desk.post("lin", &path, json!({"text": "在吗", "channel": "call"})).await.refused(422), "channel");
        desk.post("pbx", &path, json!({"text": "在吗"})).await.refused(403);
    }
}
