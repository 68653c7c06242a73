//! A typed call for every route the desk uses, one file per resource.
//!
//! Reads may be repeated freely. A write that creates or commands takes a [`WriteKey`]: whoever repeats it after a failure
//! passes the same key, and it lands once.

mod accounts;
mod calls;
mod customers;
mod knowledge;
mod media;
mod notices;
mod reports;
mod session;
mod tickets;
mod todos;
mod wall;

pub use self::accounts::AuditQuery;
pub use self::knowledge::Phrasing;
pub use super::http::WriteKey;
use std::time::Duration;

use super::http::{AddressError, Http, Token, Trust};
use super::live::Patience;
use crate::wire::page::PageRequest;
use crate::wire::paths::{API, encode};

/// The server as a set of typed calls. Cheap to clone.
#[derive(Clone)]
pub struct Api {
    http: Http,
}

impl Api {
    /// The server at `server`, spoken to with `token`.
    pub fn new(server: &str, token: Option<&Token>) -> Result<Self, AddressError> {
        Http::new(server, token).map(|http| Self { http })
    }

    /// The server at `server`, by these rules of trust.
    pub fn trusting(server: &str, token: Option<&Token>, trust: &Trust) -> Result<Self, AddressError> {
        Http::trusting(server, token, trust).map(|http| Self { http })
    }

    /// The connection underneath, for the live events.
    pub fn http(&self) -> &Http {
        &self.http
    }

    /// The same server, whose live events are listened to with another patience.
    #[must_use]
    pub fn with_patience(self, patience: Patience) -> Self {
        Self { http: self.http.with_patience(patience) }
    }

    /// The same server, whose answers may take so long.
    #[must_use]
    pub fn within(self, limit: Duration) -> Self {
        Self { http: self.http.within(limit) }
    }

    /// The same server for somebody else.
    #[must_use]
    pub fn with_token(&self, token: &Token) -> Self {
        Self { http: self.http.for_token(Some(token)) }
    }

    /// The same server for somebody who has yet to log in.
    #[must_use]
    pub fn without_token(&self) -> Self {
        Self { http: self.http.for_token(None) }
    }
}

/// `/api/v1/{resource}?…` with the given query; empty values are left out.
fn query(resource: &str, pairs: &[(&str, &str)]) -> String {
    let query: Vec<String> = pairs
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect();
    if query.is_empty() { format!("{API}/{resource}") } else { format!("{API}/{resource}?{}", query.join("&")) }
}

/// A list's page, with further conditions.
fn page(resource: &str, pairs: &[(&str, &str)], page: &PageRequest) -> String {
    let limit = page.limit.map(|limit| limit.to_string()).unwrap_or_default();
    let cursor = page.cursor.as_deref().unwrap_or_default();
    let mut all = pairs.to_vec();
    all.extend([("limit", limit.as_str()), ("cursor", cursor)]);
    query(resource, &all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_encoded_and_leaves_out_what_is_empty() {
        assert_eq!(
            query("customers", &[("q", "王 建&国"), ("phone", "")]),
            "/api/v1/customers?q=%E7%8E%8B%20%E5%BB%BA%26%E5%9B%BD"
        );
        assert_eq!(query("todos", &[]), "/api/v1/todos");
    }

    #[test]
    fn a_page_carries_its_cursor() {
        let next = PageRequest { limit: Some(20), cursor: Some("a=b".into()) };
        assert_eq!(page("tickets", &[("view", "mine")], &next), "/api/v1/tickets?view=mine&limit=20&cursor=a%3Db");
    }
}
