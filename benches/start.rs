//! The real program, as somebody starts it: the console in a pseudo-terminal.

use std::io::{Read, Write};
use std::num::NonZero;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use portable_pty::{CommandBuilder, PtySize, native_pty_system};

const PROGRAM: &str = env!("CARGO_BIN_EXE_ringdesk");
const ROWS: NonZero<u16> = NonZero::<u16>::MIN.saturating_add(35);
const COLUMNS: NonZero<u16> = NonZero::<u16>::MIN.saturating_add(119);

/// A console that was opened and closed again.
pub struct Opened {
    /// From its start to the first thing on screen.
    pub painted: Duration,
    /// From its start to the words that were waited for.
    pub filled: Duration,
    /// The most memory it had by then, in bytes, where the system tells (Linux).
    pub memory: Option<u64>,
}

/// Opens the console until these words are on its screen; what it keeps, it keeps in `home`.
pub fn console(url: &str, token: &str, home: &Path, words: &str) -> Result<Opened> {
    let size = PtySize { rows: ROWS.get(), cols: COLUMNS.get(), pixel_width: 0, pixel_height: 0 };
    let pty = native_pty_system().openpty(size)?;
    let mut reader = pty.master.try_clone_reader()?;
    let mut keyboard = pty.master.take_writer()?;
    let mut command = CommandBuilder::new(PROGRAM);
    command.args(["--server", url]);
    for (name, value) in [("RINGDESK_TOKEN", token), ("RINGDESK_LANG", "zh-CN"), ("TERM", "xterm-256color")] {
        command.env(name, value);
    }
    for folder in ["HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"] {
        command.env(folder, home);
    }
    let begun = Instant::now();
    let mut child = pty.slave.spawn_command(command)?;
    drop(pty.slave);
    let shown = watch(&mut reader, &mut keyboard, begun, words);
    let memory = child.process_id().and_then(memory_of);
    child.kill()?;
    child.wait()?;
    let (painted, filled) = shown?;
    Ok(Opened { painted, filled, memory })
}

/// What every terminal answers to the question which it is.
const QUESTION: &[u8] = b"\x1b[c";
const ANSWER: &[u8] = b"\x1b[?62;22c";

fn watch(
    reader: &mut impl Read,
    keyboard: &mut impl Write,
    begun: Instant,
    words: &str,
) -> Result<(Duration, Duration)> {
    let mut screen = vt100::Parser::new(ROWS, COLUMNS, 0);
    let mut painted = None;
    let mut piece = [0; 4_096];
    loop {
        let read = reader.read(&mut piece)?;
        if read == 0 {
            bail!("the console ended before {words} was on its screen: {}", screen.screen().contents());
        }
        if piece[..read].windows(QUESTION.len()).any(|window| window == QUESTION) {
            keyboard.write_all(ANSWER)?;
        }
        screen.process(&piece[..read]);
        let shown = screen.screen().contents();
        let first = (!shown.trim().is_empty()).then(|| *painted.get_or_insert(begun.elapsed()));
        if let Some(painted) = first.filter(|_| shown.contains(words)) {
            return Ok((painted, begun.elapsed()));
        }
    }
}

fn memory_of(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1024)
}
