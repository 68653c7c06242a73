//! The program in a pseudo-terminal, its screen read by a terminal emulator.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use tempfile::TempDir;
use tokio::process::Command;
use tokio::sync::watch;
use unicode_width::UnicodeWidthStr;

use super::office::Office;

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);
/// Longer than a console paints in one go.
const MOMENT: Duration = Duration::from_millis(700);
const PROGRAM: &str = env!("CARGO_BIN_EXE_ringdesk");

/// What came out so far.
#[derive(Clone, Default)]
struct Output {
    screen: String,
    /// What of it stands in reverse.
    reversed: String,
    raw: String,
}

/// A console in a pseudo-terminal.
pub struct Pty {
    child: Box<dyn Child + Send + Sync>,
    keyboard: Box<dyn Write + Send>,
    output: watch::Receiver<Output>,
    master: Box<dyn MasterPty + Send>,
    leaving: Arc<AtomicBool>,
    size: Arc<Mutex<(u16, u16)>>,
    _home: Option<TempDir>,
}

impl Pty {
    /// Somebody's console, of that many columns and rows.
    pub fn open(office: &Office, login: &str, width: u16, height: u16) -> Self {
        Self::open_with(office, login, width, height, &[])
    }

    /// The same with more environment.
    pub fn open_with(office: &Office, login: &str, width: u16, height: u16, more: &[(&str, &str)]) -> Self {
        let home = TempDir::new().unwrap();
        let console = Self::spawn(office, login, (width, height), home.path(), more);
        Self { _home: Some(home), ..console }
    }

    /// A console of 120×36 with a home that outlives it.
    pub fn open_at(office: &Office, login: &str, home: &Path) -> Self {
        Self::spawn(office, login, (120, 36), home, &[])
    }

    fn spawn(office: &Office, login: &str, (width, height): (u16, u16), home: &Path, more: &[(&str, &str)]) -> Self {
        let mut command = CommandBuilder::new(PROGRAM);
        command.env_clear();
        for (name, value) in environment(office, login, home.to_str().unwrap()) {
            command.env(name, value);
        }
        for (name, value) in more {
            command.env(name, value);
        }
        Self::start(command, (width, height))
    }

    /// Another program with more environment.
    pub fn run(program: &str, arguments: &[&str], more: &[(&str, &str)], size: (u16, u16)) -> Self {
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env("TERM", "xterm-256color");
        for (name, value) in more {
            command.env(name, value);
        }
        Self::start(command, size)
    }

    fn start(command: CommandBuilder, (width, height): (u16, u16)) -> Self {
        let size = PtySize { rows: height, cols: width, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let child = pair.slave.spawn_command(command).unwrap();
        let keyboard = pair.master.take_writer().unwrap();
        let leaving = Arc::new(AtomicBool::new(false));
        let size = Arc::new(Mutex::new((width, height)));
        let output = read(pair.master.try_clone_reader().unwrap(), size.clone(), leaving.clone());
        Self { child, keyboard, output, master: pair.master, leaving, size, _home: None }
    }

    /// The program with other arguments, outside the terminal.
    pub fn command(office: &Office, login: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(arguments).env_clear().envs(environment(office, login, "/nonexistent"));
        command
    }

    /// A command of the program, on the machine whose home this is.
    pub fn command_at(office: &Office, login: &str, home: &Path, arguments: &[&str]) -> Command {
        let mut command = Self::command(office, login, arguments);
        command.envs(environment(office, login, home.to_str().unwrap()));
        command
    }

    /// Types bytes.
    pub fn types(&mut self, bytes: &str) {
        self.keyboard.write_all(bytes.as_bytes()).unwrap();
        self.keyboard.flush().unwrap();
    }

    /// Gives the terminal that many columns and rows.
    pub fn resize(&self, width: u16, height: u16) {
        *self.size.lock().unwrap() = (width, height);
        self.master.resize(PtySize { rows: height, cols: width, pixel_width: 0, pixel_height: 0 }).unwrap();
    }

    /// Sends a signal.
    pub async fn signal(&self, name: &str) {
        let id = self.child.process_id().unwrap().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().await.unwrap().success());
    }

    /// Waits until the words are on the emulated screen.
    pub async fn shows(&self, words: &str) {
        let mut output = self.output.clone();
        let shown = tokio::time::timeout(PATIENCE, output.wait_for(|now| now.screen.contains(words))).await;
        assert!(matches!(shown, Ok(Ok(_))), "never shown: {words:?}\n{}", self.output.borrow().screen);
    }

    /// Column and row of the words on the emulated screen, from 1.
    pub fn place(&self, words: &str) -> (usize, usize) {
        let screen = self.output.borrow().screen.clone();
        let mut lines = screen.lines().enumerate();
        let found = lines.find_map(|(row, line)| Some((line[..line.find(words)?].width() + 1, row + 1)));
        found.unwrap_or_else(|| panic!("not on screen: {words:?}\n{screen}"))
    }

    /// How often the words are on the emulated screen now.
    pub fn counts(&self, words: &str) -> usize {
        self.output.borrow().screen.matches(words).count()
    }

    /// Waits until the words are gone from the emulated screen.
    pub async fn hides(&self, words: &str) {
        let mut output = self.output.clone();
        let hidden = tokio::time::timeout(PATIENCE, output.wait_for(|now| !now.screen.contains(words))).await;
        assert!(matches!(hidden, Ok(Ok(_))), "never gone: {words:?}\n{}", self.output.borrow().screen);
    }

    /// Waits until one of these is on the emulated screen.
    pub async fn shows_one_of(&self, words: &[&str]) {
        let mut output = self.output.clone();
        let good = |now: &Output| words.iter().any(|words| now.screen.contains(words));
        let shown = tokio::time::timeout(PATIENCE, output.wait_for(good)).await;
        assert!(matches!(shown, Ok(Ok(_))), "none shown of {words:?}\n{}", self.output.borrow().screen);
    }

    /// The most memory it took so far, in MiB.
    pub fn memory_mb(&self) -> u64 {
        let status = format!("/proc/{}/status", self.child.process_id().unwrap());
        let status = std::fs::read_to_string(status).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
    }

    /// Waits for the program's end and all of its output; returns its exit code.
    pub async fn ends(&mut self) -> u32 {
        let (mut child, mut output) = (self.child.clone_killer(), self.output.clone());
        let closed = async { while output.changed().await.is_ok() {} };
        if tokio::time::timeout(PATIENCE, closed).await.is_err() {
            child.kill().unwrap();
            panic!("the console does not end:\n{}", self.output.borrow().screen);
        }
        self.child.wait().unwrap().exit_code()
    }

    /// Closes the terminal under the program, as a window that is closed does; returns its exit code.
    pub async fn hangs_up(mut self) -> u32 {
        self.leaving.store(true, Ordering::SeqCst);
        // The reader looks up when the next frame comes, and lets go of the terminal.
        self.types("?");
        while self.output.changed().await.is_ok() {}
        let Self { mut child, keyboard, master, .. } = self;
        drop((keyboard, master));
        let mut killer = child.clone_killer();
        let ended = tokio::task::spawn_blocking(move || child.wait().unwrap().exit_code());
        match tokio::time::timeout(PATIENCE, ended).await {
            Ok(code) => code.unwrap(),
            Err(elapsed) => {
                killer.kill().unwrap();
                panic!("the console goes on without a terminal, {elapsed}");
            }
        }
    }

    /// Waits until the terminal is sent this after `mark`, of [`Pty::mark`].
    pub async fn sends_after(&self, mark: usize, sequence: &str) {
        let mut output = self.output.clone();
        let sent = |now: &Output| now.raw.get(mark..).is_some_and(|raw| raw.contains(sequence));
        let found = tokio::time::timeout(PATIENCE, output.wait_for(sent)).await;
        assert!(matches!(found, Ok(Ok(_))), "never sent: {sequence:?}\n{}", self.output.borrow().screen);
    }

    /// Waits until these words are on the emulated screen in reverse.
    pub async fn shows_reversed(&self, words: &str) {
        let mut output = self.output.clone();
        let shown = tokio::time::timeout(PATIENCE, output.wait_for(|now| now.reversed.contains(words))).await;
        assert!(matches!(shown, Ok(Ok(_))), "not in reverse: {words:?}\n{}", self.output.borrow().reversed);
    }

    /// Whether nothing is sent for that long, once what was under way has come.
    pub async fn is_silent_for(&self, time: Duration) -> bool {
        self.settled().await;
        let mut output = self.output.clone();
        output.mark_unchanged();
        tokio::time::timeout(time, output.changed()).await.is_err()
    }

    /// The screen when nothing has been sent for a moment.
    pub async fn settled(&self) -> String {
        let mut output = self.output.clone();
        output.mark_unchanged();
        while let Ok(Ok(())) = tokio::time::timeout(MOMENT, output.changed()).await {}
        output.borrow().screen.clone()
    }

    /// The colours by their number that were sent so far.
    pub fn colours(&self) -> BTreeSet<u16> {
        let raw = self.output.borrow().raw.clone();
        let number = |rest: &str| rest.split(|sign: char| !sign.is_ascii_digit()).next().unwrap().parse().unwrap();
        ["38;5;", "48;5;"].iter().flat_map(|kind| raw.split(kind).skip(1).map(number).collect::<Vec<_>>()).collect()
    }

    /// How much was sent so far.
    pub fn mark(&self) -> usize {
        self.output.borrow().raw.len()
    }

    /// Waits until the terminal was sent these words.
    pub async fn says(&self, words: &str) {
        self.says_after(0, words).await;
    }

    /// Waits until it was sent these words behind the first so many bytes; returns how many bytes it was sent to their end.
    pub async fn says_after(&self, bytes: usize, words: &str) -> usize {
        let mut output = self.output.clone();
        let end = |now: &Output| now.raw.get(bytes..).and_then(|new| Some(bytes + new.find(words)? + words.len()));
        let said = tokio::time::timeout(PATIENCE, output.wait_for(|now| end(now).is_some())).await;
        assert!(matches!(said, Ok(Ok(_))), "never said: {words:?}\n{}", self.raw());
        end(&self.output.borrow()).unwrap_or(bytes)
    }

    /// Everything the terminal was sent.
    pub fn raw(&self) -> String {
        self.output.borrow().raw.clone()
    }

    /// Asserts that the terminal was sent this.
    pub fn sent(&self, sequence: &str) {
        let raw = &self.output.borrow().raw;
        assert!(raw.contains(sequence), "never sent: {sequence:?}; the end was {:?}", tail(raw));
    }

    /// The terminal's private modes that were switched, and are on now.
    pub fn modes_left_on(&self) -> Vec<String> {
        let raw = self.output.borrow().raw.clone();
        let mut on = BTreeSet::new();
        for part in raw.split("\u{1b}[?").skip(1) {
            let end = part.find(|sign: char| !sign.is_ascii_digit() && sign != ';').unwrap_or(part.len());
            let modes = part[..end].split(';').map(str::to_owned);
            match part[end..].chars().next() {
                Some('h') => on.extend(modes),
                Some('l') => on.retain(|mode| modes.clone().all(|off| off != *mode)),
                _ => {}
            }
        }
        on.into_iter().collect()
    }

    /// Asserts that the terminal was not sent this.
    pub fn never_sent(&self, sequence: &str) {
        assert!(!self.output.borrow().raw.contains(sequence), "sent: {sequence:?}");
    }
}

fn tail(raw: &str) -> String {
    raw.chars().rev().take(120).collect::<Vec<_>>().into_iter().rev().collect()
}

fn environment(office: &Office, login: &str, home: &str) -> Vec<(&'static str, String)> {
    vec![
        ("HOME", home.to_owned()),
        ("PATH", std::env::var("PATH").unwrap_or_default()),
        ("TERM", "xterm-256color".to_owned()),
        ("LANG", "C.UTF-8".to_owned()),
        ("RINGDESK_LANG", "zh-CN".to_owned()),
        ("RINGDESK_SERVER", office.url()),
        ("RINGDESK_TOKEN", office.token(login).reveal().to_owned()),
    ]
}

fn reversed(screen: &vt100::Screen) -> String {
    let (rows, columns) = screen.size();
    let (rows, columns) = (rows.get(), columns.get());
    let cells = (0..rows).flat_map(|row| (0..columns).filter_map(move |column| screen.cell(row, column)));
    cells.filter(|cell| cell.inverse()).map(vt100::Cell::contents).collect()
}

/// Reads until the terminal is closed or to be left; then the watched value changes no more.
fn read(
    mut from: Box<dyn Read + Send>,
    size: Arc<Mutex<(u16, u16)>>,
    leaving: Arc<AtomicBool>,
) -> watch::Receiver<Output> {
    let (told, output) = watch::channel(Output::default());
    std::thread::spawn(move || {
        let cells = |(width, height)| (NonZeroU16::new(height).unwrap(), NonZeroU16::new(width).unwrap());
        let mut now = *size.lock().unwrap();
        let (rows, columns) = cells(now);
        let mut terminal = vt100::Parser::new(rows, columns, 0);
        let mut raw = Vec::new();
        let mut chunk = [0; 16 << 10];
        while let Ok(count @ 1..) = from.read(&mut chunk) {
            if leaving.load(Ordering::SeqCst) {
                return;
            }
            let wanted = *size.lock().unwrap();
            if wanted != now {
                now = wanted;
                let (rows, columns) = cells(now);
                terminal.screen_mut().set_size(rows, columns);
            }
            terminal.process(&chunk[..count]);
            raw.extend_from_slice(&chunk[..count]);
            let raw = String::from_utf8_lossy(&raw).into_owned();
            let screen = terminal.screen();
            told.send_replace(Output { screen: screen.contents(), reversed: reversed(screen), raw });
        }
    });
    output
}
