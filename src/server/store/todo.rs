//! To-dos and callbacks: what was promised.

use chrono::{DateTime, Utc};

use super::cursor::{Ask, Cursor};
use super::db::{Reads, args, locking};
use super::transaction::{Tx, event};
use super::{Store, StoreError, json, missing, new_id};
use crate::domain::agent::{Actor, Agent, AgentRef};
use crate::domain::customer::{Customer, CustomerRef};
use crate::domain::ids::{AgentId, CustomerId, TodoId};
use crate::domain::permission;
use crate::domain::todo::{Need, Todo, TodoKind};
use crate::server::store::change::changes;
use crate::wire::event::EventKind;
use crate::wire::page::{Page, PageRequest};
use crate::wire::request::NewTodo;

impl Store {
    /// What somebody has promised and not done, the first due first; with a `kind` only promises of that kind.
    pub async fn todos(
        &self,
        owner: &AgentId,
        kind: Option<TodoKind>,
        page: &PageRequest,
    ) -> Result<Page<Todo>, StoreError> {
        let list = kind.map_or("todos", |kind| match kind {
            TodoKind::Callback => "todos.callback",
            TodoKind::Task => "todos.task",
        });
        let ask = Ask::read(list, Cursor::first(), page)?;
        let place = args![owner.as_str(), ask.after.key, ask.after.id.as_str(), ask.fetch()];
        let (sql, args) = match kind {
            None => (OPEN, place),
            Some(kind) => (OPEN_OF_KIND, place.into_iter().chain(args![kind.as_str()]).collect()),
        };
        let rows = self.read().rows(sql, args).await?;
        let items = rows.iter().map(|row| row.record(0)).collect::<Result<Vec<Todo>, _>>()?;
        Ok(ask.page(items, |last| Cursor { key: last.due_at.timestamp_millis(), id: last.id.to_string() }))
    }

    /// The promise of that id.
    pub async fn todo(&self, id: &TodoId) -> Result<Todo, StoreError> {
        let row = self.read().row("SELECT record FROM todos WHERE id = $1", args![id.as_str()]).await?;
        row.ok_or_else(|| missing("todo", id))?.record(0)
    }

    /// Promises something on behalf of `by`. Customer and ticket, where given, must exist.
    pub async fn todo_create(
        &self,
        kind: TodoKind,
        new: &NewTodo,
        by: &Agent,
        now: DateTime<Utc>,
    ) -> Result<Todo, StoreError> {
        let customer = match (&new.customer_id, &new.ticket_id) {
            (Some(id), _) => {
                let customer = self.customer(id).await?;
                Some(CustomerRef { id: customer.id, name: customer.name })
            }
            (None, Some(ticket)) => Some(self.ticket(ticket).await?.customer),
            (None, None) => None,
        };
        let id = TodoId::new(new_id());
        let todo = Todo {
            customer,
            ticket_id: new.ticket_id.clone(),
            needs: new.needs.clone(),
            ..Todo::of(id, kind, new.text.clone(), by.reference(), new.due_at)
        };
        let mut tx = self.begin().await?;
        tx.todo_put(None, &todo, &Actor::Agent(by.reference()), now).await?;
        tx.commit().await?;
        Ok(todo)
    }

    /// Marks a promise as kept, or as open again. The same again changes nothing.
    pub async fn todo_done(&self, id: &TodoId, done: bool, by: &Agent, now: DateTime<Utc>) -> Result<Todo, StoreError> {
        self.todo_change(id, by, now, |before| {
            let after = Todo { done_at: done.then_some(now), ..before.clone() };
            (before.done_at.is_some() != done).then_some(after)
        })
        .await
    }

    /// Makes an open promise somebody else's, who is to keep it as it was given. One that is theirs, or kept already, stays
    /// as it is.
    pub async fn todo_hand_over(
        &self,
        id: &TodoId,
        to: &Agent,
        by: &Agent,
        now: DateTime<Utc>,
    ) -> Result<Todo, StoreError> {
        self.todo_change(id, by, now, |before| {
            let handed_by = Some(by.reference());
            let after = Todo { owner: to.reference(), handed_by, ..before.clone() };
            (before.owner.id != to.id && before.done_at.is_none()).then_some(after)
        })
        .await
    }

    /// Puts what `change` makes of a promise, as whose it is or as a lead; none: it stays.
    async fn todo_change(
        &self,
        id: &TodoId,
        by: &Agent,
        now: DateTime<Utc>,
        change: impl FnOnce(&Todo) -> Option<Todo>,
    ) -> Result<Todo, StoreError> {
        let mut tx = self.begin().await?;
        let statement = locking!("SELECT record FROM todos WHERE id = $1", " FOR UPDATE");
        let row = tx.locked(statement, args![id.as_str()]).await?.ok_or_else(|| missing("todo", id))?;
        let before: Todo = row.record(0)?;
        if before.owner.id != by.id && !permission::leads(by.role) {
            return Err(StoreError::NotTheirs { owner: before.owner.name });
        }
        let Some(after) = change(&before) else { return Ok(before) };
        tx.todo_put(Some(&before), &after, &Actor::Agent(by.reference()), now).await?;
        tx.commit().await?;
        Ok(after)
    }
}

fn callback(customer: &Customer, owner: &AgentRef, due_at: DateTime<Utc>) -> Todo {
    Todo {
        customer: Some(CustomerRef { id: customer.id.clone(), name: customer.name.clone() }),
        needs: Some(Need::Number),
        ..Todo::of(TodoId::new(new_id()), TodoKind::Callback, words(customer), owner.clone(), due_at)
    }
}

/// What a customer is called back about: what stands in the way, or else just who it is.
fn words(customer: &Customer) -> String {
    customer.obstacle.clone().unwrap_or_else(|| customer.name.clone())
}

const OPEN: &str = "SELECT record FROM todos WHERE owner_id = $1 AND NOT done AND (due_at, id) > ($2, $3)
                    ORDER BY due_at, id LIMIT $4";
const OPEN_OF_KIND: &str = "SELECT record FROM todos
                            WHERE owner_id = $1 AND NOT done AND (due_at, id) > ($2, $3) AND kind = $5
                            ORDER BY due_at, id LIMIT $4";

/// Open callbacks of one agent that are looked through for one of a customer.
const CALLBACKS_LOOKED_AT: u32 = 200;

impl Tx {
    /// The next contact of a customer is a callback of whoever arranges it (M15): made, moved or taken back with it.
    pub async fn callback_follow(
        &mut self,
        before: Option<&Customer>,
        customer: &Customer,
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let was = before.and_then(|before| before.next_contact_at);
        let Actor::Agent(owner) = by else { return Ok(()) };
        if was == customer.next_contact_at {
            return Ok(());
        }
        let known = match was {
            Some(was) => self.callback_of(&owner.id, &customer.id, was).await?,
            None => None,
        };
        let promised = match (&known, customer.next_contact_at) {
            (Some(known), Some(due_at)) => Todo { due_at, text: words(customer), ..known.clone() },
            (Some(known), None) => Todo { done_at: Some(now), ..known.clone() },
            (None, Some(due_at)) => callback(customer, owner, due_at),
            (None, None) => return Ok(()),
        };
        self.todo_put(known.as_ref(), &promised, by, now).await
    }

    async fn callback_of(
        &mut self,
        owner: &AgentId,
        customer: &CustomerId,
        due_at: DateTime<Utc>,
    ) -> Result<Option<Todo>, StoreError> {
        let place = args![owner.as_str(), due_at.timestamp_millis() - 1, "", CALLBACKS_LOOKED_AT];
        let kind = args![TodoKind::Callback.as_str()];
        let rows = self.rows(OPEN_OF_KIND, place.into_iter().chain(kind).collect()).await?;
        let open = rows.iter().map(|row| row.record(0)).collect::<Result<Vec<Todo>, _>>()?;
        let is_it = |todo: &Todo| todo.customer.as_ref().is_some_and(|known| known.id == *customer);
        Ok(open.into_iter().find(|todo| todo.due_at == due_at && is_it(todo)))
    }

    pub async fn todo_put(
        &mut self,
        before: Option<&Todo>,
        todo: &Todo,
        by: &Actor,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO todos (id, owner_id, kind, done, due_at, record) VALUES ($1, $2, $3, $4, $5, $6)
                   ON CONFLICT (id) DO UPDATE SET owner_id = excluded.owner_id, kind = excluded.kind,
                   done = excluded.done, due_at = excluded.due_at, record = excluded.record";
        let (owner, kind, done) = (todo.owner.id.as_str(), todo.kind.as_str(), todo.done_at.is_some());
        self.execute(sql, args![todo.id.as_str(), owner, kind, done, todo.due_at, json(todo)?]).await?;
        let mut told = event(EventKind::TodoChanged, "todo", todo.id.as_str(), by, now);
        told.changes = changes(before, todo)?;
        self.append(told).await?;
        Ok(())
    }
}
