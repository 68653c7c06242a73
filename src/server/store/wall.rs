//! The lead's wall: each figure is counted over an index of its own, whatever the number of tickets and calls.

mod ticket;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, TimeDelta, Utc};

use super::db::{Arg, Reads, Row, args};
use super::solve::SolvedBy;
use super::ticket::NOBODY;
use super::transaction::Tx;
use super::world::Bulk;
use super::{Store, StoreError};
use crate::domain::agent::{Agent, Presence, PresenceSpan, PresenceState, Role};
use crate::domain::ids::AgentId;
use crate::domain::wall::{Calls, Hours, IN_TIME, Load, Person, RECENT, SHORT, Solved, Unowned, Wall};

pub use self::ticket::Whose;

/// How long it is kept what somebody did.
const SPANS_KEPT: TimeDelta = TimeDelta::days(35);

/// Figures by person.
type By<T> = HashMap<AgentId, T>;

impl Store {
    /// The whole wall at `now`: today since `day_began`, and `lately` what was solved in a longer time.
    /// Its version, and the server it is of, are the caller's to say.
    pub async fn wall(
        &self,
        day_began: DateTime<Utc>,
        lately: &SolvedBy,
        now: DateTime<Utc>,
    ) -> Result<Wall, StoreError> {
        let (unowned, load) = self.loads(now).await?;
        let mut calls = self.calls_of_day(day_began, now).await?;
        self.calls_now(&mut calls).await?;
        let hours = self.hours(day_began).await?;
        let today = self.solved_since(day_began).await?;
        let nobodys = calls.remove(&AgentId::from(NOBODY)).unwrap_or_default();
        let solved = |id: &AgentId| {
            let (all, again) = lately.get(id).copied().unwrap_or_default();
            Solved { today: today.get(id).map_or(0, |(solved, _)| *solved), lately: all, again }
        };
        let person = |agent: Agent| Person {
            load: load.get(&agent.id).copied().unwrap_or_default(),
            calls: calls.get(&agent.id).copied().unwrap_or_default(),
            hours: hours.get(&agent.id).copied().unwrap_or_default(),
            solved: solved(&agent.id),
            agent: agent.reference(),
            login: agent.login,
            role: agent.role,
            region: agent.region,
            team: agent.team,
            presence: agent.presence,
        };
        let mut people: Vec<Person> = self.agents().await?.into_iter().map(person).filter(is_shown).collect();
        people.sort_by(|one, other| one.place().cmp(&other.place()));
        Ok(Wall { at: now, day_began, calls: nobodys, regions: unowned, people, ..Wall::default() })
    }

    /// When time alone next changes a figure: a ticket comes into its last quarter, or is late.
    pub async fn wall_next_change(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StoreError> {
        let due = "SELECT due_at FROM tickets WHERE live AND due_at > $1 ORDER BY due_at, id LIMIT 1";
        let soon = "SELECT soon_at FROM tickets WHERE live AND soon_at > $1 ORDER BY soon_at LIMIT 1";
        let mut next = None;
        for sql in [due, soon] {
            let at = self.read().row(sql, args![now]).await?.map(|row| row.get::<i64>(0)).transpose()?;
            next = next.into_iter().chain(at).min();
        }
        Ok(next.and_then(DateTime::from_timestamp_millis))
    }

    async fn loads(&self, now: DateTime<Utc>) -> Result<(Vec<Unowned>, By<Load>), StoreError> {
        let sql = "SELECT region, assignee_id, count(*), count(CASE WHEN soon_at <= $1 AND due_at > $1 THEN 1 END),
                   count(CASE WHEN due_at <= $1 THEN 1 END), min(created_at)
                   FROM tickets WHERE live GROUP BY region, assignee_id";
        let (mut unowned, mut by) = (BTreeMap::<String, Load>::new(), By::<Load>::new());
        for row in self.read().rows(sql, args![now]).await? {
            let (region, owner) = (row.get::<String>(0)?, row.get::<String>(1)?);
            let oldest_at = DateTime::from_timestamp_millis(row.get(5)?);
            let load = Load { live: row.get_u64(2)?, at_risk: row.get_u64(3)?, breached: row.get_u64(4)?, oldest_at };
            if owner == NOBODY {
                unowned.insert(region, load);
            } else {
                let known = by.entry(AgentId::new(owner)).or_default();
                *known = *known + load;
            }
        }
        Ok((unowned.into_iter().map(|(region, load)| Unowned { region, load }).collect(), by))
    }

    async fn calls_of_day(&self, day_began: DateTime<Utc>, now: DateTime<Utc>) -> Result<By<Calls>, StoreError> {
        let sql = "SELECT agent_id, count(*), count(CASE WHEN started_at > $2 THEN 1 END), count(answered_at),
                   count(CASE WHEN answered_at <= started_at + $3 THEN 1 END),
                   CAST(coalesce(sum(CASE WHEN answered_at > started_at THEN answered_at - started_at END), 0) AS BIGINT),
                   count(CASE WHEN answered_at IS NULL THEN over_at END),
                   count(CASE WHEN answered_at IS NULL AND over_at < started_at + $4 THEN 1 END),
                   count(CASE WHEN answered_at IS NOT NULL THEN over_at END),
                   CAST(coalesce(sum(CASE WHEN over_at > answered_at THEN over_at - answered_at END), 0) AS BIGINT)
                   FROM calls WHERE begun AND started_at >= $1 GROUP BY agent_id";
        let (in_time, short) = (IN_TIME.num_milliseconds(), SHORT.num_milliseconds());
        let rows = self.read().rows(sql, args![day_began, now - RECENT, in_time, short]).await?;
        rows.iter().map(|row| Ok((AgentId::new(row.get::<String>(0)?), of_day(row)?))).collect()
    }

    async fn calls_now(&self, calls: &mut By<Calls>) -> Result<(), StoreError> {
        let sql = "SELECT agent_id, count(CASE WHEN ringing THEN 1 END), count(*),
                   min(CASE WHEN ringing THEN started_at END)
                   FROM calls WHERE live GROUP BY agent_id";
        for row in self.read().rows(sql, vec![]).await? {
            let known = calls.entry(AgentId::new(row.get::<String>(0)?)).or_default();
            known.ringing = row.get_u64(1)?;
            known.connected = row.get_u64(2)?.saturating_sub(known.ringing);
            known.ringing_since = row.get::<Option<i64>>(3)?.and_then(DateTime::from_timestamp_millis);
        }
        Ok(())
    }

    async fn hours(&self, day_began: DateTime<Utc>) -> Result<By<Hours>, StoreError> {
        let sql = "SELECT agent_id, presence,
                   CAST(sum(to_at - CASE WHEN from_at < $1 THEN $1 ELSE from_at END) AS BIGINT)
                   FROM presence_spans WHERE to_at > $1 GROUP BY agent_id, presence";
        let mut hours = By::<Hours>::new();
        for row in self.read().rows(sql, args![day_began]).await? {
            let presence = serde_json::from_value(row.get::<String>(1)?.into())?;
            let spent = Hours::of(presence, DateTime::UNIX_EPOCH, at_ms(row.get(2)?));
            let known = hours.entry(AgentId::new(row.get::<String>(0)?)).or_default();
            *known = *known + spent;
        }
        Ok(hours)
    }
}

fn at_ms(ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(ms).unwrap_or_default()
}

fn of_day(row: &Row) -> Result<Calls, StoreError> {
    Ok(Calls {
        offered: row.get_u64(1)?,
        recent: row.get_u64(2)?,
        answered: row.get_u64(3)?,
        in_time: row.get_u64(4)?,
        wait_ms: row.get_u64(5)?,
        abandoned: row.get_u64(6)?,
        short: row.get_u64(7)?,
        handled: row.get_u64(8)?,
        line_ms: row.get_u64(9)?,
        ..Calls::default()
    })
}

/// Those who answer or lead; of others only who has work, and never a machine.
fn is_shown(person: &Person) -> bool {
    match person.role {
        Role::Agent | Role::Lead => true,
        Role::Director | Role::Admin => person.load.live > 0 || person.calls != Calls::default(),
        Role::Cti => false,
    }
}

impl Tx {
    /// Notes what somebody did until now; what they did long ago is forgotten meanwhile.
    pub(super) async fn presence_spent(&mut self, agent: &Agent, now: DateTime<Utc>) -> Result<(), StoreError> {
        let PresenceState { presence, since } = agent.presence;
        if presence == Presence::Offline || since >= now {
            return Ok(());
        }
        let forget = "DELETE FROM presence_spans WHERE agent_id = $1 AND from_at < $2";
        self.execute(forget, args![agent.id.as_str(), now - SPANS_KEPT]).await?;
        let sql = "INSERT INTO presence_spans (agent_id, from_at, to_at, presence) VALUES ($1, $2, $3, $4)
                   ON CONFLICT (agent_id, from_at) DO NOTHING";
        let span = PresenceSpan { agent: agent.id.clone(), presence, from: since, to: now };
        self.execute(sql, span_row(&span)?).await.map(drop)
    }

    /// Loads what people did.
    pub(super) async fn load_spans(&mut self, spans: &[PresenceSpan]) -> Result<(), StoreError> {
        let mut rows = Bulk::into("presence_spans", &["agent_id", "from_at", "to_at", "presence"]);
        for span in spans {
            rows.push(self, span_row(span)?).await?;
        }
        rows.finish(self).await
    }
}

fn span_row(span: &PresenceSpan) -> Result<Vec<Arg>, StoreError> {
    let presence = serde_json::to_value(span.presence)?;
    Ok(args![span.agent.as_str(), span.from, span.to, presence.as_str().unwrap_or_default()])
}
