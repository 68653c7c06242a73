//! Commands: each a POST that answers with the ticket as it is then.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{assignee, dress};
use crate::domain::agent::Agent;
use crate::domain::article::LONGEST_PHRASING;
use crate::domain::ids::TicketId;
use crate::domain::interaction::Channel;
use crate::domain::phrasing::{Found, FoundBy};
use crate::domain::ticket::lifecycle::TicketCommand;
use crate::domain::ticket::{RootCauseTag, Ticket};
use crate::server::app::App;
use crate::server::auth::Desk;
use crate::server::extract::{Body, Id, IfMatch, MaybeBody};
use crate::server::failure::{Answer, Failure};
use crate::server::idempotency::Records;
use crate::server::input;
use crate::server::reply::Tagged;
use crate::server::store::{Store, StoreError};
use crate::wire::request::{Assign, Merge, NewContact, NewNote, NewReply, Pend, Reopen, Resolve, TakeOver};

/// A command that needs no words.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// These routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(next))
        .routes(routes!(claim))
        .routes(routes!(take_over))
        .routes(routes!(assign))
        .routes(routes!(note))
        .routes(routes!(contact))
        .routes(routes!(reply))
        .routes(routes!(pend))
        .routes(routes!(resume))
        .routes(routes!(resolve))
        .routes(routes!(close))
        .routes(routes!(reopen))
        .routes(routes!(merge))
        .routes(routes!(acknowledge))
}

/// Everything a command needs beside its words.
struct Order {
    app: App,
    store: Store,
    by: std::sync::Arc<Agent>,
    ticket: TicketId,
    version: Option<u64>,
}

impl axum::extract::FromRequestParts<App> for Order {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, app: &App) -> Answer<Self> {
        let Desk(by) = Desk::from_request_parts(parts, app).await?;
        let Records(store) = Records::from_request_parts(parts, app).await?;
        let Id(ticket) = Id::from_request_parts(parts, app).await?;
        let IfMatch(version) = IfMatch::from_request_parts(parts, app).await?;
        Ok(Self { app: app.clone(), store, by, ticket: TicketId::new(ticket), version })
    }
}

impl Order {
    async fn carry_out(self, command: TicketCommand) -> Answer<Tagged<Ticket>> {
        let done = self.store.ticket_command(&self.ticket, self.version, &command, &self.by, self.app.now()).await;
        let mut ticket = match done {
            Ok(ticket) => ticket,
            Err(StoreError::Conflict { .. }) => return Err(self.stale().await),
            Err(error) => return Err(error.into()),
        };
        dress(&self.app, &mut ticket, self.by.role);
        Ok(Tagged::ok(ticket.version, ticket))
    }

    async fn stale(&self) -> Failure {
        match super::fetched(&self.app, &self.ticket, self.by.role).await {
            Ok(ticket) => super::stale(&ticket, &serde_json::Value::Null),
            Err(failure) => failure,
        }
    }
}

/// Pull the most urgent ticket that nobody owns; `null`: there is none. No ticket is ever given to two.
#[utoipa::path(post, path = "/tickets/next", tag = "tickets", request_body = Option<Nothing>,
    responses((status = 200, body = Option<Ticket>)))]
async fn next(
    State(app): State<App>,
    Desk(agent): Desk,
    Records(store): Records,
    _: MaybeBody<Nothing>,
) -> Answer<Json<Option<Ticket>>> {
    let mut ticket = store.ticket_next(&agent, app.now()).await?;
    if let Some(ticket) = &mut ticket {
        dress(&app, ticket, agent.role);
    }
    Ok(Json(ticket))
}

/// Make it mine. Of many who ask at once, one gets it; the others learn who (409).
#[utoipa::path(post, path = "/tickets/{id}/claim", tag = "tickets", params(("id" = String, Path)),
    request_body = Option<Nothing>, responses((status = 200, body = Ticket)))]
async fn claim(order: Order, _: MaybeBody<Nothing>) -> Answer<Tagged<Ticket>> {
    order.carry_out(TicketCommand::Claim).await
}

/// Make it mine although somebody owns it: for leads and above, and once the owner's lease has lapsed for everybody. The
/// history and the owner are told why.
#[utoipa::path(post, path = "/tickets/{id}/take-over", tag = "tickets", params(("id" = String, Path)),
    request_body = TakeOver, responses((status = 200, body = Ticket)))]
async fn take_over(order: Order, Body(wish): Body<TakeOver>) -> Answer<Tagged<Ticket>> {
    let reason = input::line("reason", &wish.reason, 200)?;
    order.carry_out(TicketCommand::TakeOver { reason }).await
}

/// Give it to somebody, or to nobody.
#[utoipa::path(post, path = "/tickets/{id}/assign", tag = "tickets", params(("id" = String, Path)),
    request_body = Assign, responses((status = 200, body = Ticket)))]
async fn assign(order: Order, Body(wish): Body<Assign>) -> Answer<Tagged<Ticket>> {
    let to = match &wish.to {
        Some(login) => Some(assignee(&order.app, login).await?.reference()),
        None => None,
    };
    order.carry_out(TicketCommand::Assign { to }).await
}

/// Write an internal note.
#[utoipa::path(post, path = "/tickets/{id}/notes", tag = "tickets", params(("id" = String, Path)),
    request_body = NewNote, responses((status = 200, body = Ticket)))]
async fn note(order: Order, Body(note): Body<NewNote>) -> Answer<Tagged<Ticket>> {
    let text = input::text("text", &note.text, 20_000)?;
    order.carry_out(TicketCommand::Note { text }).await
}

/// Record a contact with the customer about it: a reply on any channel or an answered call stops the response clocks, a message
/// of the customer starts the next.
#[utoipa::path(post, path = "/tickets/{id}/contacts", tag = "tickets", params(("id" = String, Path)),
    request_body = NewContact, responses((status = 200, body = Ticket)))]
async fn contact(order: Order, Body(mut new): Body<NewContact>) -> Answer<Tagged<Ticket>> {
    new.text = input::optional_text("text", &new.text, 2_000)?;
    new.call_id.as_ref().map_or(Ok(()), |id| input::id("call_id", id.as_str()))?;
    let Order { app, store, by, ticket, .. } = order;
    let mut ticket = store.ticket_contact(&ticket, &new, &by, app.now()).await?;
    dress(&app, &mut ticket, by.role);
    Ok(Tagged::ok(ticket.version, ticket))
}

/// Write to the customer about it: a contact of theirs, which stops the response clocks, and a message on its way. Refused (409)
/// when they have written again since `seen_at`.
#[utoipa::path(post, path = "/tickets/{id}/replies", tag = "tickets", params(("id" = String, Path)),
    request_body = NewReply, responses((status = 200, body = Ticket)))]
async fn reply(order: Order, Body(mut new): Body<NewReply>) -> Answer<Tagged<Ticket>> {
    new.text = input::text("text", &new.text, 2_000)?;
    new.seen_at = new.seen_at.map(|at| input::time("seen_at", at)).transpose()?;
    if matches!(new.channel, Some(Channel::Call | Channel::Ticket)) {
        return Err(Failure::field("channel", "channel: write by wechat, sms or email."));
    }
    let Order { app, store, by, ticket, .. } = order;
    let mut ticket = store.ticket_reply(&ticket, &new, &by, app.now()).await?;
    dress(&app, &mut ticket, by.role);
    Ok(Tagged::ok(ticket.version, ticket))
}

/// Let it wait for the customer or a third party; its resolution clock stops.
#[utoipa::path(post, path = "/tickets/{id}/pend", tag = "tickets", params(("id" = String, Path)),
    request_body = Pend, responses((status = 200, body = Ticket)))]
async fn pend(order: Order, Body(wish): Body<Pend>) -> Answer<Tagged<Ticket>> {
    let reason = input::line("reason", &wish.reason, 200)?;
    let until = wish.until.map(|until| input::time("until", until)).transpose()?;
    order.carry_out(TicketCommand::Pend { reason, until }).await
}

/// Let it wait no more.
#[utoipa::path(post, path = "/tickets/{id}/resume", tag = "tickets", params(("id" = String, Path)),
    request_body = Option<Nothing>, responses((status = 200, body = Ticket)))]
async fn resume(order: Order, _: MaybeBody<Nothing>) -> Answer<Tagged<Ticket>> {
    order.carry_out(TicketCommand::Resume).await
}

/// Call it solved, with its root cause (M5).
#[utoipa::path(post, path = "/tickets/{id}/resolve", tag = "tickets", params(("id" = String, Path)),
    request_body = Resolve, responses((status = 200, body = Ticket)))]
async fn resolve(order: Order, MaybeBody(why): MaybeBody<Resolve>) -> Answer<Tagged<Ticket>> {
    let missing = || Failure::from(crate::domain::ticket::lifecycle::Refusal::RootCauseMissing);
    let tag = tag(&why)?.ok_or_else(missing)?;
    let found = found(why.found)?;
    order.carry_out(TicketCommand::Resolve { tag, article_id: why.article_id, found }).await
}

/// Done for good. No ticket closes without a root cause, whichever way it comes.
#[utoipa::path(post, path = "/tickets/{id}/close", tag = "tickets", params(("id" = String, Path)),
    request_body = Option<Resolve>, responses((status = 200, body = Ticket)))]
async fn close(order: Order, MaybeBody(why): MaybeBody<Resolve>) -> Answer<Tagged<Ticket>> {
    let tag = tag(&why)?;
    let found = found(why.found)?;
    order.carry_out(TicketCommand::Close { tag, article_id: why.article_id, found }).await
}

fn tag(why: &Resolve) -> Answer<Option<RootCauseTag>> {
    why.article_id.as_ref().map_or(Ok(()), |id| input::id("article_id", id.as_str()))?;
    let note = why.note.as_deref().map(|note| input::optional_text("note", note, 2000)).transpose()?;
    let note = note.filter(|note| !note.is_empty());
    let Some(id) = &why.root_cause else { return Ok(None) };
    input::id("root_cause", id.as_str())?;
    Ok(Some(RootCauseTag { id: id.clone(), note }))
}

/// How the answer was found. Whether what it names exists is no reason to refuse an end that may have waited for long.
fn found(told: Option<Found>) -> Answer<Option<Found>> {
    let Some(Found { phrasing, passed_over }) = told else { return Ok(None) };
    let phrasing = input::optional_line("found.phrasing", phrasing.as_deref(), LONGEST_PHRASING)?;
    let checked = |FoundBy { article_id, phrasing }| {
        input::id("found.passed_over.article_id", article_id.as_str())?;
        let phrasing = input::line("found.passed_over.phrasing", &phrasing, LONGEST_PHRASING)?;
        Ok::<_, Failure>(FoundBy { article_id, phrasing })
    };
    Ok(Some(Found { phrasing, passed_over: passed_over.map(checked).transpose()? }))
}

/// Take it up again.
#[utoipa::path(post, path = "/tickets/{id}/reopen", tag = "tickets", params(("id" = String, Path)),
    request_body = Option<Reopen>, responses((status = 200, body = Ticket)))]
async fn reopen(order: Order, MaybeBody(why): MaybeBody<Reopen>) -> Answer<Tagged<Ticket>> {
    let reason = input::optional_line("reason", why.reason.as_deref(), 200)?;
    order.carry_out(TicketCommand::Reopen { reason }).await
}

/// Go on with it in another ticket.
#[utoipa::path(post, path = "/tickets/{id}/merge", tag = "tickets", params(("id" = String, Path)),
    request_body = Merge, responses((status = 200, body = Ticket)))]
async fn merge(order: Order, Body(wish): Body<Merge>) -> Answer<Tagged<Ticket>> {
    input::id("into", wish.into.as_str())?;
    let known = order.app.store.ticket(&wish.into).await;
    known.map_err(|error| super::unknown("into", wish.into.as_str(), error))?;
    order.carry_out(TicketCommand::Merge { into: wish.into }).await
}

/// Take note of what has gone up (409: nothing has, or somebody took note). It is not said again; the history says who knows.
#[utoipa::path(post, path = "/tickets/{id}/acknowledge", tag = "tickets", params(("id" = String, Path)),
    request_body = Option<Nothing>, responses((status = 200, body = Ticket)))]
async fn acknowledge(order: Order, _: MaybeBody<Nothing>) -> Answer<Tagged<Ticket>> {
    order.carry_out(TicketCommand::Acknowledge).await
}
