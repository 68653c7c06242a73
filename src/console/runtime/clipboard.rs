//! The clipboard: the desktop's where there is one, the terminal's over SSH, and an honest word when neither took it.

use std::env;
use std::sync::mpsc;
use std::thread;

use crossterm::Command;
use crossterm::clipboard::CopyToClipboard;

use super::bell::enveloped;
use crate::domain::clean::Words;

/// Terminals drop longer OSC 52 sequences without a word (xterm and tmux stop at about 100 KB of base64).
const TERMINAL_LIMIT: usize = 70_000;

/// Takes the outcome of a copy through the desktop.
pub type Done = Box<dyn FnOnce(Result<(), String>) + Send>;

/// Where copies go.
pub enum Clipboard {
    /// To the desktop's, by a thread that keeps what was copied alive for as long as the console runs.
    Desktop(mpsc::Sender<(Words, Done)>),
    /// Through the terminal, by OSC 52.
    Terminal,
}

impl Clipboard {
    /// The right one for this session. The desktop's is not asked before the first copy.
    pub fn of_session() -> Self {
        let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
        let far = set("SSH_CONNECTION") || set("SSH_TTY");
        let desktop = cfg!(target_os = "macos") || set("WAYLAND_DISPLAY") || set("DISPLAY");
        if far || !desktop { Self::Terminal } else { Self::Desktop(worker()) }
    }
}

/// arboard's contents die with its object, and it may block: both live on this thread.
fn worker() -> mpsc::Sender<(Words, Done)> {
    let (wishes, inbox) = mpsc::channel::<(Words, Done)>();
    let work = move || {
        let mut clipboard = None;
        for (text, done) in inbox {
            done(copy(&mut clipboard, text));
        }
    };
    if let Err(error) = thread::Builder::new().name("clipboard".into()).spawn(work) {
        tracing::warn!(%error, "no thread for the clipboard");
    }
    wishes
}

fn copy(clipboard: &mut Option<arboard::Clipboard>, text: Words) -> Result<(), String> {
    let open = match clipboard.take() {
        Some(open) => Ok(open),
        None => arboard::Clipboard::new(),
    };
    let mut open = open.map_err(|error| error.to_string())?;
    let copied = open.set_text(text.into_string()).map_err(|error| error.to_string());
    *clipboard = Some(open);
    copied
}

/// The sequence that asks the terminal to take `text`; inside tmux also in the envelope that tmux passes on.
pub fn osc52(text: &Words, inside_tmux: bool) -> Result<String, String> {
    if text.len() > TERMINAL_LIMIT {
        return Err(format!("{} bytes are too much for the terminal's clipboard", text.len()));
    }
    let mut sequence = String::new();
    CopyToClipboard::to_clipboard_from(&**text).write_ansi(&mut sequence).map_err(|error| error.to_string())?;
    if inside_tmux {
        sequence = format!("{sequence}{}", enveloped(&sequence));
    }
    Ok(sequence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_over_ssh_is_a_sequence_the_terminal_reads() {
        let sequence = osc52(&Words::of("你好"), false).expect("short");
        assert!(sequence.starts_with("\u{1b}]52;c;5L2g5aW9"), "{sequence:?}");
    }

    #[test]
    fn tmux_gets_an_envelope_to_pass_on() {
        let sequence = osc52(&Words::of("a"), true).expect("short");
        assert!(sequence.contains("\u{1b}Ptmux;\u{1b}\u{1b}]52;c;YQ=="), "{sequence:?}");
    }

    #[test]
    fn what_the_terminal_would_drop_is_said() {
        assert!(osc52(&Words::of("长".repeat(30_000)), false).expect_err("too long").contains("90000 bytes"));
    }
}
