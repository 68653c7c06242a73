//! Customers, and everything that hangs on one.

use super::{Api, WriteKey, page};
use crate::crm::http::Write;
use crate::crm::problem::CrmError;
use crate::domain::customer::Customer;
use crate::domain::flow::FlowEvent;
use crate::domain::ids::CustomerId;
use crate::domain::interaction::Interaction;
use crate::domain::order::Order;
use crate::domain::profile::Profile;
use crate::wire::page::{Page, PageRequest};
use crate::wire::paths::{API, item, sub};
use crate::wire::request::{CustomerPatch, NewCustomer, Reveal, Revealed};

impl Api {
    /// `GET /customers?q=`: by name or company, or by the number of an order, waybill, ticket or telephone.
    pub async fn customers(&self, words: &str, at: &PageRequest) -> Result<Page<Customer>, CrmError> {
        self.http.get(&page("customers", &[("q", words)], at)).await
    }

    /// `GET /customers/{id}`.
    pub async fn customer(&self, id: &CustomerId) -> Result<Customer, CrmError> {
        self.http.get(&item("customers", id.as_str())).await
    }

    /// `GET /customers/{id}/profile`: everything on one screen.
    pub async fn profile(&self, id: &CustomerId) -> Result<Profile, CrmError> {
        self.http.get(&sub("customers", id.as_str(), "profile")).await
    }

    /// `GET /customers/{id}/interactions`, newest first.
    pub async fn interactions(&self, id: &CustomerId, at: &PageRequest) -> Result<Page<Interaction>, CrmError> {
        self.http.get(&page(&below(id, "interactions"), &[], at)).await
    }

    /// `GET /customers/{id}/orders`, newest first.
    pub async fn orders(&self, id: &CustomerId, at: &PageRequest) -> Result<Page<Order>, CrmError> {
        self.http.get(&page(&below(id, "orders"), &[], at)).await
    }

    /// `GET /customers/{id}/flow`: what departments did.
    pub async fn flow(&self, id: &CustomerId, at: &PageRequest) -> Result<Page<FlowEvent>, CrmError> {
        self.http.get(&page(&below(id, "flow"), &[], at)).await
    }

    /// `POST /customers`: an unknown caller becomes a customer.
    pub async fn create_customer(&self, key: &WriteKey, new: &NewCustomer) -> Result<Customer, CrmError> {
        self.http.write(Write::post(&format!("{API}/customers"), key), new).await
    }

    /// `PATCH /customers/{id}`, if it still has `version`; none: whatever it has.
    pub async fn change_customer(
        &self,
        key: &WriteKey,
        id: &CustomerId,
        version: Option<u64>,
        fields: &CustomerPatch,
    ) -> Result<Customer, CrmError> {
        let path = item("customers", id.as_str());
        let write = Write::patch(&path, key);
        let write = if version.is_some() { write.if_version(version) } else { write.any_version() };
        self.http.write(write, fields).await
    }

    /// `POST /customers/{id}/reveal`: a masked field in full; recorded.
    pub async fn reveal(&self, key: &WriteKey, id: &CustomerId, what: &Reveal) -> Result<Revealed, CrmError> {
        self.http.write(Write::post(&sub("customers", id.as_str(), "reveal"), key), what).await
    }
}

fn below(id: &CustomerId, name: &str) -> String {
    format!("customers/{}/{name}", crate::wire::paths::encode(id.as_str()))
}
