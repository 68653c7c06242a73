//! Takes the terminal over and gives it back: at the end, after a panic, after a signal, when it is lost.

use std::io::{self, BufWriter, Stdout, Write};
use std::panic;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Once, OnceLock};
use std::thread::{self, ThreadId};

use crossterm::cursor::Show;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::style::Print;
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode,
};
use crossterm::{execute, queue};
use ratatui::backend::{Backend, CrosstermBackend, TestBackend};

use super::input::report::ASK_NO_MORE;
use super::plain::Lines;

/// A whole frame in one write: 200×60 cells with their colours.
const FRAME_BYTES: usize = 256 << 10;

/// Asks for clicks and the wheel, in SGR's words, and not for moves.
const MOUSE_TAKEN: &str = "\u{1b}[?1000h\u{1b}[?1006h";
/// The terminal selects text with the mouse again.
const MOUSE_LEFT: &str = "\u{1b}[?1006l\u{1b}[?1000l";

/// Has clicks come here, or leaves them to the terminal. One that is gone shows in the next paint.
pub(super) fn take_mouse(surface: &mut impl Surface, taken: bool) {
    let _ = surface.send(if taken { MOUSE_TAKEN } else { MOUSE_LEFT });
}

/// Whether the terminal is ours now.
static TAKEN: AtomicBool = AtomicBool::new(false);
/// Whether it has a screen of ours to leave, or was written to line by line.
static SCREEN: AtomicBool = AtomicBool::new(false);
/// The thread that draws: only its panic ends the console.
static DRAWER: OnceLock<ThreadId> = OnceLock::new();

/// What a console is painted on: a terminal, or a buffer in a test.
pub trait Surface: Backend {
    /// A frame begins: the terminal shows nothing of it until [`Surface::end_frame`].
    fn begin_frame(&mut self) -> io::Result<()>;

    /// The frame is whole.
    fn end_frame(&mut self) -> io::Result<()>;

    /// Sends an escape sequence past the cells, between frames.
    fn send(&mut self, sequence: &str) -> io::Result<()>;

    /// Gives the terminal to another program.
    fn lend(&mut self) -> io::Result<()>;

    /// Takes it again.
    fn take_back(&mut self) -> io::Result<()>;

    /// Is told of a new size in cells; a terminal knows it already.
    fn resized(&mut self, width: u16, height: u16);
}

impl<W: Write> Surface for CrosstermBackend<W> {
    fn begin_frame(&mut self) -> io::Result<()> {
        queue!(self, BeginSynchronizedUpdate)
    }

    fn end_frame(&mut self) -> io::Result<()> {
        execute!(self, EndSynchronizedUpdate)
    }

    fn send(&mut self, sequence: &str) -> io::Result<()> {
        self.write_all(sequence.as_bytes())?;
        Write::flush(self)
    }

    fn lend(&mut self) -> io::Result<()> {
        execute!(self, Print(MOUSE_LEFT), Print(ASK_NO_MORE), DisableBracketedPaste, LeaveAlternateScreen, Show)?;
        disable_raw_mode()
    }

    fn take_back(&mut self) -> io::Result<()> {
        enable_raw_mode()?;
        execute!(self, EnterAlternateScreen, EnableBracketedPaste)
    }

    fn resized(&mut self, _width: u16, _height: u16) {}
}

impl Surface for TestBackend {
    fn begin_frame(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn end_frame(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn send(&mut self, _sequence: &str) -> io::Result<()> {
        Ok(())
    }

    fn lend(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn take_back(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn resized(&mut self, width: u16, height: u16) {
        self.resize(width, height);
    }
}

/// The terminal while it is ours; given back when this goes.
pub struct TakenTerminal(());

impl TakenTerminal {
    /// Raw mode, the alternate screen, pastes told from typing. Everything that may be refused is looked at before.
    pub fn take() -> io::Result<(Self, CrosstermBackend<BufWriter<Stdout>>)> {
        // With NO_COLOR crossterm would drop bold and reverse too; the theme decides instead.
        crossterm::style::force_color_output(true);
        let taken = Self::begin()?;
        SCREEN.store(true, Ordering::SeqCst);
        execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste)?;
        Ok((taken, CrosstermBackend::new(BufWriter::with_capacity(FRAME_BYTES, io::stdout()))))
    }

    /// Raw mode and pastes told from typing, on the user's own screen: it is written to line by line.
    pub fn take_for_lines() -> io::Result<(Self, Lines<Stdout>)> {
        let taken = Self::begin()?;
        execute!(io::stdout(), EnableBracketedPaste)?;
        Ok((taken, Lines(io::stdout())))
    }

    fn begin() -> io::Result<Self> {
        let _ = DRAWER.set(thread::current().id());
        restore_on_panic();
        enable_raw_mode()?;
        TAKEN.store(true, Ordering::SeqCst);
        Ok(Self(()))
    }
}

impl Drop for TakenTerminal {
    fn drop(&mut self) {
        restore();
    }
}

/// Gives the terminal back; any further call does nothing.
///
/// Goes on after a failure: when the terminal is gone nothing can be given back, and one step that fails must not keep
/// the next from being tried.
pub fn restore() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let _ = execute!(io::stdout(), DisableBracketedPaste);
    if SCREEN.swap(false, Ordering::SeqCst) {
        let _ = execute!(
            io::stdout(),
            EndSynchronizedUpdate,
            Print(MOUSE_LEFT),
            Print(ASK_NO_MORE),
            LeaveAlternateScreen,
            Show
        );
    }
    let _ = disable_raw_mode();
}

/// A panic of the drawing thread is printed on the user's own screen; one in a task is logged, and the desk goes on.
fn restore_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            tracing::error!(%panic, "panicked");
            if DRAWER.get() == Some(&thread::current().id()) {
                restore();
            }
            if !TAKEN.load(Ordering::SeqCst) {
                before(panic);
            }
        }));
    });
}
