//! Masked fields in full, each look on record (M9).

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;

use crate::domain::ids::CustomerId;
use crate::domain::permission::access::Deed;
use crate::server::app::App;
use crate::server::auth::Desk;
use crate::server::extract::{Body, Id};
use crate::server::failure::{Answer, Failure, Kind};
use crate::server::input;
use crate::wire::request::{Reveal, Revealed};

/// Show "phones" or "email" in full. Who looked, when and why is kept.
///
/// The answer is kept nowhere, neither in caches nor for repetitions: the same request again is one more look.
#[utoipa::path(post, path = "/customers/{id}/reveal", tag = "customers", params(("id" = String, Path)),
    request_body = Reveal, responses((status = 200, body = Revealed)))]
pub async fn reveal(
    State(app): State<App>,
    Desk(agent): Desk,
    Id(id): Id,
    Body(mut wish): Body<Reveal>,
) -> Answer<impl IntoResponse> {
    wish.reason = input::line("reason", &wish.reason, 200)?;
    wish.field = input::line("field", &wish.field, 40)?;
    let (eyes, name) = (app.clearance(agent.role), format!("customer.{}", wish.field));
    if matches!(wish.field.as_str(), "phones" | "email") && !eyes.reveals(&name) {
        let (role, ask) = (eyes.role.as_str(), eyes.ask(&name, Deed::Reveal).as_str());
        let detail = format!("The role {role} may not see {} in full; ask somebody who is {ask}.", wish.field);
        return Err(Failure::new(Kind::Forbidden, detail).at("field"));
    }
    let revealed = app.store.reveal(&CustomerId::new(id), &wish, &agent, app.now()).await?;
    Ok(([(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))], Json(revealed)))
}
