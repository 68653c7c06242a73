//! Customers, and everything that hangs on one. Every answer is cut to the reader's role; numbers are masked.

mod capture;
mod reveal;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ticket::{PageParams, page_request, stale, unknown};
use crate::domain::agent::{Actor, Agent, Role};
use crate::domain::customer::Customer;
use crate::domain::flow::FlowEvent;
use crate::domain::ids::{CustomerId, MediaHash};
use crate::domain::interaction::Interaction;
use crate::domain::order::Order;
use crate::domain::permission;
use crate::domain::permission::access::{Clearance, Deed};
use crate::domain::phone::{self, CallerNumber};
use crate::domain::profile::Profile;
use crate::server::app::App;
use crate::server::auth::Desk;
use crate::server::extract::{Body, Id, MustMatch, Params};
use crate::server::failure::{Answer, Failure, Kind};
use crate::server::idempotency::Records;
use crate::server::input;
use crate::server::reply::Tagged;
use crate::server::store::{CustomerSearch, StoreError};
use crate::wire::page::Page;
use crate::wire::request::CustomerPatch;

/// This resource's routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, capture::create))
        .routes(routes!(read, change))
        .routes(routes!(profile))
        .routes(routes!(interactions))
        .routes(routes!(orders))
        .routes(routes!(flow))
        .routes(routes!(reveal::reveal))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListParams {
    /// Whose number, in any form.
    phone: Option<String>,
    /// Whose name, company or e-mail address begins like this, or whose order, waybill, ticket or telephone number it is.
    q: Option<String>,
    /// Rows wanted, 1 to 200; 20 if not said.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

impl ListParams {
    fn search(&self, app: &App) -> Answer<CustomerSearch> {
        let phone = self.phone.as_deref().map(|number| input::line("phone", number, 64)).transpose()?;
        let words = self.q.as_deref().map(|words| input::line("q", words, 80)).transpose()?;
        match (phone, words) {
            (Some(_), Some(_)) => Err(Failure::new(Kind::Malformed, "Search by phone or by q, not by both.").at("q")),
            (Some(number), None) => match phone::read(&number, app.region) {
                CallerNumber::Number(phone) => Ok(CustomerSearch::Phone(phone)),
                _ => Err(Failure::new(Kind::Malformed, "phone is no telephone number.").at("phone")),
            },
            (None, Some(words)) => Ok(CustomerSearch::Words(words)),
            (None, None) => Ok(CustomerSearch::All),
        }
    }
}

/// Customers by number or by what people type; without either all, the last changed first.
#[utoipa::path(get, path = "/customers", tag = "customers", params(ListParams),
    responses((status = 200, body = Page<Customer>)))]
async fn list(
    State(app): State<App>,
    Desk(agent): Desk,
    Params(ask): Params<ListParams>,
) -> Answer<Json<Page<Customer>>> {
    let search = ask.search(&app)?;
    let page = page_request(ask.limit, ask.cursor)?;
    let mut page = app.store.customers(&search, &page, app.now()).await?;
    let eyes = app.clearance(agent.role);
    page.items.iter_mut().for_each(|customer| permission::cut_customer(customer, &eyes));
    Ok(Json(page))
}

/// One customer.
#[utoipa::path(get, path = "/customers/{id}", tag = "customers", params(("id" = String, Path)),
    responses((status = 200, body = Customer)))]
async fn read(State(app): State<App>, Desk(agent): Desk, Id(id): Id) -> Answer<Tagged<Customer>> {
    let customer = fetched(&app, &CustomerId::new(id), agent.role).await?;
    Ok(Tagged::ok(customer.version, customer))
}

/// Change the fields sent; null empties.
#[utoipa::path(patch, path = "/customers/{id}", tag = "customers",
    params(("id" = String, Path), ("If-Match" = String, Header)), request_body = CustomerPatch,
    responses((status = 200, body = Customer)))]
async fn change(
    State(app): State<App>,
    Desk(agent): Desk,
    Records(store): Records,
    Id(id): Id,
    MustMatch(version): MustMatch,
    Body(patch): Body<CustomerPatch>,
) -> Answer<Tagged<Customer>> {
    let id = CustomerId::new(id);
    let patch = checked(patch, &app.clearance(agent.role))?;
    is_picture(&app, patch.avatar.as_ref().and_then(Option::as_ref)).await?;
    let by = Actor::Agent(agent.reference());
    match store.customer_update(&id, version, &patch, &by, app.now()).await {
        Ok(mut customer) => {
            permission::cut_customer(&mut customer, &app.clearance(agent.role));
            Ok(Tagged::ok(customer.version, customer))
        }
        Err(StoreError::Conflict { .. }) => Err(stale(&fetched(&app, &id, agent.role).await?, &patch)),
        Err(error) => Err(error.into()),
    }
}

fn checked(mut patch: CustomerPatch, eyes: &Clearance) -> Answer<CustomerPatch> {
    for field in sent(&patch) {
        may_change(eyes, "customer", &field)?;
    }
    patch.name = patch.name.as_deref().map(|name| input::line("name", name, 80)).transpose()?;
    let lines = [
        ("company", &mut patch.company, 120),
        ("email", &mut patch.email, 254),
        ("city", &mut patch.city, 80),
        ("address", &mut patch.address, 300),
        ("stage", &mut patch.stage, 80),
        ("obstacle", &mut patch.obstacle, 200),
    ];
    for (field, value, most) in lines {
        if let Some(Some(text)) = value {
            *value = Some(input::optional_line(field, Some(text), most)?);
        }
    }
    email(patch.email.as_ref().and_then(Option::as_deref))?;
    if let Some(Some(at)) = patch.next_contact_at {
        input::time("next_contact_at", at)?;
    }
    Ok(patch)
}

/// An avatar is a picture that is kept.
async fn is_picture(app: &App, avatar: Option<&MediaHash>) -> Answer<()> {
    let Some(hash) = avatar else { return Ok(()) };
    let kept = app.store.media(hash).await.map_err(|error| unknown("avatar", hash.as_str(), error))?;
    if kept.content_type.starts_with("image/") {
        return Ok(());
    }
    Err(Failure::field("avatar", format!("An avatar is a picture; this file is {}.", kept.content_type)))
}

/// Whether a field may be changed.
pub fn may_change(eyes: &Clearance, record: &str, field: &str) -> Answer<()> {
    let name = format!("{record}.{field}");
    if eyes.writes(&name) {
        return Ok(());
    }
    let (may, ask) = (if eyes.reads(&name) { "read" } else { "not read" }, eyes.ask(&name, Deed::Write).as_str());
    let detail =
        format!("The role {} may {may} {field} and not change it; ask somebody who is {ask}.", eyes.role.as_str());
    Err(Failure::new(Kind::Forbidden, detail).at(field))
}

/// Whether a part of the profile may be read.
fn may_read(eyes: &Clearance, field: &str) -> Answer<()> {
    if eyes.reads(field) {
        return Ok(());
    }
    let (role, ask) = (eyes.role.as_str(), eyes.ask(field, Deed::Read).as_str());
    Err(Failure::new(Kind::Forbidden, format!("The role {role} may not read {field}; ask somebody who is {ask}.")))
}

fn sent(patch: &CustomerPatch) -> Vec<String> {
    let value = serde_json::to_value(patch).unwrap_or_default();
    value.as_object().map(|fields| fields.keys().cloned().collect()).unwrap_or_default()
}

/// An address somebody can be written to. One that is starred out is told from the real one where that is known.
fn email(address: Option<&str>) -> Answer<()> {
    let Some(address) = address else { return Ok(()) };
    let fits = address.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    if fits && !address.contains(' ') {
        return Ok(());
    }
    Err(Failure::field("email", "email is no e-mail address; it looks like name@example.com."))
}

/// Everything about one customer, on one screen (M1).
#[utoipa::path(get, path = "/customers/{id}/profile", tag = "customers", params(("id" = String, Path)),
    responses((status = 200, body = Profile)))]
async fn profile(State(app): State<App>, Desk(agent): Desk, Id(id): Id) -> Answer<Json<Profile>> {
    let mut profile = app.store.profile(&CustomerId::new(id), app.now()).await?;
    for ticket in &mut profile.tickets {
        ticket.viewers = app.presence.viewers(&ticket.id);
    }
    permission::cut_profile(&mut profile, &app.clearance(agent.role));
    Ok(Json(profile))
}

/// Contacts on every channel, newest first.
#[utoipa::path(get, path = "/customers/{id}/interactions", tag = "customers", params(("id" = String, Path), PageParams),
    responses((status = 200, body = Page<Interaction>)))]
async fn interactions(
    State(app): State<App>,
    Desk(agent): Desk,
    Id(id): Id,
    Params(page): Params<PageParams>,
) -> Answer<Json<Page<Interaction>>> {
    may_read(&app.clearance(agent.role), "contacts")?;
    let id = known(&app, id).await?;
    let mut page = app.store.interactions(&id, &page.checked()?).await?;
    page.items.iter_mut().for_each(|contact| permission::cut_interaction(contact, agent.role));
    Ok(Json(page))
}

/// Orders, newest first.
#[utoipa::path(get, path = "/customers/{id}/orders", tag = "customers", params(("id" = String, Path), PageParams),
    responses((status = 200, body = Page<Order>)))]
async fn orders(
    State(app): State<App>,
    Desk(agent): Desk,
    Id(id): Id,
    Params(page): Params<PageParams>,
) -> Answer<Json<Page<Order>>> {
    may_read(&app.clearance(agent.role), "orders")?;
    let id = known(&app, id).await?;
    let mut page = app.store.orders(&id, &page.checked()?).await?;
    page.items.iter_mut().for_each(|order| permission::cut_order(order, agent.role));
    Ok(Json(page))
}

/// What departments did (M10), newest first.
#[utoipa::path(get, path = "/customers/{id}/flow", tag = "customers", params(("id" = String, Path), PageParams),
    responses((status = 200, body = Page<FlowEvent>)))]
async fn flow(
    State(app): State<App>,
    Desk(agent): Desk,
    Id(id): Id,
    Params(page): Params<PageParams>,
) -> Answer<Json<Page<FlowEvent>>> {
    may_read(&app.clearance(agent.role), "flow")?;
    let id = known(&app, id).await?;
    let mut page = app.store.flow(&id, &page.checked()?).await?;
    page.items.iter_mut().for_each(|step| permission::cut_flow(step, agent.role));
    Ok(Json(page))
}

async fn known(app: &App, id: String) -> Answer<CustomerId> {
    Ok(app.store.customer(&CustomerId::new(id)).await?.id)
}

async fn fetched(app: &App, id: &CustomerId, role: Role) -> Answer<Customer> {
    let mut customer = app.store.customer(id).await?;
    permission::cut_customer(&mut customer, &app.clearance(role));
    Ok(customer)
}

/// The answer to a repeated request.
pub async fn shown(app: &App, agent: &Agent, id: &str) -> Answer<Response> {
    let customer = fetched(app, &CustomerId::new(id), agent.role).await?;
    Ok(Tagged::ok(customer.version, customer).into_response())
}
