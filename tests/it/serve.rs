//! A server of one's own, from an empty database on.

use sqlx::{Connection as _, SqliteConnection};

use crate::it::support::program::{Home, Serving};

#[tokio::test(flavor = "multi_thread")]
async fn the_first_admin_comes_in_by_the_code_and_lets_the_others_in() {
    let house = tempfile::tempdir().unwrap();
    let mut serving = Serving::from(house.path(), &[]).await;
    let code = serving.complains("--first ", "\n").await;
    let root = Home::at(&serving.url);
    root.run(&["login", "root", "--first", &code], "晴天-42-雨水\n").await.ok();
    assert!(root.run(&["login", "eve", "--first", &code], "晴天-42-雨水\n").await.failed().contains("works once"));
    let hired = root.run(&["agents", "add", "lin", "--name", "林薇", "--json"], "").await.ok();
    let hired: serde_json::Value = serde_json::from_str(&hired).unwrap();

    let lin = Home::at(&serving.url);
    let first_password = hired["password"].as_str().unwrap();
    lin.run(&["login", "lin"], &format!("{first_password}\n")).await.ok();
    lin.run(&["password"], &format!("{first_password}\n雨天-42-晴朗\n")).await.ok();
    let elsewhere = Home::at(&serving.url);
    assert!(elsewhere.run(&["login", "lin"], &format!("{first_password}\n")).await.failed().contains("is wrong"));
    elsewhere.run(&["login", "lin"], "雨天-42-晴朗\n").await.ok();
    assert!(lin.run(&["agents", "add", "eve"], "").await.failed().contains("for admins"));
    lin.run(&["logout", "--everywhere"], "").await.ok();
    assert!(elsewhere.run(&["tickets", "list"], "").await.failed().contains("does not accept the token"));
    let log = root.run(&["audit", "list"], "").await.ok();
    let words = ["agent_added", "login", "password", "login_refused", "logout_everywhere", "林薇", "127.0.0.1"];
    assert!(words.iter().all(|word| log.contains(word)), "{log}");
    assert_eq!(serving.ends_when_told().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_writes_into_the_audit_log_is_found_out() {
    let house = tempfile::tempdir().unwrap();
    let mut serving = Serving::from(house.path(), &[]).await;
    let code = serving.complains("--first ", "\n").await;
    let root = Home::at(&serving.url);
    root.run(&["login", "root", "--first", &code], "晴天-42-雨水\n").await.ok();
    root.run(&["agents", "add", "lin"], "").await.ok();
    let verified = root.run(&["audit", "verify"], "").await.ok();
    let seal = verified.trim_end().rsplit(' ').next().unwrap();
    root.run(&["audit", "verify", "--seal", seal], "").await.ok();
    assert!(root.run(&["audit", "verify", "--seal", "0000"], "").await.failed().contains("cut off"));

    let file = house.path().join(".local/state/ringdesk/ringdesk.sqlite");
    let mut database = SqliteConnection::connect(&format!("sqlite:{}", file.display())).await.unwrap();
    let forged = "UPDATE audit SET record = replace(record, 'root', 'lin') WHERE seq = 2";
    let refused = sqlx::query(forged).execute(&mut database).await.unwrap_err();
    assert!(refused.to_string().contains("the audit log only grows"), "{refused}");
    sqlx::query("DROP TRIGGER audit_is_never_changed").execute(&mut database).await.unwrap();
    sqlx::query(forged).execute(&mut database).await.unwrap();
    assert!(root.run(&["audit", "verify"], "").await.failed().contains("entry 2 of the audit log"));
}
