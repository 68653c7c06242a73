//! What was promised: to-dos and callbacks (M12, M13).

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ticket::{PageParams, unknown};
use crate::domain::agent::{Agent, Role};
use crate::domain::customer::Customer;
use crate::domain::ids::{CustomerId, TodoId};
use crate::domain::permission;
use crate::domain::todo::{Need, Todo, TodoKind};
use crate::server::app::App;
use crate::server::auth::Desk;
use crate::server::extract::{Body, Id, Params};
use crate::server::failure::{Answer, Failure};
use crate::server::idempotency::Records;
use crate::server::input;
use crate::server::store::{Store, StoreError};
use crate::wire::page::Page;
use crate::wire::request::{HandOver, NewTodo, TodoPatch};

/// This resource's routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(change))
        .routes(routes!(hand_over))
        .routes(routes!(list_callbacks, create_callback))
}

/// Mine and not done, the first due first; callbacks among them.
#[utoipa::path(get, path = "/todos", tag = "todos", params(PageParams), responses((status = 200, body = Page<Todo>)))]
async fn list(State(app): State<App>, Desk(agent): Desk, Params(page): Params<PageParams>) -> Answer<Json<Page<Todo>>> {
    let page = app.store.todos(&agent.id, None, &page.checked()?).await?;
    Ok(Json(ready(&app, page, &agent).await?))
}

/// The promises as `agent` may see them, each with what it needs laid ready.
async fn ready(app: &App, mut page: Page<Todo>, agent: &Agent) -> Answer<Page<Todo>> {
    let eyes = app.clearance(agent.role);
    let mut known: BTreeMap<CustomerId, Option<Customer>> = BTreeMap::new();
    for todo in &mut page.items {
        permission::cut_todo(todo, agent.role);
        let (Some(Need::Number | Need::Address), Some(customer)) = (todo.need(), &todo.customer) else { continue };
        let id = customer.id.clone();
        if !known.contains_key(&id) {
            let customer = match app.store.customer(&id).await {
                Err(StoreError::NotFound { .. }) => None,
                found => Some(found?),
            };
            let customer = customer.map(|mut customer| {
                permission::cut_customer(&mut customer, &eyes);
                customer
            });
            known.insert(id.clone(), customer);
        }
        todo.prepared = known.get(&id).and_then(Option::as_ref).and_then(|customer| prepared(todo, customer));
    }
    Ok(page)
}

fn prepared(todo: &Todo, customer: &Customer) -> Option<String> {
    match todo.need()? {
        Need::Number => customer.phones.first().map(|phone| phone.raw.clone()),
        Need::Address => customer.address.clone(),
        Need::File { .. } => None,
    }
}

fn cut(mut todo: Todo, role: Role) -> Json<Todo> {
    permission::cut_todo(&mut todo, role);
    Json(todo)
}

/// Promise something to oneself.
#[utoipa::path(post, path = "/todos", tag = "todos", request_body = NewTodo, responses((status = 201, body = Todo)))]
async fn create(
    State(app): State<App>,
    Desk(agent): Desk,
    Records(store): Records,
    Body(new): Body<NewTodo>,
) -> Answer<(StatusCode, Json<Todo>)> {
    promise(&app, &store, TodoKind::Task, new, &agent).await
}

/// Mine and not done, callbacks only.
#[utoipa::path(get, path = "/callbacks", tag = "todos", params(PageParams), responses((status = 200, body = Page<Todo>)))]
async fn list_callbacks(
    State(app): State<App>,
    Desk(agent): Desk,
    Params(page): Params<PageParams>,
) -> Answer<Json<Page<Todo>>> {
    let page = app.store.todos(&agent.id, Some(TodoKind::Callback), &page.checked()?).await?;
    Ok(Json(ready(&app, page, &agent).await?))
}

/// Promise to call back.
#[utoipa::path(post, path = "/callbacks", tag = "todos", request_body = NewTodo, responses((status = 201, body = Todo)))]
async fn create_callback(
    State(app): State<App>,
    Desk(agent): Desk,
    Records(store): Records,
    Body(new): Body<NewTodo>,
) -> Answer<(StatusCode, Json<Todo>)> {
    promise(&app, &store, TodoKind::Callback, new, &agent).await
}

async fn promise(
    app: &App,
    store: &Store,
    kind: TodoKind,
    mut new: NewTodo,
    by: &Agent,
) -> Answer<(StatusCode, Json<Todo>)> {
    new.text = input::line("text", &new.text, 200)?;
    new.due_at = input::time("due_at", new.due_at)?;
    about(app, &new).await?;
    if let Some(Need::File { file }) = &mut new.needs {
        file.title = input::line("needs.file.title", &file.title, 80)?;
        let kept = app.store.media(&file.sha256).await;
        file.content_type =
            kept.map_err(|error| unknown("needs.file.sha256", file.sha256.as_str(), error))?.content_type;
    }
    let todo = store.todo_create(kind, &new, by, app.now()).await?;
    Ok((StatusCode::CREATED, cut(todo, by.role)))
}

/// Whom and what it is about must exist, and belong together.
async fn about(app: &App, new: &NewTodo) -> Answer<()> {
    if let Some(id) = &new.customer_id {
        input::id("customer_id", id.as_str())?;
        app.store.customer(id).await.map_err(|error| unknown("customer_id", id.as_str(), error))?;
    }
    let Some(id) = &new.ticket_id else { return Ok(()) };
    input::id("ticket_id", id.as_str())?;
    let ticket = app.store.ticket(id).await.map_err(|error| unknown("ticket_id", id.as_str(), error))?;
    match &new.customer_id {
        Some(customer) if *customer != ticket.customer.id => {
            Err(Failure::field("ticket_id", format!("Ticket {} is not one of this customer's.", ticket.number)))
        }
        _ => Ok(()),
    }
}

/// Done, or not done after all. One's own; leads may do it for others.
#[utoipa::path(patch, path = "/todos/{id}", tag = "todos", params(("id" = String, Path)), request_body = TodoPatch,
    responses((status = 200, body = Todo)))]
async fn change(
    State(app): State<App>,
    Desk(agent): Desk,
    Records(store): Records,
    Id(id): Id,
    Body(patch): Body<TodoPatch>,
) -> Answer<Json<Todo>> {
    Ok(cut(store.todo_done(&TodoId::new(id), patch.done, &agent, app.now()).await?, agent.role))
}

/// Give a promise to a colleague, who is to keep it from now on. One's own; leads may do it for others. One that is theirs or
/// kept already stays as it is.
#[utoipa::path(post, path = "/todos/{id}/hand-over", tag = "todos", params(("id" = String, Path)), request_body = HandOver,
    responses((status = 200, body = Todo)))]
async fn hand_over(
    State(app): State<App>,
    Desk(agent): Desk,
    Records(store): Records,
    Id(id): Id,
    Body(wish): Body<HandOver>,
) -> Answer<Json<Todo>> {
    let id = TodoId::new(id);
    input::id("to", wish.to.as_str())?;
    let to = app.store.agent(&wish.to).await.map_err(|error| unknown("to", wish.to.as_str(), error))?;
    if to.role == Role::Cti {
        return Err(Failure::field("to", format!("{} is a telephone system; it keeps no promises.", to.name)));
    }
    Ok(cut(store.todo_hand_over(&id, &to, &agent, app.now()).await?, agent.role))
}

/// The answer to a repeated request.
pub async fn shown(app: &App, agent: &Agent, id: &str) -> Answer<Response> {
    Ok(cut(app.store.todo(&TodoId::new(id)).await?, agent.role).into_response())
}
