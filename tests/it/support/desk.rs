//! A desk as an agent sees it: the real loop over a buffer in place of a terminal, keys in, the picture out.
//!
//! Waiting is for what the picture shows. Whoever waits in vain gets the picture with the complaint.

use std::cell::Cell;
use std::sync::Arc;
use std::task::{Context, Waker};
use std::time::Duration;

use chrono::Utc;
use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use futures_util::{Stream, stream};
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::Color;
use ringdesk::cli::console::draw;
use ringdesk::console::app::model::Lang;
use ringdesk::console::app::model::wall::First;
use ringdesk::console::i18n::Texts;
use ringdesk::console::runtime::bell::{Bell, Voice};
use ringdesk::console::runtime::clipboard::Clipboard;
use ringdesk::console::runtime::editor::OwnEditor;
use ringdesk::console::runtime::input::Keyboard;
use ringdesk::console::runtime::knowledge::OpenLibrary;
use ringdesk::console::runtime::picture::{Easel, Means, Pictures, Viewer};
use ringdesk::console::runtime::player::Player;
use ringdesk::console::runtime::snapshot::Place;
use ringdesk::console::runtime::wardrobe::Wardrobe;
use ringdesk::console::runtime::{Console, Face, Input, KeepToken, Painted, RunError};
use ringdesk::console::theme::{Depth, Role, Styles, Theme};
use ringdesk::crm::api::Api;
use ringdesk::domain::ids::CallId;
use ringdesk::domain::phone::Region;
use ringdesk::knowledge::Library;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use unicode_width::UnicodeWidthStr;

use super::office::{LIN, Office};

/// Longer than anything takes on a busy machine; nothing waits that long unless it is broken.
const PATIENCE: Duration = Duration::from_secs(20);

/// A desk with an office behind it.
pub struct Desk {
    /// The office.
    pub office: Office,
    seat: Seat,
}

/// One console.
pub struct Seat {
    input: mpsc::UnboundedSender<Input>,
    frames: watch::Receiver<Painted>,
    running: JoinHandle<Result<(), RunError>>,
    styles: Styles,
    pressed: Cell<usize>,
}

/// What somebody brings to the desk.
pub struct Brought {
    /// How the answers are opened.
    pub library: OpenLibrary,
    /// Keeps the token of a login at the desk.
    pub keep_token: Option<KeepToken>,
    /// What makes recordings audible.
    pub player: Player,
    /// Where answers are begun.
    pub drafts: Option<std::path::PathBuf>,
    /// What they wear.
    pub wardrobe: Wardrobe,
    /// Where what is not sent is kept.
    pub unsent: Option<std::path::PathBuf>,
    /// Where what the desk showed last is kept.
    pub snapshot: Option<Place>,
}

impl Default for Brought {
    fn default() -> Self {
        Self {
            library: Box::new(|| Ok(Library::in_memory())),
            keep_token: None,
            player: Player::new(Vec::new(), None),
            drafts: None,
            wardrobe: Wardrobe::shipped(Depth::Truecolor),
            unsent: None,
            snapshot: None,
        }
    }
}

impl Desk {
    /// Lin's desk in a fresh office, of that many columns and rows, connected and with nobody on the phone.
    pub async fn open(width: u16, height: u16) -> Self {
        Self::in_office(Office::open().await, width, height).await
    }

    /// Lin's desk in that office.
    pub async fn in_office(office: Office, width: u16, height: u16) -> Self {
        let seat = Seat::of(&office, LIN, width, height);
        let desk = Self { office, seat };
        if width >= 80 && height >= 24 {
            desk.shows("实时").await;
        }
        desk
    }

    /// The phone rings at this desk.
    pub async fn ring(&self, number: &str) -> CallId {
        self.office.ring(number).await
    }
}

impl std::ops::Deref for Desk {
    type Target = Seat;

    fn deref(&self) -> &Seat {
        &self.seat
    }
}

impl Seat {
    /// Sits somebody down.
    pub fn of(office: &Office, login: &str, width: u16, height: u16) -> Self {
        Self::with(office.api(login), width, height)
    }

    /// Sits somebody down who reaches the server this way.
    pub fn with(api: Api, width: u16, height: u16) -> Self {
        Self::bringing(api, width, height, Brought::default())
    }

    /// Sits somebody down who brings things of their own.
    pub fn bringing(api: Api, width: u16, height: u16, brought: Brought) -> Self {
        let (input, keys) = mpsc::unbounded_channel();
        let (watched, frames) = watch::channel(Painted::default());
        let theme = Theme::built_in("desk-dark").unwrap();
        let styles = Styles::new(&theme, Depth::Truecolor);
        let console = Console {
            api,
            library: brought.library,
            bell: Bell { voice: Voice::Sound, texts: Texts::of("zh-CN"), inside_tmux: false },
            clipboard: Clipboard::Terminal,
            face: Face::Painted(draw(Texts::of("zh-CN"), Region::CN)),
            wardrobe: brought.wardrobe,
            lang: Lang::Chinese,
            first: First::Desk,
            now: Arc::new(Utc::now),
            unsent: brought.unsent,
            snapshot: brought.snapshot,
            pictures: Pictures::new(
                Easel::new(Means::Blocks, Depth::Truecolor, || None),
                Viewer::new(Vec::new(), false),
            ),
            editor: OwnEditor::default(),
            keyboard: Keyboard::default(),
            keep_token: brought.keep_token,
            player: brought.player,
            drafts: brought.drafts,
            warnings: Vec::new(),
            frames: Some(watched),
        };
        let running = tokio::spawn(console.run(TestBackend::new(width, height), as_terminal(keys)));
        Self { input, frames, running, styles, pressed: Cell::new(0) }
    }

    /// Presses keys, written as keymaps write them and apart by blanks: `/`, `F2`, `C-q`.
    pub fn press(&self, keys: &str) {
        for key in keys.split_whitespace() {
            self.send(event_of(key));
        }
    }

    /// Presses a key again with each new picture, until the words are on screen.
    pub async fn presses_until_shown(&self, key: &str, words: &str) {
        let mut frames = self.frames.clone();
        let pressing = async {
            while find(&frames.borrow_and_update().buffer, words).is_none() {
                self.press(key);
                frames.changed().await.unwrap();
            }
        };
        let found = tokio::time::timeout(PATIENCE, pressing).await;
        assert!(found.is_ok(), "{key} never shows {words:?}:\n{}", picture(&self.frames.borrow().buffer));
    }

    /// Types text, as an input method commits it: sign by sign.
    pub fn types(&self, text: &str) {
        for sign in text.chars() {
            self.send(KeyEvent::new(KeyCode::Char(sign), KeyModifiers::NONE));
        }
    }

    fn send(&self, key: KeyEvent) {
        self.pressed.set(self.pressed.get() + 1);
        self.input.send(Input::Terminal(Event::Key(key))).unwrap();
    }

    /// The terminal changes its size.
    pub fn resize(&self, width: u16, height: u16) {
        self.input.send(Input::Terminal(Event::Resize(width, height))).unwrap();
    }

    /// Waits until the words are on screen.
    pub async fn shows(&self, words: &str) -> Shown<'_> {
        let buffer = self.until(&format!("shows {words:?}"), |buffer| find(buffer, words).is_some()).await;
        let at = find(&buffer, words).unwrap();
        Shown { seat: self, buffer, at, words: words.to_owned() }
    }

    /// Waits until one of them is on screen; which.
    pub async fn shows_one_of<'a>(&self, words: &[&'a str]) -> &'a str {
        let shown = |buffer: &Buffer| words.iter().copied().find(|words| find(buffer, words).is_some());
        let buffer = self.until(&format!("shows one of {words:?}"), |buffer| shown(buffer).is_some()).await;
        shown(&buffer).unwrap()
    }

    /// Waits until the words are gone from the screen.
    pub async fn hides(&self, words: &str) {
        self.until(&format!("hides {words:?}"), |buffer| find(buffer, words).is_none()).await;
    }

    /// Waits until a cell with that sign is on screen in these colours, foreground and background.
    pub async fn paints(&self, sign: &str, fg: Color, bg: Color) {
        let painted =
            |buffer: &Buffer| buffer.content.iter().any(|cell| cell.symbol() == sign && (cell.fg, cell.bg) == (fg, bg));
        self.until(&format!("paints {sign:?} in {fg:?} on {bg:?}"), painted).await;
    }

    /// Waits until something on screen is written in that colour.
    pub async fn wears(&self, fg: Color) {
        self.until(&format!("wears {fg:?}"), |buffer| buffer.content.iter().any(|cell| cell.fg == fg)).await;
    }

    /// Waits until something on screen stands on that colour.
    pub async fn stands_on(&self, bg: Color) {
        self.until(&format!("stands on {bg:?}"), |buffer| buffer.content.iter().any(|cell| cell.bg == bg)).await;
    }

    /// Asserts that the words are not on screen now.
    pub fn shows_no(&self, words: &str) {
        let buffer = &self.frames.borrow().buffer;
        assert!(find(buffer, words).is_none(), "{words:?} is on screen:\n{}", picture(buffer));
    }

    /// Waits for a picture of that size.
    pub async fn fills(&self, width: u16, height: u16) {
        let fits = |buffer: &Buffer| (buffer.area.width, buffer.area.height) == (width, height);
        self.until(&format!("fills {width}x{height}"), fits).await;
    }

    /// How many keys it took so far.
    pub fn keys_pressed(&self, count: usize) {
        assert_eq!(self.pressed.get(), count, "keys pressed");
    }

    /// How many frames were painted so far.
    pub fn frames_painted(&self) -> u64 {
        self.frames.borrow().count
    }

    /// Waits for the console to end by itself.
    pub async fn ends(self) {
        let ended = tokio::time::timeout(PATIENCE, self.running).await.expect("the console ends");
        ended.expect("it does not panic").expect("it ends well");
    }

    /// The system asks the console to end.
    pub fn terminate(&self) {
        self.input.send(Input::Gone("a signal came".into())).unwrap();
    }

    async fn until(&self, what: &str, good: impl Fn(&Buffer) -> bool) -> Buffer {
        let mut frames = self.frames.clone();
        let found = tokio::time::timeout(PATIENCE, frames.wait_for(|frame| good(&frame.buffer))).await;
        match found {
            Ok(Ok(frame)) => frame.buffer.clone(),
            Ok(Err(_)) => panic!("the console ended before it {what}"),
            Err(elapsed) => panic!("the desk never {what}, {elapsed}:\n{}", picture(&self.frames.borrow().buffer)),
        }
    }
}

/// Asks until there is an answer.
pub async fn eventually<T>(mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let answer = async {
        loop {
            if let Some(answer) = ask().await {
                return answer;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, answer).await.expect("an answer in time")
}

/// Words that are on screen.
pub struct Shown<'a> {
    seat: &'a Seat,
    buffer: Buffer,
    at: (u16, u16),
    words: String,
}

impl Shown<'_> {
    /// Asserts that the theme's role colours them.
    pub fn in_role(&self, role: &str) -> &Self {
        let wished = self.seat.styles[Role::parse(role).unwrap()];
        let style = self.buffer[self.at].style();
        assert_eq!(style.fg, wished.fg, "{:?} in role {role}:\n{}", self.words, picture(&self.buffer));
        self
    }
}

/// Keys as crossterm's stream gives them: it wakes whoever asked first while there was none, and nobody else.
fn as_terminal(mut keys: mpsc::UnboundedReceiver<Input>) -> impl Stream<Item = Input> + Unpin + Send {
    let mut first: Option<Waker> = None;
    stream::poll_fn(move |context| {
        let waker = first.get_or_insert_with(|| context.waker().clone()).clone();
        let key = keys.poll_recv(&mut Context::from_waker(&waker));
        if key.is_ready() {
            first = None;
        }
        key
    })
}

fn event_of(key: &str) -> KeyEvent {
    let (modifiers, name) = match key.strip_prefix("C-") {
        Some(name) => (KeyModifiers::CONTROL, name),
        None => (KeyModifiers::NONE, key),
    };
    let code = match name {
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Tab" => KeyCode::Tab,
        "Backspace" => KeyCode::Backspace,
        "Down" => KeyCode::Down,
        "Home" => KeyCode::Home,
        "Space" => KeyCode::Char(' '),
        "Up" => KeyCode::Up,
        "Right" => KeyCode::Right,
        "End" => KeyCode::End,
        "Delete" => KeyCode::Delete,
        _ => match name.strip_prefix('F').and_then(|number| number.parse().ok()) {
            Some(number) => KeyCode::F(number),
            None => KeyCode::Char(name.chars().next().unwrap()),
        },
    };
    KeyEvent::new(code, modifiers)
}

/// Column and row of the first cell of the words.
fn find(buffer: &Buffer, words: &str) -> Option<(u16, u16)> {
    (0..buffer.area.height).find_map(|row| {
        let line = line(buffer, row);
        let before = line.find(words)?;
        Some((u16::try_from(line[..before].width()).unwrap(), row))
    })
}

/// A row as a person reads it: the blank cell behind a wide sign is none.
fn line(buffer: &Buffer, row: u16) -> String {
    let mut text = String::new();
    let mut column = 0;
    while column < buffer.area.width {
        let symbol = buffer[(column, row)].symbol();
        text.push_str(symbol);
        column += u16::try_from(symbol.width()).unwrap().max(1);
    }
    text
}

fn picture(buffer: &Buffer) -> String {
    (0..buffer.area.height).map(|row| line(buffer, row) + "\n").collect()
}
