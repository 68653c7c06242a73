//! To-dos and callbacks.

use super::{Api, WriteKey, page};
use crate::crm::http::Write;
use crate::crm::problem::CrmError;
use crate::domain::ids::{AgentId, TodoId};
use crate::domain::todo::Todo;
use crate::wire::page::{Page, PageRequest};
use crate::wire::paths::{API, item, sub};
use crate::wire::request::{HandOver, NewTodo, TodoPatch};

impl Api {
    /// `GET /todos`: mine and not done, the one due first first; callbacks among them.
    pub async fn todos(&self, at: &PageRequest) -> Result<Page<Todo>, CrmError> {
        self.http.get(&page("todos", &[], at)).await
    }

    /// `POST /todos/{id}/hand-over`.
    pub async fn hand_over(&self, key: &WriteKey, id: &TodoId, to: &AgentId) -> Result<Todo, CrmError> {
        self.http.write(Write::post(&sub("todos", id.as_str(), "hand-over"), key), &HandOver { to: to.clone() }).await
    }

    /// `PATCH /todos/{id}`.
    pub async fn set_todo(&self, key: &WriteKey, id: &TodoId, done: bool) -> Result<Todo, CrmError> {
        self.http.write(Write::patch(&item("todos", id.as_str()), key), &TodoPatch { done }).await
    }

    /// `POST /callbacks`: a promise to call again.
    pub async fn promise_callback(&self, key: &WriteKey, new: &NewTodo) -> Result<Todo, CrmError> {
        self.http.write(Write::post(&format!("{API}/callbacks"), key), new).await
    }
}
