//! Tickets: lists, one, its history, who has it open. What moves them is in [`command`] and [`action`].

mod action;
mod command;
mod fuse;
mod presence;

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::customer::may_change;
use crate::domain::agent::{Actor, Agent, Role};
use crate::domain::ids::{ProblemTypeId, TicketId};
use crate::domain::permission;
use crate::domain::permission::access::Clearance;
use crate::domain::prediction::Lexicon;
use crate::domain::ticket::glance::TicketGlance;
use crate::domain::ticket::lifecycle::{TicketCommand, TicketEdit};
use crate::domain::ticket::view::{TicketCounts, TicketView};
use crate::domain::ticket::{HistoryEntry, Ticket, TicketFact};
use crate::domain::trace::TraceStep;
use crate::server::app::App;
use crate::server::auth::Desk;
use crate::server::extract::{Body, Id, MustMatch, Params};
use crate::server::failure::{Answer, Failure, Kind};
use crate::server::idempotency::Records;
use crate::server::input;
use crate::server::reply::{Tagged, WrittenPage};
use crate::server::store::{StoreError, StoredTicket, differing};
use crate::wire::event::{Event, Subject};
use crate::wire::page::{Page, PageRequest};
use crate::wire::request::{NewTicket, TicketPatch};

/// This resource's routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(counts))
        .routes(routes!(read, change))
        .routes(routes!(history))
        .routes(routes!(trace))
        .merge(command::routes())
        .merge(action::routes())
        .merge(fuse::routes())
        .merge(presence::routes())
}

/// `?limit=20&cursor=…`
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageParams {
    /// Rows wanted, 1 to 200; 20 if not said.
    pub limit: Option<u32>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

impl PageParams {
    /// As the store takes it.
    pub fn checked(self) -> Answer<PageRequest> {
        page_request(self.limit, self.cursor)
    }
}

/// A page, its cursor plain enough for any database: cursors are hexadecimal, and none of ours holds a zero byte.
pub fn page_request(limit: Option<u32>, cursor: Option<String>) -> Answer<PageRequest> {
    let cursor = cursor.filter(|cursor| !cursor.is_empty());
    let plain =
        |text: &String| text.len() <= 1024 && text.is_ascii() && !text.as_bytes().chunks(2).any(|pair| pair == b"00");
    if cursor.as_ref().is_some_and(|cursor| !plain(cursor)) {
        return Err(StoreError::BadCursor.into());
    }
    Ok(PageRequest { limit, cursor })
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListParams {
    /// Which; mine if not said.
    #[param(inline)]
    view: Option<TicketView>,
    /// Rows wanted, 1 to 200; 20 if not said.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// A view of the queue, the first due first.
#[utoipa::path(get, path = "/tickets", tag = "tickets", params(ListParams), responses((status = 200, body = Page<Ticket>)))]
async fn list(State(app): State<App>, Desk(agent): Desk, Params(ask): Params<ListParams>) -> Answer<WrittenPage> {
    let page = page_request(ask.limit, ask.cursor)?;
    let page = app.store.stored_tickets(ask.view.unwrap_or_default(), &agent, &page, app.now()).await?;
    written(&app, page, agent.role)
}

/// A page of stored tickets as a role may see them.
pub fn written(app: &App, page: Page<StoredTicket>, role: Role) -> Answer<WrittenPage> {
    let Page { items, next_cursor, total } = page;
    let items = items.into_iter().map(|ticket| dressed(app, ticket, role)).collect::<Answer<_>>()?;
    Ok(WrittenPage(Page { items, next_cursor, total }))
}

/// A stored ticket as a role may see it, as JSON: what it is already, unless somebody has it open or something must be cut.
fn dressed(app: &App, stored: StoredTicket, role: Role) -> Answer<String> {
    let glance = TicketGlance::at(&stored.json).map_err(StoreError::from)?;
    if permission::ticket_stays_whole(&glance, role) && app.presence.viewers(&stored.id).is_empty() {
        return Ok(stored.json);
    }
    let mut ticket = stored.read()?;
    dress(app, &mut ticket, role);
    Ok(serde_json::to_string(&ticket).map_err(StoreError::from)?)
}

/// Open a ticket for a customer. Without a problem type, the words tell it.
#[utoipa::path(post, path = "/tickets", tag = "tickets", request_body = NewTicket, responses((status = 201, body = Ticket)))]
async fn create(
    State(app): State<App>,
    Desk(agent): Desk,
    Records(store): Records,
    Body(new): Body<NewTicket>,
) -> Answer<Tagged<Ticket>> {
    let new = checked(&app, new).await?;
    let mut ticket = store.ticket_create(&new, &Actor::Agent(agent.reference()), app.now()).await?;
    dress(&app, &mut ticket, agent.role);
    Ok(Tagged::created(ticket.version, ticket))
}

async fn checked(app: &App, mut new: NewTicket) -> Answer<NewTicket> {
    new.subject = input::line("subject", &new.subject, 200)?;
    new.words = input::optional_text("words", &new.words, 4000)?;
    new.queue = input::optional_line("queue", new.queue.as_deref(), 80)?;
    known_problem(new.problem_type.as_ref())?;
    priority(new.priority)?;
    let customer = new.customer_id.as_ref();
    customer.map_or(Ok(()), |id| input::id("customer_id", id.as_str()))?;
    if let Some(id) = &new.call_id {
        input::id("call_id", id.as_str())?;
        app.store.call(id).await.map_err(|error| unknown("call_id", id.as_str(), error))?;
    }
    if let Some(id) = &new.order_id {
        input::id("order_id", id.as_str())?;
        let order = app.store.order(id).await.map_err(|error| unknown("order_id", id.as_str(), error))?;
        if Some(&order.customer_id) != customer {
            return Err(Failure::field("order_id", format!("Order {} is not one of this customer's.", order.number)));
        }
    }
    Ok(new)
}

/// A record named in a body that does not exist is bad input, not a missing resource.
pub fn unknown(field: &str, id: &str, error: StoreError) -> Failure {
    match error {
        StoreError::NotFound { what, .. } => Failure::field(field, format!("There is no {what} \"{id}\".")),
        other => other.into(),
    }
}

fn known_problem(id: Option<&ProblemTypeId>) -> Answer<()> {
    match id {
        Some(id) if Lexicon::built_in().problem(id).is_none() => {
            let detail = format!("\"{id}\" is no problem type; GET /problem-types lists them.");
            Err(Failure::field("problem_type", detail))
        }
        _ => Ok(()),
    }
}

fn priority(priority: Option<u8>) -> Answer<()> {
    match priority {
        Some(value) if !(1..=5).contains(&value) => {
            Err(Failure::field("priority", format!("priority is {value}; it goes from 1 (most urgent) to 5.")))
        }
        _ => Ok(()),
    }
}

/// The figures of the status line.
#[utoipa::path(get, path = "/tickets/counts", tag = "tickets", responses((status = 200, body = TicketCounts)))]
async fn counts(State(app): State<App>, Desk(agent): Desk) -> Answer<Json<TicketCounts>> {
    Ok(Json(app.store.ticket_counts(&agent, app.now()).await?))
}

/// One ticket, by its id or by the number that people say.
#[utoipa::path(get, path = "/tickets/{id}", tag = "tickets", params(("id" = String, Path)),
    responses((status = 200, body = Ticket)))]
async fn read(State(app): State<App>, Desk(agent): Desk, Id(id): Id) -> Answer<Tagged<Ticket>> {
    let mut ticket = named(&app, &TicketId::new(id)).await?;
    dress(&app, &mut ticket, agent.role);
    Ok(Tagged::ok(ticket.version, ticket))
}

/// Change plain fields. Owner and state have commands of their own.
#[utoipa::path(patch, path = "/tickets/{id}", tag = "tickets",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = TicketPatch,
    responses((status = 200, body = Ticket)))]
async fn change(
    State(app): State<App>,
    Desk(agent): Desk,
    Records(store): Records,
    Id(id): Id,
    MustMatch(version): MustMatch,
    Body(patch): Body<TicketPatch>,
) -> Answer<Tagged<Ticket>> {
    let id = TicketId::new(id);
    let eyes = app.clearance(agent.role);
    sent(&patch).iter().try_for_each(|field| may_change(&eyes, "ticket", field))?;
    let edit = TicketCommand::Edit(edit(&patch)?);
    match store.ticket_command(&id, version, &edit, &agent, app.now()).await {
        Ok(mut ticket) => {
            dress(&app, &mut ticket, agent.role);
            Ok(Tagged::ok(ticket.version, ticket))
        }
        Err(error) => Err(with_current(&app, &id, &agent, error, &patch).await),
    }
}

/// Fields that a patch changes, by their JSON name.
fn sent(patch: &TicketPatch) -> Vec<String> {
    let value = serde_json::to_value(patch).unwrap_or_default();
    let fields = value.as_object().into_iter().flatten();
    fields.filter(|(_, value)| !value.is_null()).map(|(name, _)| name.clone()).collect()
}

fn edit(patch: &TicketPatch) -> Answer<TicketEdit> {
    known_problem(patch.problem_type.as_ref())?;
    priority(patch.priority)?;
    let subject = patch.subject.as_deref().map(|subject| input::line("subject", subject, 200)).transpose()?;
    let words = patch.words.as_deref().map(|words| input::optional_text("words", words, 4000)).transpose()?;
    let queue = patch.queue.as_deref().map(|queue| input::line("queue", queue, 80)).transpose()?;
    Ok(TicketEdit { subject, words, problem_type: patch.problem_type.clone(), priority: patch.priority, queue })
}

/// A stale write is answered with the ticket as its reader may see it, and the fields that differ from it.
async fn with_current(app: &App, id: &TicketId, agent: &Agent, error: StoreError, wish: &TicketPatch) -> Failure {
    if !matches!(error, StoreError::Conflict { .. }) {
        return error.into();
    }
    match fetched(app, id, agent.role).await {
        Ok(ticket) => stale(&ticket, wish),
        Err(failure) => failure,
    }
}

/// A stale write of any record: what the wish says otherwise than the record as it is now.
pub fn stale(current: &impl serde::Serialize, wish: &impl serde::Serialize) -> Failure {
    let current = serde_json::to_value(current).unwrap_or_default();
    let differing = differing(wish, &current).unwrap_or_default();
    Failure::stale(current, differing)
}

/// What happened to a ticket, newest first.
#[utoipa::path(get, path = "/tickets/{id}/history", tag = "tickets", params(("id" = String, Path), PageParams),
    responses((status = 200, body = Page<HistoryEntry>)))]
async fn history(
    State(app): State<App>,
    Desk(agent): Desk,
    Id(id): Id,
    Params(page): Params<PageParams>,
) -> Answer<Json<Page<HistoryEntry>>> {
    let mut page = app.store.ticket_history(&TicketId::new(id), &page.checked()?).await?;
    page.items.iter_mut().for_each(|entry| permission::cut_history(entry, agent.role));
    Ok(Json(page))
}

/// Changes that a trace goes back.
const TRACED: u32 = 50;
/// Fields that change with every change.
const BOOKKEEPING: [&str; 2] = ["updated_at", "version"];
/// Entries of the history that are looked through for steps of rules.
const STEPS_LOOKED_AT: u32 = 200;

/// How the latest changes of a ticket went through the layers, newest first: entered, stored, handed on.
#[utoipa::path(get, path = "/tickets/{id}/trace", tag = "tickets", params(("id" = String, Path)),
    responses((status = 200, body = Vec<TraceStep>)))]
async fn trace(State(app): State<App>, Desk(agent): Desk, Id(id): Id) -> Answer<Json<Vec<TraceStep>>> {
    let (id, eyes) = (TicketId::new(id), app.clearance(agent.role));
    let page = PageRequest { limit: Some(STEPS_LOOKED_AT), cursor: None };
    let due: BTreeMap<DateTime<Utc>, DateTime<Utc>> =
        app.store.ticket_history(&id, &page).await?.items.iter().filter_map(due_of).collect();
    let subject = Subject { kind: "ticket".to_owned(), id: id.to_string() };
    let events = app.store.events_of(&subject, TRACED).await?;
    Ok(Json(events.into_iter().map(|event| step(&app, event, &eyes, &due)).collect()))
}

/// When a rule took a step, and when it was to.
fn due_of(entry: &HistoryEntry) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    match &entry.what {
        TicketFact::Escalated(step) => Some((entry.at, step.due_at)),
        _ => None,
    }
}

fn step(app: &App, mut event: Event, eyes: &Clearance, due: &BTreeMap<DateTime<Utc>, DateTime<Utc>>) -> TraceStep {
    permission::cut_changes("ticket", &mut event.changes, eyes, |change| [&mut change.from, &mut change.to]);
    let by_rule = matches!(event.by, Actor::System { .. });
    TraceStep {
        seq: event.seq,
        kind: event.kind.name(),
        due_at: due.get(&event.at).copied().filter(|_| by_rule),
        by: event.by,
        fields: event.changes.into_keys().filter(|field| !BOOKKEEPING.contains(&field.as_str())).collect(),
        submitted_at: event.submitted_at,
        stored_at: event.at,
        pushed_at: app.hub.pushed.at(event.seq),
    }
}

/// The ticket of that id; where no ticket has it and it is a number, the ticket of that number.
async fn named(app: &App, name: &TicketId) -> Answer<Ticket> {
    match (app.store.ticket(name).await, name.as_str().parse()) {
        (Err(StoreError::NotFound { .. }), Ok(number)) => Ok(app.store.ticket_by_number(number).await?),
        (found, _) => Ok(found?),
    }
}

/// The ticket as a role may see it, with who has it open.
async fn fetched(app: &App, id: &TicketId, role: Role) -> Answer<Ticket> {
    let mut ticket = app.store.ticket(id).await?;
    dress(app, &mut ticket, role);
    Ok(ticket)
}

/// Adds who has it open, and cuts it to the reader's role.
pub fn dress(app: &App, ticket: &mut Ticket, role: Role) {
    ticket.viewers = app.presence.viewers(&ticket.id);
    permission::cut_ticket(ticket, role);
}

/// The answer to a repeated request.
pub async fn shown(app: &App, agent: &Agent, id: &str) -> Answer<Response> {
    let ticket = fetched(app, &TicketId::new(id), agent.role).await?;
    Ok(Tagged::ok(ticket.version, ticket).into_response())
}

/// People who may be given tickets, by login.
async fn assignee(app: &App, login: &str) -> Answer<Agent> {
    let login = input::line("to", login, 80)?;
    let known = app.store.agent_by_login(&login).await?.map(|known| known.agent);
    match known.filter(|agent| agent.role != Role::Cti) {
        Some(agent) => Ok(agent),
        None => Err(Failure::new(Kind::InvalidInput, format!("Nobody has the login \"{login}\".")).at("to")),
    }
}
