//! The plain fields of a ticket while they are changed.

use super::editor::Editor;
use crate::console::app::text::Text;
use crate::console::keymap::KeyCode;
use crate::domain::ids::{ProblemTypeId, TicketId};
use crate::domain::prediction::Lexicon;
use crate::domain::ticket::Ticket;
use crate::domain::ticket::lifecycle::TicketEdit;

/// Priorities there are: 1 is most urgent.
pub const PRIORITIES: std::ops::RangeInclusive<u8> = 1..=5;

/// The form.
#[derive(Clone, Debug, PartialEq)]
pub struct EditForm {
    /// Which ticket.
    pub ticket: TicketId,
    /// Its number, to show.
    pub number: u64,
    /// The version it was filled from.
    pub version: u64,
    /// What it was filled with.
    pub before: TicketEdit,
    /// In a few words.
    pub subject: Editor,
    /// 1 to 5.
    pub priority: u8,
    /// Kind of problem.
    pub kind: ProblemTypeId,
    /// Queue.
    pub queue: Editor,
    /// Which field the keys go to, in the order of [`EditForm::FIELDS`].
    pub field: usize,
    /// What is wrong with it.
    pub problem: Option<Text>,
}

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EditField {
    /// In a few words.
    Subject,
    /// A choice of five.
    Priority,
    /// A choice of the kinds there are.
    Kind,
    /// Queue.
    Queue,
}

impl EditForm {
    /// The fields in their order.
    pub const FIELDS: [EditField; 4] = [EditField::Subject, EditField::Priority, EditField::Kind, EditField::Queue];

    /// Filled with a ticket as it is.
    pub fn of(ticket: &Ticket) -> Self {
        let before = TicketEdit {
            subject: Some(ticket.subject.clone()),
            words: None,
            problem_type: Some(ticket.problem_type.clone()),
            priority: Some(ticket.priority),
            queue: Some(ticket.queue.clone()),
        };
        Self {
            ticket: ticket.id.clone(),
            number: ticket.number,
            version: ticket.version,
            before,
            subject: Editor::with(ticket.subject.clone()),
            priority: ticket.priority,
            kind: ticket.problem_type.clone(),
            queue: Editor::with(ticket.queue.clone()),
            field: 0,
            problem: None,
        }
    }

    /// As it stands now, in the order of the fields.
    pub fn texts(&self) -> [String; 4] {
        let (subject, queue) = (self.subject.text().to_owned(), self.queue.text().to_owned());
        [subject, self.priority.to_string(), self.kind.to_string(), queue]
    }

    /// What a draft keeps: the fields as they stand, and what they were filled from, so that what others change until it is gone
    /// on with is merged.
    pub fn draft(&self) -> Vec<String> {
        let before = serde_json::to_string(&self.before).unwrap_or_default();
        self.texts().into_iter().chain([self.version.to_string(), before]).collect()
    }

    /// Goes on with a draft; what is no priority is left as it is.
    pub fn fill<'a>(&mut self, mut texts: impl Iterator<Item = &'a str>) {
        for (field, text) in Self::FIELDS.into_iter().zip(texts.by_ref()) {
            match field {
                EditField::Subject => self.subject = Editor::with(text),
                EditField::Priority => {
                    self.priority = text.parse().ok().filter(|to| PRIORITIES.contains(to)).unwrap_or(self.priority);
                }
                EditField::Kind => self.kind = ProblemTypeId::new(text),
                EditField::Queue => self.queue = Editor::with(text),
            }
        }
        let basis = texts.next().and_then(|version| Some((version.parse().ok()?, texts.next()?)));
        if let Some((version, Ok(before))) = basis.map(|(version, before)| (version, serde_json::from_str(before))) {
            (self.version, self.before) = (version, before);
        }
    }

    /// All fields as they are to become.
    pub fn after(&self) -> TicketEdit {
        TicketEdit {
            subject: Some(self.subject.text().trim().to_owned()),
            words: None,
            problem_type: Some(self.kind.clone()),
            priority: Some(self.priority),
            queue: Some(self.queue.text().trim().to_owned()),
        }
    }

    /// Whether nothing has changed.
    pub fn is_unchanged(&self) -> bool {
        self.after() == self.before
    }

    /// The first field that may not be empty and is.
    pub fn missing(&self) -> Option<usize> {
        [(0, &self.subject), (3, &self.queue)].into_iter().find(|(_, text)| text.is_blank()).map(|(at, _)| at)
    }

    /// The field the keys go to.
    pub fn at(&self) -> EditField {
        Self::FIELDS.get(self.field).copied().unwrap_or(EditField::Subject)
    }

    /// What a key means in a field that is a choice: arrows turn it, a digit is a priority. Returns whether it was such a field.
    pub fn choose(&mut self, key: KeyCode) -> bool {
        let by = match key {
            KeyCode::Right | KeyCode::Down | KeyCode::Char(' ') => 1,
            KeyCode::Left | KeyCode::Up => -1,
            _ => 0,
        };
        match (self.at(), key) {
            (EditField::Subject | EditField::Queue, _) => return false,
            (EditField::Priority, KeyCode::Char(digit @ '1'..='5')) => self.priority = digit as u8 - b'0',
            (EditField::Priority, _) => {
                let to = self.priority.saturating_add_signed(by);
                self.priority = to.clamp(*PRIORITIES.start(), *PRIORITIES.end());
            }
            (EditField::Kind, _) => {
                if by == 0 {
                    return true;
                }
                let kinds = Lexicon::built_in().problems();
                let at = kinds.iter().position(|kind| kind.id == self.kind).unwrap_or(0) as isize;
                if let Some(kind) = kinds.get((at + isize::from(by)).rem_euclid(kinds.len().max(1) as isize) as usize) {
                    self.kind = kind.id.clone();
                }
            }
        }
        true
    }
}
