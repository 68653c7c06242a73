//! The contract as OpenAPI 3.1, generated from the handlers.

use utoipa::PartialSchema as _;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Components, ContentBuilder, InfoBuilder, OpenApi, OpenApiBuilder, Ref, RefOr, ResponseBuilder};
use utoipa_axum::router::OpenApiRouter;

use super::app::App;
use super::failure::PROBLEM_JSON;
use super::routes;
use crate::wire::paths::API;
use crate::wire::problem::Problem;

/// The document, as JSON, for `ringdesk openapi` and `GET /openapi.json`.
pub fn openapi() -> String {
    let (_, document) = routes::documented().split_for_parts();
    document.to_pretty_json().unwrap_or_default()
}

/// The frame that the handlers fill.
pub(super) fn frame() -> OpenApi {
    let about = "The contract between a ringdesk server and its consoles, telephone systems and scripts. \
        Errors are application/problem+json (RFC 9457). Every POST and PATCH takes an Idempotency-Key.";
    let info = InfoBuilder::new().title("ringdesk").version(env!("CARGO_PKG_VERSION")).description(Some(about)).build();
    let mut components = Components::new();
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    components.add_security_scheme("token", SecurityScheme::Http(bearer));
    OpenApiBuilder::new().info(info).components(Some(components)).build()
}

/// Adds what holds for every operation: the token, and problems as the form of every error.
pub(super) fn finished(mut router: OpenApiRouter<App>) -> OpenApiRouter<App> {
    let document = router.get_openapi_mut();
    for (path, item) in &mut document.paths.paths {
        for operation in operations(item) {
            let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
            let response = ResponseBuilder::new().description("What went wrong, and what to do.");
            let response = response.content(PROBLEM_JSON, problem).build();
            operation.responses.responses.insert("default".into(), RefOr::T(response));
            if path.starts_with(API) && operation.security.is_none() {
                operation.security = Some(vec![SecurityRequirement::new("token", Vec::<String>::new())]);
            }
        }
    }
    let components = document.components.get_or_insert_with(Components::new);
    components.schemas.insert("Problem".into(), Problem::schema());
    router
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.put, &mut item.post, &mut item.delete, &mut item.patch].into_iter().flatten()
}
