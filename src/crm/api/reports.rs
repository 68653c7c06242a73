//! Reports, for those who lead.

use super::{Api, WriteKey, page, query};
use crate::crm::http::Write;
use crate::crm::problem::CrmError;
use crate::domain::calendar::Month;
use crate::domain::ids::RootCauseId;
use crate::domain::root_cause::report::RootCauseReport;
use crate::domain::ticket::Ticket;
use crate::wire::page::{Page, PageRequest};
use crate::wire::paths::{API, encode};
use crate::wire::report::{MailReport, Mailed};

impl Api {
    /// `GET /reports/root-causes?month=`: the figures of a month; none: of this one.
    pub async fn root_cause_report(&self, month: Option<Month>) -> Result<RootCauseReport, CrmError> {
        let month = month.map(|month| month.to_string()).unwrap_or_default();
        self.http.get(&query("reports/root-causes", &[("month", &month)])).await
    }

    /// `GET /reports/root-causes/{id}/tickets?month=`: the tickets of a cause, the last one first.
    pub async fn tickets_of_cause(
        &self,
        root_cause: &RootCauseId,
        month: Month,
        at: &PageRequest,
    ) -> Result<Page<Ticket>, CrmError> {
        let path = format!("reports/root-causes/{}/tickets", encode(root_cause.as_str()));
        self.http.get(&page(&path, &[("month", &month.to_string())], at)).await
    }

    /// `POST /reports/root-causes/mail`: each department gets its figures of a month, unless it has had them.
    pub async fn mail_root_causes(&self, key: &WriteKey, month: Month) -> Result<Mailed, CrmError> {
        let path = format!("{API}/reports/root-causes/mail");
        self.http.write(Write::post(&path, key), &MailReport { month }).await
    }
}
