//! One queue, one loop: take in what happened, carry out what was wished, paint once when something changed.
//!
//! Nothing here waits for disk or network, and nothing ticks: the loop sleeps until something happens or until the model's
//! next change by itself ([`Model::next_wake`]).

use std::mem::ManuallyDrop;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use crossterm::event::{Event, KeyEvent};
use futures_util::Stream;
use ratatui::buffer::Buffer;
use ratatui::{Frame, Terminal};
use tokio::sync::{mpsc, watch};

use super::bell::Bell;
use super::clipboard::{Clipboard, osc52};
use super::editor::OwnEditor;
use super::effects::{Chore, Effects, Tools};
use super::face::Face;
use super::ground::Ground;
use super::input::report::{ASK, Report};
use super::input::{Inbox, Input, Keyboard, pointer};
use super::knowledge::{Index, OpenLibrary};
use super::link::{Followed, Link};
use super::outbox::Outbox;
use super::picture::Pictures;
use super::player::Player;
use super::snapshot::{Keeper, Place};
use super::terminal::{Surface, take_mouse};
use super::unsent::Unsent;
use super::wardrobe::{Changed, Wardrobe, Wear};
use crate::console::app::effect::{Reading, WriteId};
use crate::console::app::message::{Answer, CopiedBy};
use crate::console::app::model::extents::Extents;
use crate::console::app::model::nudge::Nudges;
use crate::console::app::model::palette::ActionNames;
use crate::console::app::model::wall::First;
use crate::console::app::model::{Lang, Size, Start};
use crate::console::app::{Effect, Model, Msg, RequestId, update};
use crate::console::i18n::Texts;
use crate::console::keymap::{Action, Key, Resolution, Resolver};
use crate::console::ui::look::here;
use crate::crm::api::Api;
use crate::crm::http::Token;
use crate::domain::clean::Words;
use crate::domain::moment::WallClock;

/// Messages taken in before the next look at the keyboard and the next paint.
const BATCH: usize = 512;
/// The shortest sleep until a change by itself: a model that is late must not make the loop spin.
const SHORTEST_SLEEP: Duration = Duration::from_millis(20);
/// How long writes may take to land when the console ends.
const GRACE: Duration = Duration::from_secs(2);

/// What reaches the loop from its tasks.
#[derive(Debug)]
pub(super) enum Arrival {
    Msg(Msg),
    /// The server's word on a write, and what is to be told of it.
    Settled(WriteId, Option<Box<Answer>>),
    /// The connection changed, or the server sent something.
    Followed(Box<Followed>),
    /// The desktop's clipboard did not take it.
    CopyThroughTerminal(Words),
    /// Keys or colours are others.
    Dressed(Box<Changed>),
    /// The user's editor has ended: the terminal is ours again.
    Edited(RequestId, Result<String, String>),
    /// The token is a new one: the connection is made anew, then this is told.
    Renewed(Box<Answer>),
}

/// Why a console could not go on.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The terminal does not take what is painted.
    #[error("the terminal: {0}")]
    Terminal(String),
}

/// A frame as it was painted, for whoever watches.
#[derive(Clone, Debug, Default)]
pub struct Painted {
    /// The cells.
    pub buffer: Buffer,
    /// How many frames were painted before it.
    pub count: u64,
}

/// The time by this machine's clock, UTC; handed in, so that tests can bring their own.
pub type Now = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// Keeps a token for the next start; else says why not. May block.
pub type KeepToken = Arc<dyn Fn(&Token) -> Result<(), String> + Send + Sync>;

/// Everything a console needs from outside.
pub struct Console {
    /// The server.
    pub api: Api,
    /// Opens the answers kept from the last time, on the thread of the index.
    pub library: OpenLibrary,
    /// How somebody who looks elsewhere is told.
    pub bell: Bell,
    /// Where copies go.
    pub clipboard: Clipboard,
    /// What keys mean and what roles look like.
    pub wardrobe: Wardrobe,
    /// Shows the model.
    pub face: Face,
    /// The reader's language.
    pub lang: Lang,
    /// What it begins with.
    pub first: First,
    /// This machine's clock.
    pub now: Now,
    /// Folder for drafts and writes that are not confirmed, apart by server and login; none: they go with the console.
    pub unsent: Option<PathBuf>,
    /// Where what the desk showed last is kept; none: each start begins empty.
    pub snapshot: Option<Place>,
    /// How pictures are drawn, and shown outside.
    pub pictures: Pictures,
    /// The user's own editor.
    pub editor: OwnEditor,
    /// Keeps the keyboard to ourselves, or leaves it to the editor.
    pub keyboard: Keyboard,
    /// Keeps the token of a login at the open desk; none: it goes with the console.
    pub keep_token: Option<KeepToken>,
    /// What makes recordings audible.
    pub player: Player,
    /// Folder for answers that are begun from a gap; none: they can't be.
    pub drafts: Option<PathBuf>,
    /// What went wrong before the console opened, to be said on screen.
    pub warnings: Vec<Msg>,
    /// Is shown every frame.
    pub frames: Option<watch::Sender<Painted>>,
}

/// The words for stuck conversations, with names in braces where the ticket's are put in.
fn nudges(texts: &Texts) -> Nudges {
    let own = ["name", "number", "subject"].map(|name| (name, format!("{{{name}}}").into()));
    Nudges::new(|key| texts.with(key, &own))
}

impl Console {
    fn start(&self, size: Size) -> Start {
        Start {
            run: uuid::Uuid::now_v7().to_string(),
            now: (self.now)(),
            lang: self.lang,
            nudges: nudges(Texts::of(self.lang.tag())),
            first: self.first,
            plain: self.face.is_read(),
            names: ActionNames::new(|key| Texts::of(self.lang.tag()).get(key)),
            clock: WallClock(here),
            size,
            me: None,
        }
    }

    /// Runs until the agent leaves, a signal comes, or the terminal is gone.
    pub async fn run<S, I>(self, surface: S, input: I) -> Result<(), RunError>
    where
        S: Surface,
        I: Stream<Item = Input> + Unpin + Send + 'static,
    {
        let (to, arrivals) = mpsc::unbounded_channel();
        let terminal = Terminal::new(surface).map_err(|error| RunError::Terminal(error.to_string()))?;
        let size = terminal.size().map_err(|error| RunError::Terminal(error.to_string()))?;
        let start = self.start(Size { width: size.width, height: size.height });
        let run = start.run.clone();
        let outbox = Outbox::start(self.api.clone(), to.clone());
        let index = Index::start(self.library, to.clone());
        let server = self.api.http().server();
        let keeper = Keeper::start(self.snapshot, to.clone());
        let unsent = Unsent::start(self.unsent, &server, &run, outbox.clone(), to.clone());
        let follows = self.wardrobe.follows();
        let (wear, wishes) = self.wardrobe.start(to.clone());
        let tools = Tools {
            clipboard: self.clipboard,
            keep_token: self.keep_token,
            pictures: self.pictures,
            wardrobe: wishes,
            player: self.player,
            drafts: self.drafts,
        };
        let mut model = Model::new(start);
        model.connection.in_the_clear = self.api.http().is_in_the_clear();
        let mut arrivals = arrivals;
        // On the heap: who runs a console carries it from call to call.
        let mut desk = Box::new(Desk {
            terminal: ManuallyDrop::new(terminal),
            model,
            resolver: Resolver::default(),
            wear,
            face: self.face,
            bell: self.bell,
            link: Link::start(self.api.clone(), index.clone(), outbox.clone(), unsent.clone(), to.clone()),
            to: to.clone(),
            effects: Effects::new(self.api, index, unsent.clone(), tools, to),
            outbox,
            unsent,
            keeper,
            now: self.now,
            offset: TimeDelta::zero(),
            frames: self.frames,
            editor: self.editor,
            keyboard: self.keyboard,
            lent: false,
            ground: Ground::default(),
            painted: 0,
            over: false,
        });
        if follows {
            desk.ask_ground();
            desk.ground.hold();
        }
        let mut input = Inbox::start(input);
        let ended = desk.live(&mut input, &mut arrivals, self.warnings).await;
        desk.wind_up(&mut arrivals).await;
        desk.hear_out(&mut input).await;
        ended
    }
}

struct Desk<S: Surface> {
    /// Never dropped: where the terminal is gone, ratatui's last word to it would end in a panic, and whoever took the
    /// terminal gives it back.
    terminal: ManuallyDrop<Terminal<S>>,
    model: Model,
    resolver: Resolver,
    wear: Wear,
    face: Face,
    bell: Bell,
    link: Link,
    effects: Effects,
    to: mpsc::UnboundedSender<Arrival>,
    editor: OwnEditor,
    keyboard: Keyboard,
    /// Whether the user's editor has the terminal now.
    lent: bool,
    ground: Ground,
    outbox: Outbox,
    unsent: Unsent,
    keeper: Keeper,
    now: Now,
    /// Server's clock minus this machine's.
    offset: TimeDelta,
    frames: Option<watch::Sender<Painted>>,
    painted: u64,
    over: bool,
}

impl<S: Surface> Desk<S> {
    async fn live(
        &mut self,
        input: &mut Inbox,
        arrivals: &mut mpsc::UnboundedReceiver<Arrival>,
        warnings: Vec<Msg>,
    ) -> Result<(), RunError> {
        for warning in warnings {
            self.take(warning);
        }
        self.paint()?;
        while !self.over {
            let sleep = self.sleep();
            // What happened goes before what is pressed: a key is meant for what the desk knows by then.
            tokio::select! {
                biased;
                arrival = arrivals.recv() => self.wake(|desk| arrival.into_iter().for_each(|one| desk.arrive(one))),
                pressed = input.next() => self.wake(|desk| desk.input(pressed)),
                () = sleep => self.wake(|_| {}),
            }
            self.drain(input, arrivals);
            self.paint()?;
            self.keeper.look(&self.model);
        }
        if let Face::Read(aloud) = &mut self.face {
            // A terminal that is gone has no use for it.
            let _ = self.terminal.backend_mut().send(&aloud.end());
        }
        Ok(())
    }

    /// Gives what was wished a moment to land; what does not is kept for the next run.
    async fn wind_up(&mut self, arrivals: &mut mpsc::UnboundedReceiver<Arrival>) {
        let (leaving, unsent, outbox) = (self.effects.leave(), self.unsent.clone(), self.outbox.clone());
        let landing = async move {
            unsent.flushed().await;
            outbox.emptied().await;
        };
        let mut left = pin!(tokio::time::timeout(GRACE, async { tokio::join!(leaving, landing) }));
        let in_time = loop {
            tokio::select! {
                biased;
                Some(arrival) = arrivals.recv() => self.arrive(arrival),
                done = &mut left => break done.is_ok(),
            }
        };
        if !in_time {
            tracing::warn!("the console ended with writes the server has not confirmed");
        }
        self.unsent.flushed().await;
        self.keeper.last(&self.model).await;
    }

    /// An answer of the terminal that came after the end would be typing for the shell.
    async fn hear_out(&mut self, input: &mut Inbox) {
        while let Some(left) = self.ground.outstanding(Instant::now()) {
            match tokio::time::timeout(left, input.next()).await {
                Ok(Some(Input::Report(report))) => self.reported(report),
                Ok(Some(Input::Terminal(_))) => {}
                _ => return,
            }
        }
    }

    /// The time first, so that whatever follows is judged by it.
    fn wake(&mut self, then: impl FnOnce(&mut Self)) {
        self.take(Msg::Clock(self.time()));
        then(self);
    }

    /// Takes in what else is there already, so that a burst is painted once. Facts and keys take turns: however much
    /// happens, whoever types is served.
    fn drain(&mut self, input: &mut Inbox, arrivals: &mut mpsc::UnboundedReceiver<Arrival>) {
        for _ in 0..BATCH {
            let arrival = arrivals.try_recv().ok();
            let pressed = input.try_next();
            if self.over || (arrival.is_none() && pressed.is_none()) {
                return;
            }
            if let Some(arrival) = arrival {
                self.arrive(arrival);
            }
            if let Some(pressed) = pressed {
                self.input(Some(pressed));
            }
        }
    }

    /// Sleeps until the model changes by itself; for ever when it does not.
    fn sleep(&self) -> impl Future<Output = ()> + use<S> {
        let until =
            self.model.next_wake().map(|at| (at - self.time()).to_std().unwrap_or_default().max(SHORTEST_SLEEP));
        let until = self.ground.wait(Instant::now()).into_iter().chain(until).min();
        async move {
            match until {
                Some(pause) => tokio::time::sleep(pause).await,
                None => std::future::pending().await,
            }
        }
    }

    fn time(&self) -> DateTime<Utc> {
        (self.now)() + self.offset
    }

    fn arrive(&mut self, arrival: Arrival) {
        match arrival {
            Arrival::Msg(msg) => self.take(msg),
            Arrival::CopyThroughTerminal(text) => self.copy(&text),
            Arrival::Dressed(changed) => self.dress(*changed),
            Arrival::Edited(request, result) => self.edited(request, result),
            Arrival::Renewed(answer) => {
                self.keeper.forget();
                self.link.again();
                self.take(Msg::Answer(*answer));
            }
            Arrival::Settled(write, answer) => {
                if let Some(answer) = answer {
                    self.take(Msg::Answer(*answer));
                }
                self.unsent.settled(write);
            }
            Arrival::Followed(followed) => {
                if let Some(offset) = followed.offset() {
                    self.offset = offset;
                    self.take(Msg::ClockRead(self.time()));
                }
                for msg in self.link.told(*followed, self.time()) {
                    self.take(msg);
                }
            }
        }
    }

    /// Whether the terminal is light or dark, now and whenever that changes. One that is gone shows in the next paint.
    /// Lines that are read aloud have no colours, and a question among them would be noise.
    fn ask_ground(&mut self) {
        if self.face.is_read() {
            return;
        }
        let _ = self.terminal.backend_mut().send(ASK);
        self.ground.asked(Instant::now());
    }

    fn reported(&mut self, report: Report) {
        match report {
            Report::Light(light) => {
                self.ground.told();
                self.effects.on_ground(light);
            }
            Report::Answered => self.ground.answered(),
        }
    }

    fn give_up_chord(&mut self) {
        self.resolver = Resolver::default();
        self.take(Msg::Chord(Vec::new()));
    }

    /// A chord that was begun under other keys is over.
    fn dress(&mut self, changed: Changed) {
        if let Some(keymap) = changed.keymap {
            self.wear.keymap = keymap;
            self.give_up_chord();
        }
        if let Some(styles) = changed.styles {
            self.wear.styles = styles;
            self.model.dirty = true;
        }
        self.ground.dressed();
        if changed.follows {
            self.ask_ground();
        }
        for msg in changed.said {
            self.take(msg);
        }
    }

    fn take(&mut self, msg: Msg) {
        if let Msg::Recalled(snapshot) = &msg {
            // Before the server has said who we are: what the last run left unsent is theirs.
            self.unsent.signed_in(&snapshot.me.login);
        }
        for effect in update(&mut self.model, msg) {
            self.wish(effect);
        }
    }

    fn wish(&mut self, effect: Effect) {
        match self.effects.carry_out(effect, self.time()) {
            None => {}
            Some(Chore::Quit) => self.over = true,
            Some(Chore::Redraw) => {
                self.face.ask(Reading::All);
                self.afresh();
            }
            Some(Chore::Read(reading)) => self.face.ask(reading),
            Some(Chore::TakeMouse(taken)) => take_mouse(self.terminal.backend_mut(), taken),
            Some(Chore::Bell(about)) => {
                let sequence = self.bell.sequence(&about);
                drop(self.terminal.backend_mut().send(&sequence));
            }
            Some(Chore::CopyThroughTerminal(text)) => self.copy(&text),
            Some(Chore::EditOutside(request, text)) => self.lend(request, text),
        }
    }

    /// Paints everything anew. The terminal is not asked where its cursor stands: its answer would come as typing.
    fn afresh(&mut self) {
        // A terminal that is gone shows in the next paint.
        let _ = self.terminal.backend_mut().clear();
        self.terminal.swap_buffers();
        self.model.dirty = true;
    }

    /// The editor has screen and keyboard; what happens meanwhile is taken in, and painted afterwards.
    fn lend(&mut self, request: RequestId, text: String) {
        let lent = self.terminal.backend_mut().lend();
        if let Err(error) = lent {
            self.take(Msg::Answer(Answer::Edited { request, result: Err(error.to_string()) }));
            return;
        }
        self.lent = true;
        let (editor, keyboard, to) = (self.editor.clone(), self.keyboard.clone(), self.to.clone());
        tokio::spawn(async move {
            keyboard.leave().await;
            let _ = to.send(Arrival::Edited(request, editor.edit(text).await));
        });
    }

    fn edited(&mut self, request: RequestId, result: Result<String, String>) {
        self.lent = false;
        self.keyboard.take();
        // A terminal that is gone shows in the next paint.
        let _ = self.terminal.backend_mut().take_back();
        if self.ground.is_followed() {
            self.ask_ground();
        }
        if self.model.mouse {
            take_mouse(self.terminal.backend_mut(), true);
        }
        self.afresh();
        self.take(Msg::Answer(Answer::Edited { request, result }));
    }

    fn copy(&mut self, text: &Words) {
        let inside_tmux = std::env::var_os("TMUX").is_some();
        let sent = osc52(text, inside_tmux)
            .and_then(|sequence| self.terminal.backend_mut().send(&sequence).map_err(|error| error.to_string()));
        self.take(Msg::Copied(sent.map(|()| CopiedBy::Terminal)));
    }

    fn input(&mut self, input: Option<Input>) {
        match input {
            Some(Input::Terminal(Event::Key(key))) => self.press(&key),
            Some(Input::Terminal(Event::Paste(text))) => self.take(Msg::Paste(text)),
            // Lines have no places.
            Some(Input::Terminal(Event::Resize(..))) if self.model.plain => {}
            Some(Input::Terminal(Event::Resize(width, height))) => {
                self.terminal.backend_mut().resized(width, height);
                self.take(Msg::Resize { width, height });
            }
            Some(Input::Terminal(Event::Mouse(event))) => {
                if let Some(msg) = pointer::meaning(&event) {
                    self.give_up_chord();
                    self.take(msg);
                }
            }
            Some(Input::Report(report)) => self.reported(report),
            Some(Input::Terminal(_)) => {}
            Some(Input::Gone(why)) => self.leave(&why),
            None => self.leave("no more input"),
        }
    }

    fn leave(&mut self, why: &str) {
        tracing::info!(why, "the console ends");
        self.take(Msg::Terminated);
        self.over = true;
    }

    fn press(&mut self, event: &KeyEvent) {
        let Some(key) = Key::from_event(event) else { return };
        let (layer, now) = (self.model.layer(), self.model.conditions());
        let msg = match self.resolver.press(&self.wear.keymap, layer, now, key) {
            Resolution::Macro(actions) => return self.run(actions),
            Resolution::Matched(action) => Msg::Key { key, action: Some(action) },
            Resolution::NotFound => Msg::Key { key, action: None },
            Resolution::Pending(hints) => Msg::Chord(hints),
            Resolution::Cancelled => Msg::Chord(Vec::new()),
        };
        if !matches!(msg, Msg::Chord(_)) && !self.model.chord.is_empty() {
            self.take(Msg::Chord(Vec::new()));
        }
        self.take(msg);
    }

    /// A macro: each action as if its own key had been pressed.
    fn run(&mut self, actions: Vec<Action>) {
        self.take(Msg::Chord(Vec::new()));
        for action in actions {
            self.take(Msg::Run(action));
        }
    }

    /// Paints when something changed since the last time.
    fn paint(&mut self) -> Result<(), RunError> {
        if !self.model.dirty || self.over || self.lent || self.ground.wait(Instant::now()).is_some() {
            return Ok(());
        }
        self.model.dirty = false;
        let extents = self.show()?;
        self.painted += 1;
        if extents != self.model.extents || self.model.trail.awaits_paint() {
            self.take(Msg::Painted { extents, at: self.time() });
        }
        Ok(())
    }

    fn show(&mut self) -> Result<Extents, RunError> {
        let lost = |error: &dyn std::fmt::Display| RunError::Terminal(error.to_string());
        let (model, wear) = (&self.model, &self.wear);
        let draw = match &mut self.face {
            Face::Painted(draw) => draw,
            Face::Read(aloud) => {
                let (words, extents) = aloud.said(model, wear);
                if !words.is_empty() {
                    self.terminal.backend_mut().send(&words).map_err(|error| lost(&error))?;
                }
                return Ok(extents);
            }
        };
        self.terminal.backend_mut().begin_frame().map_err(|error| lost(&error))?;
        let mut extents = Extents::default();
        let painting = |frame: &mut Frame<'_>| extents = draw(frame, model, wear);
        let frame = self.terminal.draw(painting).map_err(|error| lost(&error))?;
        if let Some(frames) = &self.frames {
            frames.send_replace(Painted { buffer: frame.buffer.clone(), count: self.painted + 1 });
        }
        self.terminal.backend_mut().end_frame().map_err(|error| lost(&error))?;
        Ok(extents)
    }
}
