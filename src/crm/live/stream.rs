//! The stream of Server-Sent Events: bounded in size and in silence, and read into [`Event`]s.

use std::pin::Pin;

use eventsource_stream::{EventStreamError, Eventsource};
use futures_util::{Stream, StreamExt};
use reqwest::header::{ACCEPT, HeaderMap, HeaderValue};

use super::SILENCE_LIMIT;
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
}

impl Events {
    /// Opens the stream behind the event of number `last`, or at the present.
    pub(super) async fn open(http: &Http, last: Option<u64>) -> Result<Self, CrmError> {
        let response = http.open_stream(&format!("{API}/events"), headers(last)).await?;
        let server = http.server();
        let (of_transport, of_silence) = (http.clone(), server.clone());
        let mut bound = Bound::default();
        let bytes = tokio_stream::StreamExt::timeout(response.bytes_stream(), SILENCE_LIMIT).map(move |chunk| {
            let chunk = chunk
                .map_err(|_| CrmError::Timeout { server: of_silence.clone(), after: SILENCE_LIMIT })?
                .map_err(|error| of_transport.transport(&error))?;
            bound.admit(&chunk)?;
            Ok(chunk)
        });
        Ok(Self { messages: Box::pin(bytes.eventsource()), server })
    }

    /// The next event. After an error the stream is of no more use.
    pub(super) async fn next(&mut self) -> Result<Box<Event>, CrmError> {
        loop {
            match self.messages.next().await {
                None => return Err(self.ended()),
                Some(Err(EventStreamError::Transport(why))) => return Err(why),
                Some(Err(error)) => return Err(CrmError::garbage(format!("event stream: {}", kind(&error)))),
                Some(Ok(message)) => match read(&message.data)? {
                    Some(event) => return Ok(event),
                    None => tracing::warn!(seq = message.id, "an event of an unknown kind was passed over"),
                },
            }
        }
    }

    fn ended(&self) -> CrmError {
        CrmError::Unreachable { server: self.server.clone(), why: "it ended the stream".into() }
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
    match serde_json::from_str(data) {
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
