//! Notices on their way out, for those who operate the server (M29).

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ticket::page_request;
use crate::domain::notice::NoticeState;
use crate::server::app::App;
use crate::server::auth::Admin;
use crate::server::extract::{Id, Params};
use crate::server::failure::Answer;
use crate::server::store::KeptNotice;
use crate::wire::notice::{NoticeRow, Resent};
use crate::wire::page::Page;

/// This resource's routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(resend)).routes(routes!(resend_all))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListParams {
    /// Which; all if not said.
    #[param(inline)]
    state: Option<NoticeState>,
    /// Rows wanted, 1 to 200; 20 if not said.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// Notices and what became of them, the newest first. For admins.
#[utoipa::path(get, path = "/admin/notices", tag = "operation", security(("token" = [])), params(ListParams),
    responses((status = 200, body = Page<NoticeRow>)))]
async fn list(State(app): State<App>, _: Admin, Params(ask): Params<ListParams>) -> Answer<Json<Page<NoticeRow>>> {
    let page = page_request(ask.limit, ask.cursor)?;
    let Page { items, next_cursor, total } = app.store.notices(ask.state, &page).await?;
    Ok(Json(Page { items: items.into_iter().map(row).collect(), next_cursor, total }))
}

/// Send a notice again that was given up, or one that waits at once; what has been sent stays sent. For admins.
#[utoipa::path(post, path = "/admin/notices/{id}/resend", tag = "operation", security(("token" = [])),
    params(("id" = String, Path)), responses((status = 200, body = NoticeRow)))]
async fn resend(State(app): State<App>, _: Admin, Id(id): Id) -> Answer<Json<NoticeRow>> {
    Ok(Json(row(app.store.notice_resend(&id, app.now()).await?)))
}

/// Send everything again that was given up. For admins.
#[utoipa::path(post, path = "/admin/notices/resend", tag = "operation", security(("token" = [])),
    responses((status = 200, body = Resent)))]
async fn resend_all(State(app): State<App>, _: Admin) -> Answer<Json<Resent>> {
    Ok(Json(Resent { count: app.store.notices_resend(app.now()).await? }))
}

fn row(kept: KeptNotice) -> NoticeRow {
    let KeptNotice { id, notice, state, tries, next_at, created_at, changed_at, problem } = kept;
    NoticeRow {
        id,
        kind: notice.kind(),
        ticket_id: notice.ticket().cloned(),
        to: notice.to.iter().map(|recipient| recipient.name().to_owned()).collect(),
        key: notice.key,
        messenger: notice.messenger,
        state,
        tries,
        next_at: (state == NoticeState::Waiting).then_some(next_at),
        created_at,
        changed_at,
        problem,
    }
}
