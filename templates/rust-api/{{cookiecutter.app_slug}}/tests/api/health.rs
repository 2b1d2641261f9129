use axum::http::StatusCode;
use serde_json::json;

use crate::common::{get, plain_app, settings};

use ::{{ cookiecutter.package_name }}::app::{AppState, app};
use ::{{ cookiecutter.package_name }}::db;

#[tokio::test]
async fn live_and_ready() {
    let app = plain_app().await;
    for path in ["/health/live", "/health/ready"] {
        let answer = get(&app, path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.json(), json!({"status": "ok"}), "{path}");
    }
}

#[cfg(feature = "sqlite")]
#[tokio::test]
async fn not_ready_without_a_database() {
    let settings = settings(&[("DATABASE_URL", "sqlite:///missing/secret-place/app.db")]);
    let app = app(&settings, AppState::new(&settings, db::pool(settings.database.clone())));
    let answer = get(&app, "/health/ready").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(answer.json()["detail"], "The database does not answer.");
    assert!(!answer.text.contains("secret-place"));
    assert_eq!(get(&app, "/health/live").await.status, StatusCode::OK);
}

#[tokio::test]
async fn not_ready_when_the_database_has_gone() {
    let settings = settings(&[]);
    let pool = db::pool(settings.database.clone());
    let app = app(&settings, AppState::new(&settings, pool.clone()));
    assert_eq!(get(&app, "/health/live").await.status, StatusCode::OK);
    pool.close().await;
    assert_eq!(get(&app, "/health/ready").await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(get(&app, "/health/live").await.status, StatusCode::OK);
}

#[cfg(feature = "sqlite")]
#[tokio::test]
async fn not_ready_before_migrations() {
    let settings = settings(&[]);
    let state = AppState {
        migrations: &[(1, "create", "CREATE TABLE t (n INTEGER);")],
        ..AppState::new(&settings, db::pool(settings.database.clone()))
    };
    let answer = get(&app(&settings, state), "/health/ready").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.text.contains("MIGRATE_ON_START"), "{}", answer.text);
}
