//! A desk to test: the model, the shipped keys, and the wishes that came out.

use chrono::{DateTime, TimeDelta, Utc};

use super::fixture::{agent, customer, now};
use crate::console::app::effect::{Effect, WriteId};
use crate::console::app::message::{Answer, LinkFact, LiveEvent, LiveFact, Msg, TicketPage};
use crate::console::app::model::editor::Editor;
use crate::console::app::model::form::Form;
use crate::console::app::model::nudge::Nudges;
use crate::console::app::model::palette::ActionNames;
use crate::console::app::model::wall::First;
use crate::console::app::model::{Lang, Model, Size, Start};
use crate::console::app::problem::Problem;
use crate::console::app::remote::RequestId;
use crate::console::app::update::update;
use crate::console::keymap::map::Keymap;
use crate::console::keymap::resolver::{Resolution, Resolver};
use crate::console::keymap::{Key, KeyCode};
use crate::domain::agent::Actor;
use crate::domain::article::Hit;
use crate::domain::customer::Customer;
use crate::domain::moment::WallClock;
use crate::domain::ticket::Ticket;
use crate::domain::ticket::view::TicketView;

/// A desk under test.
pub struct Desk {
    pub model: Model,
    /// Wishes not looked at yet, oldest first.
    pub wishes: Vec<Effect>,
    /// Keys pressed so far.
    pub keys: usize,
    /// What keys mean here.
    pub keymap: &'static Keymap,
    resolver: Resolver,
    seq: u64,
}

impl Desk {
    /// A desk of 120×36 whose queue holds these tickets.
    pub fn with_queue(tickets: Vec<Ticket>) -> Self {
        let mut desk = Self::connected();
        desk.send(Msg::Started);
        desk.page(tickets, None);
        desk.wishes.clear();
        desk
    }

    /// A desk with nothing in its queue.
    pub fn open() -> Self {
        Self::with_queue(Vec::new())
    }

    /// A desk that has asked for nothing yet.
    pub fn connected() -> Self {
        let start = Start {
            run: "run".into(),
            now: now(),
            lang: Lang::Chinese,
            names: ActionNames::default(),
            nudges: Nudges::default(),
            first: First::Desk,
            plain: false,
            clock: WallClock::default(),
            size: Size { width: 120, height: 36 },
            me: Some(agent("lin", "林薇")),
        };
        let mut desk = Self {
            model: Model::new(start),
            wishes: Vec::new(),
            keys: 0,
            keymap: Keymap::built_in(),
            resolver: Resolver::default(),
            seq: 0,
        };
        desk.send(Msg::Connection(LinkFact::Up));
        desk
    }

    pub fn send(&mut self, msg: Msg) -> &mut Self {
        let wishes = update(&mut self.model, msg);
        self.wishes.extend(wishes);
        self
    }

    /// Presses keys by their names in keymap files, blanks between them.
    pub fn press(&mut self, keys: &str) -> &mut Self {
        for name in keys.split(' ') {
            self.key(name.parse().expect("a key"));
        }
        self
    }

    /// Types text, sign by sign, as an input method commits it.
    pub fn type_in(&mut self, text: &str) -> &mut Self {
        for sign in text.chars() {
            self.key(if sign == '\n' { Key::plain(KeyCode::Enter) } else { Key::char(sign) });
        }
        self
    }

    fn key(&mut self, key: Key) {
        self.keys += 1;
        let (layer, conditions) = (self.model.layer(), self.model.conditions());
        let action = match self.resolver.press(self.keymap, layer, conditions, key) {
            Resolution::Matched(action) => Some(action),
            _ => None,
        };
        self.send(Msg::Key { key, action });
    }

    /// The server pushes something.
    pub fn push(&mut self, fact: LiveFact) -> &mut Self {
        self.push_by(Actor::System { name: "test".into() }, fact)
    }

    pub fn push_by(&mut self, by: Actor, fact: LiveFact) -> &mut Self {
        self.seq += 1;
        let event = LiveEvent { seq: self.seq, at: self.model.now, by, fact };
        self.send(Msg::Live(event))
    }

    pub fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.send(Msg::Resize { width, height })
    }

    pub fn later(&mut self, by: TimeDelta) -> &mut Self {
        let at: DateTime<Utc> = self.model.now + by;
        self.send(Msg::Clock(at))
    }

    pub fn answer(&mut self, answer: Answer) -> &mut Self {
        self.send(Msg::Answer(answer))
    }

    /// Answers the page of the queue that was asked for last.
    pub fn page(&mut self, items: Vec<Ticket>, next: Option<&str>) -> &mut Self {
        let (request, view) = self.asked_page();
        let page = TicketPage { items, next: next.map(str::to_owned), total: None };
        self.answer(Answer::Tickets { request, view, result: Ok(page) })
    }

    pub fn asked_page(&self) -> (RequestId, TicketView) {
        let asked = self.wishes.iter().rev().find_map(|wish| match wish {
            Effect::FetchTickets { request, view, .. } => Some((*request, *view)),
            _ => None,
        });
        asked.expect("a page was asked for")
    }

    /// Answers the search for customers that was asked for last.
    pub fn find_customers(&mut self, names: &[&str]) -> &mut Self {
        let asked = self.wishes.iter().rev().find_map(|wish| match wish {
            Effect::FindCustomers { request, .. } => Some(*request),
            _ => None,
        });
        let one = |name: &&str| Customer { id: (*name).into(), name: (*name).to_owned(), ..customer() };
        let result = Ok(names.iter().map(one).collect());
        self.answer(Answer::CustomersFound { request: asked.expect("customers were asked for"), result })
    }

    /// Answers the search that was asked for last.
    pub fn find(&mut self, hits: Vec<Hit>) -> &mut Self {
        let request = self.searches().last().expect("a search").0;
        self.answer(Answer::Found { request, result: Ok(hits) })
    }

    pub fn searches(&self) -> Vec<(RequestId, String)> {
        let search = |wish: &Effect| match wish {
            Effect::Search { request, query, .. } => Some((*request, query.clone())),
            _ => None,
        };
        self.wishes.iter().filter_map(search).collect()
    }

    /// The server's word on the command that was given last.
    pub fn confirm(&mut self, result: Result<Ticket, Problem>) -> &mut Self {
        let write = self.last_write();
        self.answer(Answer::Written { write, result: result.map(Box::new) })
    }

    pub fn last_write(&self) -> WriteId {
        let write = self.wishes.iter().rev().find_map(|wish| match wish {
            Effect::Command { write, .. }
            | Effect::CreateCustomer { write, .. }
            | Effect::SaveContact { write, .. }
            | Effect::IdentifyCaller { write, .. }
            | Effect::FinishTodo { write, .. }
            | Effect::CreateTicket { write, .. }
            | Effect::ClaimNext { write } => Some(write.clone()),
            _ => None,
        });
        write.expect("a write")
    }

    pub fn wished(&self, wanted: impl Fn(&Effect) -> bool) -> bool {
        self.wishes.iter().any(wanted)
    }

    /// What stands in the field that is typed in.
    pub fn typed(&self) -> Option<&str> {
        self.model.form.as_ref().and_then(Form::editor).map(Editor::text)
    }

    /// The subjects of the rows in the window.
    pub fn rows(&self) -> Vec<String> {
        self.model.queue.rows.iter().map(|row| row.shown().subject.clone()).collect()
    }

    pub fn selected(&self) -> String {
        self.model.queue.selected().map(|ticket| ticket.subject.clone()).unwrap_or_default()
    }

    /// The keys of the messages on screen.
    pub fn said(&self) -> Vec<&'static str> {
        self.model.toasts.iter().map(|toast| toast.text.key).collect()
    }

    #[track_caller]
    pub fn within_three_keys(&self) {
        assert!(self.keys <= 3, "{} keys for a main job", self.keys);
    }
}
