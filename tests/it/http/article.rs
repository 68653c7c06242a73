//! The knowledge base: written by leads, synced by cursor, taught by searches.

use std::sync::Arc;

use reqwest::Method;
use ringdesk::domain::agent::Role;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::desk::Desk;
use super::event::Events;

pub fn draft(id: &str, title: &str) -> Value {
    json!({"id": id, "lang": "zh-CN", "title": title, "problem_type": "fulfilment_exception",
           "phrasings": ["还没收到"], "body": "1) 报单号查轨迹"})
}

async fn written(desk: &Desk, id: &str) -> Value {
    let types = desk.get("lin", "/problem-types").await.ok();
    let mut draft = draft(id, "快递一直没到");
    draft["problem_type"] = types[0]["id"].clone();
    desk.post("he", "/articles", draft).await.ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_console_syncs_what_changed_since_its_last_cursor() {
    let desk = Desk::open().await;
    let first = written(&desk, "a-1").await;
    let page = desk.get("lin", "/articles").await.ok();
    assert_eq!(page["items"], json!([first]));
    let since = page["next_cursor"].as_str().unwrap().to_owned();
    assert_eq!(desk.get("lin", &format!("/articles?since={since}")).await.ok()["items"], json!([]));
    written(&desk, "a-2").await;
    desk.delete("he", "/articles/a-1").await.ok();
    let news = desk.get("lin", &format!("/articles?since={since}")).await.ok();
    let ids: Vec<_> =
        news["items"].as_array().unwrap().iter().map(|a| (a["id"].clone(), a["withdrawn"].clone())).collect();
    assert_eq!(ids, [(json!("a-2"), json!(false)), (json!("a-1"), json!(true))]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_holds_on_days_in_their_order() {
    let desk = Desk::open().await;
    let mut draft = draft("a-1", "双十二价保");
    draft["valid"] = json!({"from": "2026-12-12", "until": "2026-12-11"});
    assert_eq!(desk.post("he", "/articles", draft.clone()).await.refused(422), "valid");
    draft["valid"]["until"] = json!("2026-12-12");
    assert_eq!(desk.post("he", "/articles", draft.clone()).await.ok()["valid"], draft["valid"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_is_rewritten_only_from_the_version_that_was_read() {
    let desk = Desk::open().await;
    let mut article = written(&desk, "a-1").await;
    desk.post("he", "/articles", {
        let mut again = draft("a-1", "别的");
        again["problem_type"] = article["problem_type"].clone();
        again
    })
    .await
    .refused(409);
    for field in ["version", "updated_at", "withdrawn"] {
        article.as_object_mut().unwrap().remove(field);
    }
    article["title"] = json!("快递没到怎么办");
    let put = |version: &str, body: &Value| {
        let request = desk.request("he", Method::PUT, "/api/v1/articles/a-1").json(body);
        desk.send(if version.is_empty() { request } else { request.header("if-match", version) })
    };
    put("", &article).await.refused(428);
    assert_eq!(put("\"1\"", &article).await.ok()["version"], 2);
    article["title"] = json!("第三个标题");
    let stale = put("\"1\"", &article).await;
    stale.refused(412);
    assert_eq!(stale.json()["differing"], json!(["title"]));
    put("7", &article).await.refused(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_is_never_written_over_by_a_new_one() {
    let desk = Arc::new(Desk::open().await);
    let problem_type = desk.get("lin", "/problem-types").await.ok()[0]["id"].clone();
    for round in 0..5 {
        let mut race = JoinSet::new();
        for author in 0..8 {
            let (desk, id) = (desk.clone(), format!("a-{round}"));
            let mut draft = draft(&id, &format!("标题 {author}"));
            draft["problem_type"] = problem_type.clone();
            race.spawn(async move { desk.post("he", "/articles", draft).await.status.as_u16() });
        }
        let mut statuses = race.join_all().await;
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409, 409, 409, 409, 409, 409, 409]);
        assert_eq!(desk.get("lin", &format!("/articles/a-{round}")).await.ok()["version"], 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phrasing_that_helped_is_accepted_by_the_third_agent_or_a_lead() {
    let desk = Desk::open().await;
    written(&desk, "a-1").await;
    let said = json!({"text": "快递还不来"});
    for (who, confirmed) in [("lin", 1), ("lin", 1), ("chen", 2)] {
        let proposed = desk.post(who, "/articles/a-1/phrasings", said.clone()).await;
        assert_eq!(proposed.status, 202);
        assert_eq!(proposed.json(), json!({"confirmed": confirmed, "needed": 3, "declined": false}));
    }
    let accepted = desk.post("he", "/articles/a-1/phrasings", said.clone()).await.ok();
    assert_eq!(accepted["phrasings"], json!(["还没收到", "快递还不来"]));
    assert_eq!(desk.post("he", "/articles/a-1/phrasings/decline", said.clone()).await.status, 204);
    let declined = desk.post("lin", "/articles/a-1/phrasings", said).await;
    assert_eq!(declined.json(), json!({"confirmed": 0, "needed": 3, "declined": true}));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_a_lead_sees_what_was_proposed_and_declines_it() {
    let desk = Desk::open().await;
    written(&desk, "a-1").await;
    let said = json!({"text": "我叫张伟，快递还不来"});
    assert_eq!(desk.post("lin", "/articles/a-1/phrasings", said).await.status, 202);
    desk.get("lin", "/knowledge/phrasings").await.refused(403);
    desk.get("lin", "/knowledge/lookups").await.refused(403);
    let cases = desk.get("he", "/knowledge/phrasings").await.ok();
    let case = &cases["items"][0];
    assert_eq!(
        (&case["phrasing"], &case["standing"], &case["agents"], &case["title"]),
        (&json!("快递还不来"), &json!("proposed"), &json!(1), &json!("快递一直没到"))
    );
    let text = json!({"text": "快递还不来"});
    desk.post("lin", "/articles/a-1/phrasings/decline", text.clone()).await.refused(403);
    assert_eq!(desk.post("he", "/articles/a-1/phrasings/decline", text).await.status, 204);
    assert_eq!(desk.get("he", "/knowledge/phrasings").await.ok()["items"], json!([]));
    desk.get("lin", "/articles/a-1/phrasings/declined").await.refused(403);
    let declined = desk.get("he", "/articles/a-1/phrasings/declined").await.ok();
    assert_eq!(declined["items"], json!(["快递还不来"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_phrasing_of_nothing_but_a_name_is_refused() {
    let desk = Desk::open().await;
    written(&desk, "a-1").await;
    desk.post("lin", "/articles/a-1/phrasings", json!({"text": "我叫张伟 13812345678"})).await.refused(422);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_without_an_answer_is_a_gap() {
    let desk = Desk::open().await;
    for _ in 0..2 {
        desk.post("lin", "/knowledge/uses", json!({"query": "能开飞机吗", "outcome": "nothing"})).await.ok();
    }
    let gaps = desk.get("lin", "/knowledge/gaps").await.ok();
    assert_eq!((&gaps["items"][0]["query"], &gaps["items"][0]["count"]), (&json!("能开飞机吗"), &json!(2)));
}

/// An article for leads only, written by the lead.
async fn written_for_leads(desk: &Desk, id: &str) -> Value {
    let mut draft = draft(id, "赔偿上限");
    draft["phrasings"] = json!(["最多能赔多少"]);
    draft["roles"] = json!(["lead"]);
    desk.post("he", "/articles", draft).await.ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_that_a_role_may_not_read_never_leaves_the_server() {
    let desk = Desk::open().await;
    let mut events = Events::follow(&desk, "lin", None).await;
    let article = written_for_leads(&desk, "a-1").await;
    assert_eq!(desk.get("he", "/articles").await.ok()["items"], json!([article]));
    assert_eq!(desk.get("he", "/articles/a-1").await.ok(), article);
    for who in ["lin", "wu"] {
        let page = desk.get(who, "/articles").await.ok();
        let told = page["items"].to_string();
        assert!(!told.contains("赔"), "{who}: {told}");
        assert_eq!((&page["items"][0]["id"], &page["items"][0]["withdrawn"]), (&json!("a-1"), &json!(true)));
        desk.get(who, "/articles/a-1").await.refused(404);
        desk.post(who, "/articles/a-1/phrasings", json!({"text": "赔多少"})).await.refused(404);
    }
    desk.delete("wu", "/articles/a-1").await.refused(404);
    let pushed = events.next_of("article.changed").await;
    assert!(pushed["subject"]["id"] == "a-1" && !pushed.to_string().contains("赔"), "{pushed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_role_may_not_read_it_neither_changes_nor_learns_of() {
    let desk = Desk::open().await;
    desk.hire("zhao", Role::Agent, ("east", "east-1")).await;
    written(&desk, "a-1").await;
    let secret = written_for_leads(&desk, "a-2").await;
    let helped = |article: &str, passed_over: &str| {
        let passed_over = json!({"article_id": passed_over, "phrasing": "最多能赔多少"});
        json!({"query": "能赔多少", "article_id": article, "outcome": "helped", "passed_over": passed_over})
    };
    for who in ["lin", "chen", "zhao"] {
        for id in ["a-2", "no-such"] {
            let sent = [("article_id", helped(id, "a-1")), ("passed_over.article_id", helped("a-1", id))];
            for (field, body) in sent {
                let refused = desk.post(who, "/knowledge/uses", body).await;
                assert_eq!(refused.refused(422), field, "{who}: {id}");
                assert_eq!(refused.json()["detail"], json!(format!("There is no article \"{id}\".")));
            }
        }
    }
    assert_eq!(desk.get("he", "/articles/a-2").await.ok(), secret);
    assert_eq!(desk.post("he", "/knowledge/uses", helped("a-1", "a-2")).await.status, 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_solved_ticket_tells_how_its_answer_was_found() {
    let desk = Desk::open().await;
    desk.hire("zhao", Role::Agent, ("east", "east-1")).await;
    for id in ["a-1", "a-2"] {
        written(&desk, id).await;
    }
    let solve = async |who: &str, first: &str| {
        let ticket = desk.ticket("手机未收到").await;
        let found = json!({"phrasing": "还没收到", "passed_over": {"article_id": first, "phrasing": "还没收到"}});
        let solved = json!({"root_cause": "courier_lost", "article_id": "a-1", "found": found});
        desk.post(who, &format!("/tickets/{ticket}/resolve"), solved).await
    };
    assert_eq!(solve("lin", "no id").await.refused(422), "found.passed_over.article_id");
    solve("lin", "no-such").await.ok();
    for who in ["lin", "chen", "zhao"] {
        assert_eq!(desk.get("lin", "/articles/a-2").await.ok()["phrasings"], json!(["还没收到"]));
        solve(who, "a-2").await.ok();
    }
    assert_eq!(desk.get("lin", "/articles/a-2").await.ok()["phrasings"], json!([]));
    let cases = desk.get("he", "/knowledge/phrasings").await.ok();
    let demoted = cases["items"].as_array().unwrap().iter().find(|case| case["standing"] == "demoted").unwrap();
    assert_eq!((&demoted["article_id"], &demoted["agents"]), (&json!("a-2"), &json!(3)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gap_tells_nobody_who_asked() {
    let desk = Desk::open().await;
    for query in ["my name is John Smith, 12 Baker Street, do you ship trombones", "13812345678"] {
        desk.post("lin", "/knowledge/uses", json!({"query": query, "outcome": "nothing"})).await.ok();
    }
    let gaps = desk.get("he", "/knowledge/gaps").await.ok();
    let gaps: Vec<_> = gaps["items"].as_array().unwrap().iter().map(|gap| gap["query"].clone()).collect();
    assert_eq!(gaps, [json!("do you ship trombones")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_author_is_among_the_readers() {
    let desk = Desk::open().await;
    let mut draft = draft("a-1", "赔偿上限");
    draft["roles"] = json!(["director"]);
    let refused = desk.post("he", "/articles", draft.clone()).await;
    refused.refused(422);
    assert_eq!(refused.json()["field"], "roles");
    draft["roles"] = json!(["nobody"]);
    desk.post("he", "/articles", draft).await.refused(422);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_list_of_an_article_has_anything_twice() {
    let desk = Desk::open().await;
    let measured = json!({"milliseconds": 3000, "pace": null, "pauses": [], "loudness": []});
    for (field, value) in [
        ("root_causes", json!("courier_lost")),
        ("actions", json!("send_sms")),
        ("recordings", json!({"media": "0".repeat(64), "measured": measured})),
        ("channels", json!("wechat")),
        ("products", json!("净化器")),
        ("roles", json!("lead")),
    ] {
        let mut draft = draft("a-1", "快递一直没到");
        draft[field] = json!([value, value]);
        let refused = desk.post("he", "/articles", draft).await;
        assert_eq!(refused.refused(422), field);
        assert!(refused.json()["detail"].as_str().unwrap().ends_with(" twice; keep one."), "{refused:?}");
    }
}
