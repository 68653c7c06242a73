//! The audit log, for admins: who saw what, who came in, who changed what others may do.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ticket::page_request;
use crate::domain::audit::{AuditEntry, AuditKind};
use crate::server::app::App;
use crate::server::auth::Admin;
use crate::server::extract::Params;
use crate::server::failure::{Answer, Failure};
use crate::server::input;
use crate::server::store::AuditFilter;
use crate::wire::page::Page;

/// This resource's routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(chain))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListParams {
    /// Only these deeds; all if not said.
    #[param(inline)]
    what: Option<AuditKind>,
    /// Only deeds of whoever has this login.
    by: Option<String>,
    /// Only deeds to this record, as "customer ID" or "agent ID"; without the other two.
    about: Option<String>,
    /// Rows wanted, 1 to 200; 20 if not said.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// The audit log, the newest entry first. For admins.
#[utoipa::path(get, path = "/admin/audit", tag = "operation", security(("token" = [])), params(ListParams),
    responses((status = 200, body = Page<AuditEntry>)))]
async fn list(State(app): State<App>, _: Admin, Params(ask): Params<ListParams>) -> Answer<Json<Page<AuditEntry>>> {
    if ask.about.is_some() && (ask.by.is_some() || ask.what.is_some()) {
        return Err(Failure::field("about", "Ask for one record, or for deeds and people, not for both."));
    }
    let about = input::optional_line("about", ask.about.as_deref(), 200)?;
    let by = match input::optional_line("by", ask.by.as_deref(), 80)? {
        None => None,
        Some(login) => {
            let known = app.store.agent_by_login(&login).await?;
            Some(known.ok_or_else(|| Failure::field("by", format!("Nobody has the login \"{login}\".")))?.agent.id)
        }
    };
    let page = page_request(ask.limit, ask.cursor)?;
    let filter = AuditFilter { what: ask.what, by, about };
    Ok(Json(app.store.audit(&filter, &page).await?))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ChainParams {
    /// Entries after this place; from the first one if not said.
    after: Option<u64>,
}

/// The audit log with its seals, the oldest entry first and at most 200, for `ringdesk audit verify`. For admins.
#[utoipa::path(get, path = "/admin/audit/chain", tag = "operation", security(("token" = [])), params(ChainParams),
    responses((status = 200, body = Vec<AuditEntry>)))]
async fn chain(State(app): State<App>, _: Admin, Params(ask): Params<ChainParams>) -> Answer<Json<Vec<AuditEntry>>> {
    Ok(Json(app.store.audit_chain(ask.after.unwrap_or(0)).await?))
}
