//! A queue that nobody can read to its end: the desk holds a window of it.

use crate::it::support::desk::Seat;
use crate::it::support::office::{LIN, Office};

const TICKETS: u32 = 100_000;

#[tokio::test]
async fn the_first_of_a_hundred_thousand_tickets_are_there_at_once_and_the_rest_as_one_scrolls() {
    let office = Office::open().await;
    office.tickets_pile_up(TICKETS).await;
    let desk = Seat::of(&office, LIN, 120, 36);
    desk.shows("实时").await;
    desk.press("]");
    desk.shows(&format!("未分配 {TICKETS}")).await;
    let from_top = |row: u32| format!("第{row}张");
    desk.shows(&from_top(0)).await;
    desk.presses_until_shown("C-d", &from_top(300)).await;
    desk.shows_no(&from_top(0));
    desk.press("Home");
    desk.shows(&from_top(0)).await;
}
