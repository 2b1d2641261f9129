use std::time::Duration;

use axum::{
    Router,
    body::Body,
    extract::State,
    http::{Request, StatusCode, header},
    response::IntoResponse,
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::common::{Answer, call, get, send, send_json, settings};

use ::{{ cookiecutter.package_name }}::app::AppState;
use ::{{ cookiecutter.package_name }}::extract::{Json, Path, Query};
use ::{{ cookiecutter.package_name }}::problem::Problem;

#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Note {
    title: String,
    lines: Vec<u8>,
}

#[derive(Deserialize)]
struct Page {
    size: u8,
}

#[utoipa::path(post, path = "/test-only/notes", responses((status = OK, body = Note)))]
async fn create(Json(note): Json<Note>) -> Json<Note> {
    Json(note)
}

#[utoipa::path(get, path = "/test-only/notes", responses((status = OK)))]
async fn list(Query(page): Query<Page>) -> String {
    page.size.to_string()
}

#[utoipa::path(get, path = "/test-only/notes/{id}", responses((status = OK)))]
async fn read(Path(id): Path<u32>) -> String {
    id.to_string()
}

#[utoipa::path(get, path = "/test-only/panic", responses((status = OK)))]
async fn panics() {
    panic!("a secret of the server");
}

#[utoipa::path(get, path = "/test-only/slow", responses((status = OK)))]
async fn slow() {
    tokio::time::sleep(Duration::from_mins(1)).await;
}

#[utoipa::path(get, path = "/test-only/database", responses((status = OK)))]
async fn database(State(state): State<AppState>) -> Result<(), Problem> {
    sqlx::query("SELECT secret FROM nowhere").execute(&state.db).await?;
    Ok(())
}

#[utoipa::path(get, path = "/test-only/teapot", responses((status = OK)))]
async fn teapot() -> impl IntoResponse {
    (StatusCode::IM_A_TEAPOT, [("x-tea", "green")], "plain words")
}

#[utoipa::path(get, path = "/test-only/unchanged", responses((status = OK)))]
async fn unchanged() -> StatusCode {
    StatusCode::NOT_MODIFIED
}

async fn app() -> Router {
    let routes = OpenApiRouter::new()
        .routes(routes!(create, list))
        .routes(routes!(read))
        .routes(routes!(panics))
        .routes(routes!(slow))
        .routes(routes!(database))
        .routes(routes!(teapot))
        .routes(routes!(unchanged));
    crate::common::app(&settings(&[("REQUEST_TIMEOUT", "1")]), routes).await
}

fn assert_problem(answer: &Answer, status: u16, instance: &str) {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    let body = answer.json();
    assert_eq!(body["type"], "about:blank");
    assert_eq!(body["status"], status);
    assert_eq!(body["instance"], instance);
    assert_eq!(body["request_id"], answer.header("x-request-id"));
    for name in ["title", "detail"] {
        assert!(body[name].as_str().is_some_and(|text| !text.is_empty()), "{name}");
    }
}

#[tokio::test]
async fn every_failure_is_a_problem() {
    let app = app().await;
    let cases = [
        ("GET", "/nothing-here", 404),
        ("GET", "/nothing%20here/%22", 404),
        ("DELETE", "/health/live", 405),
        ("POST", "/test-only/notes", 415),
        ("GET", "/test-only/notes?size=x", 422),
        ("GET", "/test-only/notes/x", 422),
        ("GET", "/test-only/teapot", 418),
        ("GET", "/test-only/panic", 500),
        ("GET", "/test-only/database", 500),
        ("GET", "/test-only/slow", 503),
    ];
    for (method, path, status) in cases {
        let answer = call(&app, method, path).await;
        assert_problem(&answer, status, path.split('?').next().unwrap());
        assert!(!answer.text.contains("secret"), "{}", answer.text);
    }
}

#[tokio::test]
async fn a_good_body_is_read() {
    let note = json!({"title": "milk", "lines": [1, 2]});
    let answer = send_json(&app().await, "POST", "/test-only/notes", &note).await;
    assert_eq!((answer.status, answer.json()), (StatusCode::OK, note));
}

#[tokio::test]
async fn a_bad_body_is_answered_with_where_but_not_what() {
    let app = app().await;
    let cases = [
        (
            json!({"title": "milk", "lines": [1, "hunter2"]}),
            vec!["body", "lines", "1"],
            "expected u8",
        ),
        (json!({"title": "milk", "lines": [1, 300]}), vec!["body", "lines", "1"], "expected u8"),
        (json!({"lines": []}), vec!["body", "title"], "missing field `title`"),
        (json!({"hunter2": 1}), vec!["body", "hunter2"], "expected `title` or `lines`"),
        (json!("hunter2"), vec!["body"], "expected struct Note"),
    ];
    for (body, loc, msg) in cases {
        let answer = send_json(&app, "POST", "/test-only/notes", &body).await;
        assert_problem(&answer, 422, "/test-only/notes");
        let errors = &answer.json()["errors"];
        let kind = if msg.starts_with("missing") { "missing" } else { "value" };
        assert_eq!(errors, &json!([{"loc": loc, "msg": msg, "type": kind}]), "{body}");
    }
}

#[tokio::test]
async fn a_body_that_is_not_json() {
    let app = app().await;
    for body in
        ["", "{", "hunter2", r#"{"title": "milk", "lines": []} x"#, "{\"title\": \"\u{0}\"}"]
    {
        let request =
            Request::post("/test-only/notes").header(header::CONTENT_TYPE, "application/json");
        let answer = send(&app, request.body(Body::from(body)).unwrap()).await;
        assert_problem(&answer, 400, "/test-only/notes");
        assert!(!answer.text.contains("hunter2"));
    }
}

#[tokio::test]
async fn a_body_that_is_too_large() {
    let note = json!({"title": "x".repeat(3 << 20), "lines": []});
    let answer = send_json(&app().await, "POST", "/test-only/notes", &note).await;
    assert_problem(&answer, 413, "/test-only/notes");
}

#[tokio::test]
async fn parts_of_the_address_are_named() {
    let app = app().await;
    let query = get(&app, "/test-only/notes?size=hunter2").await;
    assert_eq!(query.json()["errors"][0]["loc"], json!(["query", "size"]));
    let missing = get(&app, "/test-only/notes").await;
    let errors =
        json!([{"loc": ["query", "size"], "msg": "missing field `size`", "type": "missing"}]);
    assert_eq!(missing.json()["errors"], errors);
    let path = get(&app, "/test-only/notes/-1").await;
    let errors = json!([{"loc": ["path", "0"], "msg": "expected u32", "type": "value"}]);
    assert_eq!(path.json()["errors"], errors);
    assert_eq!(get(&app, "/test-only/notes/7").await.text, "7");
}

#[tokio::test]
async fn headers_of_the_answer_are_kept() {
    let app = app().await;
    assert_eq!(get(&app, "/test-only/teapot").await.header("x-tea"), "green");
    assert!(call(&app, "DELETE", "/health/live").await.header("allow").contains("GET"));
}

#[tokio::test]
async fn an_answer_that_is_no_failure_stays_as_it_is() {
    let answer = get(&app().await, "/test-only/unchanged").await;
    assert_eq!((answer.status, answer.text.as_str()), (StatusCode::NOT_MODIFIED, ""));
}
