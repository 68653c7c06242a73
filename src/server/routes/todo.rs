//! What was promised: to-dos and callbacks (M12, M13).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ticket::{PageParams, unknown};
use crate::domain::agent::{Agent, Role};
use crate::domain::ids::TodoId;
use crate::domain::permission;
use crate::domain::todo::{Todo, TodoKind};
use crate::server::app::App;
use crate::server::auth::Desk;
use crate::server::extract::{Body, Id, Params};
use crate::server::failure::{Answer, Failure, Kind};
use crate::server::idempotency::Records;
use crate::server::input;
use crate::server::store::Store;
use crate::wire::page::Page;
use crate::wire::request::{NewTodo, TodoPatch};

/// This resource's routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(change))
        .routes(routes!(list_callbacks, create_callback))
}

/// Mine and not done, the first due first; callbacks among them.
#[utoipa::path(get, path = "/todos", tag = "todos", params(PageParams), responses((status = 200, body = Page<Todo>)))]
async fn list(State(app): State<App>, Desk(agent): Desk, Params(page): Params<PageParams>) -> Answer<Json<Page<Todo>>> {
    let page = app.store.todos(&agent.id, None, &page.checked()?).await?;
    Ok(Json(cut_all(page, agent.role)))
}

fn cut_all(mut page: Page<Todo>, role: Role) -> Page<Todo> {
    page.items.iter_mut().for_each(|todo| permission::cut_todo(todo, role));
    page
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
    Ok(Json(cut_all(page, agent.role)))
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
    let id = TodoId::new(id);
    let todo = store.todo(&id).await?;
    if todo.owner.id != agent.id && !permission::leads(agent.role) {
        let detail = format!("{} promised this; only they or a lead can mark it.", todo.owner.name);
        return Err(Failure::new(Kind::Forbidden, detail));
    }
    Ok(cut(store.todo_done(&id, patch.done, &agent, app.now()).await?, agent.role))
}

/// The answer to a repeated request.
pub async fn shown(app: &App, agent: &Agent, id: &str) -> Answer<Response> {
    Ok(cut(app.store.todo(&TodoId::new(id)).await?, agent.role).into_response())
}
