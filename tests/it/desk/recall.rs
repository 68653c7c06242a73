//! The next start paints the desk of the last one before the server has answered.

use std::path::Path;

use ringdesk::console::runtime::snapshot::Place;
use tempfile::TempDir;

use crate::it::support::desk::{Brought, Seat, eventually};
use crate::it::support::office::{LIN, Office};

fn seat(office: &Office, folder: &Path) -> Seat {
    let snapshot = Some(Place::of(&folder.join("snapshots"), &office.url(), office.token(LIN)));
    let unsent = Some(folder.join("unsent"));
    Seat::bringing(office.api(LIN), 120, 36, Brought { unsent, snapshot, ..Brought::default() })
}

#[tokio::test]
async fn without_a_server_the_last_desk_is_there_with_its_age_and_what_is_written_on_it_lands_later() {
    let (mut office, folder) = (Office::open().await, TempDir::new().unwrap());
    let ticket = office.ticket("手机未收到").await;
    let first = seat(&office, folder.path());
    first.shows("手机未收到").await;
    first.press("Enter");
    first.shows("到底什么时候能到").await;
    first.press("C-q");
    first.ends().await;
    office.server_stops().await;

    let second = seat(&office, folder.path());
    second.shows("手机未收到").await;
    second.shows("数据 ").await;
    second.press("n");
    second.types("客户明天下午在家");
    second.press("C-s");
    second.shows("待确认").await;
    office.server_starts().await;
    let history = eventually(async || {
        let page =
            office.api(LIN).ticket_history(&ticket.id, &ringdesk::wire::page::PageRequest::default()).await.ok()?;
        let text = serde_json::to_string(&page.items).unwrap();
        text.contains("客户明天下午在家").then_some(text)
    })
    .await;
    assert_eq!(history.matches("客户明天下午在家").count(), 1);
    second.hides("数据 ").await;
}

#[tokio::test]
async fn what_was_half_typed_is_there_again_although_the_server_is_gone() {
    let (mut office, folder) = (Office::open().await, TempDir::new().unwrap());
    office.ticket("手机未收到").await;
    let first = seat(&office, folder.path());
    first.shows("手机未收到").await;
    first.press("n");
    first.types("客户说明天");
    first.shows("客户说明天").await;
    first.press("Esc C-q");
    first.ends().await;
    office.server_stops().await;

    let second = seat(&office, folder.path());
    second.shows("手机未收到").await;
    second.presses_until_shown("U", "还没送达的内容").await;
    second.shows("客户说明天").await;
    second.press("Enter");
    second.shows("客户说明天").await;
}
