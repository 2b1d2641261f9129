//! Builds the application: all routes, and what surrounds every request.

use axum::{
    Router,
    http::header,
    middleware::{from_fn, from_fn_with_state},
    routing::get,
};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::{
    config::Settings,
    db::Pool,
    features, health,
    middleware::{catch_panics, context, cors, problems, timeout},
    migrations::{self, Embedded},
    openapi, security,
};

/// Routes that describe themselves in the `OpenAPI` document.
pub type Routes = OpenApiRouter<AppState>;

/// What handlers can ask for, by `State<AppState>`.
#[derive(Clone)]
pub struct AppState {
    /// The database.
    pub db: Pool,
    /// The migrations that must be applied before the application is ready.
    pub migrations: &'static [Embedded],
}

impl AppState {
    /// The state of the real application.
    #[must_use]
    pub fn new(db: Pool) -> Self {
        Self { db, migrations: migrations::EMBEDDED }
    }
}

/// The application.
pub fn app(settings: &Settings, state: AppState) -> Router {
    with_routes(settings, state, Routes::new())
}

/// The application with more routes than its own; tests use it.
pub fn with_routes(settings: &Settings, state: AppState, more: Routes) -> Router {
    let (router, document) = features::ROUTES
        .iter()
        .fold(OpenApiRouter::with_openapi(openapi::Document::openapi()), |all, routes| {
            all.merge(routes())
        })
        .merge(health::routes())
        .merge(more)
        .split_for_parts();
    let document = openapi::finished(document);
    let json = [(header::CONTENT_TYPE, "application/json")];
    let served = router.route(openapi::PATH, get(async move || (json, document))).with_state(state);
    // The one added last is outermost.
    let served = served
        .layer(catch_panics())
        .layer(timeout(settings.request_timeout))
        .layer(from_fn(problems));
    let origins = &settings.cors_origins;
    let served = if origins.is_empty() { served } else { served.layer(cors(origins)) };
    served.layer(from_fn_with_state(settings.https_only, security::headers)).layer(from_fn(context))
}
