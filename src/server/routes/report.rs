//! Reports for those who answer for the operation.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ticket::{dress, page_request};
use crate::domain::calendar::Month;
use crate::domain::ids::RootCauseId;
use crate::domain::root_cause::report::RootCauseReport;
use crate::domain::ticket::Ticket;
use crate::server::app::App;
use crate::server::auth::Leader;
use crate::server::engine::report::{self, NotMailed};
use crate::server::extract::{Body, Id, Params};
use crate::server::failure::{Answer, Failure, Kind};
use crate::server::idempotency::Records;
use crate::wire::page::Page;
use crate::wire::report::{MailReport, Mailed};

/// This resource's routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(root_causes)).routes(routes!(mail)).routes(routes!(tickets))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct MonthParam {
    /// `YYYY-MM`, by the wall clock of the place that `root_causes.toml` names; this month if not said.
    month: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct TicketsParams {
    /// `YYYY-MM`; this month if not said.
    month: Option<String>,
    /// Rows wanted, 1 to 200; 20 if not said.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// The root causes of the tickets solved in a month, the most frequent first, with the departments that own them (M5), and
/// whether customers had to come again.
#[utoipa::path(get, path = "/reports/root-causes", tag = "reports", params(MonthParam),
    responses((status = 200, body = RootCauseReport)))]
async fn root_causes(
    State(app): State<App>,
    _: Leader,
    Params(ask): Params<MonthParam>,
) -> Answer<Json<RootCauseReport>> {
    Ok(Json(app.store.root_cause_report(month(&app, ask.month.as_deref())?).await?))
}

/// The tickets of a root cause that were solved in a month, the last one first.
#[utoipa::path(get, path = "/reports/root-causes/{id}/tickets", tag = "reports",
    params(("id" = String, Path), TicketsParams), responses((status = 200, body = Page<Ticket>)))]
async fn tickets(
    State(app): State<App>,
    Leader(agent): Leader,
    Id(id): Id,
    Params(ask): Params<TicketsParams>,
) -> Answer<Json<Page<Ticket>>> {
    let month = month(&app, ask.month.as_deref())?;
    let page = page_request(ask.limit, ask.cursor)?;
    let cause = RootCauseId::new(id);
    let mut page = app.store.tickets_of_cause(&cause, month, &page).await?;
    if page.items.is_empty() && app.store.root_causes().get(&cause).is_none() {
        return Err(Failure::not_found("root cause", cause.as_str()));
    }
    page.items.iter_mut().for_each(|ticket| dress(&app, ticket, agent.role));
    Ok(Json(page))
}

/// Send each department its figures of a month that is over, unless it has had them: they go out by themselves on the 1st (M5).
#[utoipa::path(post, path = "/reports/root-causes/mail", tag = "reports", request_body = MailReport,
    responses((status = 200, body = Mailed)))]
async fn mail(
    State(app): State<App>,
    _: Leader,
    Records(store): Records,
    Body(wish): Body<MailReport>,
) -> Answer<Json<Mailed>> {
    match report::mail(&app, &store, wish.month, app.now()).await {
        Ok(mailed) => Ok(Json(mailed)),
        Err(NotMailed::Store(error)) => Err(error.into()),
        Err(why @ NotMailed::NotOver { .. }) => Err(Failure::field("month", format!("{why}."))),
        Err(why) => Err(Failure::new(Kind::Refused, format!("{why}."))),
    }
}

fn month(app: &App, asked: Option<&str>) -> Answer<Month> {
    let Some(asked) = asked else { return Ok(Month::of(app.now(), app.store.root_causes().mailing().zone)) };
    Month::parse(asked).map_err(|why| Failure::new(Kind::Malformed, format!("month: {why}.")).at("month"))
}
