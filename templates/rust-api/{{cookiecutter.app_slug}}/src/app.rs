//! Builds the application: all routes, and what surrounds every request.

use axum::{
    Router,
    extract::DefaultBodyLimit,
    http::header,
    middleware::{from_fn, from_fn_with_state},
    routing::get,
};
use tower_http::limit::RequestBodyLimitLayer;
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

/// The longest body that is read, in bytes.
pub const LONGEST_BODY: usize = 1 << 20;

/// Routes that describe themselves in the `OpenAPI` document.
pub type Routes = OpenApiRouter<AppState>;

/// What handlers can ask for, by `State<AppState>`.
#[derive(Clone)]
pub struct AppState {
    /// The database.
    pub db: Pool,
    /// The migrations that must be applied before the application is ready.
    pub migrations: &'static [Embedded],
    /// Whether a change needs `If-Match`.
    pub require_if_match: bool,
}

impl AppState {
    /// The state of the real application.
    #[must_use]
    pub fn new(settings: &Settings, db: Pool) -> Self {
        let require_if_match = settings.require_if_match;
        Self { db, migrations: migrations::EMBEDDED, require_if_match }
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
        .layer(DefaultBodyLimit::disable())
        .layer(RequestBodyLimitLayer::new(LONGEST_BODY))
        .layer(timeout(settings.request_timeout))
        .layer(from_fn(problems));
    let origins = &settings.cors_origins;
    let served = if origins.is_empty() { served } else { served.layer(cors(origins)) };
    served.layer(from_fn_with_state(settings.https_only, security::headers)).layer(from_fn(context))
}
