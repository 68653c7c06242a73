//! The demo as somebody starts it for the first time, in a process of its own.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use ringdesk::demo::Login;
use serde::Deserialize;
use tempfile::TempDir;

/// A demo that serves; it ends with this.
pub struct SmallDemo {
    /// From its start until it served.
    pub took: Duration,
    /// What it printed.
    pub ready: Ready,
    process: Child,
    _folder: TempDir,
}

/// What a headless demo prints.
#[derive(Deserialize)]
pub struct Ready {
    /// Where it serves.
    pub url: String,
    /// Who can log in, the demo's own agent first.
    pub logins: Vec<Login>,
}

impl SmallDemo {
    /// Starts it with a new world.
    pub fn open() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let begun = Instant::now();
        let mut process = Command::new(env!("CARGO_BIN_EXE_ringdesk"))
            .args(["demo", "--headless", "--quiet-phone"])
            .env("TMPDIR", folder.path())
            .env("RINGDESK_LANG", "zh-CN")
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(process.stdout.take().context("its output")?).read_line(&mut line)?;
        let took = begun.elapsed();
        let ready = serde_json::from_str(&line).with_context(|| format!("the demo said: {line}"))?;
        Ok(Self { took, ready, process, _folder: folder })
    }
}

impl Drop for SmallDemo {
    fn drop(&mut self) {
        // One that has ended already is as good.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
