//! What can go wrong between desk and server, told apart by what the desk does about it.

use std::time::Duration;

use crate::wire::problem::Problem;

/// Why a request brought no answer that can be used.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum CrmError {
    /// No connection: wrong address, server down, network gone, certificate refused.
    #[error("{server} cannot be reached: {why}")]
    Unreachable {
        /// Scheme, host and port.
        server: String,
        /// The innermost cause, for people.
        why: String,
    },
    /// Connected, and no answer in time.
    #[error("{server} did not answer within {} s", .after.as_secs())]
    Timeout {
        /// Scheme, host and port.
        server: String,
        /// How long was waited.
        after: Duration,
    },
    /// The token is missing, unknown or expired.
    #[error("the server does not accept the token; run `ringdesk login`")]
    Unauthorized,
    /// Asked too often.
    #[error("the server asks to wait {} s before the next request", .retry_after.as_secs())]
    RateLimited {
        /// How long to wait.
        retry_after: Duration,
    },
    /// The server refused, and says why.
    #[error("{}", .0.detail)]
    Problem(Box<Problem>),
    /// The server failed.
    #[error("the server failed (HTTP {status})")]
    ServerError {
        /// 500 to 599.
        status: u16,
    },
    /// An answer that is none of the contract's: a proxy's page, another program, another version.
    #[error("an answer that was not understood: {what}")]
    Garbage {
        /// What was wrong with it; never its content, which may hold a customer's data.
        what: String,
    },
}

impl CrmError {
    /// Whether the same request may succeed a little later, with nothing changed by the user.
    pub fn is_passing(&self) -> bool {
        matches!(
            self,
            Self::Unreachable { .. } | Self::Timeout { .. } | Self::RateLimited { .. } | Self::ServerError { .. }
        )
    }

    /// The problem's own name, as in `urn:ringdesk:problem:<name>`, when the server refused.
    pub fn problem_name(&self) -> Option<&str> {
        match self {
            Self::Problem(problem) => problem.kind.rsplit(':').next(),
            _ => None,
        }
    }

    pub(super) fn garbage(what: impl Into<String>) -> Self {
        Self::Garbage { what: what.into() }
    }
}

/// Tells a failure of the transport by what it means for the desk.
///
/// `after` is the time limit that was set for the request.
pub(super) fn of_transport(error: &reqwest::Error, server: &str, after: Duration) -> CrmError {
    let server = server.to_owned();
    if error.is_timeout() && !error.is_connect() {
        return CrmError::Timeout { server, after };
    }
    if error.is_decode() && !is_broken_off(error) {
        return CrmError::garbage(innermost(error));
    }
    CrmError::Unreachable { server, why: innermost(error) }
}

/// Whether the connection ended in the middle of an answer; what had come of it may look like anything.
fn is_broken_off(error: &reqwest::Error) -> bool {
    use std::io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    std::iter::successors(std::error::Error::source(error), |cause| cause.source())
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|cause| matches!(cause.kind(), UnexpectedEof | ConnectionReset | ConnectionAborted | BrokenPipe))
}

/// The last cause of a chain: the outer ones only repeat the address.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}
