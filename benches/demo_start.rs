//! The demo, as somebody starts it for the first time.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

/// How long the demo takes from its start until it serves; its world is made anew.
pub fn open() -> Result<Duration> {
    let folder = tempfile::tempdir()?;
    let begun = Instant::now();
    let mut demo = Command::new(env!("CARGO_BIN_EXE_ringdesk"))
        .args(["demo", "--headless", "--quiet-phone"])
        .env("TMPDIR", folder.path())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut ready = String::new();
    let read = BufReader::new(demo.stdout.take().context("its output")?).read_line(&mut ready);
    let took = begun.elapsed();
    demo.kill()?;
    demo.wait()?;
    read?;
    if ready.is_empty() {
        bail!("the demo ended before it was ready");
    }
    Ok(took)
}
