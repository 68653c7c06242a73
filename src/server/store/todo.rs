//! To-dos and callbacks: what was promised.

use chrono::{DateTime, Utc};

use super::cursor::{Ask, Cursor};
use super::db::{Reads, args, locking};
use super::transaction::{Tx, event};
use super::{Store, StoreError, json, missing, new_id};
use crate::domain::agent::{Actor, Agent};
use crate::domain::customer::CustomerRef;
use crate::domain::ids::{AgentId, TodoId};
use crate::domain::todo::{Todo, TodoKind};
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
        let todo = Todo {
            id: TodoId::new(new_id()),
            kind,
            text: new.text.clone(),
            owner: by.reference(),
            customer,
            ticket_id: new.ticket_id.clone(),
            due_at: new.due_at,
            done_at: None,
        };
        let mut tx = self.begin().await?;
        tx.todo_put(None, &todo, &Actor::Agent(by.reference()), now).await?;
        tx.commit().await?;
        Ok(todo)
    }

    /// Marks a promise as kept, or as open again. The same again changes nothing.
    pub async fn todo_done(&self, id: &TodoId, done: bool, by: &Agent, now: DateTime<Utc>) -> Result<Todo, StoreError> {
        let mut tx = self.begin().await?;
        let statement = locking!("SELECT record FROM todos WHERE id = $1", " FOR UPDATE");
        let row = tx.locked(statement, args![id.as_str()]).await?.ok_or_else(|| missing("todo", id))?;
        let before: Todo = row.record(0)?;
        if before.done_at.is_some() == done {
            return Ok(before);
        }
        let after = Todo { done_at: done.then_some(now), ..before.clone() };
        tx.todo_put(Some(&before), &after, &Actor::Agent(by.reference()), now).await?;
        tx.commit().await?;
        Ok(after)
    }
}

const OPEN: &str = "SELECT record FROM todos WHERE owner_id = $1 AND NOT done AND (due_at, id) > ($2, $3)
                    ORDER BY due_at, id LIMIT $4";
const OPEN_OF_KIND: &str = "SELECT record FROM todos
                            WHERE owner_id = $1 AND NOT done AND (due_at, id) > ($2, $3) AND kind = $5
                            ORDER BY due_at, id LIMIT $4";

impl Tx {
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
