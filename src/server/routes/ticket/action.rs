//! One-key actions on a ticket (M6). Each leaves a line in the ticket's history; what it makes other departments do
//! is on the customer's data flow.

use std::fmt::Write as _;

use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::command::Nothing;
use crate::domain::agent::Actor;
use crate::domain::flow::FlowEvent;
use crate::domain::ids::TicketId;
use crate::domain::masking;
use crate::domain::order::{Order, OrderStatus};
use crate::domain::ticket::Ticket;
use crate::domain::ticket::lifecycle::{self, TicketCommand};
use crate::server::app::App;
use crate::server::auth::Desk;
use crate::server::extract::{MaybeBody, TwoIds};
use crate::server::failure::{Answer, Failure, Kind};
use crate::server::idempotency::Records;
use crate::wire::page::PageRequest;
use crate::wire::request::ActionDone;

/// These routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(act))
}

/// Carry out a one-key action: `track_parcel` or `expedite`.
#[utoipa::path(post, path = "/tickets/{id}/actions/{name}", tag = "tickets",
    params(("id" = String, Path), ("name" = String, Path)), request_body = Option<Nothing>,
    responses((status = 200, body = ActionDone)))]
async fn act(
    State(app): State<App>,
    Desk(agent): Desk,
    Records(store): Records,
    TwoIds(id, name): TwoIds,
    _: MaybeBody<Nothing>,
) -> Answer<Json<ActionDone>> {
    let id = TicketId::new(id);
    let ticket = app.store.ticket(&id).await?;
    let permit = TicketCommand::Act { action: name.clone(), result: String::new() };
    lifecycle::decide(&ticket, &permit, &agent.reference(), agent.role, app.now(), &app.store.root_causes())?;
    // What it does elsewhere is done once however often it is asked for, so that it comes first: a request repeated after a
    // crash finishes both.
    let result = match name.as_str() {
        "track_parcel" => track(&app, &ticket).await?,
        "expedite" => expedite(&app, &ticket, &Actor::Agent(agent.reference())).await?,
        _ => return Err(Failure::not_found("action", &name)),
    };
    let command = TicketCommand::Act { action: name, result: result.clone() };
    store.ticket_command(&id, None, &command, &agent, app.now()).await?;
    Ok(Json(ActionDone { result }))
}

/// The courier's last scans, newest first.
async fn track(app: &App, ticket: &Ticket) -> Answer<String> {
    let order = order_of(app, ticket, |order| order.shipment.is_some()).await?;
    let none =
        || Failure::new(Kind::Refused, format!("Order {} has no waybill yet.", order.number)).named("no-waybill");
    let shipment = order.shipment.as_ref().ok_or_else(none)?;
    let mut result = format!("{} {} {}", order.number, shipment.carrier, shipment.tracking_number);
    for scan in &shipment.scans {
        let at = scan.at.format("%Y-%m-%d %H:%MZ");
        let _ = write!(result, "\n{at} {} {}", scan.place, masking::in_text(&scan.text));
    }
    Ok(result)
}

/// A priority pick for the warehouse, and an earlier promise for the customer.
async fn expedite(app: &App, ticket: &Ticket, by: &Actor) -> Answer<String> {
    let order = order_of(app, ticket, |order| !is_over(order.status)).await?;
    if is_over(order.status) {
        let detail = format!("Order {} has arrived or was called off; there is nothing to hurry.", order.number);
        return Err(Failure::new(Kind::Refused, detail).named("nothing-to-expedite"));
    }
    let now = app.now();
    let step = FlowEvent {
        // The same ticket is hurried once: a second key press changes nothing at the warehouse.
        id: format!("expedite-{}-{}", ticket.id, order.id),
        customer_id: order.customer_id.clone(),
        at: now,
        department: "warehouse".into(),
        text: "加急拣货 · priority pick".into(),
        record: Some(order.number.clone()),
    };
    let order = app.store.order_expedite(&order.id, &step, by, now).await?;
    Ok(match order.promised_at {
        Some(at) => format!("{}: priority pick ordered; promised by {}", order.number, at.format("%Y-%m-%d %H:%MZ")),
        None => format!("{}: priority pick ordered", order.number),
    })
}

fn is_over(status: OrderStatus) -> bool {
    matches!(status, OrderStatus::Delivered | OrderStatus::Returning | OrderStatus::Refunded | OrderStatus::Cancelled)
}

/// The order that the ticket names, else the customer's newest that fits.
async fn order_of(app: &App, ticket: &Ticket, fits: impl Fn(&Order) -> bool) -> Answer<Order> {
    if let Some(id) = &ticket.order_id {
        return Ok(app.store.order(id).await?);
    }
    let page = PageRequest { limit: Some(20), cursor: None };
    let orders = app.store.orders(&ticket.customer.id, &page).await?;
    let none = || Failure::new(Kind::Refused, "This customer has no order that fits.").named("no-order");
    orders.items.into_iter().find(fits).ok_or_else(none)
}
