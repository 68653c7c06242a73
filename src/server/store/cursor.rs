//! Cursors of lists: where a page ended, opaque to the client, refused when they are not ours.

use crate::domain::ids::TicketId;
use crate::server::error::StoreError;
use crate::server::hex;
use crate::wire::page::{DEFAULT_LIMIT, MAX_LIMIT, Page, PageRequest};

/// Separates the parts of a cursor; occurs in no list's name and no number.
const SEPARATOR: char = '\u{1f}';

/// The last row of a page: its place in the order of the list, and its id among rows of the same place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cursor {
    /// What the list is sorted by.
    pub key: i64,
    /// Tells rows with the same key apart.
    pub id: String,
}

impl Cursor {
    /// Before every row of a list that grows.
    pub fn first() -> Self {
        Self { key: i64::MIN, id: String::new() }
    }

    /// Before every row of a list that falls.
    pub fn last() -> Self {
        Self { key: i64::MAX, id: String::new() }
    }

    fn encode(&self, list: &str) -> String {
        let plain = format!("{list}{SEPARATOR}{}{SEPARATOR}{}", self.key, self.id);
        hex::encode(plain.as_bytes())
    }

    fn decode(list: &str, text: &str) -> Option<Self> {
        let plain = String::from_utf8(hex::decode(text)?).ok()?;
        let mut parts = plain.splitn(3, SEPARATOR);
        if parts.next()? != list {
            return None;
        }
        let key = parts.next()?.parse().ok()?;
        Some(Self { key, id: parts.next()?.to_owned() })
    }
}

/// What a list is asked for, checked.
pub(super) struct Ask {
    list: &'static str,
    /// Rows after this one.
    pub after: Cursor,
    /// Rows wanted, 1 to [`MAX_LIMIT`].
    limit: u32,
}

impl Ask {
    /// Reads a request for `list`, which begins after `start`. The cursor of another list is an error, and so is a
    /// limit of 0 or above [`MAX_LIMIT`].
    pub fn read(list: &'static str, start: Cursor, request: &PageRequest) -> Result<Self, StoreError> {
        let limit = request.limit.unwrap_or(DEFAULT_LIMIT);
        if !(1..=MAX_LIMIT).contains(&limit) {
            return Err(StoreError::Invalid {
                field: "limit",
                why: format!("{limit} is not within 1 and {MAX_LIMIT}"),
            });
        }
        let after = match &request.cursor {
            None => start,
            Some(text) => Cursor::decode(list, text).ok_or(StoreError::BadCursor)?,
        };
        Ok(Self { list, after, limit })
    }

    /// Rows to fetch: one more than wanted, which tells whether there is a next page.
    pub fn fetch(&self) -> i64 {
        i64::from(self.limit) + 1
    }

    /// Rows wanted.
    pub fn rows(&self) -> usize {
        self.limit as usize
    }

    /// The cursor of a row, as the client gets it.
    pub fn cursor(&self, row: &Cursor) -> String {
        row.encode(self.list)
    }

    /// Makes the page of the rows fetched; `key` is what the list is sorted by.
    pub fn page<T>(&self, mut items: Vec<T>, key: impl Fn(&T) -> Cursor) -> Page<T> {
        let more = items.len() > self.rows();
        items.truncate(self.rows());
        let next_cursor = items.last().filter(|_| more).map(|last| self.cursor(&key(last)));
        Page { items, next_cursor, total: None }
    }
}

impl From<(i64, &TicketId)> for Cursor {
    fn from((key, id): (i64, &TicketId)) -> Self {
        Self { key, id: id.as_str().to_owned() }
    }
}
