//! The program itself, run as people run it: a server of its own, and commands against it.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStderr, ChildStdout, Command};

use super::PATIENCE;

const PROGRAM: &str = env!("CARGO_BIN_EXE_ringdesk");

/// Somebody's home, from which commands are run.
pub struct Home {
    folder: TempDir,
    server: String,
}

/// What came of a command.
#[derive(Debug)]
pub struct Done {
    pub code: i32,
    pub said: String,
    pub complained: String,
}

impl Done {
    /// What a command that must succeed said.
    pub fn ok(self) -> String {
        assert_eq!(self.code, 0, "{self:?}");
        self.said
    }

    /// What a command that must fail complained of.
    pub fn failed(self) -> String {
        assert_eq!(self.code, 1, "{self:?}");
        self.complained
    }
}

impl Home {
    /// An empty home of somebody who works with the server at `url`.
    pub fn at(url: &str) -> Self {
        Self { folder: TempDir::new().unwrap(), server: url.to_owned() }
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs a command with these lines on its standard input.
    pub async fn run(&self, arguments: &[&str], typed: &str) -> Done {
        let mut command = command(self.path());
        command.env("RINGDESK_SERVER", &self.server).args(arguments);
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(typed.as_bytes()).await.unwrap();
        let output = tokio::time::timeout(PATIENCE, child.wait_with_output()).await.expect("it ends").unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Done { code: output.status.code().unwrap_or(-1), said: text(output.stdout), complained: text(output.stderr) }
    }
}

/// `ringdesk serve`, until it is dropped or stopped.
pub struct Serving {
    pub url: String,
    child: Child,
    _said: Lines<BufReader<ChildStdout>>,
    complaints: Lines<BufReader<ChildStderr>>,
}

impl Serving {
    /// Serves from a folder that is its home and keeps its database.
    pub async fn from(home: &Path, arguments: &[&str]) -> Self {
        match Self::start(home, arguments).await {
            Ok(serving) => serving,
            Err(complaint) => panic!("it does not serve: {complaint}"),
        }
    }

    /// The same, or what it complains of when it ends instead.
    pub async fn start(home: &Path, arguments: &[&str]) -> Result<Self, String> {
        let mut command = command(home);
        command.args(["serve", "--listen", "127.0.0.1:0"]).args(arguments).stdin(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut complaints = BufReader::new(child.stderr.take().unwrap()).lines();
        let first = tokio::time::timeout(PATIENCE, said.next_line()).await.expect("it says something").unwrap();
        let Some(first) = first else {
            let mut all = String::new();
            while let Some(line) = complaints.next_line().await.unwrap() {
                all.push_str(&line);
                all.push('\n');
            }
            return Err(all);
        };
        let url = first.strip_prefix("ringdesk serves on ").unwrap_or_else(|| panic!("{first:?}")).to_owned();
        Ok(Self { url, child, _said: said, complaints })
    }

    /// What stands between these two in the next line of complaints that has both.
    pub async fn complains(&mut self, before: &str, after: &str) -> String {
        loop {
            let line = tokio::time::timeout(PATIENCE, self.complaints.next_line()).await.expect("it complains");
            let line = format!("{}\n", line.unwrap().expect("it goes on"));
            if let Some(found) = line.split_once(before).and_then(|(_, rest)| Some(rest.split_once(after)?.0)) {
                return found.to_owned();
            }
        }
    }

    /// Lets so much time go by, in which it must not end by itself.
    pub async fn lives(&mut self, span: Duration) {
        let ended = tokio::time::timeout(span, self.child.wait()).await;
        assert!(ended.is_err(), "it ended by itself: {ended:?}");
    }

    /// Kills it, as a power cut does; returns when it is gone.
    pub async fn dies(mut self) {
        self.child.kill().await.unwrap();
    }

    /// Ends it as an operator would; its exit code.
    pub async fn ends_when_told(mut self) -> i32 {
        let id = self.child.id().expect("it runs").to_string();
        Command::new("kill").args(["-TERM", &id]).status().await.unwrap();
        let status = tokio::time::timeout(PATIENCE, self.child.wait()).await.expect("it ends").unwrap();
        status.code().unwrap_or(-1)
    }
}

fn command(home: &Path) -> Command {
    let mut command = Command::new(PROGRAM);
    command.env_clear().env("HOME", home).env("PATH", "/usr/bin:/bin").env("NO_COLOR", "1");
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}
