//! `ringdesk openapi`: the HTTP contract, as the code has it.

use std::process::ExitCode;

use super::output;

/// Prints it as JSON.
pub(super) fn run() -> anyhow::Result<ExitCode> {
    output::line(crate::server::openapi())?;
    Ok(ExitCode::SUCCESS)
}
