//! The people of the desk.

use chrono::{DateTime, Utc};

use super::db::{Reads, args, locking};
use super::transaction::{Tx, event};
use super::{Store, StoreError, json, missing};
use crate::domain::agent::{Actor, Agent, Presence, PresenceState};
use crate::domain::ids::AgentId;
use crate::server::store::change::changes;
use crate::wire::event::EventKind;

/// People listed at most; a desk has fewer.
const MOST: i64 = 2_000;

/// A person to add, and how they prove that they are who they say.
#[derive(Clone, Debug)]
pub struct NewAgent {
    /// The person.
    pub agent: Agent,
    /// Argon2id, in PHC form.
    pub password_hash: String,
}

impl Store {
    /// Adds a person. The login must be free.
    pub async fn agent_create(&self, new: &NewAgent) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        if tx.agent_insert(new).await? == 0 {
            let why = format!("the login {} is taken", new.agent.login);
            return Err(StoreError::Invalid { field: "login", why });
        }
        tx.commit().await
    }

    /// The person of that id.
    pub async fn agent(&self, id: &AgentId) -> Result<Agent, StoreError> {
        let row = self.read().row("SELECT record FROM agents WHERE id = $1", args![id.as_str()]).await?;
        row.ok_or_else(|| missing("agent", id))?.record(0)
    }

    /// The person of that login with their password's hash; none: nobody has it.
    pub async fn agent_by_login(&self, login: &str) -> Result<Option<NewAgent>, StoreError> {
        let sql = "SELECT record, password_hash FROM agents WHERE login = $1";
        let row = self.read().row(sql, args![login]).await?;
        row.map(|row| Ok(NewAgent { agent: row.record(0)?, password_hash: row.get(1)? })).transpose()
    }

    /// Everybody, by login.
    pub async fn agents(&self) -> Result<Vec<Agent>, StoreError> {
        let rows = self.read().rows("SELECT record FROM agents ORDER BY login LIMIT $1", args![MOST]).await?;
        rows.iter().map(|row| row.record(0)).collect()
    }

    /// Notes what somebody does from now on. The same again changes nothing.
    pub async fn agent_presence(
        &self,
        id: &AgentId,
        presence: Presence,
        now: DateTime<Utc>,
    ) -> Result<Agent, StoreError> {
        let mut tx = self.begin().await?;
        let before = tx.agent_locked(id).await?.ok_or_else(|| missing("agent", id))?;
        let agent = tx.agent_follow(before, presence, now).await?;
        tx.commit().await?;
        Ok(agent)
    }
}

impl Tx {
    /// Adds a person unless the id or login is taken; rows added.
    pub async fn agent_insert(&mut self, new: &NewAgent) -> Result<u64, StoreError> {
        let sql =
            "INSERT INTO agents (id, login, password_hash, record) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
        let NewAgent { agent, password_hash } = new;
        let args = args![agent.id.as_str(), agent.login.as_str(), password_hash.as_str(), json(agent)?];
        self.execute(sql, args).await
    }

    /// The person of that id; none: nobody has it. Comes before the first event of a transaction, or two of them could wait
    /// for each other.
    pub async fn agent_locked(&mut self, id: &AgentId) -> Result<Option<Agent>, StoreError> {
        let statement = locking!("SELECT record FROM agents WHERE id = $1", " FOR UPDATE");
        let row = self.locked(statement, args![id.as_str()]).await?;
        row.map(|row| row.record(0)).transpose()
    }

    /// Notes what a person, locked before, does from now on.
    pub async fn agent_follow(
        &mut self,
        before: Agent,
        presence: Presence,
        now: DateTime<Utc>,
    ) -> Result<Agent, StoreError> {
        if before.presence.presence == presence {
            return Ok(before);
        }
        self.presence_spent(&before, now).await?;
        let id = before.id.clone();
        let after = Agent { presence: PresenceState { presence, since: now }, ..before.clone() };
        self.execute("UPDATE agents SET record = $1 WHERE id = $2", args![json(&after)?, id.as_str()]).await?;
        let by = Actor::Agent(after.reference());
        let mut told = event(EventKind::AgentPresence, "agent", id.as_str(), &by, now);
        told.changes = changes(Some(&before), &after)?;
        self.append(told).await?;
        Ok(after)
    }
}
