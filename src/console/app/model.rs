//! What the console knows and shows. Drawn by `ui`, changed by `update` alone.

pub mod caller;
pub mod connection;
pub mod contact;
pub mod edit;
pub mod editor;
pub mod extents;
pub mod faces;
pub mod foot;
pub mod form;
pub mod fuse;
pub mod gap;
pub mod handover;
pub mod knowledge;
pub mod latency;
pub mod lookup;
pub mod nudge;
pub mod optimistic;
pub mod outbox;
pub mod overlay;
pub mod palette;
pub(super) mod patch;
pub mod phrasing;
pub mod picture;
pub mod pointer;
pub mod profile;
pub mod queue;
pub mod recording;
pub mod reply;
pub mod root_causes;
pub mod scope;
pub mod sign_in;
pub mod ticket;
pub mod toast;
pub mod trace;
pub mod trail;
pub mod unsent;
pub mod wall;
pub mod wrap_up;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::effect::{DraftId, WriteId};
use super::remote::RequestId;
use super::snapshot::RecentProfiles;
use crate::console::keymap::{Action, Conditions, Hint, Layer};
use crate::console::snippet::Snippets;
use crate::domain::agent::Agent;
use crate::domain::ids::{CallId, MediaHash, TicketId};
use crate::domain::moment::WallClock;
use crate::domain::permission;
use crate::domain::profile::Profile;
use crate::domain::root_cause::Catalogue;
use crate::domain::ticket::lifecycle::{TicketCommand, TicketEdit, decide};
use crate::domain::ticket::{Activity, RootCauseTag, Ticket};

use caller::Calls;
use connection::Connection;
use extents::Extents;
use faces::Faces;
use foot::Foot;
use form::Form;
use fuse::GoneUp;
use knowledge::Knowledge;
use latency::Latencies;
use nudge::Nudges;
use outbox::Outbox;
use overlay::Overlay;
use palette::ActionNames;
pub(super) use patch::Patches;
use profile::ProfilePane;
use queue::Queue;
use reply::Outgoing;
use ticket::TicketPane;
use toast::Toast;
use trail::Trail;
use wall::{First, Screen, WallPane, WallView};
use wrap_up::WrapUpTime;

/// The whole state of the console.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "how the desk was opened, and what the loop asks: each a fact of its own"
)]
pub struct Model {
    /// The time by the server's clock, UTC.
    pub now: DateTime<Utc>,
    /// The terminal's size, in cells.
    pub size: Size,
    /// When events came and were painted.
    pub trail: Trail,
    /// The reveal whose number is copied when it is here.
    pub to_copy: Option<RequestId>,
    /// The reader's language.
    pub lang: Lang,
    /// What actions are called in it.
    pub names: ActionNames,
    /// Words for stuck conversations in it.
    pub nudges: Nudges,
    /// The wall clock of the desk, which times that are typed are read on.
    pub clock: WallClock,
    /// Who holds the token, once known.
    pub me: Option<Agent>,
    /// Whether this desk only looks.
    pub read_only: bool,
    /// Whether it is read line by line, not painted.
    pub plain: bool,
    /// Whether clicks come here; else the terminal selects text with them.
    pub mouse: bool,
    /// What fills the screen.
    pub screen: Screen,
    /// The lead's wall.
    pub wall: WallPane,
    /// Which pane the keys go to.
    pub focus: Pane,
    /// What the middle column shows.
    pub middle: Middle,
    /// The tickets that wait.
    pub queue: Queue,
    /// Who is on the line, and who else rings.
    pub calls: Calls,
    /// How long the last call may still be written up.
    pub wrap_up: WrapUpTime,
    /// The call that is to be written up as soon as nothing is in the way.
    pub(super) wrap_up_due: Option<CallId>,
    /// Customers seen of late.
    pub recent: RecentProfiles,
    /// A customer opened without a call.
    pub customer: Option<ProfilePane>,
    /// What customers look like.
    pub faces: Faces,
    /// The ticket that is open.
    pub ticket: Option<TicketPane>,
    /// Canned texts.
    pub snippets: Snippets,
    /// The answers.
    pub knowledge: Knowledge,
    /// Why tickets come to be: the server's catalogue, until it has come the usual one.
    pub root_causes: Arc<Catalogue>,
    /// Today's three, callbacks and the figures of the status line.
    pub foot: Foot,
    /// What is being filled in.
    pub form: Option<Form>,
    /// The ticket as it was when the form on it was opened: what it is decided on.
    pub(super) opened: Option<Box<Ticket>>,
    /// What lies above the panes; the last one is on top.
    pub overlays: Vec<Overlay>,
    /// Those that wait until what is being typed is done: nothing that comes by itself takes keys away.
    pub overlays_waiting: Vec<Overlay>,
    /// What was typed and not sent, kept until it is.
    pub drafts: BTreeMap<DraftId, String>,
    /// Messages to customers that can still be called back, oldest first.
    pub outgoing: Vec<Outgoing>,
    /// Tickets that have gone up to this agent of late.
    pub gone_up: GoneUp,
    /// Own writes the server has not confirmed.
    pub outbox: Outbox,
    /// What is gone on with as soon as its ticket is here.
    pub(super) mending: Option<(RequestId, DraftId)>,
    /// How the connection is.
    pub connection: Connection,
    /// Short messages, newest last.
    pub toasts: Vec<Toast>,
    /// How long things took lately.
    pub latencies: Latencies,
    /// What went wrong in this run, oldest first, at most 200.
    pub log: Vec<Toast>,
    /// What can follow the keys pressed so far; empty: no chord is begun.
    pub chord: Vec<Hint>,
    /// What is being written in the user's own editor now.
    pub(super) editing: Option<RequestId>,
    /// How far what is shown can be scrolled.
    pub extents: Extents,
    /// The newest event taken in.
    pub seq: u64,
    /// Whether something on screen changed since it was last painted; the painter clears it.
    pub dirty: bool,
    /// Whether the console is to end.
    pub quitting: bool,
    /// The ticket this desk was last said to have open.
    pub(super) told: Option<(TicketId, Activity)>,
    /// Where the agent was last said to be.
    pub(super) place: super::update::Place,
    /// The last changes of tickets, to bring late answers up to date with.
    pub(super) patches: Patches,
    counter: u64,
    run: String,
}

/// What a console starts with.
#[derive(Clone, Debug, PartialEq)]
pub struct Start {
    /// Random, different for every run: idempotency keys begin with it.
    pub run: String,
    /// The time by the server's clock as far as known, UTC.
    pub now: DateTime<Utc>,
    /// The reader's language.
    pub lang: Lang,
    /// What actions are called in it.
    pub names: ActionNames,
    /// Words for stuck conversations in it.
    pub nudges: Nudges,
    /// What it begins with.
    pub first: First,
    /// Whether the desk is read line by line, not painted.
    pub plain: bool,
    /// The wall clock of the desk.
    pub clock: WallClock,
    /// The terminal's size.
    pub size: Size,
    /// Who holds the token, when known from the last run.
    pub me: Option<Agent>,
}

/// Narrower than this many columns of cells, one pane is shown at a time.
pub const THREE_COLUMNS: u16 = 100;

/// A size in cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
}

/// Languages of the console.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// 简体中文
    #[default]
    Chinese,
    /// English
    English,
}

impl Lang {
    /// The BCP 47 tag, as articles carry it.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }
}

/// The three columns; on a small terminal, three tabs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Pane {
    /// What waits.
    #[default]
    Queue,
    /// Who is calling and why; or the open ticket: see [`Middle`].
    Middle,
    /// What to say.
    Knowledge,
}

/// What the middle column shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Middle {
    /// The call at hand, or an empty desk.
    #[default]
    Caller,
    /// A customer opened without a call: [`Model::customer`].
    Customer,
    /// The open ticket: [`Model::ticket`].
    Ticket,
}

/// The command behind an action on the ticket at hand, with the least it needs.
fn command(action: Action, causes: &Catalogue) -> Option<TicketCommand> {
    let tag = || causes.all().first().map(|cause| RootCauseTag { id: cause.id.clone(), note: None });
    match action {
        Action::TicketClaim => Some(TicketCommand::TakeOver { reason: "-".to_owned() }),
        Action::TicketEdit => {
            Some(TicketCommand::Edit(TicketEdit { subject: Some("-".to_owned()), ..TicketEdit::default() }))
        }
        Action::TicketAcknowledge => Some(TicketCommand::Acknowledge),
        Action::TicketReopen => Some(TicketCommand::Reopen { reason: None }),
        Action::TicketPend | Action::TicketResolve => Some(TicketCommand::Pend { reason: "-".to_owned(), until: None }),
        Action::TicketClose => Some(TicketCommand::Close { tag: tag(), article_id: None, found: None }),
        _ => None,
    }
}

impl Model {
    /// An empty desk.
    pub fn new(start: Start) -> Self {
        Self {
            now: start.now,
            size: start.size,
            trail: Trail::default(),
            to_copy: None,
            lang: start.lang,
            names: start.names,
            nudges: start.nudges,
            clock: start.clock,
            me: start.me,
            read_only: false,
            plain: start.plain,
            screen: Screen::default(),
            wall: WallPane::at_first(start.first),
            focus: Pane::default(),
            middle: Middle::default(),
            queue: Queue::default(),
            calls: Calls::default(),
            wrap_up: WrapUpTime::default(),
            wrap_up_due: None,
            recent: RecentProfiles::default(),
            customer: None,
            faces: Faces::default(),
            ticket: None,
            snippets: Snippets::built_in(start.lang.tag()),
            knowledge: Knowledge::default(),
            root_causes: Arc::default(),
            foot: Foot::default(),
            form: None,
            opened: None,
            overlays: Vec::new(),
            overlays_waiting: Vec::new(),
            drafts: BTreeMap::new(),
            outgoing: Vec::new(),
            gone_up: GoneUp::default(),
            outbox: Outbox::default(),
            mending: None,
            connection: Connection::new(start.now),
            toasts: Vec::new(),
            latencies: Latencies::default(),
            log: Vec::new(),
            chord: Vec::new(),
            editing: None,
            extents: Extents::default(),
            mouse: false,
            seq: 0,
            dirty: true,
            quitting: false,
            told: None,
            place: super::update::Place::default(),
            patches: Patches::default(),
            counter: 0,
            run: start.run,
        }
    }

    /// A number for the next request.
    pub fn next_request(&mut self) -> RequestId {
        self.counter += 1;
        RequestId(self.counter)
    }

    /// An idempotency key for the next write.
    pub fn next_write(&mut self) -> WriteId {
        self.counter += 1;
        WriteId(format!("{}-{}", self.run, self.counter))
    }

    /// Which section of the keymap the next key is looked up in.
    pub fn layer(&self) -> Layer {
        if self.is_typing() { Layer::Form } else { self.layer_below() }
    }

    /// The section of the keymap that is meant once nothing lies on top: what the help shows first.
    pub fn layer_below(&self) -> Layer {
        if self.form.as_ref().is_some_and(Form::is_typed_in) {
            return Layer::Form;
        }
        if self.screen == Screen::Wall {
            return Layer::Wall;
        }
        match (self.focus, self.middle) {
            (Pane::Queue, _) => Layer::Queue,
            (Pane::Middle, Middle::Ticket) => Layer::Ticket,
            (Pane::Middle, _) => Layer::Profile,
            (Pane::Knowledge, _) => Layer::Knowledge,
        }
    }

    /// Whether keys are text now: a form, the search line, or the palette.
    pub fn is_typing(&self) -> bool {
        match self.overlays.last() {
            Some(overlay) => overlay.is_typed_in(),
            None => self.knowledge.typing || self.form.as_ref().is_some_and(Form::is_typed_in),
        }
    }

    /// What holds now, for the `when` of keymap rows.
    pub fn conditions(&self) -> Conditions {
        let shown = (self.middle == Middle::Caller).then_some(self.calls.current.as_ref()).flatten();
        Conditions {
            ringing: self.calls.ringing().is_some(),
            in_call: self.calls.talking().is_some(),
            ticket_open: self.ticket_at_hand().is_some(),
            claimable: self.would_change(Action::TicketClaim) == Some(true),
            reopenable: self.would_change(Action::TicketReopen) == Some(true),
            alarmed: self.would_change(Action::TicketAcknowledge) == Some(true),
            closing: self.form.as_ref().is_some_and(Form::is_choosing_cause),
            candidates: shown.is_some_and(|pane| pane.candidates().is_some()),
            unknown_caller: shown.is_some_and(caller::CallPane::is_unknown),
            searching: self.knowledge.typing && self.overlays.is_empty(),
            signed_out: self.connection.link == connection::Link::SignedOut,
            picture: self.picture_at_hand().is_some(),
            outgoing: !self.outgoing.is_empty(),
            wrapping_up: self.wrap_up.until.is_some(),
            unsent: matches!(self.overlays.last(), Some(Overlay::Unsent { .. })),
            promises: matches!(self.overlays.last(), Some(Overlay::Todos { .. })),
            handover: matches!(self.overlays.last(), Some(Overlay::Handover(_))),
        }
    }

    /// The picture on top, or the first one of the contact that lies there; where nothing lies on top, the face of the
    /// customer whose profile has the keys.
    pub fn picture_at_hand(&self) -> Option<MediaHash> {
        match self.overlays.last() {
            Some(Overlay::Picture(view)) => view.shown().map(|media| media.sha256.clone()),
            Some(Overlay::Contact(contact)) => Some(picture::pictures(contact).into_iter().next()?.sha256),
            None if self.screen == Screen::Desk && self.focus == Pane::Middle && self.middle != Middle::Ticket => {
                self.customer_at_hand()?.profile.value()?.customer.avatar.clone()
            }
            _ => None,
        }
    }

    /// Whether an action is worth offering: own tickets need no claiming, open ones no reopening, callers who are known no
    /// search. Its key stays alive all the same, and says why it does nothing.
    pub fn is_useful(&self, action: Action) -> bool {
        match action {
            Action::CustomerFind => self.calls.current.as_ref().is_some_and(|pane| pane.profile_pane().is_none()),
            Action::ParcelTrack => self.customer_at_hand().is_some_and(|pane| pane.has_parcel(self.now)),
            Action::ProfileReveal | Action::ContactSave => {
                self.customer_at_hand().is_some_and(|pane| pane.profile.value().is_some())
            }
            Action::UnsentShow => self.has_unsent(),
            Action::HandoverShow => !self.handover_items().is_empty(),
            Action::TodoShow => self.foot.promises().next().is_some(),
            Action::KnowledgeHelped => self.knowledge.article().is_some(),
            Action::WallShow => self.me.as_ref().is_some_and(|me| permission::leads(me.role)),
            Action::WallMark | Action::WallAssign => self.wall.under_cursor().is_some(),
            Action::WallCopyWords => self.wall.view == WallView::Blockers && self.wall.under_cursor().is_some(),
            Action::WallBig => self.wall.view == WallView::Board,
            Action::WallMore | Action::WallFewer => matches!(self.wall.view, WallView::Board | WallView::Staffing),
            _ => self.would_change(action).unwrap_or(true),
        }
    }

    /// Whether an action would change the ticket at hand; none: it is no command on a ticket, or there is none.
    fn would_change(&self, action: Action) -> Option<bool> {
        let command = command(action, &self.root_causes)?;
        let ticket = self.find_ticket(&self.ticket_at_hand()?)?;
        let me = self.me.as_ref()?;
        let facts = decide(&ticket, &command, &me.reference(), me.role, self.now, &self.root_causes);
        Some(facts.is_ok_and(|facts| !facts.is_empty()))
    }

    /// When something on screen next changes by itself (a badge, a countdown, a toast, a mask), UTC; none: nothing does.
    /// The runtime sends [`Msg::Clock`](super::Msg::Clock) then; there is no fixed tick.
    pub fn next_wake(&self) -> Option<DateTime<Utc>> {
        super::update::next_wake(self)
    }

    /// A ticket wherever it is at hand (open, in the queue, on a profile), own unconfirmed writes applied.
    pub fn find_ticket(&self, id: &TicketId) -> Option<Ticket> {
        let open = self.ticket.as_ref().filter(|pane| pane.id == *id).and_then(TicketPane::shown);
        let row = || self.queue.position(id).map(|at| self.queue.rows[at].shown());
        let on_wall = || self.wall.all_tickets().find(|ticket| ticket.id == *id);
        let known = || self.profiles().flat_map(|profile| &profile.tickets).find(|ticket| ticket.id == *id);
        if let Some(shown) = open.or_else(row) {
            return Some(shown.clone());
        }
        known().or_else(on_wall).map(|truth| self.with_own_writes(truth).unwrap_or_else(|| truth.clone()))
    }

    /// A ticket as it will be once own writes are confirmed; none: there are none on it.
    pub fn with_own_writes(&self, truth: &Ticket) -> Option<Ticket> {
        self.outbox.pending(&truth.id).next()?;
        let mut ticket = truth.clone();
        for write in self.outbox.pending(&truth.id) {
            super::update::perform(self, &mut ticket, write);
        }
        Some(ticket)
    }

    /// The ticket that a command is about: the one open, under the cursor, or the caller's most urgent. With nobody on
    /// the line and nothing open it is the one under the queue's cursor, wherever the keys go.
    pub fn ticket_at_hand(&self) -> Option<TicketId> {
        if self.screen == Screen::Wall {
            return self.wall.under_cursor().map(|ticket| ticket.id.clone());
        }
        let selected = || self.queue.selected().map(|ticket| ticket.id.clone());
        let nobody = self.middle == Middle::Caller && self.calls.current.is_none();
        if self.focus == Pane::Queue || nobody {
            return selected();
        }
        if self.middle == Middle::Ticket {
            return self.ticket.as_ref().map(|pane| pane.id.clone());
        }
        let pane = self.profile_pane()?;
        let tickets = &pane.profile.value()?.tickets;
        let under_cursor = match pane.row() {
            Some(profile::ProfileRow::Ticket(at)) => tickets.get(at),
            _ => None,
        };
        under_cursor.or(tickets.first()).map(|ticket| ticket.id.clone())
    }

    fn profiles(&self) -> impl Iterator<Item = &Profile> {
        let calls = self.calls.all().filter_map(caller::CallPane::profile_pane);
        let panes = calls.chain(&self.customer).chain(self.ticket.as_ref().map(|pane| &pane.customer));
        panes.filter_map(|pane| pane.profile.value()).map(AsRef::as_ref)
    }

    /// The customer in the middle column, if one is known: the caller, or one opened by hand.
    pub fn profile_pane(&self) -> Option<&ProfilePane> {
        match self.middle {
            Middle::Caller => self.calls.current.as_ref().and_then(caller::CallPane::profile_pane),
            Middle::Customer => self.customer.as_ref(),
            Middle::Ticket => None,
        }
    }

    /// Whom the desk is busy with: the customer of the open ticket, the one in the middle column, or else the caller.
    pub fn customer_at_hand(&self) -> Option<&ProfilePane> {
        let of_ticket = self.ticket.as_ref().filter(|_| self.middle == Middle::Ticket).map(|pane| &pane.customer);
        let caller = || self.calls.current.as_ref().and_then(caller::CallPane::profile_pane);
        of_ticket.or_else(|| self.profile_pane()).or_else(caller)
    }

    /// Whether the terminal has room for one pane at a time.
    pub fn is_narrow(&self) -> bool {
        self.size.width < THREE_COLUMNS
    }

    /// The pane to show where there is room for one: where something is filled in, else the one that has the keys.
    pub fn tab(&self) -> Pane {
        match &self.form {
            _ if self.knowledge.typing => Pane::Knowledge,
            Some(Form::Close(_)) => Pane::Knowledge,
            Some(_) => Pane::Middle,
            None => self.focus,
        }
    }

    /// Whether the keys go to an open ticket or customer: it is not exchanged under the agent's hands.
    pub fn is_at_a_record(&self) -> bool {
        self.screen == Screen::Desk && self.focus == Pane::Middle && self.middle != Middle::Caller
    }

    /// A ring that is not on screen: it belongs into the status line.
    pub fn ring_aside(&self) -> Option<&caller::CallPane> {
        let visible = self.screen == Screen::Desk
            && self.middle == Middle::Caller
            && (!self.is_narrow() || self.tab() == Pane::Middle);
        let shown = visible.then_some(self.calls.current.as_ref()).flatten();
        self.calls.ringing().filter(|pane| shown.is_none_or(|shown| shown.call.id != pane.call.id))
    }
}
