//! The way of a ticket's changes through the layers (M26).

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Method;
use serde_json::{Value, json};

use super::desk::Desk;
use super::event::Events;
use super::promises;

fn at(value: &Value) -> DateTime<Utc> {
    value.as_str().and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("no time: {value}"))
}

async fn noted(desk: &Desk, ticket: &str, key: &str, submitted_at: &str) -> super::desk::Reply {
    let request = desk.request("lin", Method::POST, &format!("/api/v1/tickets/{ticket}/notes"));
    let request = request.header("idempotency-key", key).header("submitted-at", submitted_at);
    desk.send(request.json(&json!({"text": "写于断网时"}))).await
}

promises! {
    async fn what_was_entered_three_hours_before_it_arrived_says_so(desk: Desk) {
        let ticket = desk.ticket("断网").await;
        let mut events = Events::follow(&desk, "lin", None).await;
        let entered = Utc::now() - TimeDelta::hours(3);
        noted(&desk, &ticket, "k-1", &entered.to_rfc3339()).await.ok();
        let pushed = events.next_of("ticket.noted").await;
        assert_eq!(at(&pushed["submitted_at"]), entered);
        let trace = desk.get("lin", &format!("/tickets/{ticket}/trace")).await.ok();
        let newest = &trace[0];
        assert_eq!((&newest["type"], &newest["by"]["name"]), (&json!("ticket.noted"), &pushed["by"]["name"]));
        assert_eq!(at(&newest["submitted_at"]), entered);
        assert!(at(&newest["stored_at"]) - entered >= TimeDelta::hours(3), "{newest}");
        let first = trace.as_array().unwrap().last().unwrap();
        assert_eq!((&first["type"], &first["submitted_at"]), (&json!("ticket.created"), &Value::Null));
        desk.get("lin", "/tickets/none/trace").await.refused(404);
    }

    async fn when_it_was_pushed_is_known_once_somebody_was_there(desk: Desk) {
        let ticket = desk.ticket("在线").await;
        let mut events = Events::follow(&desk, "lin", None).await;
        noted(&desk, &ticket, "k-1", &Utc::now().to_rfc3339()).await.ok();
        events.next_of("ticket.noted").await;
        let path = format!("/tickets/{ticket}/trace");
        let newest = crate::it::support::desk::eventually(async || {
            let newest = desk.get("lin", &path).await.ok()[0].clone();
            newest["pushed_at"].is_string().then_some(newest)
        })
        .await;
        assert!(at(&newest["pushed_at"]) >= at(&newest["stored_at"]), "{newest}");
    }

    async fn a_desk_whose_clock_is_ahead_enters_nothing_in_the_future(desk: Desk) {
        let ticket = desk.ticket("时钟").await;
        noted(&desk, &ticket, "k-1", "2999-01-01T00:00:00Z").await.ok();
        let newest = desk.get("lin", &format!("/tickets/{ticket}/trace")).await.ok()[0].clone();
        assert!(at(&newest["submitted_at"]) <= at(&newest["stored_at"]), "{newest}");
        assert_eq!(noted(&desk, &ticket, "k-2", "yesterday").await.refused(400), "Submitted-At");
    }

    async fn a_step_of_a_rule_says_when_it_was_due(desk: Desk) {
        let ticket = desk.ticket("没人接").await;
        desk.post("lin", &format!("/tickets/{ticket}/assign"), json!({"to": null})).await.ok();
        let mut events = Events::follow(&desk, "he", None).await;
        desk.later(TimeDelta::minutes(121));
        let step = loop {
            events.next_of("ticket.changed").await;
            let trace = desk.get("he", &format!("/tickets/{ticket}/trace")).await.ok();
            let by_rule = |step: &&Value| step["due_at"].is_string();
            if let Some(step) = trace.as_array().unwrap().iter().find(by_rule) {
                break step.clone();
            }
        };
        assert!(at(&step["due_at"]) <= at(&step["stored_at"]), "{step}");
        assert_eq!(step["submitted_at"], Value::Null);
    }
}
