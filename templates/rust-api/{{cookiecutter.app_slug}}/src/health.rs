//! Liveness: the process answers. Readiness: what it needs answers too.

use axum::{Json, extract::State, http::StatusCode};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    app::{AppState, Routes},
    db, migrations,
    problem::Problem,
};

/// A good answer.
#[derive(Serialize, ToSchema)]
pub struct Health {
    #[schema(example = "ok")]
    status: &'static str,
}

const OK: Health = Health { status: "ok" };

/// The routes of both.
pub fn routes() -> Routes {
    OpenApiRouter::new().routes(routes!(live)).routes(routes!(ready))
}

/// The process answers.
#[utoipa::path(
    get,
    path = "/health/live",
    operation_id = "health_live",
    tag = "health",
    responses((status = OK, description = "The process answers", body = Health))
)]
async fn live() -> Json<Health> {
    Json(OK)
}

/// The database answers, and its migrations are applied.
#[utoipa::path(
    get,
    path = "/health/ready",
    operation_id = "health_ready",
    tag = "health",
    responses((status = OK, description = "Requests can be served", body = Health))
)]
async fn ready(State(state): State<AppState>) -> Result<Json<Health>, Problem> {
    db::ping(&state.db).await.map_err(|error| unready("The database does not answer.", &error))?;
    match migrations::pending(&state.db, state.migrations).await {
        Ok(false) => Ok(Json(OK)),
        Ok(true) => {
            let detail = "Migrations are not applied: start with MIGRATE_ON_START=true.";
            Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, detail))
        }
        Err(error) => Err(unready("The database does not answer.", &error)),
    }
}

fn unready(detail: &'static str, error: &sqlx::Error) -> Problem {
    tracing::warn!(error = error as &dyn std::error::Error, "not ready");
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, detail)
}
