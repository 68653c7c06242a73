//! What is being filled in. A form holds the keys until it is sent or left; nothing else takes them away.

use chrono::{DateTime, Utc};

use super::contact::ContactForm;
use super::edit::{EditField, EditForm};
use super::editor::Editor;
use super::reply::ReplyForm;
use super::wrap_up::WrapUpForm;
use crate::console::app::text::Text;
use crate::domain::ids::{CallId, CustomerId, RootCauseId, TicketId};

/// The form on screen.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// A note on a ticket.
    Note(NoteForm),
    /// A message to the customer.
    Reply(Box<ReplyForm>),
    /// What came of a call.
    WrapUp(Box<WrapUpForm>),
    /// Let a ticket wait.
    Pend(PendForm),
    /// Solve or close a ticket, with its root cause.
    Close(CloseForm),
    /// Open a ticket again.
    Reopen(ReopenForm),
    /// Change a ticket's plain fields.
    Edit(Box<EditForm>),
    /// Take a ticket over from its owner.
    TakeOver(TakeOverForm),
    /// What came of a contact; an unknown caller becomes a customer by it.
    Contact(ContactForm),
    /// A new ticket.
    Ticket(NewTicketForm),
}

/// A note being written.
#[derive(Clone, Debug, PartialEq)]
pub struct NoteForm {
    /// On which ticket.
    pub ticket: TicketId,
    /// Its number, to show.
    pub number: u64,
    /// The words, several lines.
    pub text: Editor,
    /// What is wrong with it.
    pub problem: Option<Text>,
}

/// A ticket being put aside.
#[derive(Clone, Debug, PartialEq)]
pub struct PendForm {
    /// Which ticket.
    pub ticket: TicketId,
    /// Its number, to show.
    pub number: u64,
    /// What it waits for.
    pub reason: Editor,
    /// Until when: a choice, moved through with Up and Down or Tab.
    pub until: Until,
    /// Which field the keys go to: 0 the reason, 1 until when.
    pub field: usize,
    /// What is wrong with it.
    pub problem: Option<Text>,
}

/// Until when a ticket waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Until {
    /// Until the customer answers.
    #[default]
    Answer,
    /// Four hours.
    FourHours,
    /// One day.
    OneDay,
    /// Three days.
    ThreeDays,
}

impl Until {
    /// Every choice, in order.
    pub const ALL: [Self; 4] = [Self::Answer, Self::FourHours, Self::OneDay, Self::ThreeDays];

    /// The instant meant, UTC.
    pub fn after(self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let hours = match self {
            Self::Answer => return None,
            Self::FourHours => 4,
            Self::OneDay => 24,
            Self::ThreeDays => 72,
        };
        Some(now + chrono::TimeDelta::hours(hours))
    }
}

/// A ticket being solved or closed.
#[derive(Clone, Debug, PartialEq)]
pub struct CloseForm {
    /// Which ticket.
    pub ticket: TicketId,
    /// Its number, to show.
    pub number: u64,
    /// Solved, or done for good.
    pub ending: Ending,
    /// All root causes, likeliest first.
    pub causes: Vec<RootCauseId>,
    /// How many causes stand before the one that digit 1 chooses: pages of nine.
    pub offset: usize,
    /// The cause under the cursor, as an index into `causes`.
    pub cursor: usize,
    /// Whether a cause was chosen by digit or Enter; the next Enter sends.
    pub chosen: bool,
    /// In words; asked for where the catalogue says so.
    pub note: Editor,
    /// Whether the words are being typed now.
    pub typing: bool,
    /// What is wrong with it.
    pub problem: Option<Text>,
}

/// How a ticket ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ending {
    /// Solved in the desk's eyes.
    Resolve,
    /// Done for good.
    Close,
}

/// A ticket being opened again.
#[derive(Clone, Debug, PartialEq)]
pub struct ReopenForm {
    /// Which ticket.
    pub ticket: TicketId,
    /// Its number, to show.
    pub number: u64,
    /// Why; may stay empty.
    pub reason: Editor,
}

/// A ticket being taken over.
#[derive(Clone, Debug, PartialEq)]
pub struct TakeOverForm {
    /// Which ticket.
    pub ticket: TicketId,
    /// Its number, to show.
    pub number: u64,
    /// Whose it is, to show.
    pub owner: String,
    /// Why; the owner reads it.
    pub reason: Editor,
    /// What is wrong with it.
    pub problem: Option<Text>,
}

/// A new ticket.
#[derive(Clone, Debug, PartialEq)]
pub struct NewTicketForm {
    /// For whom.
    pub customer: Option<CustomerId>,
    /// Their name, to show.
    pub name: String,
    /// The call it came with.
    pub call: Option<CallId>,
    /// Subject, the customer's own words, and a note to begin with.
    pub fields: [Editor; 3],
    /// Which field the keys go to.
    pub field: usize,
    /// What is wrong with it.
    pub problem: Option<Text>,
}

impl Form {
    /// Whether keys are text in it now. While a root cause is chosen by digit they are not.
    pub fn is_typed_in(&self) -> bool {
        match self {
            Self::Close(form) => form.typing,
            Self::WrapUp(form) => form.typing,
            _ => true,
        }
    }

    /// Whether digits choose a root cause.
    pub fn is_choosing_cause(&self) -> bool {
        matches!(self, Self::Close(form) if !form.typing)
    }

    /// The ticket it is about.
    pub fn ticket(&self) -> Option<&TicketId> {
        match self {
            Self::Note(form) => Some(&form.ticket),
            Self::Reply(form) => Some(&form.ticket),
            Self::Pend(form) => Some(&form.ticket),
            Self::Close(form) => Some(&form.ticket),
            Self::Reopen(form) => Some(&form.ticket),
            Self::Edit(form) => Some(&form.ticket),
            Self::TakeOver(form) => Some(&form.ticket),
            Self::Contact(_) | Self::Ticket(_) | Self::WrapUp(_) => None,
        }
    }

    /// What is wrong with it, to show beside it.
    pub fn problem(&self) -> Option<&Text> {
        match self {
            Self::Note(form) => form.problem.as_ref(),
            Self::Reply(form) => form.problem.as_ref(),
            Self::WrapUp(form) => form.problem.as_ref(),
            Self::Pend(form) => form.problem.as_ref(),
            Self::Close(form) => form.problem.as_ref(),
            Self::Contact(form) => form.problem.as_ref(),
            Self::Ticket(form) => form.problem.as_ref(),
            Self::Edit(form) => form.problem.as_ref(),
            Self::TakeOver(form) => form.problem.as_ref(),
            Self::Reopen(_) => None,
        }
    }

    /// What was typed into each field.
    pub fn typed(&self) -> Vec<String> {
        let text = |field: &Editor| vec![field.text().to_owned()];
        match self {
            Self::Note(form) => text(&form.text),
            Self::Reply(form) => text(&form.text),
            Self::WrapUp(form) => text(&form.summary),
            Self::Pend(form) => text(&form.reason),
            Self::Close(form) => text(&form.note),
            Self::Reopen(form) => text(&form.reason),
            Self::TakeOver(form) => text(&form.reason),
            Self::Edit(form) => form.draft(),
            Self::Contact(form) => form.draft(),
            Self::Ticket(form) => form.fields.iter().flat_map(text).collect(),
        }
    }

    /// Whether nothing was typed into it.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Edit(form) => form.is_unchanged(),
            Self::Contact(form) => form.fields.iter().all(|field| field.text.is_blank()),
            Self::Ticket(form) => form.fields.iter().all(Editor::is_blank),
            Self::Note(form) => form.text.is_blank(),
            Self::Reply(form) => form.text.is_blank(),
            Self::WrapUp(form) => form.summary.is_blank(),
            Self::Pend(form) => form.reason.is_blank(),
            Self::Close(form) => form.note.is_blank(),
            Self::Reopen(form) => form.reason.is_blank(),
            Self::TakeOver(form) => form.reason.is_blank(),
        }
    }

    /// How many fields the keys go through, and the one they are in.
    pub fn fields(&mut self) -> Option<(&mut usize, usize)> {
        match self {
            Self::Pend(form) => Some((&mut form.field, 2)),
            Self::Contact(form) => {
                let shown = form.shown();
                Some((&mut form.field, shown))
            }
            Self::Ticket(form) => Some((&mut form.field, form.fields.len())),
            Self::Edit(form) => Some((&mut form.field, EditForm::FIELDS.len())),
            Self::Reply(form) if form.channels.len() > 1 => {
                let ways = form.channels.len();
                Some((&mut form.way, ways))
            }
            Self::Note(_) | Self::Reply(_) | Self::WrapUp(_) | Self::Close(_) | Self::Reopen(_) | Self::TakeOver(_) => {
                None
            }
        }
    }

    /// The field the keys go to.
    pub fn editor(&self) -> Option<&Editor> {
        match self {
            Self::Note(form) => Some(&form.text),
            Self::Reply(form) => Some(&form.text),
            Self::WrapUp(form) => form.typing.then_some(&form.summary),
            Self::Pend(form) => (form.field == 0).then_some(&form.reason),
            Self::Close(form) => form.typing.then_some(&form.note),
            Self::Reopen(form) => Some(&form.reason),
            Self::TakeOver(form) => Some(&form.reason),
            Self::Edit(form) => match form.at() {
                EditField::Subject => Some(&form.subject),
                EditField::Queue => Some(&form.queue),
                EditField::Priority | EditField::Kind => None,
            },
            Self::Contact(form) => form.fields.get(form.field).map(|field| &field.text),
            Self::Ticket(form) => form.fields.get(form.field),
        }
    }

    /// The field the keys go to, to be typed in.
    pub fn editor_mut(&mut self) -> Option<&mut Editor> {
        match self {
            Self::Note(form) => Some(&mut form.text),
            Self::Reply(form) => Some(&mut form.text),
            Self::WrapUp(form) => form.typing.then_some(&mut form.summary),
            Self::Pend(form) => (form.field == 0).then_some(&mut form.reason),
            Self::Close(form) => form.typing.then_some(&mut form.note),
            Self::Reopen(form) => Some(&mut form.reason),
            Self::TakeOver(form) => Some(&mut form.reason),
            Self::Edit(form) => match form.at() {
                EditField::Subject => Some(&mut form.subject),
                EditField::Queue => Some(&mut form.queue),
                EditField::Priority | EditField::Kind => None,
            },
            Self::Contact(form) => form.fields.get_mut(form.field).map(|field| &mut field.text),
            Self::Ticket(form) => form.fields.get_mut(form.field),
        }
    }
}

impl CloseForm {
    /// The causes on the page of digits 1 to 9.
    pub fn page(&self) -> &[RootCauseId] {
        let end = (self.offset + 9).min(self.causes.len());
        self.causes.get(self.offset..end).unwrap_or_default()
    }

    /// The cause under the cursor.
    pub fn cause(&self) -> Option<&RootCauseId> {
        self.causes.get(self.cursor)
    }
}
