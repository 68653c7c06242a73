//! The queue: five views, the most urgent first, and the figures of the status line.

use chrono::{DateTime, Utc};

use super::row::NOBODY;
use crate::domain::agent::Agent;
use crate::domain::ids::{CustomerId, TicketId};
use crate::domain::ticket::Ticket;
use crate::domain::ticket::view::{TicketCounts, TicketView};
use crate::server::error::StoreError;
use crate::server::store::Store;
use crate::server::store::counts::Figure;
use crate::server::store::cursor::{Ask, Cursor};
use crate::server::store::db::{Arg, Reads, Row, args};
use crate::wire::page::{Page, PageRequest};

/// A view: the cursor's name for it, its rows, what narrows them if anything does, and the figure that counts them.
struct View {
    list: &'static str,
    rows: &'static str,
    narrowed_to: Option<Arg>,
    figure: Figure,
}

impl View {
    fn of(view: TicketView, reader: &Agent, now: DateTime<Utc>) -> Self {
        let (list, rows, narrowed_to, figure) = match view {
            TicketView::Mine => ("tickets.mine", OWNED, Some(reader.id.as_str().into()), Figure::Of(reader.id.clone())),
            TicketView::Unassigned => ("tickets.unassigned", OWNED, Some(NOBODY.into()), Figure::Unassigned),
            TicketView::Team => {
                ("tickets.team", TEAM, Some(reader.region.as_str().into()), Figure::Region(reader.region.clone()))
            }
            TicketView::Breached => ("tickets.breached", BREACHED, Some(now.into()), Figure::Breached),
            TicketView::All => ("tickets.all", ALL, None, Figure::All),
        };
        Self { list, rows, narrowed_to, figure }
    }
}

/// Somebody's; of [`NOBODY`], nobody's.
pub(in crate::server::store) const OWNED: &str =
    "SELECT due_at, id, record FROM tickets WHERE live AND assignee_id = $1 AND (due_at, id) > ($2, $3)
                     ORDER BY due_at, id LIMIT $4";
/// Somebody's of one region.
pub(in crate::server::store) const OWNED_IN: &str =
    "SELECT due_at, id, record FROM tickets WHERE live AND region = $1 AND assignee_id = $2 AND (due_at, id) > ($3, $4)
     ORDER BY due_at, id LIMIT $5";
const TEAM: &str = "SELECT due_at, id, record FROM tickets WHERE live AND region = $1 AND (due_at, id) > ($2, $3)
                    ORDER BY due_at, id LIMIT $4";
const BREACHED: &str = "SELECT due_at, id, record FROM tickets WHERE live AND due_at <= $1 AND (due_at, id) > ($2, $3)
                        ORDER BY due_at, id LIMIT $4";
const ALL: &str = "SELECT due_at, id, record FROM tickets WHERE live AND (due_at, id) > ($1, $2)
                   ORDER BY due_at, id LIMIT $3";

/// A ticket of a view, as it is stored.
pub struct StoredTicket {
    /// Its id.
    pub id: TicketId,
    /// The [`Ticket`] as JSON. Nobody is said to have it open.
    pub json: String,
    due_at: i64,
}

impl StoredTicket {
    /// The ticket that it is.
    pub fn read(&self) -> Result<Ticket, StoreError> {
        Ok(serde_json::from_str(&self.json)?)
    }
}

impl Store {
    /// A page of a view for `reader`, the first due first; tickets on which no clock runs come last. A team's tickets
    /// are those of its region, so that the lead sees what nobody has taken.
    /// The first page also tells the `total` of the view.
    pub async fn tickets(
        &self,
        view: TicketView,
        reader: &Agent,
        page: &PageRequest,
        now: DateTime<Utc>,
    ) -> Result<Page<Ticket>, StoreError> {
        let Page { items, next_cursor, total } = self.stored_tickets(view, reader, page, now).await?;
        let items = items.iter().map(StoredTicket::read).collect::<Result<_, _>>()?;
        Ok(Page { items, next_cursor, total })
    }

    /// [`Store::tickets`], as they are stored: most of what is listed is passed on without a look at every field.
    pub async fn stored_tickets(
        &self,
        view: TicketView,
        reader: &Agent,
        page: &PageRequest,
        now: DateTime<Utc>,
    ) -> Result<Page<StoredTicket>, StoreError> {
        let View { list, rows, narrowed_to, figure } = View::of(view, reader, now);
        let first = page.cursor.is_none();
        let mut page = self.stored_page(list, rows, narrowed_to, page).await?;
        if first {
            page.total = Some(self.figure(figure, now).await?);
        }
        Ok(page)
    }

    /// A page of `rows`, the first due first. The last three arguments of the statement are the place after which the page
    /// begins and its size; before them comes what narrows it.
    pub(in crate::server::store) async fn stored_page(
        &self,
        list: &'static str,
        rows: &'static str,
        narrowed_to: impl IntoIterator<Item = Arg>,
        page: &PageRequest,
    ) -> Result<Page<StoredTicket>, StoreError> {
        let ask = Ask::read(list, Cursor::first(), page)?;
        let place = args![ask.after.key, ask.after.id.as_str(), ask.fetch()];
        let found = self.read().rows(rows, narrowed_to.into_iter().chain(place).collect()).await?;
        let items = found.iter().map(stored).collect::<Result<Vec<_>, _>>()?;
        Ok(ask.page(items, |last| (last.due_at, &last.id).into()))
    }

    /// A customer's tickets in any state, newest first.
    pub async fn tickets_of(&self, customer: &CustomerId, page: &PageRequest) -> Result<Page<Ticket>, StoreError> {
        let ask = Ask::read("tickets.customer", Cursor::last(), page)?;
        let sql = "SELECT record FROM tickets WHERE customer_id = $1 AND (created_at, id) < ($2, $3)
                   ORDER BY created_at DESC, id DESC LIMIT $4";
        let args = args![customer.as_str(), ask.after.key, ask.after.id.as_str(), ask.fetch()];
        let rows = self.read().rows(sql, args).await?;
        let items = rows.iter().map(|row| row.record(0)).collect::<Result<Vec<Ticket>, _>>()?;
        Ok(ask.page(items, |last| (last.created_at.timestamp_millis(), &last.id).into()))
    }

    /// A customer's tickets that are neither closed nor merged, the first due first, at most `limit`.
    pub(in crate::server::store) async fn open_tickets(
        &self,
        customer: &CustomerId,
        limit: u32,
    ) -> Result<Vec<Ticket>, StoreError> {
        let sql = "SELECT record FROM tickets WHERE customer_id = $1 AND status NOT IN ('closed', 'merged')
                   ORDER BY due_at, id LIMIT $2";
        let rows = self.read().rows(sql, args![customer.as_str(), limit]).await?;
        rows.iter().map(|row| row.record(0)).collect()
    }

    /// The figures of the status line.
    pub async fn ticket_counts(&self, reader: &Agent, now: DateTime<Utc>) -> Result<TicketCounts, StoreError> {
        let breached = self.figure(Figure::Breached, now).await?;
        let soon_or_late = self.figure(Figure::SoonOrLate, now).await?;
        Ok(TicketCounts {
            mine: self.figure(Figure::Of(reader.id.clone()), now).await?,
            unassigned: self.figure(Figure::Unassigned, now).await?,
            soon: soon_or_late.saturating_sub(breached),
            breached,
            longest_waiting_since: self.longest_waiting().await?,
        })
    }

    async fn longest_waiting(&self) -> Result<Option<DateTime<Utc>>, StoreError> {
        let sql = "SELECT created_at FROM tickets WHERE live AND assignee_id = $1 ORDER BY created_at LIMIT 1";
        let row = self.read().row(sql, args![NOBODY]).await?;
        let since = row.map(|row| row.get::<i64>(0)).transpose()?;
        Ok(since.and_then(DateTime::from_timestamp_millis))
    }
}

fn stored(row: &Row) -> Result<StoredTicket, StoreError> {
    Ok(StoredTicket { due_at: row.get(0)?, id: TicketId::new(row.get::<String>(1)?), json: row.get(2)? })
}
