//! The line to the server: cut, silent, whole again. The desk says so, and goes on where it was.

use std::time::Duration;

use ringdesk::crm::api::Api;
use ringdesk::crm::live::Patience;

use crate::it::support::cable::Cable;
use crate::it::support::desk::Seat;
use crate::it::support::office::{LIN, Office};

/// Often enough that no busy machine makes a silence out of it.
const HEARTBEAT: Duration = Duration::from_millis(50);
const QUIET: Duration = Duration::from_secs(1);

/// An office whose server shows often that it lives.
async fn lively_office() -> Office {
    let mut office = Office::open().await;
    office.server_stops().await;
    office.server_starts_beating(HEARTBEAT).await;
    office
}

/// Lin's desk at the end of a cable.
async fn desk(office: &Office, cable: &Cable, patience: Patience) -> Seat {
    let api = Api::new(&cable.url(), Some(office.token(LIN))).unwrap().with_patience(patience);
    let desk = Seat::with(api, 120, 36);
    desk.shows("实时").await;
    desk
}

#[tokio::test]
async fn a_stream_that_breaks_off_is_a_server_that_is_gone_and_what_happened_meanwhile_comes_after_it() {
    let office = Office::open().await;
    let cable = Cable::to(&office).await;
    let desk = desk(&office, &cable, Patience::default()).await;
    cable.cut();
    desk.shows("断线：连不上服务器").await;
    desk.shows_no("读不懂");
    office.ticket("空气净化器没到").await;
    cable.mend();
    desk.shows("实时").await;
    desk.shows("空气净化器没到").await;
}

#[tokio::test]
async fn a_heartbeat_that_does_not_come_is_called_slow_and_the_next_one_live() {
    let office = lively_office().await;
    let cable = Cable::to(&office).await;
    let desk = desk(&office, &cable, Patience { quiet: QUIET, ..Patience::default() }).await;
    cable.hold_back();
    desk.shows("网络慢").await;
    office.ticket("空气净化器没到").await;
    desk.shows_no("空气净化器没到");
    cable.mend();
    desk.shows("空气净化器没到").await;
    desk.shows("实时").await;
}

#[tokio::test]
async fn a_server_that_stays_silent_is_taken_for_gone_until_it_is_heard_again() {
    let office = lively_office().await;
    let cable = Cable::to(&office).await;
    let desk = desk(&office, &cable, Patience { quiet: QUIET, silence: 2 * QUIET }).await;
    cable.hold_back();
    desk.shows("断线：服务器没有及时答复").await;
    cable.cut();
    cable.mend();
    desk.shows("实时").await;
}
