//! What the console wants done outside: the only way `update` reaches the world.
//!
//! Effects are wishes, executed by `console::runtime::effects`; what comes of them returns as
//! [`Answer`](super::message::Answer)s. Reads carry a [`RequestId`], writes an idempotency key, so that each lands once.

mod fields;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::merge::Changes;
use super::model::picture::Fit;
use super::model::sign_in::Password;
use super::model::{Lang, Size};
use super::remote::RequestId;
use super::text::Text;
use crate::domain::agent::{AgentRef, Presence};
use crate::domain::article::Scope;
use crate::domain::calendar::Month;
use crate::domain::clean::Words;
use crate::domain::gap::Gap;
use crate::domain::ids::{AgentId, ArticleId, CallId, CustomerId, InteractionId, MediaHash, RootCauseId, TicketId};
use crate::domain::interaction::{Channel, Direction, MediaRef, Outcome};
use crate::domain::phrasing::{Found, FoundBy};
use crate::domain::ticket::lifecycle::TicketEdit;
use crate::domain::ticket::view::TicketView;
use crate::domain::ticket::{Activity, RootCauseTag, lifecycle};
use crate::domain::wrap_up::Disposition;

pub use fields::{Becomes, ContactFields, NewCustomer, NewTicket};

/// A wish of the console.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// One page of a view: [`Answer::Tickets`](super::message::Answer::Tickets).
    FetchTickets {
        /// To tell the answer by.
        request: RequestId,
        /// Which view.
        view: TicketView,
        /// Where the page begins; none: at the top.
        cursor: Option<String>,
        /// Rows wanted, 1 to 200.
        limit: u32,
    },
    /// One ticket.
    FetchTicket {
        /// To tell the answer by.
        request: RequestId,
        /// Which.
        ticket: TicketId,
    },
    /// A page of a ticket's history, newest entries first or oldest first as the server gives it.
    FetchHistory {
        /// To tell the answer by.
        request: RequestId,
        /// Of which ticket.
        ticket: TicketId,
        /// Where the page begins; none: at the beginning.
        cursor: Option<String>,
    },
    /// The clocks of a ticket, explained: [`Answer::Clocks`](super::message::Answer::Clocks).
    FetchClocks {
        /// To tell the answer by.
        request: RequestId,
        /// Of which ticket.
        ticket: TicketId,
    },
    /// The layers that a ticket's changes went through: [`Answer::Trace`](super::message::Answer::Trace).
    FetchTrace {
        /// To tell the answer by.
        request: RequestId,
        /// Of which ticket.
        ticket: TicketId,
    },
    /// What will blow soon: [`Answer::AtRisk`](super::message::Answer::AtRisk).
    FetchAtRisk {
        /// To tell the answer by.
        request: RequestId,
    },
    /// Everything about one customer.
    FetchProfile {
        /// To tell the answer by.
        request: RequestId,
        /// Whose.
        customer: CustomerId,
    },
    /// The figures of the status line.
    FetchCounts {
        /// To tell the answer by.
        request: RequestId,
    },
    /// The lead's wall: [`Answer::Wall`](super::message::Answer::Wall).
    FetchWall {
        /// To tell the answer by.
        request: RequestId,
    },
    /// Tickets behind a figure of the wall: a person's, or nobody's of a region.
    FetchWallTickets {
        /// To tell the answer by.
        request: RequestId,
        /// Whose; none: nobody's.
        owner: Option<AgentId>,
        /// Of which region, when nobody's.
        region: Option<String>,
        /// Where the page begins; none: at the top.
        cursor: Option<String>,
        /// Rows wanted, 1 to 200.
        limit: u32,
    },
    /// What is stuck: [`Answer::Blockers`](super::message::Answer::Blockers).
    FetchBlockers {
        /// To tell the answer by.
        request: RequestId,
    },
    /// Own to-dos and callbacks that are open: [`Answer::Promises`](super::message::Answer::Promises).
    FetchPromises {
        /// To tell the answer by.
        request: RequestId,
    },
    /// The figures of a month: [`Answer::RootCauseReport`](super::message::Answer::RootCauseReport).
    FetchRootCauseReport {
        /// To tell the answer by.
        request: RequestId,
        /// Which month; none: this one.
        month: Option<Month>,
    },
    /// A page of the tickets behind a root cause: [`Answer::CauseTickets`](super::message::Answer::CauseTickets).
    FetchCauseTickets {
        /// To tell the answer by.
        request: RequestId,
        /// Which cause.
        root_cause: RootCauseId,
        /// Of which month.
        month: Month,
        /// Where the page begins; none: at the top.
        cursor: Option<String>,
    },
    /// Why tickets come to be: [`Answer::RootCauses`](super::message::Answer::RootCauses).
    FetchRootCauses,
    /// Calls that are live at this desk now, after a reset: [`Answer::Calls`](super::message::Answer::Calls).
    FetchCalls {
        /// To tell the answer by.
        request: RequestId,
    },
    /// A search of the local index; a later search supersedes it.
    Search {
        /// To tell the answer by.
        request: RequestId,
        /// In the customer's words; never empty.
        query: String,
        /// Which articles.
        lang: Lang,
        /// For whom and about what: others are not found.
        scope: Scope,
        /// Hits wanted.
        limit: usize,
    },
    /// Take the most urgent unassigned ticket.
    ClaimNext {
        /// Makes it safe to send again.
        write: WriteId,
    },
    /// A command on a ticket, through the outbox.
    Command {
        /// Makes it safe to send again.
        write: WriteId,
        /// Which ticket.
        ticket: TicketId,
        /// The version it was decided on (`If-Match`); none: whatever is there now.
        version: Option<u64>,
        /// What to do.
        command: TicketCommand,
        /// What it changes, to merge it with what others do; empty: it fits any version.
        changes: Changes,
    },
    /// A new ticket.
    CreateTicket {
        /// Makes it safe to send again.
        write: WriteId,
        /// The ticket.
        new: NewTicket,
    },
    /// A new customer of three fields (M15).
    CreateCustomer {
        /// Makes it safe to send again.
        write: WriteId,
        /// The fields.
        fields: NewCustomer,
    },
    /// What came of a contact with a customer (M15).
    SaveContact {
        /// Makes it safe to send again.
        write: WriteId,
        /// With whom.
        customer: CustomerId,
        /// The version of the customer it was written on; none: whatever is there now.
        version: Option<u64>,
        /// The fields that changed.
        fields: ContactFields,
        /// The same with what they were before.
        changes: Changes,
    },
    /// Customers by what a caller says of themselves: [`Answer::CustomersFound`](super::message::Answer::CustomersFound).
    FindCustomers {
        /// To tell the answer by.
        request: RequestId,
        /// A name, or the number of an order, waybill, ticket or telephone; never empty.
        words: String,
    },
    /// It is this customer who calls.
    IdentifyCaller {
        /// Makes it safe to send again.
        write: WriteId,
        /// On which call.
        call: CallId,
        /// Who.
        customer: CustomerId,
        /// Whether the number of the call becomes one of theirs.
        keep_number: bool,
    },
    /// What came of a call that is over.
    WrapUp {
        /// Makes it safe to send again.
        write: WriteId,
        /// Which call.
        call: CallId,
        /// How it ended.
        disposition: Disposition,
        /// In a line.
        summary: String,
    },
    /// Show a masked field in full; recorded by the server.
    Reveal {
        /// To tell the answer by.
        request: RequestId,
        /// Whose.
        customer: CustomerId,
        /// "phones" or "email".
        field: &'static str,
        /// Why, kept with who and when.
        reason: String,
    },
    /// Call control.
    PatchCall {
        /// Makes it safe to send again.
        write: WriteId,
        /// Which call.
        call: CallId,
        /// What it shall be.
        to: CallControl,
    },
    /// What this agent is doing.
    SetPresence {
        /// To tell the answer by.
        request: RequestId,
        /// The new presence.
        presence: Presence,
    },
    /// This desk has a ticket open; the runtime repeats it every 10 s until the next one. None: it has none open.
    TicketPresence {
        /// Which, and whether a note is being written.
        open: Option<(TicketId, Activity)>,
    },
    /// A to-do or callback is done.
    FinishTodo {
        /// Makes it safe to send again.
        write: WriteId,
        /// Which.
        todo: crate::domain::ids::TodoId,
    },
    /// A to-do or callback becomes a colleague's.
    HandOverTodo {
        /// Makes it safe to send again.
        write: WriteId,
        /// Which.
        todo: crate::domain::ids::TodoId,
        /// Whose it becomes.
        to: AgentId,
    },
    /// The people of the desk: [`Answer::Colleagues`](super::message::Answer::Colleagues).
    FetchColleagues {
        /// To tell the answer by.
        request: RequestId,
    },
    /// A file laid down where other programs find it: [`Answer::FileSaved`](super::message::Answer::FileSaved).
    SaveFile {
        /// Which.
        file: MediaRef,
    },
    /// What came of an answer of the knowledge base.
    ReportUse {
        /// Makes it safe to send again.
        write: WriteId,
        /// What was searched, in the customer's words.
        query: String,
        /// The answer; none: nothing fitted.
        article: Option<ArticleId>,
        /// What came of it.
        outcome: UseOutcome,
        /// The phrasing by which the answer was found.
        phrasing: Option<String>,
        /// Helped: the answer that stood first and was not the one.
        passed_over: Option<FoundBy>,
    },
    /// A recording made audible, in place of the one that is: [`Answer::RecordingBegun`](super::message::Answer::RecordingBegun),
    /// then [`Answer::RecordingEnded`](super::message::Answer::RecordingEnded).
    PlayRecording {
        /// To tell its end by.
        request: RequestId,
        /// Which.
        media: MediaHash,
    },
    /// Silence.
    StopRecording,
    /// Phrasings that wait for a lead: [`Answer::Phrasings`](super::message::Answer::Phrasings).
    FetchPhrasings {
        /// To tell the answer by.
        request: RequestId,
    },
    /// A lead's word on a phrasing: [`Answer::PhrasingDecided`](super::message::Answer::PhrasingDecided).
    DecidePhrasing {
        /// Makes it safe to send again.
        write: WriteId,
        /// The answer it is about.
        article: ArticleId,
        /// The phrasing.
        phrasing: String,
        /// Whether it becomes part of the answer, or leaves the list.
        accept: bool,
    },
    /// What no answer fitted: [`Answer::Gaps`](super::message::Answer::Gaps).
    FetchGaps {
        /// To tell the answer by.
        request: RequestId,
    },
    /// Begin an answer in a file: [`Answer::ArticleDrafted`](super::message::Answer::ArticleDrafted).
    DraftArticle {
        /// What it is to answer.
        gap: Box<Gap>,
    },
    /// Which themes there are: [`Answer::Themes`](super::message::Answer::Themes).
    ListThemes {
        /// To tell the answer by.
        request: RequestId,
    },
    /// Another theme, at once and for this run.
    WearTheme {
        /// Its name.
        name: String,
    },
    /// A picture drawn for the terminal; a later one supersedes it: [`Answer::PictureDrawn`](super::message::Answer::PictureDrawn).
    DrawPicture {
        /// To tell the answer by.
        request: RequestId,
        /// Which.
        media: MediaHash,
        /// Cells it may take, at most.
        room: Size,
        /// Whether it may be taller than that.
        fit: Fit,
    },
    /// The face of a customer drawn for the terminal: [`Answer::FaceDrawn`](super::message::Answer::FaceDrawn).
    DrawFace {
        /// Which.
        media: MediaHash,
    },
    /// A picture in the system's own viewer: [`Answer::PictureOpened`](super::message::Answer::PictureOpened).
    OpenPicture {
        /// Which.
        media: MediaHash,
    },
    /// Go on writing in the user's own editor, which has the terminal meanwhile:
    /// [`Answer::Edited`](super::message::Answer::Edited).
    EditOutside {
        /// To tell the answer by.
        request: RequestId,
        /// What stands there.
        text: String,
    },
    /// Onto the clipboard: [`Msg::Copied`](super::message::Msg::Copied).
    Copy {
        /// Cleaned: it is pasted where it may be obeyed.
        text: Words,
    },
    /// Keep what was typed safe on disk, within a second.
    SaveDraft {
        /// Draft of what.
        draft: DraftId,
        /// The text; empty: forget the draft.
        text: String,
    },
    /// A bell or desktop notice, as configured: the phone rings, or a ticket has gone up to this agent.
    Bell {
        /// What has happened.
        about: Text,
    },
    /// A token for a password; the console goes on with it: [`Answer::SignedIn`](super::message::Answer::SignedIn).
    SignIn {
        /// To tell the answer by.
        request: RequestId,
        /// The login name.
        login: String,
        /// The password.
        password: Password,
    },
    /// Paint everything anew; where it is read, read everything.
    Redraw,
    /// Read something again that was perhaps heard.
    Read(Reading),
    /// Take the mouse from the terminal, or leave it to it.
    TakeMouse {
        /// Which.
        taken: bool,
    },
    /// End the console.
    Quit,
}

/// What is read on request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Everything.
    All,
    /// The row under the cursor, or the field that is typed in.
    Row,
    /// The status line.
    Status,
}

/// The idempotency key of a write: unique over all consoles and runs.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct WriteId(pub String);

/// A command on a ticket, with all the server needs to carry it out: those of the life cycle that the desk has keys for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TicketCommand {
    /// Own it.
    Claim,
    /// Give it to somebody.
    Assign {
        /// Whom.
        to: AgentRef,
        /// What they log in with.
        login: String,
    },
    /// Write an internal note.
    Note {
        /// The words.
        text: String,
    },
    /// Write to the customer.
    Reply {
        /// The words.
        text: String,
        /// By which channel; none: the server chooses.
        channel: Option<Channel>,
        /// When the agent last saw what the customer wrote, UTC.
        seen_at: Option<DateTime<Utc>>,
    },
    /// Let it wait.
    Pend {
        /// For what.
        reason: String,
        /// Until when, UTC; none: until the customer answers.
        until: Option<DateTime<Utc>>,
    },
    /// Solved.
    Resolve {
        /// Why it came to be.
        root_cause: RootCauseTag,
        /// The answer that was used.
        article: Option<ArticleId>,
        /// How that was found; none: that it helped has been reported.
        #[serde(default)]
        found: Option<Found>,
    },
    /// Done for good.
    Close {
        /// Why it came to be; none: as resolved.
        root_cause: Option<RootCauseTag>,
        /// The answer that was used.
        article: Option<ArticleId>,
        /// How that was found; none: that it helped has been reported.
        #[serde(default)]
        found: Option<Found>,
    },
    /// Solved no more.
    Reopen {
        /// Why.
        reason: Option<String>,
    },
    /// A one-key action (M6).
    Act {
        /// Its name, "expedite".
        name: String,
    },
    /// Take note of what has gone up.
    Acknowledge,
    /// Change plain fields.
    Edit(TicketEdit),
    /// Own it although somebody else does.
    TakeOver {
        /// Why.
        reason: String,
    },
}

impl TicketCommand {
    /// The command as the rules of the life cycle know it; what an action comes to is the server's to say.
    pub fn rule(&self) -> lifecycle::TicketCommand {
        use lifecycle::TicketCommand as Rule;
        match self.clone() {
            Self::Claim => Rule::Claim,
            Self::Assign { to, .. } => Rule::Assign { to: Some(to) },
            Self::Note { text } => Rule::Note { text },
            Self::Reply { channel, .. } => Rule::Reply(sent_by(channel)),
            Self::Pend { reason, until } => Rule::Pend { reason, until },
            Self::Resolve { root_cause, article, found } => {
                Rule::Resolve { tag: root_cause, article_id: article, found }
            }
            Self::Close { root_cause, article, found } => Rule::Close { tag: root_cause, article_id: article, found },
            Self::Reopen { reason } => Rule::Reopen { reason },
            Self::Act { name } => Rule::Act { action: name, result: String::new() },
            Self::Acknowledge => Rule::Acknowledge,
            Self::Edit(edit) => Rule::Edit(edit),
            Self::TakeOver { reason } => Rule::TakeOver { reason },
        }
    }
}

/// A message as the rules see it before the server has written it down.
fn sent_by(channel: Option<Channel>) -> lifecycle::Contact {
    lifecycle::Contact {
        channel: channel.unwrap_or(Channel::Sms),
        direction: Direction::Outbound,
        outcome: Outcome::Sent,
        interaction: InteractionId::new(""),
    }
}

/// What an agent does to a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallControl {
    /// Answer it, or take it off hold.
    Answer,
    /// Put it on hold.
    Hold,
    /// End it.
    HangUp,
}

/// What came of a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum UseOutcome {
    /// Looked for.
    Searched,
    /// Opened.
    Opened,
    /// It helped: copied, put into a note, or the ticket was closed with it.
    Helped,
    /// No answer fitted.
    Nothing,
}

/// What a draft is of.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum DraftId {
    /// The note of a ticket.
    Note(TicketId),
    /// The message to the customer of a ticket.
    Reply(TicketId),
    /// What a ticket waits for.
    Pend(TicketId),
    /// The root cause of a ticket in words.
    Cause(TicketId),
    /// Why a ticket is opened again.
    Reopen(TicketId),
    /// The plain fields of a ticket.
    Edit(TicketId),
    /// Why a ticket is taken over.
    TakeOver(TicketId),
    /// The new customer of a call (none: of no call).
    Customer(Option<CallId>),
    /// The new ticket of a customer: subject, words and note.
    Ticket(Option<CustomerId>),
    /// What came of a contact with a customer.
    Contact(CustomerId),
    /// What came of a call.
    WrapUp(CallId),
    /// What is being searched.
    Search,
    /// Which of these is being filled in, as JSON.
    Form,
}
