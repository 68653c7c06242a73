//! Customers: found by number or by what people type, changed by one writer at a time, revealed on record.

mod search;
mod terms;

use chrono::{DateTime, TimeDelta, Utc};

use super::change::{changes, differing};
use super::db::{Reads, args, locking};
use super::transaction::{Tx, event};
use super::{Store, StoreError, json, missing, new_id};
use crate::domain::agent::{Actor, Agent};
use crate::domain::audit::{AuditEntry, AuditKind};
use crate::domain::customer::{Customer, CustomerPhone};
use crate::domain::ids::CustomerId;
use crate::domain::masking;
use crate::domain::phone::{self, Region};
use crate::domain::ticket::lifecycle::Refusal;
use crate::wire::event::{Change, EventKind};
use crate::wire::request::{CustomerPatch, Reveal, Revealed};

pub use self::search::CustomerSearch;
pub(super) use self::terms::terms;

/// Numbers of one customer at most.
const NUMBERS: usize = 20;
/// How long a console shows what was revealed.
const REVEALED_FOR: TimeDelta = TimeDelta::seconds(30);

impl Store {
    /// The customer of that id, with nothing hidden: the caller cuts it to the reader's role.
    pub async fn customer(&self, id: &CustomerId) -> Result<Customer, StoreError> {
        let row = self.read().row("SELECT record FROM customers WHERE id = $1", args![id.as_str()]).await?;
        row.ok_or_else(|| missing("customer", id))?.record(0)
    }

    /// Adds a customer under a new id, whatever id the draft bears.
    pub async fn customer_create(
        &self,
        draft: &Customer,
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Customer, StoreError> {
        let mut tx = self.begin().await?;
        let customer = tx.customer_insert(draft, by, now).await?;
        tx.callback_follow(None, &customer, by, now).await?;
        tx.commit().await?;
        Ok(customer)
    }

    /// Changes the fields that the patch has. With an `expected` version other than the one stored it is a
    /// [`StoreError::Conflict`], which carries the whole record: the caller cuts it. Texts sent back as they were shown,
    /// masked, change nothing.
    pub async fn customer_update(
        &self,
        id: &CustomerId,
        expected: Option<u64>,
        patch: &CustomerPatch,
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Customer, StoreError> {
        let mut tx = self.begin().await?;
        let before = tx.customer_locked(id).await?;
        if expected.is_some_and(|expected| expected != before.version) {
            let current = serde_json::to_value(&before)?;
            let differing = differing(patch, &current)?;
            return Err(StoreError::Conflict { version: before.version, current, differing });
        }
        let mut customer = patched(&before, unmasked(&before, patch.clone())?);
        if customer == before {
            return Ok(before);
        }
        tx.customer_change(&before, &mut customer, by, now).await?;
        tx.callback_follow(Some(&before), &customer, by, now).await?;
        tx.commit().await?;
        Ok(customer)
    }

    /// Shows a masked field in full, and keeps who saw it, when and why. Fields: "phones", "email".
    pub async fn reveal(
        &self,
        id: &CustomerId,
        reveal: &Reveal,
        by: &Agent,
        now: DateTime<Utc>,
    ) -> Result<Revealed, StoreError> {
        let customer = self.customer(id).await?;
        let values = revealed(&customer, &reveal.field)?;
        let mut tx = self.begin().await?;
        let sql = "INSERT INTO reveals (id, customer_id, agent_id, field, reason, at) VALUES ($1, $2, $3, $4, $5, $6)";
        let Reveal { field, reason } = reveal;
        tx.execute(sql, args![new_id(), id.as_str(), by.id.as_str(), field.as_str(), reason.as_str(), now]).await?;
        let by = Actor::Agent(by.reference());
        let mut told = event(EventKind::CustomerRevealed, "customer", id.as_str(), &by, now);
        told.changes = [said("field", field), said("reason", reason)].into();
        tx.append(told).await?;
        let details = [("field", field.as_str()), ("reason", reason.as_str())];
        tx.audit(AuditEntry::new(AuditKind::Reveal, by, format!("customer {id}"), &details, now)).await?;
        tx.commit().await?;
        Ok(Revealed { customer_id: id.clone(), values, until: now + REVEALED_FOR })
    }
}

fn said(field: &str, value: &str) -> (String, Change) {
    (field.to_owned(), Change { from: serde_json::Value::Null, to: value.into() })
}

fn revealed(customer: &Customer, field: &str) -> Result<Vec<String>, StoreError> {
    let in_full = |phone: &CustomerPhone| phone.e164.clone().unwrap_or_else(|| phone.raw.clone());
    match field {
        "phones" => Ok(customer.phones.iter().map(in_full).collect()),
        "email" => Ok(customer.email.iter().cloned().collect()),
        other => {
            Err(StoreError::Invalid { field: "field", why: format!("{other} is not masked; phones and email are") })
        }
    }
}

/// The patch with the texts that its writer meant, who saw them masked.
fn unmasked(before: &Customer, mut patch: CustomerPatch) -> Result<CustomerPatch, StoreError> {
    if let Some(name) = &mut patch.name {
        *name = meant("name", Some(&before.name), name)?;
    }
    let lines = [
        ("company", &before.company, &mut patch.company),
        ("email", &before.email, &mut patch.email),
        ("city", &before.city, &mut patch.city),
        ("address", &before.address, &mut patch.address),
        ("stage", &before.stage, &mut patch.stage),
        ("obstacle", &before.obstacle, &mut patch.obstacle),
    ];
    for (field, now, to) in lines {
        if let Some(Some(to)) = to {
            *to = meant(field, now.as_deref(), to)?;
        }
    }
    Ok(patch)
}

/// A text that was sent, in place of `now`. No e-mail address that people have bears a star.
fn meant(field: &'static str, now: Option<&str>, to: &str) -> Result<String, StoreError> {
    let meant = masking::unmasked(now.unwrap_or_default(), to);
    let is_real = |meant: &String| field != "email" || !meant.contains('*') || Some(meant.as_str()) == now;
    meant.filter(is_real).ok_or_else(|| Refusal::Masked { field }.into())
}

fn patched(before: &Customer, patch: CustomerPatch) -> Customer {
    let mut customer = before.clone();
    let CustomerPatch { name, avatar, company, email, city, address, stage, obstacle, next_contact_at } = patch;
    set(&mut customer.name, name);
    set(&mut customer.avatar, avatar);
    set(&mut customer.company, company);
    set(&mut customer.email, email);
    set(&mut customer.city, city);
    set(&mut customer.address, address);
    set(&mut customer.stage, stage);
    set(&mut customer.obstacle, obstacle);
    set(&mut customer.next_contact_at, next_contact_at);
    customer
}

fn set<T>(field: &mut T, to: Option<T>) {
    if let Some(to) = to {
        *field = to;
    }
}

/// A number as it is searched for.
pub(super) struct PhoneKeys {
    pub e164: Option<String>,
    pub national: Option<String>,
    pub last8: Option<String>,
}

impl PhoneKeys {
    /// The keys of a stored number, read as in `region`; one that does not read has none.
    pub fn of(number: &CustomerPhone, region: Region) -> Self {
        let form = number.e164.as_deref().unwrap_or(&number.raw);
        let Some(read) = phone::read_all(form, region).into_iter().next() else {
            return Self { e164: number.e164.clone(), national: None, last8: None };
        };
        let last8 = read.last8().map(str::to_owned);
        Self { e164: number.e164.clone().or(read.e164), national: Some(read.national), last8 }
    }
}

impl Tx {
    /// Adds a customer under a new id.
    pub async fn customer_insert(
        &mut self,
        draft: &Customer,
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<Customer, StoreError> {
        let id = CustomerId::new(new_id());
        let customer = Customer { id, version: 1, updated_at: now, hidden: Vec::new(), ..draft.clone() };
        let sql = "INSERT INTO customers (id, version, updated_at, record) VALUES ($1, $2, $3, $4)";
        self.execute(sql, args![customer.id.as_str(), customer.version, now, json(&customer)?]).await?;
        self.customer_index(&customer).await?;
        let mut told = event(EventKind::CustomerCreated, "customer", customer.id.as_str(), by, now);
        told.changes = changes(None, &customer)?;
        self.append(told).await?;
        Ok(customer)
    }

    async fn customer_locked(&mut self, id: &CustomerId) -> Result<Customer, StoreError> {
        let statement = locking!("SELECT record FROM customers WHERE id = $1", " FOR UPDATE");
        let row = self.locked(statement, args![id.as_str()]).await?;
        row.ok_or_else(|| missing("customer", id))?.record(0)
    }

    /// Adds a number to those of a customer, unless it is one of them.
    pub async fn customer_add_number(
        &mut self,
        id: &CustomerId,
        number: CustomerPhone,
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let before = self.customer_locked(id).await?;
        let form = |phone: &CustomerPhone| phone.e164.clone().unwrap_or_else(|| phone.raw.clone());
        if before.phones.iter().any(|known| form(known) == form(&number)) {
            return Ok(());
        }
        if before.phones.len() >= NUMBERS {
            let why = format!("{} has {NUMBERS} numbers already", before.name);
            return Err(StoreError::Invalid { field: "keep_number", why });
        }
        let mut customer = before.clone();
        customer.phones.push(number);
        self.customer_change(&before, &mut customer, by, now).await
    }

    /// Writes a customer, locked before, under the next version, and tells what changed.
    async fn customer_change(
        &mut self,
        before: &Customer,
        customer: &mut Customer,
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        (customer.version, customer.updated_at) = (before.version + 1, now);
        self.customer_replace(before, customer).await?;
        let mut told = event(EventKind::CustomerChanged, "customer", customer.id.as_str(), by, now);
        told.changes = changes(Some(before), &*customer)?;
        self.append(told).await.map(drop)
    }

    async fn customer_replace(&mut self, before: &Customer, after: &Customer) -> Result<(), StoreError> {
        let sql = "UPDATE customers SET version = $1, updated_at = $2, record = $3 WHERE id = $4 AND version = $5";
        let id = after.id.as_str();
        let args = args![after.version, after.updated_at, json(after)?, id, before.version];
        if self.execute(sql, args).await? == 0 {
            return Err(StoreError::Busy);
        }
        self.execute("DELETE FROM customer_phones WHERE customer_id = $1", args![id]).await?;
        self.execute("DELETE FROM customer_terms WHERE customer_id = $1", args![id]).await?;
        self.customer_index(after).await
    }

    /// Writes down how a customer is found.
    async fn customer_index(&mut self, customer: &Customer) -> Result<(), StoreError> {
        let id = customer.id.as_str();
        for (position, number) in customer.phones.iter().enumerate() {
            let sql = "INSERT INTO customer_phones (customer_id, position, e164, national, last8, raw, label)
                       VALUES ($1, $2, $3, $4, $5, $6, $7)";
            let PhoneKeys { e164, national, last8 } = PhoneKeys::of(number, self.region());
            let (raw, label) = (number.raw.as_str(), number.label.as_str());
            self.execute(sql, args![id, position as u64, e164, national, last8, raw, label]).await?;
        }
        for term in terms(customer) {
            let sql = "INSERT INTO customer_terms (term, customer_id) VALUES ($1, $2)";
            self.execute(sql, args![term.into_bytes(), id]).await?;
        }
        Ok(())
    }
}
