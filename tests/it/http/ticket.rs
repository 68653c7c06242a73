//! Tickets: claimed once, changed by one writer at a time, closed with a root cause.

use std::sync::Arc;

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::desk::{Desk, id};
use super::promises;

promises! {
    async fn of_fifty_who_claim_one_ticket_one_gets_it_and_the_others_learn_who(desk: Desk) {
        let desk = Arc::new(desk);
        let ticket = desk.ticket("手机未收到").await;
        let mut race = JoinSet::new();
        for runner in 0..50 {
            let (desk, ticket) = (desk.clone(), ticket.clone());
            let who = ["lin", "chen", "he", "wu", "root"][runner % 5];
            race.spawn(async move { (who, desk.post(who, &format!("/tickets/{ticket}/claim"), json!({})).await) });
        }
        let replies = race.join_all().await;
        let owner =
            desk.get("lin", &format!("/tickets/{ticket}")).await.ok()["assignee"]["id"].as_str().unwrap().to_owned();
        for (who, reply) in replies {
            if who == owner {
                assert_eq!(reply.ok()["assignee"]["id"], owner);
            } else {
                reply.refused(409);
                assert!(reply.json()["detail"].as_str().unwrap().contains(&owner), "{reply:?}");
            }
        }
        let history = desk.get("lin", &format!("/tickets/{ticket}/history")).await.ok();
        assert_eq!(history["items"].as_array().unwrap().len(), 2, "created, and assigned once: {history}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_is_found_by_the_number_that_people_say() {
    let desk = Desk::open().await;
    let ticket = desk.ticket("手机未收到").await;
    let by_id = desk.get("lin", &format!("/tickets/{ticket}")).await.ok();
    let by_number = desk.get("lin", &format!("/tickets/{}", by_id["number"])).await.ok();
    assert_eq!(by_number["id"], by_id["id"]);
    desk.get("lin", "/tickets/99999999999999999999").await.refused(404);
    desk.get("lin", "/tickets/18446744073709551615").await.refused(404);
}

promises! {
    async fn fifty_agents_who_pull_get_fifty_different_tickets(desk: Desk) {
        let desk = Arc::new(desk);
        for number in 0..20 {
            desk.ticket(&format!("第{number}张")).await;
        }
        let mut race = JoinSet::new();
        for runner in 0..25 {
            let desk = desk.clone();
            race.spawn(async move { desk.post(["lin", "chen"][runner % 2], "/tickets/next", json!({})).await.ok() });
        }
        let mut pulled: Vec<String> = race.join_all().await.iter().filter(|ticket| !ticket.is_null()).map(id).collect();
        pulled.sort();
        pulled.dedup();
        assert_eq!(pulled.len(), 20);
    }
}

promises! {
    async fn no_ticket_closes_without_a_root_cause_whichever_way_it_comes(desk: Desk) {
        let ticket = desk.ticket("手机未收到").await;
        let path = |command: &str| format!("/tickets/{ticket}/{command}");
        for command in ["resolve", "close"] {
            assert_eq!(desk.post("lin", &path(command), json!({})).await.refused(422), "root_cause");
            assert_eq!(desk.post("lin", &path(command), json!({"root_cause": "moon"})).await.refused(422), "root_cause");
        }
        let patched = desk.patch("lin", &format!("/tickets/{ticket}"), 1, json!({"status": "closed"})).await;
        assert_eq!(patched.refused(422), "status");
        let causes = desk.get("lin", "/root-causes").await.ok();
        let explained = causes.as_array().unwrap().iter().find(|cause| cause["needs_note"] == true).unwrap();
        assert_eq!(desk.post("lin", &path("close"), json!({"root_cause": explained["id"]})).await.refused(422), "note");
        let plain = causes.as_array().unwrap().iter().find(|cause| cause["needs_note"] != true).unwrap();
        let closed = desk.post("lin", &path("close"), json!({"root_cause": plain["id"]})).await.ok();
        assert_eq!((&closed["status"], &closed["root_cause"]["id"]), (&json!("closed"), &plain["id"]));
        let report = desk.get("he", "/reports/root-causes").await.ok();
        let counted = &report["causes"][0];
        assert_eq!((&counted["root_cause"], &counted["count"]), (&plain["id"], &json!(1)));
        assert_eq!((&counted["samples"][0]["subject"], &report["contacts"]["first_contact"]), (&json!("手机未收到"), &json!(1)));
        let listed = desk.get("he", &format!("/reports/root-causes/{}/tickets", plain["id"].as_str().unwrap())).await.ok();
        assert_eq!(listed["items"][0]["id"], json!(ticket));
        assert_eq!(desk.get("he", "/reports/root-causes?month=2026-2").await.refused(400), "month");
        assert_eq!(desk.get("he", "/reports/root-causes?month=2020-01").await.ok()["total"], 0);
    }
}

promises! {
    async fn merging_is_no_way_around_the_root_cause(desk: Desk) {
        let (first, second) = (desk.ticket("手机未收到").await, desk.ticket("还是没收到").await);
        let merge =
            async |from: &str, into: &str| desk.post("lin", &format!("/tickets/{from}/merge"), json!({"into": into})).await;
        let due = desk.get("lin", &format!("/tickets/{first}")).await.ok()["clocks"][0]["due_at"].clone();
        let merged = merge(&first, &second).await.ok();
        assert_eq!((&merged["status"], &merged["merged_into"]), (&json!("merged"), &json!(second)));
        assert_eq!(merge(&second, &first).await.refused(409), "", "no merging in a circle");
        assert_eq!(desk.get("lin", "/tickets?view=all").await.ok()["total"], 1, "the work goes on in one of them");
        let target = desk.get("lin", &format!("/tickets/{second}")).await.ok();
        assert_eq!(target["clocks"][0]["due_at"], due, "the earliest clock stays");
        let history = desk.get("lin", &format!("/tickets/{second}/history")).await.ok();
        assert_eq!(
            (&history["items"][0]["what"]["kind"], &history["items"][0]["what"]["from"]),
            (&json!("absorbed"), &json!(first))
        );
        assert_eq!(desk.post("lin", &format!("/tickets/{second}/close"), json!({})).await.refused(422), "root_cause");
        let third = desk.ticket("第三张").await;
        desk.post("lin", &format!("/tickets/{second}/close"), json!({"root_cause": "courier_lost"})).await.ok();
        assert_eq!(merge(&third, &second).await.refused(409), "into", "nothing ends in what is closed");
        let other = desk.post("lin", "/customers", json!({"name": "李静", "phone": "13900001111"})).await.ok();
        let other = desk.post("lin", "/tickets", json!({"customer_id": id(&other), "subject": "退款"})).await.ok();
        assert_eq!(merge(&third, &id(&other)).await.refused(422), "into", "nor in what is another customer's");
        assert_eq!(merge(&third, "nothing").await.refused(422), "into");
    }
}

promises! {
    async fn two_who_merge_the_other_way_round_leave_one_open(desk: Desk) {
        let desk = Arc::new(desk);
        for _ in 0..10 {
            let (first, second) = (desk.ticket("手机未收到").await, desk.ticket("还是没收到").await);
            let mut race = JoinSet::new();
            for (from, into) in [(first.clone(), second.clone()), (second.clone(), first.clone())] {
                let desk = desk.clone();
                race.spawn(async move { desk.post("lin", &format!("/tickets/{from}/merge"), json!({"into": into})).await });
            }
            let statuses: Vec<u16> = race.join_all().await.iter().map(|reply| reply.status.as_u16()).collect();
            assert!(statuses.contains(&200) && statuses.contains(&409), "{statuses:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_sent_back_as_it_is_shown_overwrites_nothing() {
    let desk = Desk::open().await;
    let wish = json!({"customer_id": desk.wang.id, "subject": "回电 13812345678"});
    let ticket = format!("/tickets/{}", id(&desk.post("lin", "/tickets", wish).await.ok()));
    let shown = desk.get("lin", &ticket).await.ok()["subject"].clone();
    let same = desk.patch("lin", &ticket, 1, json!({"subject": shown, "priority": 1})).await.ok();
    assert_eq!((&same["subject"], &same["priority"]), (&shown, &json!(1)));
    let stored = desk.store.ticket(&id(&same).as_str().into()).await.unwrap();
    assert_eq!(stored.subject, "回电 13812345678");
    let changed = desk.patch("lin", &ticket, 2, json!({"subject": format!("{} 明早", shown.as_str().unwrap())})).await;
    assert_eq!(changed.refused(422), "subject");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_needs_the_version_it_is_based_on() {
    let desk = Desk::open().await;
    let ticket = format!("/tickets/{}", desk.ticket("手机未收到").await);
    let wish = json!({"subject": "平板未收到", "priority": 1});
    let blind = desk.request("lin", Method::PATCH, &format!("/api/v1{ticket}")).json(&wish);
    assert_eq!(desk.send(blind).await.refused(428), "If-Match");
    let read = desk.get("lin", &ticket).await;
    assert_eq!(read.header("etag"), "\"1\"");
    let changed = desk.patch("lin", &ticket, 1, json!({"subject": "手机和耳机未收到"})).await;
    assert_eq!(changed.header("etag"), "\"2\"");
    let stale = desk.patch("chen", &ticket, 1, wish).await;
    stale.refused(412);
    let problem = stale.json();
    assert_eq!(problem["current"]["subject"], "手机和耳机未收到");
    assert_eq!(problem["differing"], json!(["priority", "subject"]));
    assert_eq!(desk.get("lin", &ticket).await.ok()["version"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_goes_its_way_from_note_to_reopening() {
    let desk = Desk::open().await;
    let ticket = desk.ticket("手机未收到").await;
    let step = async |who: &str, command: &str, body: Value| {
        desk.post(who, &format!("/tickets/{ticket}/{command}"), body).await.ok()
    };
    assert_eq!(step("lin", "notes", json!({"text": "已联系快递\n明早回电"})).await["assignee"]["id"], "lin");
    let until = desk.get("lin", "/me").await.ok()["now"].clone();
    let until = until.as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap() + TimeDelta::days(1);
    assert_eq!(step("lin", "pend", json!({"reason": "等照片", "until": until})).await["pending"]["reason"], "等照片");
    assert_eq!(step("lin", "resume", json!({})).await["status"], "open");
    assert_eq!(step("lin", "assign", json!({"to": "chen"})).await["assignee"]["id"], "chen");
    assert_eq!(desk.post("lin", &format!("/tickets/{ticket}/assign"), json!({"to": "pbx"})).await.refused(422), "to");
    let cause = desk.get("lin", "/root-causes").await.ok()[0]["id"].clone();
    assert_eq!(step("chen", "resolve", json!({"root_cause": cause})).await["status"], "resolved");
    assert_eq!(step("chen", "close", json!({})).await["status"], "closed");
    assert_eq!(step("chen", "reopen", json!({"reason": "又没收到"})).await["status"], "open");
    let history = desk.get("lin", &format!("/tickets/{ticket}/history?limit=200")).await.ok();
    let kinds: Vec<&str> =
        history["items"].as_array().unwrap().iter().map(|entry| entry["what"]["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds.first(), Some(&"reopened"));
    assert_eq!(kinds.last(), Some(&"created"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_a_ticket_open_is_shown_and_forgotten_after_fifteen_seconds() {
    let desk = Desk::open().await;
    let ticket = desk.ticket("手机未收到").await;
    let path = format!("/tickets/{ticket}/presence");
    desk.put("chen", &path, json!({"activity": "typing"})).await.ok();
    let seen = desk.get("lin", &format!("/tickets/{ticket}")).await.ok();
    assert_eq!(seen["viewers"][0]["agent"]["id"], "chen");
    assert_eq!(seen["viewers"][0]["activity"], "typing");
    let listed = desk.get("lin", "/tickets?view=all").await.ok();
    assert_eq!(listed["items"][0]["viewers"][0]["agent"]["id"], "chen");
    let mut events = super::event::Events::follow(&desk, "lin", None).await;
    desk.later(TimeDelta::seconds(16));
    let gone = events.next_of("ticket.presence").await;
    assert_eq!(gone["changes"]["viewers"]["to"], json!([]));
    desk.put("chen", &path, json!({"activity": "viewing"})).await.ok();
    desk.delete("chen", &path).await.ok();
    assert_eq!(desk.get("lin", &format!("/tickets/{ticket}")).await.ok()["viewers"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_parcel_is_hurried_with_one_request_and_every_department_sees_it() {
    let desk = Desk::open().await;
    let ticket = desk.ticket("手机未收到").await;
    let tracked = desk.post("lin", &format!("/tickets/{ticket}/actions/track_parcel"), json!({})).await.ok();
    let scans = tracked["result"].as_str().unwrap();
    assert!(scans.contains("SF1380045512") && scans.contains("杭州转运中心"), "{scans}");
    assert!(!scans.contains(super::desk::NUMBER), "{scans}");
    let done = desk.post("lin", &format!("/tickets/{ticket}/actions/expedite"), json!({})).await.ok();
    assert!(done["result"].as_str().unwrap().contains("A7731"));
    let again = desk.post("lin", &format!("/tickets/{ticket}/actions/expedite"), json!({})).await.ok();
    assert_eq!(again["result"], done["result"], "hurried once, however often it is asked for");
    let history = desk.get("lin", &format!("/tickets/{ticket}/history")).await.ok();
    assert_eq!(history["items"][0]["what"]["action"], "expedite");
    let flow = desk.get("lin", &format!("/customers/{}/flow", desk.wang.id)).await.ok();
    assert_eq!(flow["items"][0]["department"], "warehouse");
    desk.post("lin", &format!("/tickets/{ticket}/actions/launch"), json!({})).await.refused(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hurried_order_is_promised_sooner_and_never_later() {
    let desk = Desk::open().await;
    let now = chrono::Utc::now();
    for (number, hours, sooner) in [("B1", 48, 46), ("B2", 3, 2), ("B3", 1, 1)] {
        let promised_at = Some(now + TimeDelta::hours(hours));
        let order = ringdesk::domain::order::Order { promised_at, ..crate::it::http::desk::order(&desk.wang, number) };
        desk.store.order_put(&order, &crate::it::http::desk::system(), now).await.unwrap();
        let wish = json!({"customer_id": desk.wang.id, "subject": "催单", "order_id": number});
        let ticket = id(&desk.post("lin", "/tickets", wish).await.ok());
        desk.post("lin", &format!("/tickets/{ticket}/actions/expedite"), json!({})).await.ok();
        let promised = desk.store.order(&number.into()).await.unwrap().promised_at.unwrap();
        let off = promised - (now + TimeDelta::hours(sooner));
        assert!(off.abs() < TimeDelta::minutes(1), "{number}: {promised}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn promises_are_listed_by_kind_and_name_what_exists() {
    let desk = Desk::open().await;
    let due = |day: u8| format!("2030-01-{day:02}T00:00:00Z");
    for day in 1..=9 {
        let kind = if day % 3 == 0 { "/callbacks" } else { "/todos" };
        let promise = json!({"text": format!("第{day}天"), "due_at": due(day), "customer_id": desk.wang.id});
        desk.post("lin", kind, promise).await.ok();
    }
    let page = desk.get("lin", "/callbacks?limit=2").await.ok();
    let texts =
        |page: &Value| page["items"].as_array().unwrap().iter().map(|todo| todo["text"].clone()).collect::<Vec<_>>();
    assert_eq!(texts(&page), [json!("第3天"), json!("第6天")]);
    let cursor = page["next_cursor"].as_str().unwrap();
    let rest = desk.get("lin", &format!("/callbacks?limit=2&cursor={cursor}")).await.ok();
    assert_eq!((texts(&rest), &rest["next_cursor"]), (vec![json!("第9天")], &Value::Null));
    for field in ["customer_id", "ticket_id"] {
        let nobody = json!({"text": "回电", "due_at": due(1), field: "nothing"});
        assert_eq!(desk.post("lin", "/callbacks", nobody).await.refused(422), field);
    }
}

promises! {
    async fn a_list_is_stable_while_rows_change(desk: Desk) {
        for number in 0..7 {
            desk.ticket(&format!("第{number}张")).await;
        }
        let mut seen = Vec::new();
        let mut path = "/tickets?view=unassigned&limit=3".to_owned();
        loop {
            let page = desk.get("lin", &path).await.ok();
            seen.extend(page["items"].as_array().unwrap().iter().map(id));
            desk.ticket("新来的").await;
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            path = format!("/tickets?view=unassigned&limit=3&cursor={cursor}");
            assert!(seen.len() < 40, "the pages end");
            if seen.len() >= 9 {
                break;
            }
        }
        let distinct: std::collections::BTreeSet<_> = seen.iter().collect();
        assert_eq!(distinct.len(), seen.len(), "no row twice");
        let counts = desk.get("lin", "/tickets/counts").await.ok();
        assert!(counts["unassigned"].as_u64().unwrap() >= 8, "{counts}");
    }
}

promises! {
    async fn a_lead_takes_a_ticket_over_with_a_reason_and_everybody_sees_who_and_why(desk: Desk) {
        let ticket = desk.ticket("手机未收到").await;
        let path = |command: &str| format!("/tickets/{ticket}/{command}");
        let claimed = desk.post("lin", &path("claim"), json!({})).await.ok();
        assert!(claimed["leased_until"].is_string(), "until when it is kept for her: {claimed}");
        let why = json!({"reason": "客户投诉，我来跟"});
        desk.post("chen", &path("take-over"), why.clone()).await.refused(409);
        assert_eq!(desk.post("he", &path("take-over"), json!({"reason": " "})).await.refused(422), "reason");
        let taken = desk.post("he", &path("take-over"), why).await.ok();
        assert_eq!(taken["assignee"]["id"], "he");
        let history = desk.get("lin", &path("history")).await.ok();
        let what = &history["items"][0]["what"];
        assert_eq!((&what["kind"], &what["from"]["id"]), (&json!("taken_over"), &json!("lin")));
        assert_eq!(what["reason"], "客户投诉，我来跟");
    }
}

promises! {
    async fn what_an_owner_lets_lie_for_a_shift_is_free_to_take(desk: Desk) {
        let ticket = desk.ticket("手机未收到").await;
        let path = |command: &str| format!("/tickets/{ticket}/{command}");
        desk.post("lin", &path("claim"), json!({})).await.ok();
        desk.post("chen", &path("claim"), json!({})).await.refused(409);
        desk.later(TimeDelta::hours(8));
        assert_eq!(desk.post("chen", &path("claim"), json!({})).await.ok()["assignee"]["id"], "chen");
        desk.post("lin", &path("pend"), json!({"reason": "等照片"})).await.refused(409);
    }
}
