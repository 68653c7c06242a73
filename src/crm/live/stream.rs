//! The stream of Server-Sent Events: bounded in size and in silence, and read into [`Event`]s.

use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use eventsource_stream::{EventStreamError, Eventsource};
use futures_util::{Stream, StreamExt};
use reqwest::header::{ACCEPT, HeaderMap, HeaderValue};
use tokio::sync::Notify;

use crate::crm::clean;
use crate::crm::http::Http;
use crate::crm::problem::CrmError;
use crate::wire::event::Event;
use crate::wire::paths::API;

/// The largest event that is read; a screen pop is some 60 KiB.
const EVENT_LIMIT: usize = 4 << 20;

type Messages = Pin<Box<dyn Stream<Item = Result<eventsource_stream::Event, EventStreamError<CrmError>>> + Send>>;

/// An open stream of events.
pub(super) struct Events {
    messages: Messages,
    server: String,
    opened_at: Arc<OnceLock<u64>>,
    pulse: Arc<Notify>,
}

impl Events {
    /// Opens the stream behind the event of number `last`, or at the present.
    pub(super) async fn open(http: &Http, last: Option<u64>) -> Result<Self, CrmError> {
        let response = http.open_stream(&format!("{API}/events?wall=true"), headers(last)).await?;
        let server = http.server();
        let (of_transport, of_silence) = (http.clone(), server.clone());
        let mut bound = Bound::default();
        let mut opening = Opening::default();
        let opened_at = opening.at.clone();
        let pulse = Arc::new(Notify::new());
        let beat = pulse.clone();
        let silence = http.patience().silence;
        let mut mark = ByteOrderMarks::default();
        let bytes = tokio_stream::StreamExt::timeout(response.bytes_stream(), silence).map(move |chunk| {
            let chunk = chunk
                .map_err(|_| CrmError::Timeout { server: of_silence.clone(), after: silence })?
                .map_err(|error| broken_off(of_transport.transport(&error), &of_silence))?;
            beat.notify_one();
            bound.admit(&chunk)?;
            let chunk = if mark.is_past { chunk } else { mark.taken_off(&chunk).into() };
            opening.look(&chunk);
            Ok(chunk)
        });
        Ok(Self { messages: Box::pin(bytes.eventsource()), server, opened_at, pulse })
    }

    /// Told whenever anything comes, be it a heartbeat. Nothing is taken in but by [`Events::next`].
    pub(super) fn pulse(&self) -> Arc<Notify> {
        self.pulse.clone()
    }

    /// The position the stream began at, once the server said so: what to go on behind when it breaks before any event.
    pub(super) fn opened_at(&self) -> Option<u64> {
        self.opened_at.get().copied()
    }

    /// The next event. After an error the stream is of no more use.
    pub(super) async fn next(&mut self) -> Result<Box<Event>, CrmError> {
        loop {
            match self.messages.next().await {
                None => return Err(self.ended()),
                Some(Err(EventStreamError::Transport(why))) => return Err(why),
                Some(Err(error)) => return Err(CrmError::garbage(format!("event stream: {}", kind(&error)))),
                Some(Ok(message)) => {
                    if let Some(event) = read(&message.data)? {
                        return Ok(event);
                    }
                    tracing::warn!(seq = message.id, "an event of an unknown kind was passed over");
                }
            }
        }
    }

    fn ended(&self) -> CrmError {
        CrmError::Unreachable { server: self.server.clone(), why: "it ended the stream".into() }
    }
}

/// Bytes that cannot be taken off the connection are no answer at all: whoever sent them is gone.
fn broken_off(why: CrmError, server: &str) -> CrmError {
    match why {
        CrmError::Garbage { .. } => {
            CrmError::Unreachable { server: server.to_owned(), why: "it broke the stream off".into() }
        }
        why => why,
    }
}

fn kind(error: &EventStreamError<CrmError>) -> &'static str {
    match error {
        EventStreamError::Utf8(_) => "no UTF-8",
        EventStreamError::Parser(_) => "no event",
        EventStreamError::Transport(_) => "transport",
    }
}

/// None: good JSON of a kind this version does not know; a newer server may send such.
fn read(data: &str) -> Result<Option<Box<Event>>, CrmError> {
    match clean::read(data) {
        Ok(event) => Ok(Some(event)),
        Err(error) if error.is_data() => Ok(None),
        Err(error) => Err(CrmError::garbage(format!("event: line {}, column {}", error.line(), error.column()))),
    }
}

fn headers(last: Option<u64>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("text/event-stream"));
    if let Some(last) = last {
        headers.insert("last-event-id", HeaderValue::from(last));
    }
    headers
}

/// What a stream may begin with, once or more, and means nothing; the parser of events falls over it.
#[derive(Default)]
struct ByteOrderMarks {
    begun: Vec<u8>,
    is_past: bool,
}

impl ByteOrderMarks {
    const MARK: &[u8] = b"\xef\xbb\xbf";

    /// The chunk without them. What may be the beginning of one is kept back until more comes.
    fn taken_off(&mut self, chunk: &[u8]) -> Vec<u8> {
        if self.is_past {
            return chunk.to_vec();
        }
        self.begun.extend_from_slice(chunk);
        while self.begun.starts_with(Self::MARK) {
            self.begun.drain(..Self::MARK.len());
        }
        if Self::MARK.starts_with(&self.begun) {
            return Vec::new();
        }
        self.is_past = true;
        std::mem::take(&mut self.begun)
    }
}

/// Looks for the `id:` of the frame without data that a stream opens with; parsers of events pass over it.
#[derive(Default)]
struct Opening {
    head: Vec<u8>,
    at: Arc<OnceLock<u64>>,
}

impl Opening {
    /// Longer than any such frame.
    const HEAD: usize = 256;

    fn look(&mut self, chunk: &[u8]) {
        let missing = Self::HEAD.saturating_sub(self.head.len());
        if missing == 0 || self.at.get().is_some() {
            return;
        }
        self.head.extend(chunk.iter().take(missing));
        let head = String::from_utf8_lossy(&self.head);
        let Some((frame, _)) = head.split_once("\n\n") else { return };
        let id = frame.lines().find_map(|line| line.strip_prefix("id:"));
        if let Some(id) = id.and_then(|id| id.trim().parse().ok()) {
            let _ = self.at.set(id);
        }
    }
}

/// Counts the bytes since the last blank line, so that no event can grow without end.
#[derive(Default)]
struct Bound {
    since_blank: usize,
    at_line_start: bool,
}

impl Bound {
    fn admit(&mut self, chunk: &[u8]) -> Result<(), CrmError> {
        for byte in chunk {
            match byte {
                b'\n' if self.at_line_start => self.since_blank = 0,
                b'\n' => self.at_line_start = true,
                b'\r' => {}
                _ => self.at_line_start = false,
            }
            self.since_blank += 1;
        }
        if self.since_blank > EVENT_LIMIT {
            return Err(CrmError::garbage(format!("an event of more than {EVENT_LIMIT} bytes")));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_position_of_the_opening_frame_is_kept() {
        let mut opening = Opening::default();
        for chunk in [": connec", "ted\nid: 4", "2\nretry: 1000\n\nid: 43\nda"] {
            opening.look(chunk.as_bytes());
        }
        assert_eq!(opening.at.get(), Some(&42));
    }

    #[test]
    fn a_mark_of_byte_order_is_taken_off_however_it_comes() {
        for (chunks, left) in [
            (vec!["\u{feff}data".as_bytes()], "data"),
            (vec!["\u{feff}".as_bytes(), "\u{feff}\u{feff}data".as_bytes()], "data"),
            (vec![b"\xef", b"\xbb", b"\xbfda", b"ta"], "data"),
            (vec![b"d", b"ata"], "data"),
            (vec!["data".as_bytes(), "\u{feff}".as_bytes()], "data\u{feff}"),
        ] {
            let mut mark = ByteOrderMarks::default();
            let taken = chunks.into_iter().map(|chunk| mark.taken_off(chunk));
            assert_eq!(taken.collect::<Vec<_>>().concat(), left.as_bytes());
        }
    }

    #[test]
    fn an_event_without_end_is_refused() {
        let mut bound = Bound::default();
        let chunk = vec![b'x'; 1 << 20];
        let admitted = (0..8).take_while(|_| bound.admit(&chunk).is_ok()).count();
        assert_eq!(admitted, EVENT_LIMIT >> 20);
    }

    #[test]
    fn a_kind_of_event_from_the_future_is_passed_over() {
        assert_eq!(read(r#"{"seq": 1, "type": "robot.danced"}"#), Ok(None));
        assert!(read("<html>").is_err());
    }

    #[test]
    fn any_number_of_small_events_is_let_through() {
        let mut bound = Bound::default();
        let event = [b"data: ".as_slice(), &[b'x'; 4000], b"\r\n\r\n"].concat();
        assert!((0..5000).all(|_| bound.admit(&event).is_ok()));
    }
}
