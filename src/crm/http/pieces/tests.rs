//! A file comes whole whatever happens to its pieces, or it is said why not.

use std::time::Duration;

use super::*;
use crate::crm::http::shelf::{Gives, Shelf};

/// A file in which no piece is like another.
fn file(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at * 31 % 251) as u8).collect()
}

/// What came of a file, and what was heard of it meanwhile.
async fn fetched(shelf: &Shelf) -> (Result<Vec<u8>, CrmError>, Vec<u8>) {
    let http = Http::new(&shelf.url(), None).expect("address").within(Duration::from_secs(2));
    let mut heard = Vec::new();
    let file = http.pieces("/file", |piece| heard.extend_from_slice(piece)).await;
    (file, heard)
}

fn range(from: usize) -> String {
    format!("bytes={from}-{}", from + PIECE - 1)
}

#[tokio::test]
async fn a_file_is_asked_for_piece_by_piece() {
    let file = file(2 * PIECE + 5);
    let shelf = Shelf::of(file.clone(), []).await;
    assert_eq!(fetched(&shelf).await, (Ok(file.clone()), file));
    assert_eq!(shelf.asked(), [range(0), range(PIECE), range(2 * PIECE)]);
}

#[tokio::test]
async fn what_broke_off_in_the_middle_is_asked_for_from_where_it_stopped() {
    let file = file(2 * PIECE);
    let shelf =
        Shelf::of(file.clone(), [Gives::Part, Gives::Torn(1000), Gives::Nothing("503 Service Unavailable")]).await;
    assert_eq!(fetched(&shelf).await, (Ok(file.clone()), file));
    assert_eq!(shelf.asked(), [range(0), range(PIECE), range(PIECE + 1000), range(PIECE + 1000)]);
}

#[tokio::test]
async fn a_piece_that_takes_too_long_is_asked_for_again() {
    let file = file(5000);
    let shelf = Shelf::of(file.clone(), [Gives::Held(1000)]).await;
    assert_eq!(fetched(&shelf).await, (Ok(file.clone()), file));
    assert_eq!(shelf.asked(), [range(0), range(1000)]);
    shelf.is_left().await;
}

#[tokio::test]
async fn a_server_without_ranges_gives_all_and_what_is_known_of_it_is_passed_over() {
    let file = file(3 * PIECE);
    let shelf = Shelf::of(file.clone(), [Gives::Whole]).await;
    assert_eq!(fetched(&shelf).await, (Ok(file.clone()), file.clone()));
    assert_eq!(shelf.asked().len(), 1);
    let shelf = Shelf::of(file.clone(), [Gives::Part, Gives::Torn(1000), Gives::Whole]).await;
    assert_eq!(fetched(&shelf).await, (Ok(file.clone()), file));
    assert_eq!(shelf.asked().len(), 3);
}

#[tokio::test]
async fn a_piece_that_never_comes_is_given_up() {
    let shelf = Shelf::of(file(10), (0..ATTEMPTS).map(|_| Gives::Torn(0))).await;
    let (failed, heard) = fetched(&shelf).await;
    assert!(failed.as_ref().is_err_and(CrmError::is_passing) && heard.is_empty(), "{failed:?}");
    assert_eq!(shelf.asked().len(), ATTEMPTS);
}

#[tokio::test]
async fn a_part_that_is_not_there_or_a_length_that_changes_ends_it_at_once() {
    let file = file(2 * PIECE);
    for (gives, what) in [(Gives::Nothing("416 Range Not Satisfiable"), "416"), (Gives::Longer, "before")] {
        let shelf = Shelf::of(file.clone(), [Gives::Part, gives]).await;
        let (failed, heard) = fetched(&shelf).await;
        assert!(matches!(&failed, Err(CrmError::Garbage { what: said }) if said.contains(what)), "{failed:?}");
        assert_eq!((heard.len(), shelf.asked().len()), (PIECE, 2));
    }
}
