//! Everything that can happen to the console. Facts, in the past or present.

mod link_fact;
mod restored;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use ratatui::layout::Position;
use serde_json::Value;

use super::effect::WriteId;
use super::model::extents::Extents;
use super::model::fuse::Risks;
use super::model::picture::{Drawn, NoPicture, NotOpened};
use super::model::recording::NotPlayed;
use super::problem::Problem;
use super::remote::RequestId;
use super::snapshot::Snapshot;
use crate::console::keymap::{Action, Hint, Key};
use crate::console::snippet::Snippets;
use crate::domain::agent::{Actor, Agent, PresenceState};
use crate::domain::article::Hit;
use crate::domain::call::Call;
use crate::domain::customer::Customer;
use crate::domain::flow::FlowEvent;
use crate::domain::fuse::ClockReport;
use crate::domain::gap::Gap;
use crate::domain::ids::{AgentId, ArticleId, CallId, CustomerId, MediaHash, OrderId, TicketId, TodoId};
use crate::domain::interaction::Interaction;
use crate::domain::phrasing::PhrasingCase;
use crate::domain::prediction::Prediction;
use crate::domain::profile::{Profile, ScreenPop};
use crate::domain::root_cause::Catalogue;
use crate::domain::root_cause::report::RootCauseReport;
use crate::domain::ticket::view::{TicketCounts, TicketView};
use crate::domain::ticket::{HistoryEntry, Ticket, Viewer};
use crate::domain::todo::Todo;
use crate::domain::trace::TraceStep;
use crate::domain::wall::Wall;
use crate::domain::wall::blocker::Blocker;
use crate::domain::wall::change::WallChange;

pub use link_fact::LinkFact;
pub use restored::Restored;

/// Something happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Msg {
    /// The console starts: ask for what the desk shows. Sent once, first.
    Started,
    /// Who holds the token.
    SignedIn(Box<Agent>),
    /// What the last run left on disk: drafts and writes not yet confirmed.
    Restored(Restored),
    /// The desk as the last run showed it.
    Recalled(Box<Snapshot>),
    /// A key. In [`Layer::Form`](crate::console::keymap::Layer::Form) one without an action is typed text.
    Key {
        /// The key as pressed.
        key: Key,
        /// What the keymap made of it; none: nothing.
        action: Option<Action>,
    },
    /// A row of the palette or a click on a key of the footer.
    Run(Action),
    /// The beginning of a chord waits for its end: what can follow. Empty: the chord is over.
    Chord(Vec<Hint>),
    /// Pasted text, as the terminal sent it.
    Paste(String),
    /// The terminal's new size, in cells.
    Resize {
        /// Columns.
        width: u16,
        /// Rows.
        height: u16,
    },
    /// This desk only looks: nothing is changed from it.
    ReadOnly,
    /// The user's canned texts, over the shipped ones.
    Snippets(Snippets),
    /// A frame was painted: so far can be scrolled what it shows.
    Painted {
        /// So far.
        extents: Extents,
        /// When, UTC by the server's clock.
        at: DateTime<Utc>,
    },
    /// The first button of the mouse was pressed in that cell.
    Click(Position),
    /// The wheel was turned over that cell.
    Wheel {
        /// Where.
        cell: Position,
        /// Towards the beginning.
        up: bool,
    },
    /// The time by the server's clock, UTC. Sent before any other message of the same wake-up.
    Clock(DateTime<Utc>),
    /// The server's clock was read, UTC: this machine's was perhaps wrong.
    ClockRead(DateTime<Utc>),
    /// The server pushed something.
    Live(LiveEvent),
    /// The connection changed.
    Connection(LinkFact),
    /// An answer to an effect.
    Answer(Answer),
    /// The answers are indexed: searches are answered from now on.
    IndexReady,
    /// What tells the answers apart is being learned, so many percent of it; none: it has been. Searches go on meanwhile.
    Learning(Option<u8>),
    /// A copy worked (which way), or why not.
    Copied(Result<CopiedBy, String>),
    /// Something went wrong in the background: a bad row of a keymap, a full disk.
    Warning {
        /// Where, for people ("keymaps/mine.toml:12").
        place: String,
        /// What, and the cure.
        detail: String,
    },
    /// Save what there is and leave: SIGTERM, SIGHUP, a lost terminal.
    Terminated,
}

/// How text reached the clipboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopiedBy {
    /// The desktop's clipboard.
    Desktop,
    /// The terminal, by OSC 52; whether it took it is not known.
    Terminal,
}

/// One event of the server's stream.
#[derive(Clone, Debug, PartialEq)]
pub struct LiveEvent {
    /// Its position; grows by one.
    pub seq: u64,
    /// When it was committed, UTC.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub by: Actor,
    /// What.
    pub fact: LiveFact,
}

/// Fields of a record by their JSON name, with their new values.
pub type Fields = BTreeMap<String, Value>;

/// What the server can push.
#[derive(Clone, Debug, PartialEq)]
pub enum LiveFact {
    /// The phone rings at this desk: everything about the caller, no request needed.
    CallRinging(Box<ScreenPop>),
    /// A call is answered, held, ended or abandoned; or rings elsewhere.
    CallChanged(Box<Call>),
    /// The caller said something.
    CallUttered {
        /// The call with all words so far.
        call: Box<Call>,
        /// From all words so far.
        prediction: Option<Prediction>,
    },
    /// A ticket came in; all its fields.
    TicketCreated {
        /// Which.
        id: TicketId,
        /// All fields.
        fields: Fields,
    },
    /// Fields of a ticket changed.
    TicketChanged {
        /// Which.
        id: TicketId,
        /// Those that changed.
        fields: Fields,
    },
    /// Somebody wrote a note.
    TicketNoted {
        /// On which ticket.
        id: TicketId,
        /// The note; none when the reader's role may not see it.
        entry: Option<Box<HistoryEntry>>,
        /// Other fields that changed with it.
        fields: Fields,
    },
    /// Who has a ticket open changed.
    TicketPresence {
        /// Which ticket.
        id: TicketId,
        /// All who have it open.
        viewers: Vec<Viewer>,
    },
    /// A customer was created, or fields of one changed.
    CustomerChanged {
        /// Who.
        id: CustomerId,
        /// Those that changed.
        fields: Fields,
    },
    /// A contact was recorded.
    InteractionAdded(Box<Interaction>),
    /// An order or its shipment changed.
    OrderChanged {
        /// Which.
        id: OrderId,
        /// Those that changed.
        fields: Fields,
    },
    /// A department's system did something.
    FlowHappened(Box<FlowEvent>),
    /// An article changed; the runtime syncs the index, open articles are refreshed by searching again.
    ArticleChanged(ArticleId),
    /// Somebody's presence changed.
    AgentPresence {
        /// Whose.
        id: AgentId,
        /// What they do now.
        presence: PresenceState,
    },
    /// A to-do or callback was made, changed or done.
    TodoChanged {
        /// Which.
        id: TodoId,
        /// Those that changed.
        fields: Fields,
    },
    /// Figures of the wall became others; stands beside the history.
    WallChanged(Box<WallChange>),
    /// The stream cannot go on from where it was: everything is fetched anew.
    Reset,
}

/// An answer to an effect. Superseded ones are dropped by whoever asked.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// To [`Effect::FetchTickets`](super::Effect::FetchTickets).
    Tickets {
        /// Which request.
        request: RequestId,
        /// Of which view.
        view: TicketView,
        /// The page.
        result: Result<TicketPage, Problem>,
    },
    /// To [`Effect::FetchTicket`](super::Effect::FetchTicket).
    Ticket {
        /// Which request.
        request: RequestId,
        /// Which ticket was asked for.
        ticket: TicketId,
        /// The ticket.
        result: Result<Box<Ticket>, Problem>,
    },
    /// To [`Effect::FetchHistory`](super::Effect::FetchHistory).
    History {
        /// Which request.
        request: RequestId,
        /// Of which ticket.
        ticket: TicketId,
        /// The page.
        result: Result<HistoryPage, Problem>,
    },
    /// To [`Effect::FetchClocks`](super::Effect::FetchClocks).
    Clocks {
        /// Which request.
        request: RequestId,
        /// The clocks, explained.
        result: Result<Box<ClockReport>, Problem>,
    },
    /// To [`Effect::FetchTrace`](super::Effect::FetchTrace).
    Trace {
        /// Which request.
        request: RequestId,
        /// The changes, newest first.
        result: Result<Vec<TraceStep>, Problem>,
    },
    /// To [`Effect::FetchAtRisk`](super::Effect::FetchAtRisk).
    AtRisk {
        /// Which request.
        request: RequestId,
        /// What will blow.
        result: Result<Risks, Problem>,
    },
    /// To [`Effect::FetchProfile`](super::Effect::FetchProfile).
    Profile {
        /// Which request.
        request: RequestId,
        /// Whose.
        customer: CustomerId,
        /// The profile.
        result: Result<Box<Profile>, Problem>,
    },
    /// To [`Effect::FetchCounts`](super::Effect::FetchCounts).
    Counts {
        /// Which request.
        request: RequestId,
        /// The figures.
        result: Result<TicketCounts, Problem>,
    },
    /// To [`Effect::FetchWall`](super::Effect::FetchWall).
    Wall {
        /// Which request.
        request: RequestId,
        /// The figures.
        result: Result<Box<Wall>, Problem>,
    },
    /// To [`Effect::FetchWallTickets`](super::Effect::FetchWallTickets).
    WallTickets {
        /// Which request.
        request: RequestId,
        /// Whether the page goes below what is known.
        below: bool,
        /// The page.
        result: Result<TicketPage, Problem>,
    },
    /// To [`Effect::FetchBlockers`](super::Effect::FetchBlockers).
    Blockers {
        /// Which request.
        request: RequestId,
        /// The longest first.
        result: Result<Vec<Blocker>, Problem>,
    },
    /// To [`Effect::FetchPromises`](super::Effect::FetchPromises).
    Promises {
        /// Which request.
        request: RequestId,
        /// To-dos and callbacks, soonest first.
        result: Result<Vec<Todo>, Problem>,
    },
    /// To [`Effect::FetchRootCauseReport`](super::Effect::FetchRootCauseReport).
    RootCauseReport {
        /// Which request.
        request: RequestId,
        /// The figures.
        result: Result<Box<RootCauseReport>, Problem>,
    },
    /// To [`Effect::FetchCauseTickets`](super::Effect::FetchCauseTickets).
    CauseTickets {
        /// Which request.
        request: RequestId,
        /// The page, the last solved first.
        result: Result<TicketPage, Problem>,
    },
    /// To [`Effect::FetchRootCauses`](super::Effect::FetchRootCauses).
    RootCauses {
        /// The server's catalogue.
        result: Result<Arc<Catalogue>, Problem>,
    },
    /// To [`Effect::FetchCalls`](super::Effect::FetchCalls): live calls of this desk, oldest first.
    Calls {
        /// Which request.
        request: RequestId,
        /// Their screen pops.
        result: Result<Vec<ScreenPop>, Problem>,
    },
    /// To [`Effect::Search`](super::Effect::Search).
    Found {
        /// Which request.
        request: RequestId,
        /// Best first.
        result: Result<Vec<Hit>, Problem>,
    },
    /// To [`Effect::PlayRecording`](super::Effect::PlayRecording): it is heard from now on.
    RecordingBegun {
        /// Which request.
        request: RequestId,
    },
    /// To [`Effect::PlayRecording`](super::Effect::PlayRecording): it is over, or was never heard.
    RecordingEnded {
        /// Which request.
        request: RequestId,
        /// Whether it was heard.
        result: Result<(), NotPlayed>,
    },
    /// To [`Effect::FetchPhrasings`](super::Effect::FetchPhrasings).
    Phrasings {
        /// Which request.
        request: RequestId,
        /// What most agents say first.
        result: Result<Vec<PhrasingCase>, Problem>,
    },
    /// To [`Effect::DecidePhrasing`](super::Effect::DecidePhrasing).
    PhrasingDecided {
        /// Which write.
        write: WriteId,
        /// Whether the server took it.
        result: Result<(), Problem>,
    },
    /// To [`Effect::FetchGaps`](super::Effect::FetchGaps).
    Gaps {
        /// Which request.
        request: RequestId,
        /// The most frequent first.
        result: Result<Vec<Gap>, Problem>,
    },
    /// To [`Effect::DraftArticle`](super::Effect::DraftArticle).
    ArticleDrafted {
        /// The file, or why there is none.
        result: Result<String, String>,
    },
    /// To [`Effect::ClaimNext`](super::Effect::ClaimNext); none: nothing waits.
    ClaimedNext {
        /// Which write.
        write: WriteId,
        /// The ticket that is mine now.
        result: Result<Option<Box<Ticket>>, Problem>,
    },
    /// To [`Effect::Command`](super::Effect::Command): the ticket as it is now.
    Written {
        /// Which write.
        write: WriteId,
        /// The ticket.
        result: Result<Box<Ticket>, Problem>,
    },
    /// To [`Effect::CreateTicket`](super::Effect::CreateTicket).
    TicketCreated {
        /// Which write.
        write: WriteId,
        /// The ticket.
        result: Result<Box<Ticket>, Problem>,
    },
    /// To [`Effect::CreateCustomer`](super::Effect::CreateCustomer).
    CustomerCreated {
        /// Which write.
        write: WriteId,
        /// The customer.
        result: Result<Box<Customer>, Problem>,
    },
    /// To [`Effect::SaveContact`](super::Effect::SaveContact).
    ContactSaved {
        /// Which write.
        write: WriteId,
        /// The customer as they are now.
        result: Result<Box<Customer>, Problem>,
    },
    /// To [`Effect::FindCustomers`](super::Effect::FindCustomers).
    CustomersFound {
        /// Which request.
        request: RequestId,
        /// Best first.
        result: Result<Vec<Customer>, Problem>,
    },
    /// To [`Effect::IdentifyCaller`](super::Effect::IdentifyCaller).
    CallerIdentified {
        /// Which write.
        write: WriteId,
        /// The call as it is now.
        result: Result<Box<Call>, Problem>,
    },
    /// To [`Effect::WrapUp`](super::Effect::WrapUp).
    WrappedUp {
        /// Which write.
        write: WriteId,
        /// The call as it is now.
        result: Result<Box<Call>, Problem>,
    },
    /// To [`Effect::Reveal`](super::Effect::Reveal).
    Revealed {
        /// Which request.
        request: RequestId,
        /// Whose.
        customer: CustomerId,
        /// The values in full, in the order of the record.
        result: Result<Vec<String>, Problem>,
    },
    /// To [`Effect::PatchCall`](super::Effect::PatchCall).
    CallPatched {
        /// Which write.
        write: WriteId,
        /// Which call.
        call: CallId,
        /// The call as it is now.
        result: Result<Box<Call>, Problem>,
    },
    /// To [`Effect::SetPresence`](super::Effect::SetPresence).
    PresenceSet {
        /// Which request.
        request: RequestId,
        /// What the agent does now.
        result: Result<PresenceState, Problem>,
    },
    /// To [`Effect::FetchColleagues`](super::Effect::FetchColleagues).
    Colleagues {
        /// Which request.
        request: RequestId,
        /// Everybody of the desk.
        result: Result<Vec<Agent>, Problem>,
    },
    /// To [`Effect::SaveFile`](super::Effect::SaveFile).
    FileSaved {
        /// Where it lies.
        result: Result<String, NotOpened>,
    },
    /// To [`Effect::FinishTodo`](super::Effect::FinishTodo) and [`Effect::HandOverTodo`](super::Effect::HandOverTodo): whether it
    /// has left the lists.
    TodoFinished {
        /// Which write.
        write: WriteId,
        /// Which.
        todo: TodoId,
        /// Whether it worked.
        result: Result<(), Problem>,
    },
    /// To [`Effect::ListThemes`](super::Effect::ListThemes).
    Themes {
        /// Which request.
        request: RequestId,
        /// All there are, by name.
        names: Vec<String>,
        /// The one that is worn.
        worn: String,
    },
    /// To [`Effect::DrawPicture`](super::Effect::DrawPicture).
    PictureDrawn {
        /// Which request.
        request: RequestId,
        /// The picture.
        result: Result<Drawn, NoPicture>,
    },
    /// To [`Effect::DrawFace`](super::Effect::DrawFace).
    FaceDrawn {
        /// Which.
        media: MediaHash,
        /// The face, if it could be had and the terminal shows faces.
        face: Option<Drawn>,
    },
    /// To [`Effect::EditOutside`](super::Effect::EditOutside).
    Edited {
        /// Which request.
        request: RequestId,
        /// What stands there now, or why it could not be edited.
        result: Result<String, String>,
    },
    /// To [`Effect::OpenPicture`](super::Effect::OpenPicture).
    PictureOpened {
        /// Whether the viewer took it.
        result: Result<(), NotOpened>,
    },
    /// To [`Effect::SignIn`](super::Effect::SignIn).
    SignedIn {
        /// Which request.
        request: RequestId,
        /// Who is logged in now.
        result: Result<Box<Agent>, NotSignedIn>,
    },
}

/// Why a login came to nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum NotSignedIn {
    /// Login or password is wrong.
    Wrong,
    /// Too many wrong ones: the server takes none for a while.
    TooOften {
        /// How long.
        wait: TimeDelta,
    },
    /// The server could not be asked, or did not answer as it should.
    Failed(Problem),
}

/// A page of a view.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TicketPage {
    /// The rows, most urgent first.
    pub items: Vec<Ticket>,
    /// Where the next page begins; none: this is the last one.
    pub next: Option<String>,
    /// How many rows the view has, where the server keeps count.
    pub total: Option<u64>,
}

/// A page of a history.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HistoryPage {
    /// The entries, oldest first.
    pub items: Vec<HistoryEntry>,
    /// Where the next page begins; none: this is the last one.
    pub next: Option<String>,
}
