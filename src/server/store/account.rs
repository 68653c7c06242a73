//! Who may come in, each change of it in the audit log.

use chrono::{DateTime, TimeDelta, Utc};

use super::agent::NewAgent;
use super::db::{Reads, Row, args};
use super::transaction::Tx;
use super::{Store, StoreError, json, missing};
use crate::domain::agent::{Actor, Agent};
use crate::domain::audit::{AuditEntry, AuditKind};
use crate::domain::ids::AgentId;
use crate::wire::account::ColleaguePatch;

/// A first code that nobody has used by then works no more.
const FIRST_CODE: TimeDelta = TimeDelta::hours(24);
/// Names of first codes among the facts begin with this; their hash follows.
const FIRST_CODE_NAME: &str = "first_code ";

/// A session to open.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// Hash of its token.
    pub token_hash: &'a str,
    /// When it begins, UTC.
    pub now: DateTime<Utc>,
    /// When it ends, UTC.
    pub until: DateTime<Utc>,
    /// Where the request came from.
    pub address: &'a str,
}

impl Store {
    /// Whoever shows the code of this hash may be the first admin, once and within a day.
    pub async fn first_code_offer(&self, code_hash: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let (name, until) = (format!("{FIRST_CODE_NAME}{code_hash}"), (now + FIRST_CODE).timestamp_millis());
        tx.execute("INSERT INTO facts (name, value) VALUES ($1, $2)", args![name, until.to_string()]).await?;
        tx.commit().await
    }

    /// Makes the first admin, and with them every first code worthless; whether the code was good and nobody is there yet.
    pub async fn first_admin(&self, code_hash: &str, new: &NewAgent, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let mut tx = self.begin().await?;
        let codes = tx.first_codes_end().await?;
        let wanted = format!("{FIRST_CODE_NAME}{code_hash}");
        let good = codes.iter().any(|(name, until)| *name == wanted && *until > now.timestamp_millis());
        let nobody = tx.row("SELECT id FROM agents LIMIT 1", vec![]).await?.is_none();
        if !good || !nobody {
            return Ok(false);
        }
        tx.agent_insert(new).await?;
        let by = Actor::Agent(new.agent.reference());
        tx.audit(about_agent(AuditKind::AgentAdded, &by, &new.agent, &[("role", "admin"), ("code", "first")], now))
            .await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Gives somebody a login. It must be free.
    pub async fn agent_add(&self, new: &NewAgent, by: &Agent, now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        if tx.agent_insert(new).await? == 0 {
            let why = format!("the login {} is taken", new.agent.login);
            return Err(StoreError::Invalid { field: "login", why });
        }
        let by = Actor::Agent(by.reference());
        let details = [("login", new.agent.login.as_str()), ("role", new.agent.role.as_str())];
        tx.audit(about_agent(AuditKind::AgentAdded, &by, &new.agent, &details, now)).await?;
        tx.commit().await
    }

    /// Changes what is known of somebody, and what they may do.
    pub async fn agent_change(
        &self,
        id: &AgentId,
        patch: &ColleaguePatch,
        by: &Agent,
        now: DateTime<Utc>,
    ) -> Result<Agent, StoreError> {
        let mut tx = self.begin().await?;
        let before = tx.agent_locked(id).await?.ok_or_else(|| missing("agent", id))?;
        let after = patched(before.clone(), patch);
        if after == before {
            return Ok(after);
        }
        tx.execute("UPDATE agents SET record = $1 WHERE id = $2", args![json(&after)?, id.as_str()]).await?;
        let changed = changed(&before, &after);
        let details: Vec<(&str, &str)> = changed.iter().map(|(field, text)| (*field, text.as_str())).collect();
        let by = Actor::Agent(by.reference());
        tx.audit(about_agent(AuditKind::AgentChanged, &by, &after, &details, now)).await?;
        tx.commit().await?;
        Ok(after)
    }

    /// Sets somebody's password and ends their sessions, but for the one with the token of this hash.
    pub async fn password_set(
        &self,
        agent: &Agent,
        password_hash: &str,
        keep: Option<&str>,
        by: &Agent,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let sql = "UPDATE agents SET password_hash = $1 WHERE id = $2";
        tx.execute(sql, args![password_hash, agent.id.as_str()]).await?;
        tx.sessions_end(&agent.id, keep).await?;
        let by = Actor::Agent(by.reference());
        tx.audit(about_agent(AuditKind::Password, &by, agent, &[], now)).await?;
        tx.commit().await
    }

    /// Ends all sessions of somebody; how many there were.
    pub async fn log_out_everywhere(&self, agent: &Agent, by: &Agent, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let mut tx = self.begin().await?;
        let ended = tx.sessions_end(&agent.id, None).await?;
        let by = Actor::Agent(by.reference());
        let sessions = ended.to_string();
        tx.audit(about_agent(AuditKind::LogoutEverywhere, &by, agent, &[("sessions", &sessions)], now)).await?;
        tx.commit().await?;
        Ok(ended)
    }

    /// Lets somebody in who has shown their password.
    pub async fn log_in(&self, agent: &Agent, entry: &Entry<'_>) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.session_insert(entry.token_hash, &agent.id, entry.now, entry.until).await?;
        let by = Actor::Agent(agent.reference());
        let details = [("address", entry.address)];
        tx.audit(about_agent(AuditKind::Login, &by, agent, &details, entry.now)).await?;
        tx.commit().await
    }

    /// Notes that somebody tried a wrong password for a login that exists.
    pub async fn login_refused(&self, agent: &Agent, address: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        let by = Actor::System { name: "ringdesk".to_owned() };
        self.audit_append(about_agent(AuditKind::LoginRefused, &by, agent, &[("address", address)], now)).await
    }
}

impl Tx {
    /// Takes every first code away: its name, and until when it would have been good (milliseconds since 1970).
    async fn first_codes_end(&mut self) -> Result<Vec<(String, i64)>, StoreError> {
        let sql = "DELETE FROM facts WHERE name LIKE $1 RETURNING name, value";
        let rows = self.rows(sql, args![format!("{FIRST_CODE_NAME}%")]).await?;
        let code = |row: &Row| Ok((row.get(0)?, row.get::<String>(1)?.parse().unwrap_or(0)));
        rows.iter().map(code).collect()
    }

    async fn sessions_end(&mut self, agent: &AgentId, keep: Option<&str>) -> Result<u64, StoreError> {
        let sql = "DELETE FROM sessions WHERE agent_id = $1 AND token_hash <> $2";
        self.execute(sql, args![agent.as_str(), keep.unwrap_or_default()]).await
    }
}

fn about_agent(what: AuditKind, by: &Actor, agent: &Agent, details: &[(&str, &str)], at: DateTime<Utc>) -> AuditEntry {
    AuditEntry::new(what, by.clone(), format!("agent {}", agent.id), details, at)
}

fn patched(mut agent: Agent, patch: &ColleaguePatch) -> Agent {
    let ColleaguePatch { name, role, region, team, extension } = patch.clone();
    agent.name = name.unwrap_or(agent.name);
    agent.role = role.unwrap_or(agent.role);
    agent.region = region.unwrap_or(agent.region);
    agent.team = team.unwrap_or(agent.team);
    agent.extension = extension.or(agent.extension).filter(|extension| !extension.is_empty());
    agent
}

fn changed(before: &Agent, after: &Agent) -> Vec<(&'static str, String)> {
    let extension = |agent: &Agent| agent.extension.clone().unwrap_or_default();
    let fields = [
        ("name", before.name.clone(), after.name.clone()),
        ("role", before.role.as_str().to_owned(), after.role.as_str().to_owned()),
        ("region", before.region.clone(), after.region.clone()),
        ("team", before.team.clone(), after.team.clone()),
        ("extension", extension(before), extension(after)),
    ];
    let other = fields.into_iter().filter(|(_, before, after)| before != after);
    other.map(|(field, before, after)| (field, format!("{before} → {after}"))).collect()
}
