//! The lead's wall over HTTP: who sees what of it, and that it is pushed.

use chrono::{TimeDelta, Utc};
use ringdesk::domain::agent::{Agent, Role};
use ringdesk::domain::wall::{Person, Wall};
use ringdesk::server::store::NewAgent;
use ringdesk::server::token;
use serde_json::{Value, json};

use super::desk::{Desk, NUMBER, id, token_of};
use super::event::Events;
use super::promises;

/// Somebody of another region, who can log in.
async fn hire_in_the_west(desk: &Desk, login: &str, role: Role) {
    let like = desk.store.agent(&"lin".into()).await.unwrap();
    let agent = Agent {
        id: login.into(),
        login: login.to_owned(),
        name: login.to_owned(),
        role,
        region: "west".to_owned(),
        team: "west-1".to_owned(),
        ..like
    };
    desk.store.agent_create(&NewAgent { agent, password_hash: String::new() }).await.unwrap();
    let now = Utc::now();
    let hash = token::hash(&token_of(login));
    desk.store.session_create(&hash, &login.into(), now, now + TimeDelta::hours(1)).await.unwrap();
}

fn logins(wall: &Value) -> Vec<&str> {
    wall["people"].as_array().unwrap().iter().map(|person| person["login"].as_str().unwrap()).collect()
}

fn person<'a>(wall: &'a Value, login: &str) -> &'a Value {
    wall["people"].as_array().unwrap().iter().find(|person| person["login"] == login).unwrap()
}

promises! {
    async fn a_lead_sees_their_region_and_a_director_all_of_them(desk: Desk) {
        hire_in_the_west(&desk, "mei", Role::Agent).await;
        hire_in_the_west(&desk, "qin", Role::Lead).await;
        let ticket = desk.ticket("手机未收到").await;
        let (he, wu, qin) = (desk.get("he", "/wall").await.ok(), desk.get("wu", "/wall").await.ok(), desk.get("qin", "/wall").await.ok());
        assert_eq!(logins(&he), ["chen", "he", "lin"]);
        assert_eq!(logins(&wu), ["chen", "he", "lin", "mei", "qin"]);
        assert_eq!(logins(&qin), ["mei", "qin"]);
        assert_eq!((&he["regions"][0]["load"]["live"], &qin["regions"]), (&json!(1), &json!([])));
        for who in ["lin", "pbx"] {
            for path in ["/wall", "/wall/tickets?region=east", "/wall/blockers"] {
                desk.get(who, path).await.refused(403);
            }
        }
        let nobodys = desk.get("he", "/wall/tickets?region=east").await.ok();
        assert_eq!(nobodys["items"][0]["id"], ticket.as_str());
        desk.get("qin", "/wall/tickets?region=east").await.refused(403);
        desk.get("he", "/wall/tickets?owner=mei").await.refused(403);
        assert_eq!(desk.get("wu", "/wall/tickets?owner=mei").await.ok()["items"], json!([]));
        assert_eq!(desk.get("he", "/wall/tickets?owner=nobody").await.refused(422), "owner");
        assert_eq!(desk.get("he", "/wall/tickets").await.refused(422), "owner");
        assert_eq!(desk.get("he", "/wall/tickets?owner=lin&region=east").await.refused(422), "owner");
    }

    async fn what_an_agent_does_is_pushed_to_the_lead_and_to_nobody_else(desk: Desk) {
        hire_in_the_west(&desk, "qin", Role::Lead).await;
        let mut lead = Events::follow_with_wall(&desk, "he").await;
        let mut other = Events::follow_with_wall(&desk, "qin").await;
        let mut agent = Events::follow_with_wall(&desk, "lin").await;
        let mut wall: Wall = serde_json::from_value(desk.get("he", "/wall").await.ok()).unwrap();
        let call = desk.ring("c1", NUMBER).await;
        let answer = json!({"state": "answered", "agent": "lin"});
        desk.send(desk.request("pbx", reqwest::Method::PATCH, &format!("/api/v1/calls/{}", id(&call))).json(&answer)).await.ok();
        loop {
            let pushed = lead.next_of("wall.changed").await;
            assert!(wall.follow(&serde_json::from_value(pushed["wall"].clone()).unwrap()), "nothing is missed");
            let lin = wall.people.iter().find(|person| person.login == "lin").unwrap();
            if lin.calls.connected == 1 {
                break;
            }
        }
        let pushed = other.next_of("wall.changed").await;
        let seen = pushed["wall"]["people"].as_array().into_iter().flatten();
        assert!(seen.clone().all(|person| person["region"] == "west"), "{pushed}");
        desk.ticket("手机未收到").await;
        loop {
            let told = agent.next().await;
            assert_ne!(told["type"], "wall.changed", "{told}");
            if told["type"] == "ticket.created" {
                break;
            }
        }
    }

    async fn the_wall_is_the_same_pushed_and_asked_for(desk: Desk) {
        let mut lead = Events::follow_with_wall(&desk, "wu").await;
        let mut wall: Wall = serde_json::from_value(desk.get("wu", "/wall").await.ok()).unwrap();
        let ticket = desk.ticket("手机未收到").await;
        desk.post("lin", &format!("/tickets/{ticket}/claim"), json!({})).await.ok();
        let resolve = json!({"root_cause": "courier_lost"});
        desk.post("lin", &format!("/tickets/{ticket}/resolve"), resolve).await.ok();
        loop {
            let pushed = lead.next_of("wall.changed").await;
            assert!(wall.follow(&serde_json::from_value(pushed["wall"].clone()).unwrap()));
            // A count between two commits is put right by the next one.
            let is_settled = |person: &Person| person.solved.today == 1 && person.load.live == 0;
            if wall.people.iter().any(is_settled) && wall.regions.is_empty() {
                break;
            }
        }
        let asked: Value = desk.get("wu", "/wall").await.ok();
        let pushed = serde_json::to_value(&wall).unwrap();
        assert_eq!((person(&pushed, "lin"), &pushed["regions"]), (person(&asked, "lin"), &asked["regions"]));
    }
}
