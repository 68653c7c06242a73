//! One-key capture: an unknown caller becomes a customer (M15).

use std::collections::BTreeMap;

use axum::extract::State;
use chrono::{DateTime, Utc};

use crate::domain::agent::{Actor, Agent};
use crate::domain::call::Call;
use crate::domain::customer::{Customer, CustomerPhone, Health, Tier};
use crate::domain::ids::{CallId, CustomerId};
use crate::domain::permission;
use crate::domain::phone::{self, CallerNumber};
use crate::server::app::App;
use crate::server::auth::Desk;
use crate::server::extract::Body;
use crate::server::failure::{Answer, Failure};
use crate::server::idempotency::Records;
use crate::server::input;
use crate::server::reply::Tagged;
use crate::server::routes::ticket::unknown;
use crate::server::store::caller_number;
use crate::wire::request::NewCustomer;

/// An unknown caller becomes a customer: three fields, and the number of the call, which the agent need not see.
#[utoipa::path(post, path = "/customers", tag = "customers", request_body = NewCustomer,
    responses((status = 201, body = Customer)))]
pub async fn create(
    State(app): State<App>,
    Desk(agent): Desk,
    Records(store): Records,
    Body(new): Body<NewCustomer>,
) -> Answer<Tagged<Customer>> {
    let call = call_of(&app, &new).await?;
    let phone = match &new.phone {
        Some(number) => Some(typed(&app, number)?),
        None => call.as_ref().and_then(|call| call.from.as_deref()).map(|number| caller_number(number, app.region)),
    };
    let draft = draft(&new, phone, &agent, app.now())?;
    let by = Actor::Agent(agent.reference());
    let mut customer = match &call {
        Some(call) => store.customer_capture(&draft, &call.id, &by, app.now()).await?,
        None => store.customer_create(&draft, &by, app.now()).await?,
    };
    permission::cut_customer(&mut customer, &app.clearance(agent.role));
    Ok(Tagged::created(customer.version, customer))
}

async fn call_of(app: &App, new: &NewCustomer) -> Answer<Option<Call>> {
    let Some(id) = &new.call_id else { return Ok(None) };
    input::id("call_id", id)?;
    let call = app.store.call(&CallId::new(id.clone())).await;
    call.map(Some).map_err(|error| unknown("call_id", id, error))
}

/// A number that somebody typed: what does not read is a slip.
fn typed(app: &App, number: &str) -> Answer<CustomerPhone> {
    let number = input::line("phone", number, 64)?;
    match phone::read(&number, app.region) {
        CallerNumber::Number(_) => Ok(caller_number(&number, app.region)),
        _ => Err(Failure::field("phone", "phone is no telephone number.")),
    }
}

fn draft(new: &NewCustomer, phone: Option<CustomerPhone>, by: &Agent, now: DateTime<Utc>) -> Answer<Customer> {
    let next_contact_at = new.next_contact_at.map(|at| input::time("next_contact_at", at)).transpose()?;
    Ok(Customer {
        id: CustomerId::new(""),
        version: 0,
        name: input::line("name", &new.name, 80)?,
        avatar: None,
        company: input::optional_line("company", new.company.as_deref(), 120)?,
        phones: phone.into_iter().collect(),
        email: None,
        city: input::optional_line("city", new.city.as_deref(), 80)?,
        address: None,
        region: by.region.clone(),
        tier: Tier::Standard,
        since: now,
        health: Health::Good,
        sales_owner: None,
        implementation_owner: None,
        stage: input::optional_line("stage", new.stage.as_deref(), 80)?,
        obstacle: input::optional_line("obstacle", new.obstacle.as_deref(), 200)?,
        next_contact_at,
        custom: BTreeMap::new(),
        updated_at: now,
        hidden: Vec::new(),
    })
}
