//! The figures of a month, counted by the database over the index of what was solved in it.

use chrono::{DateTime, TimeDelta, Utc};

use super::cursor::{Ask, Cursor};
use super::db::{Reads, Row, args};
use super::{Store, StoreError};
use crate::domain::calendar::Month;
use crate::domain::ids::RootCauseId;
use crate::domain::notice::Notice;
use crate::domain::root_cause::report::{COMES_AGAIN_DAYS, ContactFigures, RootCauseReport, SAMPLES, Sample, Tally};
use crate::domain::ticket::Ticket;
use crate::wire::page::{Page, PageRequest};

/// Causes counted at most; the catalogue has fewer.
const MOST: u32 = 1_000;

/// A span of time, UTC: from the first instant to before the second.
type Span = (DateTime<Utc>, DateTime<Utc>);

/// Count and reopened ones of a cause in a span.
struct Counted {
    root_cause: RootCauseId,
    count: u64,
    reopened: u64,
}

impl Store {
    /// The figures of a month by the wall clock of the catalogue's place, as the tickets stand now.
    pub async fn root_cause_report(&self, month: Month) -> Result<RootCauseReport, StoreError> {
        let causes = self.root_causes();
        let zone = causes.mailing().zone;
        let span = month.bounds(zone);
        let tallies = self.tallies(span, month.before().bounds(zone)).await?;
        let mut report = RootCauseReport::of(month, zone, &tallies, self.contact_figures(span).await?, &causes);
        for root_cause in report.to_sample() {
            let samples = self.samples(&root_cause, span).await?;
            report.sampled(&root_cause, samples);
        }
        Ok(report)
    }

    /// Tickets of a cause that were solved in a month, the last one first.
    pub async fn tickets_of_cause(
        &self,
        root_cause: &RootCauseId,
        month: Month,
        page: &PageRequest,
    ) -> Result<Page<Ticket>, StoreError> {
        let (from, to) = month.bounds(self.root_causes().mailing().zone);
        let ask = Ask::read("tickets.of_cause", Cursor::last(), page)?;
        let sql = "SELECT record, solved_at FROM tickets
                   WHERE root_cause = $1 AND solved_at >= $2 AND solved_at < $3 AND (solved_at, id) < ($4, $5)
                   ORDER BY solved_at DESC, id DESC LIMIT $6";
        let args = args![root_cause.as_str(), from, to, ask.after.key, ask.after.id.as_str(), ask.fetch()];
        let rows = self.read().rows(sql, args).await?;
        let read = |row: &Row| Ok((row.record::<Ticket>(0)?, row.get::<i64>(1)?));
        let items = rows.iter().map(read).collect::<Result<Vec<_>, StoreError>>()?;
        let page = ask.page(items, |(last, solved_at)| (*solved_at, &last.id).into());
        let Page { items, next_cursor, total } = page;
        Ok(Page { items: items.into_iter().map(|(ticket, _)| ticket).collect(), next_cursor, total })
    }

    async fn tallies(&self, span: Span, before: Span) -> Result<Vec<Tally>, StoreError> {
        let (now, before, medians) =
            (self.counted(span).await?, self.counted(before).await?, self.medians(span).await?);
        let mut tallies: Vec<Tally> = now.into_iter().map(|now| tally(now, &medians)).collect();
        for Counted { root_cause, count, .. } in before {
            match tallies.iter_mut().find(|tally| tally.root_cause == root_cause) {
                Some(tally) => tally.before = count,
                None => tallies.push(Tally { root_cause, count: 0, before: count, reopened: 0, median_s: None }),
            }
        }
        Ok(tallies)
    }

    async fn counted(&self, (from, to): Span) -> Result<Vec<Counted>, StoreError> {
        let sql = "SELECT root_cause, count(*), sum(CASE WHEN reopened THEN 1 ELSE 0 END) FROM tickets
                   WHERE root_cause IS NOT NULL AND solved_at >= $1 AND solved_at < $2
                   GROUP BY root_cause LIMIT $3";
        let rows = self.read().rows(sql, args![from, to, MOST]).await?;
        let counted = |row: &Row| {
            let root_cause = RootCauseId::new(row.get::<String>(0)?);
            Ok(Counted { root_cause, count: row.get_u64(1)?, reopened: row.get_u64(2)? })
        };
        rows.iter().map(counted).collect()
    }

    /// Of each cause the one in the middle, or the two of which the median is the mean; their sum, in milliseconds twice.
    async fn medians(&self, (from, to): Span) -> Result<Vec<(RootCauseId, u64)>, StoreError> {
        let sql = "SELECT root_cause, min(took) + max(took) FROM
                   (SELECT root_cause, solved_at - created_at AS took,
                           row_number() OVER (PARTITION BY root_cause ORDER BY solved_at - created_at) AS place,
                           count(*) OVER (PARTITION BY root_cause) AS among
                    FROM tickets WHERE root_cause IS NOT NULL AND solved_at >= $1 AND solved_at < $2) ranked
                   WHERE place * 2 >= among AND place * 2 <= among + 2
                   GROUP BY root_cause LIMIT $3";
        let rows = self.read().rows(sql, args![from, to, MOST]).await?;
        rows.iter().map(|row| Ok((RootCauseId::new(row.get::<String>(0)?), row.get_u64(1)?))).collect()
    }

    async fn contact_figures(&self, (from, to): Span) -> Result<ContactFigures, StoreError> {
        let sql =
            "SELECT solved.reopened, EXISTS (SELECT 1 FROM tickets later WHERE later.customer_id = solved.customer_id
                          AND later.created_at > solved.created_at AND later.created_at <= solved.solved_at + $3
                          AND later.problem_type = solved.problem_type AND later.problem_type <> '') AS again, count(*)
                   FROM tickets solved
                   WHERE solved.root_cause IS NOT NULL AND solved.solved_at >= $1 AND solved.solved_at < $2
                   GROUP BY 1, 2 LIMIT 4";
        let again = TimeDelta::days(COMES_AGAIN_DAYS).num_milliseconds();
        let mut figures = ContactFigures::default();
        for row in self.read().rows(sql, args![from, to, again]).await? {
            let (reopened, again, count) = (row.get::<bool>(0)?, row.get::<bool>(1)?, row.get_u64(2)?);
            figures.solved += count;
            figures.came_again += if again { count } else { 0 };
            figures.first_contact += if again || reopened { 0 } else { count };
        }
        Ok(figures)
    }

    async fn samples(&self, root_cause: &RootCauseId, (from, to): Span) -> Result<Vec<Sample>, StoreError> {
        let sql = "SELECT record FROM tickets WHERE root_cause = $1 AND solved_at >= $2 AND solved_at < $3
                   ORDER BY solved_at DESC, id DESC LIMIT $4";
        let rows = self.read().rows(sql, args![root_cause.as_str(), from, to, SAMPLES as u32]).await?;
        let sample = |row: &Row| {
            let Ticket { id, number, subject, .. } = row.record(0)?;
            Ok(Sample { ticket: id, number, subject })
        };
        rows.iter().map(sample).collect()
    }

    /// The newest month of which letters went out; none: none ever did.
    pub async fn root_causes_mailed(&self) -> Result<Option<Month>, StoreError> {
        let sql = "SELECT month FROM root_cause_mails WHERE month > '' ORDER BY month DESC LIMIT 1";
        let month = self.read().row(sql, args![]).await?.map(|row| row.get::<String>(0)).transpose()?;
        Ok(month.and_then(|month| Month::parse(&month).ok()))
    }

    /// Queues the letters of a month, at most one for each department in all times, whoever else does the same; those for which
    /// it had not been done. A department without a letter has nothing to read, and is done with as well.
    pub async fn root_causes_mail(
        &self,
        month: Month,
        letters: &[(String, Option<Notice>)],
        now: DateTime<Utc>,
    ) -> Result<Vec<String>, StoreError> {
        let mut tx = self.begin().await?;
        let mut done = Vec::new();
        for (department, letter) in letters {
            let sql = "INSERT INTO root_cause_mails (month, department, at) VALUES ($1, $2, $3)
                       ON CONFLICT (month, department) DO NOTHING";
            if tx.execute(sql, args![month.to_string(), department.as_str(), now]).await? == 0 {
                continue;
            }
            if let Some(letter) = letter {
                tx.queue_notice(letter, now).await?;
            }
            done.push(department.clone());
        }
        tx.commit().await?;
        Ok(done)
    }
}

fn tally(counted: Counted, medians: &[(RootCauseId, u64)]) -> Tally {
    let Counted { root_cause, count, reopened } = counted;
    let twice = medians.iter().find(|(known, _)| *known == root_cause).map(|(_, twice)| twice);
    Tally { count, before: 0, reopened, median_s: twice.map(|twice| twice / 2_000), root_cause }
}
