//! What tests need: the application as a service, and its answers as text or JSON.
//! A test file of its own takes it by `mod common;`.
#![allow(dead_code, reason = "not every test file uses all of it")]
#![allow(clippy::unwrap_used, clippy::missing_panics_doc, clippy::must_use_candidate)]

pub mod resources;

use std::env;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use serde_json::Value;
use tower::ServiceExt;

use ::{{ cookiecutter.package_name }}::app::{AppState, Routes, with_routes};
use ::{{ cookiecutter.package_name }}::config::Settings;
use ::{{ cookiecutter.package_name }}::{db, migrations};

/// An answer that was read to its end.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap()
    }

    /// A header, empty when it is not there.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }
}

/// The database of one test: in memory, or a schema of its own on the server that `TEST_DATABASE_URL` names.
fn database() -> String {
    let Ok(server) = env::var("TEST_DATABASE_URL") else { return "sqlite::memory:".to_owned() };
    let sign = if server.contains('?') { '&' } else { '?' };
    let schema = uuid::Uuid::new_v4().simple();
    format!("{server}{sign}options=-csearch_path%3Dtest_{schema}")
}

/// Settings for a test: a database of its own, and what is given.
pub fn settings(given: &[(&str, &str)]) -> Settings {
    let database = database();
    let base = [("DATABASE_URL", database.as_str())];
    let found = Settings::read(|name| {
        let value = given.iter().chain(&base).find(|(key, _)| *key == name);
        Ok(value.map(|(_, value)| (*value).to_owned()).unwrap_or_default())
    });
    found.map_err(|problem| problem.to_string()).unwrap()
}

/// The application with these settings and routes, its migrations applied.
pub async fn app(settings: &Settings, more: Routes) -> Router {
    let pool = db::pool(settings.database.clone());
    #[cfg(not(feature = "sqlite"))]
    {
        let schema =
            "DO $$ BEGIN EXECUTE 'CREATE SCHEMA ' || current_setting('search_path'); END $$";
        sqlx::query(schema).execute(&pool).await.unwrap();
    }
    migrations::apply(&pool, migrations::EMBEDDED).await.unwrap();
    with_routes(settings, AppState::new(settings, pool), more)
}

/// The application as it is.
pub async fn plain_app() -> Router {
    app(&settings(&[]), Routes::new()).await
}

/// Sends a request.
pub async fn send(app: &Router, request: Request<Body>) -> Answer {
    let response = app.clone().oneshot(request).await.unwrap();
    let (head, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    Answer {
        status: head.status,
        headers: head.headers,
        text: String::from_utf8(body.to_vec()).unwrap(),
    }
}

/// Sends JSON for what has this `ETag`.
pub async fn if_match(app: &Router, method: &str, path: &str, tag: &str, body: &Value) -> Answer {
    let request = Request::builder().method(method).uri(path).header(header::IF_MATCH, tag);
    let request = request.header(header::CONTENT_TYPE, "application/json");
    send(app, request.body(Body::from(body.to_string())).unwrap()).await
}

/// Sends a request without a body.
pub async fn call(app: &Router, method: &str, path: &str) -> Answer {
    send(app, Request::builder().method(method).uri(path).body(Body::empty()).unwrap()).await
}

/// Sends a GET.
pub async fn get(app: &Router, path: &str) -> Answer {
    call(app, "GET", path).await
}

/// Sends JSON.
pub async fn send_json(app: &Router, method: &str, path: &str, body: &Value) -> Answer {
    let request = Request::builder().method(method).uri(path);
    let request = request.header(header::CONTENT_TYPE, "application/json");
    send(app, request.body(Body::from(body.to_string())).unwrap()).await
}

/// What a POST made.
pub async fn created(app: &Router, path: &str, body: &Value) -> Value {
    let answer = send_json(app, "POST", path, body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{path}: {}", answer.text);
    answer.json()
}

/// An object, with what another one has.
pub fn with(base: &Value, more: &Value) -> Value {
    let mut all = base.as_object().unwrap().clone();
    all.extend(more.as_object().unwrap().clone());
    Value::Object(all)
}

/// The answer must be a problem document with this status.
pub fn assert_problem(answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(answer.json()["status"], status);
}
