//! A customer being looked for by what they say of themselves: a name, a number of an order, waybill, ticket or telephone.

use super::editor::Editor;
use crate::console::app::remote::Remote;
use crate::domain::customer::Customer;
use crate::domain::ids::CallId;

/// Customers asked for: one digit chooses.
pub const ROWS: usize = 9;

/// What is typed, and who fits.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lookup {
    /// The call whose caller it is; none: the customer is just opened.
    pub call: Option<CallId>,
    /// The caller's number, masked, which can be kept as one of theirs; none: there is none.
    pub number: Option<String>,
    /// Whether it is to be kept.
    pub keeps_number: bool,
    /// What was typed.
    pub query: Editor,
    /// What was asked for last.
    pub asked: String,
    /// Who fits, best first.
    pub found: Remote<Vec<Customer>>,
    /// The row under the cursor.
    pub cursor: usize,
    /// Whether typing is done: a digit or Enter chooses.
    pub choosing: bool,
    /// Whether the customer is looked for because a ticket is to be opened for them.
    pub for_ticket: bool,
}

impl Lookup {
    /// Who fits what is typed, as far as known: at most [`ROWS`].
    pub fn rows(&self) -> &[Customer] {
        let rows = self.found.value().map_or(&[][..], Vec::as_slice);
        &rows[..rows.len().min(ROWS)]
    }

    /// Whether the rows are those of what is typed now.
    pub fn is_settled(&self) -> bool {
        !self.found.is_loading() && self.asked == self.query.text().trim()
    }
}
