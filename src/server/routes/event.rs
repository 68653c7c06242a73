//! Live events (M7) as Server-Sent Events.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event as SseEvent, KeepAlive, Sse};
use futures_util::{Stream, stream};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::server::app::App;
use crate::server::auth::{Caller, Desk};
use crate::server::extract::Params;
use crate::server::failure::{Answer, Failure, Kind};
use crate::server::live::{Frame, Seat, Subscription};
use crate::wire::event::Event;

/// Browsers and consoles come back this soon after a break.
const COME_BACK: Duration = Duration::from_secs(1);

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct From {
    /// Position to go on after; the header `Last-Event-ID` comes first.
    last_event_id: Option<u64>,
    /// Whether changes of the lead's wall are pushed as well (`wall.changed`), to those who lead.
    wall: Option<bool>,
}

/// This resource's routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(follow))
}

/// Everything that happens, from the position given on, else from now on: one JSON object per event, cut to the reader's
/// role. `id:` is its position. A position that is too old gets a `reset` event. The stream ends with the session.
#[utoipa::path(get, path = "/events", tag = "events", params(From),
    responses((status = 200, body = Event, content_type = "text/event-stream")))]
async fn follow(
    State(app): State<App>,
    _: Desk,
    caller: Caller,
    headers: HeaderMap,
    Params(from): Params<From>,
) -> Answer<Sse<impl Stream<Item = Result<SseEvent, Infallible>>>> {
    let position = position(&headers)?.or(from.last_event_id);
    let seat = seat(&app, &caller)?;
    let subscription = Subscription::new(&app, &caller, position, from.wall.unwrap_or_default());
    let frames = stream::unfold((subscription, seat), async |(mut subscription, seat)| {
        let frame = subscription.next().await?;
        Some((Ok(written(&frame)), (subscription, seat)))
    });
    Ok(Sse::new(frames).keep_alive(KeepAlive::new().interval(app.limits.heartbeat)))
}

fn seat(app: &App, caller: &Caller) -> Answer<Seat> {
    let most = app.limits.streams;
    let full = || {
        let detail = format!("This login follows the events {most} times already; close some of these streams.");
        Failure::new(Kind::TooManyRequests, detail).retry_after(app.limits.heartbeat.as_secs())
    };
    app.hub.seats.take(&caller.agent.id, most).ok_or_else(full)
}

fn position(headers: &HeaderMap) -> Answer<Option<u64>> {
    let Some(value) = headers.get("last-event-id") else { return Ok(None) };
    let text = value.to_str().unwrap_or_default().trim();
    if text.is_empty() {
        return Ok(None);
    }
    let bad = |_| Failure::new(Kind::Malformed, "Last-Event-ID is no position of this server; it is a whole number.");
    text.parse().map(Some).map_err(|error| bad(error).at("Last-Event-ID"))
}

/// A frame without an event tells the position, so that a client who is cut off before the first event misses nothing.
fn written(frame: &Frame) -> SseEvent {
    let event = SseEvent::default().id(frame.seq.to_string());
    match &frame.json {
        Some(json) => event.data(json),
        None => event.retry(COME_BACK).comment("connected"),
    }
}
