//! Failures of a request as the console tells them apart.

use crate::console::app::{Problem, ProblemKind};
use crate::crm::problem::CrmError;
use crate::domain::clean;
use crate::wire::problem::Problem as Refusal;

/// The console's view of a failed request; words from the server are cleaned.
pub(super) fn of(error: &CrmError) -> Problem {
    let kind = match error {
        CrmError::Unreachable { .. } => ProblemKind::Unreachable,
        CrmError::Timeout { .. } => ProblemKind::Timeout,
        CrmError::Unauthorized => ProblemKind::Unauthorized,
        CrmError::RateLimited { .. } => ProblemKind::TooMany,
        CrmError::ServerError { .. } => ProblemKind::Server,
        CrmError::Garbage { .. } => ProblemKind::Garbage,
        CrmError::Problem(refusal) => return refused(refusal),
    };
    Problem::of(kind).saying(clean::line(&error.to_string()))
}

fn refused(refusal: &Refusal) -> Problem {
    let kind = match refusal.status {
        403 => ProblemKind::Forbidden,
        404 | 410 => ProblemKind::NotFound,
        412 => ProblemKind::Stale,
        _ => ProblemKind::Refused,
    };
    Problem {
        kind,
        detail: clean::line(&refusal.detail),
        field: refusal.field.clone(),
        current: refusal.current.clone(),
        differing: refusal.differing.clone(),
    }
}
