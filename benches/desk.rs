//! A desk without a loop: the model is updated and drawn as the loop does it, one step at a time, so that each can be timed.
//! What it asks for is fetched from the real server in between.

use std::sync::Arc;

use anyhow::{Context as _, Result};
use chrono::Utc;
use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ringdesk::console::app::message::{Answer, HistoryPage, LinkFact, LiveEvent, LiveFact, TicketPage};
use ringdesk::console::app::model::nudge::Nudges;
use ringdesk::console::app::model::palette::ActionNames;
use ringdesk::console::app::model::queue::Below;
use ringdesk::console::app::model::wall::First;
use ringdesk::console::app::model::{Lang, Size, Start};
use ringdesk::console::app::{Effect, Model, Msg, update};
use ringdesk::console::i18n::Texts;
use ringdesk::console::keymap::{Key, Keymap, Resolution, Resolver};
use ringdesk::console::theme::{Depth, Styles, Theme};
use ringdesk::console::ui::{self, Look};
use ringdesk::crm::api::Api;
use ringdesk::domain::agent::Actor;
use ringdesk::domain::moment::WallClock;
use ringdesk::domain::phone::Region;
use ringdesk::domain::profile::ScreenPop;
use ringdesk::domain::wall::change::WallChange;
use ringdesk::knowledge::Library;
use ringdesk::wire::page::PageRequest;
use tokio::runtime::Handle;

/// A desk of 200 columns and 60 rows.
pub struct Desk {
    /// What it knows.
    pub model: Model,
    terminal: Terminal<TestBackend>,
    styles: Styles,
    resolver: Resolver,
    wishes: Vec<Effect>,
    api: Api,
    library: Arc<Library>,
    runtime: Handle,
}

impl Desk {
    /// A desk that has come up, with the first page of its queue.
    pub fn open(api: Api, runtime: Handle) -> Result<Self> {
        let library = Library::in_memory();
        library.update(&ringdesk::knowledge::built_in("zh-CN"))?;
        let start = Start {
            run: "bench".to_owned(),
            now: Utc::now(),
            lang: Lang::Chinese,
            names: ActionNames::default(),
            nudges: Nudges::default(),
            first: First::Desk,
            plain: false,
            clock: WallClock::default(),
            size: Size { width: 200, height: 60 },
            me: None,
        };
        let mut desk = Self {
            model: Model::new(start),
            terminal: Terminal::new(TestBackend::new(200, 60))?,
            styles: Styles::new(&Theme::built_in("desk-dark").context("the theme is shipped")?, Depth::Truecolor),
            resolver: Resolver::default(),
            wishes: Vec::new(),
            library: Arc::new(library),
            api,
            runtime,
        };
        let me = desk.runtime.block_on(desk.api.me())?.agent;
        for msg in [Msg::SignedIn(Box::new(me)), Msg::Connection(LinkFact::Up), Msg::Started] {
            desk.take(msg);
        }
        desk.settle()?;
        Ok(desk)
    }

    /// The phone rings here.
    pub fn ring(&mut self, pop: ScreenPop) -> Result<()> {
        let by = Actor::System { name: "bench".to_owned() };
        let fact = LiveFact::CallRinging(Box::new(pop));
        self.take(Msg::Live(LiveEvent { seq: self.model.seq + 1, at: Utc::now(), by, fact }));
        self.settle()
    }

    /// Presses a key and paints, as the loop does.
    pub fn press(&mut self, code: KeyCode) {
        self.take(Msg::Clock(Utc::now()));
        let Some(key) = Key::from_event(&KeyEvent::from(code)) else { return };
        let (layer, now) = (self.model.layer(), self.model.conditions());
        let msg = match self.resolver.press(Keymap::built_in(), layer, now, key) {
            Resolution::Macro(_) => return,
            Resolution::Matched(action) => Msg::Key { key, action: Some(action) },
            Resolution::NotFound => Msg::Key { key, action: None },
            Resolution::Pending(hints) => Msg::Chord(hints),
            Resolution::Cancelled => Msg::Chord(Vec::new()),
        };
        self.take(msg);
        self.paint();
    }

    /// Takes one message in and paints, as the loop does.
    pub fn hear(&mut self, msg: Msg) {
        self.take(Msg::Clock(Utc::now()));
        self.take(msg);
        self.paint();
    }

    /// A figure of one of the people on the wall changes, and is painted as the loop does it.
    pub fn watch(&mut self) {
        let Some(wall) = self.model.wall.board.value() else { return };
        let mut person = wall.people[0].clone();
        person.load.live += 1;
        let change = WallChange {
            server: wall.server.clone(),
            version: wall.version + 1,
            at: wall.at,
            day_began: wall.day_began,
            calls: wall.calls,
            people: vec![person],
            ..WallChange::default()
        };
        let by = Actor::System { name: "bench".to_owned() };
        let fact = LiveFact::WallChanged(Box::new(change));
        self.hear(Msg::Live(LiveEvent { seq: self.model.seq, at: Utc::now(), by, fact }));
        self.wishes.clear();
    }

    /// Paints if anything changed.
    pub fn paint(&mut self) {
        if std::mem::take(&mut self.model.dirty) {
            self.draw();
        }
    }

    /// Paints whether anything changed or not.
    pub fn draw(&mut self) {
        let look = Look {
            home: Region::default(),
            styles: &self.styles,
            texts: Texts::of(self.model.lang.tag()),
            keymap: Keymap::built_in(),
            local: ui::look::here,
        };
        let painting = |frame: &mut ratatui::Frame<'_>| {
            ui::draw(&self.model, &look, frame);
        };
        let Ok(_) = self.terminal.draw(painting);
    }

    /// Whether the cursor stands at the end of the queue.
    pub fn is_at_the_end(&self) -> bool {
        self.model.queue.below == Below::End && self.model.queue.cursor + 1 >= self.model.queue.rows.len()
    }

    /// Fetches what is wished until nothing more is.
    pub fn settle(&mut self) -> Result<()> {
        while let Some(msg) = self.answer()? {
            self.take(msg);
        }
        Ok(())
    }

    /// The answer to the next wish that has one.
    pub fn answer(&mut self) -> Result<Option<Msg>> {
        while !self.wishes.is_empty() {
            let wish = self.wishes.remove(0);
            if let Some(answer) = self.fetch(wish)? {
                return Ok(Some(Msg::Answer(answer)));
            }
        }
        Ok(None)
    }

    fn take(&mut self, msg: Msg) {
        self.wishes.extend(update(&mut self.model, msg));
    }

    fn fetch(&self, wish: Effect) -> Result<Option<Answer>> {
        let wait = |limit, cursor| PageRequest { limit: Some(limit), cursor };
        Ok(Some(match wish {
            Effect::FetchTickets { request, view, cursor, limit } => {
                let page = self.runtime.block_on(self.api.tickets(view, &wait(limit, cursor)))?;
                let page = TicketPage { items: page.items, next: page.next_cursor, total: page.total };
                Answer::Tickets { request, view, result: Ok(page) }
            }
            Effect::FetchTicket { request, ticket } => {
                let found = self.runtime.block_on(self.api.ticket(&ticket))?;
                Answer::Ticket { request, ticket, result: Ok(Box::new(found)) }
            }
            Effect::FetchHistory { request, ticket, cursor } => {
                let page = self.runtime.block_on(self.api.ticket_history(&ticket, &wait(100, cursor)))?;
                let page = HistoryPage { items: page.items, next: page.next_cursor };
                Answer::History { request, ticket, result: Ok(page) }
            }
            Effect::FetchProfile { request, customer } => {
                let found = self.runtime.block_on(self.api.profile(&customer))?;
                Answer::Profile { request, customer, result: Ok(Box::new(found)) }
            }
            Effect::Search { request, query, lang, limit, .. } => {
                Answer::Found { request, result: Ok(self.library.search(&query, lang.tag(), limit)) }
            }
            Effect::FetchWall { request } => {
                Answer::Wall { request, result: Ok(Box::new(self.runtime.block_on(self.api.wall())?)) }
            }
            Effect::FetchWallTickets { request, owner: Some(owner), cursor, limit, .. } => {
                let below = cursor.is_some();
                let page = self.runtime.block_on(self.api.tickets_of_owner(&owner, &wait(limit, cursor)))?;
                let page = TicketPage { items: page.items, next: page.next_cursor, total: page.total };
                Answer::WallTickets { request, below, result: Ok(page) }
            }
            _ => return Ok(None),
        }))
    }
}
