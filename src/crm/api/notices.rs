//! Notices on their way out, for admins.

use serde_json::json;

use super::{Api, WriteKey};
use crate::crm::http::Write;
use crate::crm::problem::CrmError;
use crate::domain::notice::NoticeState;
use crate::wire::notice::{NoticeRow, Resent};
use crate::wire::page::{Page, PageRequest};
use crate::wire::paths::encode;

impl Api {
    /// `GET /admin/notices`: in one state, or all; the newest first.
    pub async fn notices(&self, state: Option<NoticeState>, at: &PageRequest) -> Result<Page<NoticeRow>, CrmError> {
        let limit = at.limit.map(|limit| limit.to_string());
        let asked =
            [("state", state.map(NoticeState::as_str)), ("limit", limit.as_deref()), ("cursor", at.cursor.as_deref())];
        let asked = asked.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", encode(value?))));
        self.http.get(&format!("/admin/notices?{}", asked.collect::<Vec<_>>().join("&"))).await
    }

    /// `POST /admin/notices/{id}/resend`.
    pub async fn resend_notice(&self, key: &WriteKey, id: &str) -> Result<NoticeRow, CrmError> {
        let path = format!("/admin/notices/{}/resend", encode(id));
        self.http.write(Write::post(&path, key), &json!({})).await
    }

    /// `POST /admin/notices/resend`: everything that was given up.
    pub async fn resend_notices(&self, key: &WriteKey) -> Result<Resent, CrmError> {
        self.http.write(Write::post("/admin/notices/resend", key), &json!({})).await
    }
}
