//! Bodies of requests, and answers that are no record of the domain.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::agent::{Agent, Presence, Role};
use crate::domain::ids::{
    AgentId, ArticleId, CallId, CustomerId, MediaHash, OrderId, ProblemTypeId, RootCauseId, TicketId, TodoId,
};
use crate::domain::interaction::{Channel, Direction};
use crate::domain::phrasing::{Found, FoundBy};
use crate::domain::recording::Recording;
use crate::domain::ticket::Activity;
use crate::domain::ticket::lifecycle::TicketEdit;
use crate::domain::todo::Need;
use crate::domain::validity::Validity;
use crate::domain::wrap_up::Disposition;

/// `POST /session`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Login {
    /// Login name.
    pub login: String,
    /// Password; never logged.
    pub password: String,
}

/// Answer to `POST /session`.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct Session {
    /// Opaque bearer token.
    pub token: String,
    /// When it stops working, UTC.
    pub expires_at: DateTime<Utc>,
    /// Who logged in.
    pub agent: Agent,
}

/// `GET /me`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Me {
    /// Who holds the token.
    pub agent: Agent,
    /// The server's clock, UTC: countdowns follow it, not the desk's.
    pub now: DateTime<Utc>,
}

/// `PUT /me/presence`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPresence {
    /// The new presence.
    pub presence: Presence,
}

/// `POST /calls`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCall {
    /// The telephone system's own id, 1 to 128 characters; posting it again changes nothing.
    pub external_id: String,
    /// The caller's number in any form; empty, "anonymous", "Restricted" … when withheld.
    #[serde(default)]
    pub from: String,
    /// The number dialled.
    #[serde(default)]
    pub to: Option<String>,
    /// The queue it waits in.
    #[serde(default)]
    pub queue: Option<String>,
    /// Login of the agent it rings for; none: whoever is free.
    #[serde(default)]
    pub agent: Option<String>,
    /// When it began, UTC; none: now.
    #[serde(default)]
    pub started_at: Option<DateTime<Utc>>,
    /// What the caller said to the machine.
    #[serde(default)]
    pub utterance: Option<String>,
}

/// `PATCH /calls/{id}`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CallPatch {
    /// Where the call stands now.
    pub state: CallStateName,
    /// Login of the agent who answered or holds; none: the one who asks.
    #[serde(default)]
    pub agent: Option<String>,
    /// When it happened, UTC; none: now.
    #[serde(default)]
    pub at: Option<DateTime<Utc>>,
}

/// States a call can be put into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CallStateName {
    /// Rings.
    Ringing,
    /// Answered, or taken off hold.
    Answered,
    /// On hold.
    Held,
    /// Over.
    Ended,
    /// Over without an answer.
    Abandoned,
}

/// `POST /calls/{id}/utterances`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewUtterance {
    /// What the caller said, 1 to 2000 characters.
    pub text: String,
    /// When, UTC; none: now.
    #[serde(default)]
    pub at: Option<DateTime<Utc>>,
}

/// `PUT /calls/{id}/customer`: who turned out to call.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Identify {
    /// The customer chosen among several, or found by what they said.
    pub customer_id: CustomerId,
    /// Whether the number of the call becomes one of theirs; of a withheld one there is none to keep.
    #[serde(default)]
    pub keep_number: bool,
}

/// `POST /customers`: one-key capture of an unknown caller (M15).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCustomer {
    /// Person's name, 1 to 80 characters.
    pub name: String,
    /// Number in any form; or `call_id`, whose number it becomes, so that an agent need not see it.
    #[serde(default)]
    pub phone: Option<String>,
    /// The call whose number it is.
    #[serde(default)]
    pub call_id: Option<String>,
    /// Company.
    #[serde(default)]
    pub company: Option<String>,
    /// City.
    #[serde(default)]
    pub city: Option<String>,
    /// Stage of the relation.
    #[serde(default)]
    pub stage: Option<String>,
    /// What stands in the way.
    #[serde(default)]
    pub obstacle: Option<String>,
    /// When to call again, UTC; it becomes a callback of whoever adds them.
    #[serde(default)]
    pub next_contact_at: Option<DateTime<Utc>>,
}

/// `PATCH /customers/{id}`: only the fields sent change; null empties.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerPatch {
    /// Person's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A picture of theirs that is kept, by its hash.
    #[serde(default, with = "present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub avatar: Option<Option<MediaHash>>,
    /// Company.
    #[serde(default, with = "present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub company: Option<Option<String>>,
    /// E-mail address.
    #[serde(default, with = "present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub email: Option<Option<String>>,
    /// City.
    #[serde(default, with = "present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub city: Option<Option<String>>,
    /// Delivery address.
    #[serde(default, with = "present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub address: Option<Option<String>>,
    /// Stage of the relation.
    #[serde(default, with = "present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub stage: Option<Option<String>>,
    /// What stands in the way.
    #[serde(default, with = "present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub obstacle: Option<Option<String>>,
    /// When to call again, UTC; the callback of whoever changes it moves along.
    #[serde(default, with = "present", skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<DateTime<Utc>>)]
    pub next_contact_at: Option<Option<DateTime<Utc>>>,
}

/// `POST /customers/{id}/reveal`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reveal {
    /// "phones" or "email".
    pub field: String,
    /// Why, 1 to 200 characters; kept with who and when.
    pub reason: String,
}

/// Answer to a reveal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Revealed {
    /// Whose.
    pub customer_id: CustomerId,
    /// The numbers (or addresses) in full, in the order of the record.
    pub values: Vec<String>,
    /// When the console masks it again, UTC.
    pub until: DateTime<Utc>,
}

/// `POST /tickets`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTicket {
    /// For whom.
    pub customer_id: Option<CustomerId>,
    /// In a few words, 1 to 200 characters.
    pub subject: String,
    /// The customer's own words, up to 4000 characters.
    #[serde(default)]
    pub words: String,
    /// Kind of problem; none: predicted from the words.
    #[serde(default)]
    pub problem_type: Option<ProblemTypeId>,
    /// 1 to 5; none: 3.
    #[serde(default)]
    pub priority: Option<u8>,
    /// Queue; none: "default".
    #[serde(default)]
    pub queue: Option<String>,
    /// About which order.
    #[serde(default)]
    pub order_id: Option<OrderId>,
    /// Whether it belongs to the agent who opens it at once: they are on the phone with the customer.
    #[serde(default)]
    pub claim: bool,
    /// The call it came with. A caller who was not known is this customer from now on.
    #[serde(default)]
    pub call_id: Option<CallId>,
}

/// `PATCH /tickets/{id}`: only the fields sent change. Owner and state have commands of their own.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TicketPatch {
    /// In a few words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The customer's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// Kind of problem.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem_type: Option<ProblemTypeId>,
    /// 1 to 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority: Option<u8>,
    /// Queue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queue: Option<String>,
}

impl From<TicketEdit> for TicketPatch {
    fn from(edit: TicketEdit) -> Self {
        let TicketEdit { subject, words, problem_type, priority, queue } = edit;
        Self { subject, words, problem_type, priority, queue }
    }
}

/// `POST /tickets/{id}/assign`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Assign {
    /// Login of the new owner; null: nobody.
    pub to: Option<String>,
}

/// `POST /tickets/{id}/notes`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewNote {
    /// 1 to 20 000 characters.
    pub text: String,
}

/// `POST /tickets/{id}/contacts`: what the response clocks go by.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewContact {
    /// How.
    pub channel: Channel,
    /// Who began.
    pub direction: Direction,
    /// What was said, up to 2 000 characters; what the customer wrote, or what was written to them.
    #[serde(default)]
    pub text: String,
    /// For a call: which. It must be the customer's; whether it was answered is known.
    #[serde(default)]
    pub call_id: Option<CallId>,
}

/// `POST /calls/{id}/wrap-up`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWrapUp {
    /// How the call ended.
    pub disposition: Disposition,
    /// What came of it, 1 to 500 characters.
    pub summary: String,
}

/// `POST /tickets/{id}/replies`: words for the customer.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReply {
    /// What to write, 1 to 2 000 characters.
    pub text: String,
    /// By which channel: `wechat`, `sms` or `email`; none: as the customer wrote last, else whatever reaches them.
    #[serde(default)]
    pub channel: Option<Channel>,
    /// When the writer last looked at what the customer wrote, UTC: anything newer refuses the reply (409). None: whatever
    /// there is was seen.
    #[serde(default)]
    pub seen_at: Option<DateTime<Utc>>,
}

/// `POST /tickets/{id}/pend`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Pend {
    /// What it waits for, 1 to 200 characters.
    pub reason: String,
    /// Until when, UTC.
    #[serde(default)]
    pub until: Option<DateTime<Utc>>,
}

/// `POST /tickets/{id}/resolve` and `/close`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Resolve {
    /// Why it came to be; a close may leave it out when the resolved ticket has one already.
    #[serde(default)]
    pub root_cause: Option<RootCauseId>,
    /// In words.
    #[serde(default)]
    pub note: Option<String>,
    /// The answer that was used.
    #[serde(default)]
    pub article_id: Option<ArticleId>,
    /// How that was found, unless `POST /knowledge/uses` has told already that it helped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<Found>,
}

/// `POST /tickets/{id}/take-over`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeOver {
    /// Why, in a few words, 1 to 200 characters; the owner reads it.
    pub reason: String,
}

/// `POST /tickets/{id}/reopen`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reopen {
    /// Why, in a few words.
    #[serde(default)]
    pub reason: Option<String>,
}

/// `POST /tickets/{id}/merge`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Merge {
    /// The ticket that goes on.
    pub into: TicketId,
}

/// `PUT /tickets/{id}/presence`; sent again every 10 s, forgotten after 15 s. `DELETE` leaves.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TicketPresence {
    /// What the agent does with it.
    pub activity: Activity,
}

/// `POST /articles` and, with all fields, `PUT /articles/{id}`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArticleDraft {
    /// Stable id, chosen by the author.
    pub id: ArticleId,
    /// "zh-CN" or "en".
    pub lang: String,
    /// Short.
    pub title: String,
    /// Kind of problem it solves.
    pub problem_type: ProblemTypeId,
    /// How customers say it.
    pub phrasings: Vec<String>,
    /// Likeliest first.
    #[serde(default)]
    pub root_causes: Vec<RootCauseId>,
    /// One-key actions that its steps use.
    #[serde(default)]
    pub actions: Vec<String>,
    /// At most 3.
    #[serde(default)]
    pub recordings: Vec<Recording>,
    /// Markdown.
    pub body: String,
    /// Department that keeps it right.
    #[serde(default)]
    pub owner: String,
    /// Channels on which it helps; none: on all.
    #[serde(default)]
    pub channels: Vec<Channel>,
    /// Products it is about, by name; none: all. At most 50.
    #[serde(default)]
    pub products: Vec<String>,
    /// Roles that may read it, the author's among them; none: all.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// When it holds; on other days it is neither found nor shown.
    #[serde(default)]
    pub valid: Validity,
}

impl ArticleDraft {
    /// The lists that hold nothing twice, by field; no recording is there twice either.
    pub fn lists(&self) -> [(&'static str, Vec<&str>); 5] {
        [
            ("root_causes", self.root_causes.iter().map(RootCauseId::as_str).collect()),
            ("actions", self.actions.iter().map(String::as_str).collect()),
            ("channels", self.channels.iter().map(|channel| channel.as_str()).collect()),
            ("products", self.products.iter().map(String::as_str).collect()),
            ("roles", self.roles.iter().map(|role| role.as_str()).collect()),
        ]
    }
}

/// `POST /articles/{id}/phrasings`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPhrasing {
    /// As a customer said it, 1 to 200 characters.
    pub text: String,
}

/// Bytes of the longest file of `POST /media`.
pub const LARGEST_RECORDING: usize = 2 * 1024 * 1024;

/// Answer to `POST /media`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StoredMedia {
    /// The name it is kept under.
    pub sha256: MediaHash,
    /// What it is: `audio/ogg`, …
    pub content_type: String,
}

/// `POST /knowledge/uses`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KnowledgeUse {
    /// What was searched, in the customer's words.
    pub query: String,
    /// The answer, unless nothing was found.
    #[serde(default)]
    pub article_id: Option<ArticleId>,
    /// What came of it.
    pub outcome: UseOutcome,
    /// The phrasing by which the answer was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phrasing: Option<String>,
    /// Helped: the answer that stood first and was not the one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passed_over: Option<FoundBy>,
}

/// What came of a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum UseOutcome {
    /// Looked for.
    Searched,
    /// Opened.
    Opened,
    /// It helped.
    Helped,
    /// No answer fitted.
    Nothing,
}

/// `PATCH /todos/{id}`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TodoPatch {
    /// Whether it is done.
    pub done: bool,
}

/// `POST /callbacks` and `POST /todos`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTodo {
    /// In a few words, 1 to 200 characters.
    pub text: String,
    /// When it is due, UTC.
    pub due_at: DateTime<Utc>,
    /// For whom.
    #[serde(default)]
    pub customer_id: Option<CustomerId>,
    /// On which ticket.
    #[serde(default)]
    pub ticket_id: Option<TicketId>,
    /// What it takes to keep it: the customer's number or address, or a file that was kept with `POST /media`. None: nothing;
    /// for a callback the number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needs: Option<Need>,
}

/// `POST /todos/{id}/hand-over`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    /// Who is to keep the promise from now on.
    pub to: AgentId,
}

/// Answer to what only has an id to tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TodoDone {
    /// Which.
    pub id: TodoId,
}

/// Answer to `POST /tickets/{id}/actions/{name}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ActionDone {
    /// What was done, in a sentence.
    pub result: String,
}

/// A field that is absent is left alone; a field that is null is emptied.
#[expect(clippy::option_option, clippy::ref_option, reason = "absent and empty differ; serde sets the signatures")]
mod present {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<T: Serialize, S: Serializer>(value: &Option<Option<T>>, to: S) -> Result<S::Ok, S::Error> {
        value.as_ref().and_then(Option::as_ref).serialize(to)
    }

    pub fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<Option<T>>, D::Error> {
        Option::deserialize(from).map(Some)
    }
}
