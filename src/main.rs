//! Arguments, logging, run, exit code.

fn main() {}
