//! The `ringdesk` program: everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    ringdesk::cli::main(std::env::args_os())
}
