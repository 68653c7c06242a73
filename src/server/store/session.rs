//! Who is logged in. Only hashes of tokens are kept, so that a copy of the database lets nobody in.

use chrono::{DateTime, Utc};

use super::db::{Reads, args};
use super::transaction::Tx;
use super::{Store, StoreError};
use crate::domain::agent::Agent;
use crate::domain::ids::AgentId;

impl Store {
    /// Lets the holder of the token with this hash in until `expires_at`, and forgets sessions that ended before `now`.
    pub async fn session_create(
        &self,
        token_hash: &str,
        agent: &AgentId,
        now: DateTime<Utc>,
        expires_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.session_insert(token_hash, agent, now, expires_at).await?;
        tx.commit().await
    }

    /// Who holds the token with this hash; none: nobody, or no longer.
    pub async fn agent_of_token(&self, token_hash: &str, now: DateTime<Utc>) -> Result<Option<Agent>, StoreError> {
        let sql = "SELECT agents.record FROM sessions JOIN agents ON agents.id = sessions.agent_id
                   WHERE sessions.token_hash = $1 AND sessions.expires_at > $2";
        let row = self.read().row(sql, args![token_hash, now]).await?;
        row.map(|row| row.record(0)).transpose()
    }

    /// Ends a session. One that has ended already is no error.
    pub async fn session_delete(&self, token_hash: &str) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.execute("DELETE FROM sessions WHERE token_hash = $1", args![token_hash]).await?;
        tx.commit().await
    }
}

impl Tx {
    /// See [`Store::session_create`].
    pub async fn session_insert(
        &mut self,
        token_hash: &str,
        agent: &AgentId,
        now: DateTime<Utc>,
        expires_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.execute("DELETE FROM sessions WHERE expires_at <= $1", args![now]).await?;
        let sql = "INSERT INTO sessions (token_hash, agent_id, expires_at) VALUES ($1, $2, $3)
                   ON CONFLICT (token_hash) DO UPDATE SET agent_id = excluded.agent_id, expires_at = excluded.expires_at";
        self.execute(sql, args![token_hash, agent.as_str(), expires_at]).await.map(drop)
    }
}
