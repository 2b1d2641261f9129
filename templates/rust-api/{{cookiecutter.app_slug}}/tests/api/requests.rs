use axum::{body::Body, http::Request};

use crate::common::{get, plain_app, send};

fn is_new(id: &str) -> bool {
    id.len() == 32 && id.bytes().all(|letter| letter.is_ascii_hexdigit())
}

#[tokio::test]
async fn each_request_gets_an_id() {
    let app = plain_app().await;
    let first = get(&app, "/health/live").await;
    let second = get(&app, "/nothing").await;
    assert!(is_new(first.header("x-request-id")));
    assert!(is_new(second.header("x-request-id")));
    assert_ne!(first.header("x-request-id"), second.header("x-request-id"));
}

#[tokio::test]
async fn the_callers_id_is_kept_when_it_is_harmless() {
    let app = plain_app().await;
    let longest = "x".repeat(64);
    let too_long = "x".repeat(65);
    let cases: [(&[u8], bool); 8] = [
        (b"trace-42_a.b", true),
        (longest.as_bytes(), true),
        (too_long.as_bytes(), false),
        (b"", false),
        (b"a b", false),
        (b"\"},{\"", false),
        (b"a\tb", false),
        ("äö".as_bytes(), false),
    ];
    for (id, kept) in cases {
        let request = Request::get("/health/live").header("x-request-id", id);
        let answer = send(&app, request.body(Body::empty()).unwrap()).await;
        let got = answer.header("x-request-id");
        assert!(if kept { got.as_bytes() == id } else { is_new(got) }, "{got}");
    }
}
