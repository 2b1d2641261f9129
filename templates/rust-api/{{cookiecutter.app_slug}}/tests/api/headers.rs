use axum::{
    body::Body,
    http::{Request, StatusCode},
};

use crate::common::{Answer, app, get, plain_app, send, settings};

use ::{{ cookiecutter.package_name }}::app::Routes;

async fn from_page(given: &[(&str, &str)], method: &str, origin: &str) -> Answer {
    let app = app(&settings(given), Routes::new()).await;
    let request = Request::builder().method(method).uri("/health/live").header("origin", origin);
    let request = request.header("access-control-request-method", "GET");
    send(&app, request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn every_answer_has_them() {
    let app = plain_app().await;
    for path in ["/health/live", "/nothing", "/openapi.json"] {
        let answer = get(&app, path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("x-frame-options"), "DENY");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert!(answer.header("permissions-policy").contains("camera=()"));
        assert!(answer.header("content-security-policy").starts_with("default-src 'none'"));
        assert_eq!(answer.header("strict-transport-security"), "");
    }
}

#[tokio::test]
async fn browsers_are_told_to_use_https_when_so_set() {
    let app = app(&settings(&[("HTTPS_ONLY", "true")]), Routes::new()).await;
    let answer = get(&app, "/nothing").await;
    assert!(answer.header("strict-transport-security").starts_with("max-age=31536000"));
}

#[tokio::test]
async fn no_page_may_call_by_default() {
    let answer = from_page(&[], "GET", "https://example.com").await;
    assert!(answer.headers.keys().all(|name| !name.as_str().starts_with("access-control-")));
}

#[tokio::test]
async fn pages_of_the_setting_may_call() {
    let given = [("CORS_ORIGINS", "https://example.com")];
    for method in ["GET", "OPTIONS"] {
        let answer = from_page(&given, method, "https://example.com").await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("access-control-allow-origin"), "https://example.com");
        assert_eq!(answer.header("access-control-allow-credentials"), "");
        if method == "GET" {
            assert!(answer.header("access-control-expose-headers").contains("etag"));
        }
        let other = from_page(&given, method, "https://example.com.evil.test").await;
        assert_eq!(other.header("access-control-allow-origin"), "");
    }
}

#[tokio::test]
async fn all_pages_may_call_when_so_set() {
    let answer = from_page(&[("CORS_ORIGINS", "*")], "GET", "https://example.com").await;
    assert_eq!(answer.header("access-control-allow-origin"), "*");
}
