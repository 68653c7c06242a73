//! Reports for those who answer for the operation.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Months, NaiveDate, Utc};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::server::app::App;
use crate::server::auth::Leader;
use crate::server::extract::Params;
use crate::server::failure::{Answer, Failure, Kind};
use crate::wire::report::RootCauseReport;

/// This resource's routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(root_causes))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct MonthParam {
    /// `YYYY-MM`, UTC; this month if not said.
    month: Option<String>,
}

/// How often each root cause stood behind the tickets solved in a month, the most frequent first (M5).
#[utoipa::path(get, path = "/reports/root-causes", tag = "reports", params(MonthParam),
    responses((status = 200, body = RootCauseReport)))]
async fn root_causes(
    State(app): State<App>,
    _: Leader,
    Params(ask): Params<MonthParam>,
) -> Answer<Json<RootCauseReport>> {
    let month = ask.month.unwrap_or_else(|| app.now().format("%Y-%m").to_string());
    let bad = || Failure::new(Kind::Malformed, "month is written like 2026-02.").at("month");
    let (from, to) = bounds(&month).ok_or_else(bad)?;
    let causes = app.store.root_cause_counts(from, to).await?;
    let total = causes.iter().map(|cause| cause.count).sum();
    Ok(Json(RootCauseReport { month, total, causes }))
}

/// The first instant of a month, and that of the next.
fn bounds(month: &str) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let first = NaiveDate::parse_from_str(&format!("{month}-01"), "%Y-%m-%d").ok()?;
    if month.len() != "2026-02".len() {
        return None;
    }
    let next = first.checked_add_months(Months::new(1))?;
    let midnight = |day: NaiveDate| day.and_hms_opt(0, 0, 0).map(|at| at.and_utc());
    Some((midnight(first)?, midnight(next)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_has_bounds_and_nonsense_has_none() {
        let (from, to) = bounds("2026-12").unwrap();
        assert_eq!(
            (from.to_rfc3339(), to.to_rfc3339()),
            ("2026-12-01T00:00:00+00:00".into(), "2027-01-01T00:00:00+00:00".into())
        );
        for nonsense in ["2026-13", "2026", "2026-2", "26-02", "2026-02-01", "+2026-02", "999999-01", ""] {
            assert_eq!(bounds(nonsense), None, "{nonsense}");
        }
    }
}
