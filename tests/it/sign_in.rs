//! A token that is no longer good: the desk stays as it is, and goes on after a login.

use std::sync::{Arc, Mutex};

use ringdesk::crm::api::Api;
use ringdesk::crm::http::Token;
use ringdesk::wire::page::PageRequest;

use crate::it::support::desk::{Brought, Desk, Seat};
use crate::it::support::office::{LIN, PASSWORD};

/// Lin's session ends on the server, and the desk comes to know.
async fn signed_out(desk: &Desk) {
    desk.office.api(LIN).log_out().await.unwrap();
    desk.press("]");
    desk.shows("服务器不再接受这次登录").await;
}

#[tokio::test]
async fn after_a_login_the_desk_goes_on_where_it_was() {
    let desk = Desk::open(120, 36).await;
    signed_out(&desk).await;
    desk.shows("登录已失效").await;
    desk.types(PASSWORD);
    desk.shows("*****").await;
    desk.shows_no(PASSWORD);
    desk.press("Enter");
    desk.hides("服务器不再接受这次登录").await;
    desk.shows("实时").await;
    desk.ring("138 1234 5678").await;
    desk.shows("王建国").await;
}

#[tokio::test]
async fn a_note_written_with_a_token_no_longer_good_lands_once_after_the_login() {
    let desk = Desk::open(120, 36).await;
    let ticket = desk.office.ticket("手机未收到").await;
    desk.shows("手机未收到").await;
    desk.press("Enter");
    desk.shows(&ticket.number.to_string()).await;
    desk.office.api(LIN).log_out().await.unwrap();
    desk.press("n");
    desk.types("客户要求加急");
    desk.press("C-s");
    desk.shows("服务器不再接受这次登录").await;
    desk.types(PASSWORD);
    desk.press("Enter");
    desk.shows("实时").await;
    desk.hides("待发").await;
    let mine = Api::new(&desk.office.url(), None).unwrap();
    let session = mine.log_in(&ringdesk::wire::request::Login { login: LIN.into(), password: PASSWORD.into() }).await;
    let mine = mine.with_token(&Token::new(session.unwrap().token));
    let history = mine.ticket_history(&ticket.id, &PageRequest::default()).await.unwrap();
    let noted = history.items.iter().filter(|entry| format!("{entry:?}").contains("客户要求加急")).count();
    assert_eq!(noted, 1, "it lands once");
}

#[tokio::test]
async fn the_login_waits_for_what_is_being_typed_and_can_be_put_off() {
    let desk = Desk::open(120, 36).await;
    let ticket = desk.office.ticket("手机未收到").await;
    desk.shows("手机未收到").await;
    desk.press("Enter");
    desk.shows(&ticket.number.to_string()).await;
    desk.office.api(LIN).log_out().await.unwrap();
    desk.press("n");
    desk.types("客户说明天");
    desk.shows("登录已失效").await;
    desk.types("在家");
    desk.shows("客户说明天在家").await;
    desk.shows_no("服务器不再接受这次登录");
    desk.press("F12");
    desk.shows("服务器不再接受这次登录").await;
    desk.press("Esc");
    desk.hides("服务器不再接受这次登录").await;
    desk.types("，下午");
    desk.shows("客户说明天在家，下午").await;
}

#[tokio::test]
async fn what_is_wrong_with_a_login_is_said() {
    let mut desk = Desk::open(120, 36).await;
    signed_out(&desk).await;
    desk.press("Enter");
    desk.shows("账号和密码都要填").await;
    let mut wrong = 0;
    loop {
        desk.types("雨天-7");
        desk.hides("账号或密码不对").await;
        desk.press("Enter");
        if desk.shows_one_of(&["账号或密码不对", "错的次数太多"]).await == "错的次数太多" {
            break;
        }
        wrong += 1;
    }
    assert!(wrong >= 5, "{wrong}: as many may be slips, and more where each takes so long that one is allowed again");
    desk.office.server_stops().await;
    desk.hides("错的次数太多").await;
    desk.types(PASSWORD);
    desk.press("Enter");
    desk.shows("连不上服务器").await;
    desk.press("Esc");
    desk.hides("服务器不再接受这次登录").await;
    desk.office.server_starts().await;
    desk.press("F12");
    desk.types(PASSWORD);
    desk.press("Enter");
    desk.shows("实时").await;
}

#[tokio::test]
async fn a_desk_with_a_stale_token_is_opened_by_login_and_password_and_the_new_token_is_kept() {
    let desk = Desk::open(120, 36).await;
    let kept = Arc::new(Mutex::new(None));
    let (keeping, url) = (kept.clone(), desk.office.url());
    let keep = Arc::new(move |token: &Token| {
        *keeping.lock().unwrap() = Some(token.clone());
        Ok(())
    });
    let brought = Brought { keep_token: Some(keep), ..Brought::default() };
    let seat = Seat::bringing(Api::new(&url, Some(&Token::new("stale"))).unwrap(), 120, 36, brought);
    seat.shows("服务器不再接受这次登录").await;
    seat.types(LIN);
    seat.press("Tab");
    seat.types(PASSWORD);
    seat.press("Enter");
    seat.shows("实时").await;
    seat.shows("林薇").await;
    let token = kept.lock().unwrap().clone().expect("the token is kept");
    let agent = Api::new(&url, Some(&token)).unwrap().me().await.unwrap().agent;
    assert_eq!(agent.login, LIN);
}
