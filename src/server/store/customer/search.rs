//! Who has this number, and who is meant by what somebody typed.

use chrono::{DateTime, TimeDelta, Utc};

use super::terms::searched;
use crate::domain::customer::Customer;
use crate::domain::ids::CustomerId;
use crate::domain::matching;
use crate::domain::order::Order;
use crate::domain::phone::{self, CallerNumber, Phone, Region};
use crate::domain::profile::{Candidate, MatchRank};
use crate::server::error::StoreError;
use crate::server::store::Store;
use crate::server::store::cursor::{Ask, Cursor};
use crate::server::store::db::{Arg, Reads, Row, args};
use crate::server::store::order::newest_orders;
use crate::wire::page::{Page, PageRequest};

/// Customers looked at for one number, of each kind of match: a switchboard may have thousands.
const CANDIDATES_LOOKED_AT: u32 = 30;
/// Digits from which on a search may mean a telephone number: an order's or a ticket's has fewer.
const SHORTEST_NUMBER: usize = 7;
/// An order of this age or younger breaks a tie.
const RECENT: TimeDelta = TimeDelta::days(30);

/// Which customers are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CustomerSearch {
    /// All, the last changed first.
    All,
    /// Those with this number, best match first.
    Phone(Phone),
    /// Those with a name, company or e-mail address that begins like this, or with this order, waybill, ticket or
    /// telephone number.
    Words(String),
}

const ALL: &str = "SELECT record FROM customers WHERE (updated_at, id) < ($1, $2)
                   ORDER BY updated_at DESC, id DESC LIMIT $3";
const BY_TERM: &str = "SELECT record FROM customers WHERE id IN
                       (SELECT customer_id FROM customer_terms WHERE term >= $1 AND term < $2
                        ORDER BY term, customer_id LIMIT $3)
                       ORDER BY id";
const BY_ORDER: &str = "SELECT record FROM customers WHERE id IN
                        (SELECT customer_id FROM (SELECT customer_id FROM orders WHERE number = $1 LIMIT $2) AS numbered
                         UNION SELECT customer_id FROM
                         (SELECT customer_id FROM orders WHERE tracking_number = $1 LIMIT $2) AS tracked)
                        ORDER BY id";

const BY_TICKET: &str = "SELECT record FROM customers WHERE id IN (SELECT customer_id FROM tickets WHERE number = $1)";

const BY_E164: &str = "SELECT customer_id, label, coalesce(e164, raw) FROM customer_phones
                       WHERE e164 = $1 ORDER BY customer_id LIMIT $2";
const BY_NATIONAL: &str = "SELECT customer_id, label, coalesce(e164, raw) FROM customer_phones
                           WHERE national = $1 ORDER BY customer_id LIMIT $2";
const BY_LAST8: &str = "SELECT customer_id, label, coalesce(e164, raw) FROM customer_phones
                        WHERE last8 = $1 ORDER BY customer_id LIMIT $2";

/// A number that may be the caller's.
struct Fit {
    customer: CustomerId,
    label: String,
    rank: MatchRank,
}

impl Store {
    /// Customers, in full: the caller cuts them. A search by number or words is one page, the best `limit` of it.
    pub async fn customers(
        &self,
        search: &CustomerSearch,
        page: &PageRequest,
        now: DateTime<Utc>,
    ) -> Result<Page<Customer>, StoreError> {
        match search {
            CustomerSearch::All => self.customers_all(page).await,
            CustomerSearch::Phone(phone) => self.customers_by_phone(phone, page, now).await,
            CustomerSearch::Words(words) => self.customers_by_words(words, page, now).await,
        }
    }

    async fn customers_all(&self, page: &PageRequest) -> Result<Page<Customer>, StoreError> {
        let ask = Ask::read("customers", Cursor::last(), page)?;
        let args = args![ask.after.key, ask.after.id.as_str(), ask.fetch()];
        let items = self.customers_where(ALL, args).await?;
        Ok(ask.page(items, |last| Cursor { key: last.updated_at.timestamp_millis(), id: last.id.to_string() }))
    }

    async fn customers_by_phone(
        &self,
        phone: &Phone,
        page: &PageRequest,
        now: DateTime<Utc>,
    ) -> Result<Page<Customer>, StoreError> {
        let ask = Ask::read("customers.phone", Cursor::first(), page)?;
        let mut candidates = self.candidates(phone, now).await?;
        candidates.truncate(ask.rows());
        let mut items = Vec::new();
        for candidate in candidates {
            items.push(self.customer(&candidate.customer_id).await?);
        }
        Ok(Page { items, next_cursor: None, total: None })
    }

    async fn customers_by_words(
        &self,
        words: &str,
        page: &PageRequest,
        now: DateTime<Utc>,
    ) -> Result<Page<Customer>, StoreError> {
        let ask = Ask::read("customers.words", Cursor::first(), page)?;
        let number = crate::server::store::order::searched(words);
        let mut items = self.customers_where(BY_ORDER, args![number, ask.fetch()]).await?;
        if let Ok(number) = words.trim().trim_start_matches('#').parse::<u64>() {
            items.extend(self.customers_where(BY_TICKET, args![number]).await?);
        }
        if let Some(phone) = said_number(words, self.region()) {
            items.extend(
                self.customers_by_phone(&phone, &PageRequest { cursor: None, ..page.clone() }, now).await?.items,
            );
        }
        let (from, to) = range(&searched(words));
        if from != to {
            items.extend(self.customers_where(BY_TERM, args![from, to, ask.fetch()]).await?);
        }
        let mut seen = std::collections::HashSet::new();
        items.retain(|customer| seen.insert(customer.id.clone()));
        items.truncate(ask.rows());
        Ok(Page { items, next_cursor: None, total: None })
    }

    async fn customers_where(&self, sql: &'static str, args: Vec<Arg>) -> Result<Vec<Customer>, StoreError> {
        let rows = self.read().rows(sql, args).await?;
        rows.iter().map(|row| row.record(0)).collect()
    }

    /// Who may be calling from this number, best first, with what breaks ties. A candidate appears once, by the
    /// number of theirs that fits best.
    pub async fn candidates(&self, phone: &Phone, now: DateTime<Utc>) -> Result<Vec<Candidate>, StoreError> {
        let mut candidates = Vec::new();
        for fit in worth_showing(self.fits(phone).await?) {
            candidates.push(self.candidate(fit, now).await?);
        }
        matching::sort(&mut candidates);
        Ok(candidates)
    }

    async fn fits(&self, phone: &Phone) -> Result<Vec<Fit>, StoreError> {
        let questions =
            [(BY_E164, phone.e164.as_deref()), (BY_NATIONAL, Some(phone.national.as_str())), (BY_LAST8, phone.last8())];
        let mut fits: Vec<Fit> = Vec::new();
        for (sql, key) in questions {
            let Some(key) = key else { continue };
            let rows = self.read().rows(sql, args![key, CANDIDATES_LOOKED_AT]).await?;
            for row in &rows {
                better(&mut fits, fit(phone, row, self.region())?);
            }
        }
        Ok(fits)
    }

    async fn candidate(&self, fit: Fit, now: DateTime<Utc>) -> Result<Candidate, StoreError> {
        let customer = self.customer(&fit.customer).await?;
        let newest = newest_orders(&mut self.read(), &fit.customer, 1).await?.into_iter().next();
        let recent_order = newest.filter(|order: &Order| order.placed_at >= now - RECENT).map(|order| order.number);
        Ok(Candidate {
            open_tickets: self.open_ticket_count(&fit.customer).await?,
            recent_order,
            last_contact: self.last_contact(&fit.customer).await?,
            customer_id: fit.customer,
            name: customer.name,
            company: customer.company,
            city: customer.city,
            tier: customer.tier,
            rank: fit.rank,
            label: fit.label,
        })
    }

    async fn open_ticket_count(&self, customer: &CustomerId) -> Result<u32, StoreError> {
        let sql = "SELECT count(*) FROM tickets WHERE customer_id = $1 AND status NOT IN ('closed', 'merged')";
        let row = self.read().row(sql, args![customer.as_str()]).await?;
        Ok(row.map_or(Ok(0), |row| row.get_u64(0))? as u32)
    }

    async fn last_contact(&self, customer: &CustomerId) -> Result<Option<DateTime<Utc>>, StoreError> {
        let sql = "SELECT at FROM interactions WHERE customer_id = $1 ORDER BY at DESC LIMIT 1";
        let row = self.read().row(sql, args![customer.as_str()]).await?;
        let at = row.map(|row| row.get::<i64>(0)).transpose()?;
        Ok(at.and_then(DateTime::from_timestamp_millis))
    }
}

fn fit(phone: &Phone, row: &Row, region: Region) -> Result<Option<Fit>, StoreError> {
    let rank = matching::rank(phone, &row.get::<String>(2)?, region);
    let customer = CustomerId::new(row.get::<String>(0)?);
    let label = row.get(1)?;
    Ok(rank.map(|rank| Fit { customer, label, rank }))
}

/// The best, and all that are as good as the last of them: what breaks ties is looked up for no more than that.
fn worth_showing(mut fits: Vec<Fit>) -> Vec<Fit> {
    fits.sort_by_key(|fit| fit.rank);
    if let Some(last) = fits.get(matching::CANDIDATES_AT_MOST - 1).map(|fit| fit.rank) {
        fits.retain(|fit| fit.rank <= last);
    }
    fits
}

/// Takes a fit in, unless the customer has a better one.
fn better(fits: &mut Vec<Fit>, fit: Option<Fit>) {
    let Some(fit) = fit else { return };
    match fits.iter_mut().find(|known| known.customer == fit.customer) {
        Some(known) if fit.rank < known.rank => *known = fit,
        Some(_) => {}
        None => fits.push(fit),
    }
}

/// A telephone number among what people type: one of enough digits to be somebody's, and nothing but a number.
fn said_number(words: &str, region: Region) -> Option<Phone> {
    let digits = words.chars().filter(char::is_ascii_digit).count();
    let is_number =
        digits >= SHORTEST_NUMBER && words.chars().all(|sign| sign.is_ascii_digit() || " +-()".contains(sign));
    match phone::read(words, region) {
        CallerNumber::Number(phone) if is_number => Some(phone),
        _ => None,
    }
}

/// The bytes between which everything lies that begins with `text`; no UTF-8 text has a byte 255.
fn range(text: &str) -> (Vec<u8>, Vec<u8>) {
    let from = text.as_bytes().to_vec();
    let mut to = from.clone();
    if !to.is_empty() {
        to.push(u8::MAX);
    }
    (from, to)
}
