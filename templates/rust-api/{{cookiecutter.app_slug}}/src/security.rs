//! Security headers on every response that does not set them itself.

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

const HEADERS: [(HeaderName, &str); 7] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    ),
    (header::CACHE_CONTROL, "no-store"),
];
const HSTS: &str = "max-age=31536000; includeSubDomains";

/// Adds the headers; with `https_only` also the one that tells browsers to use HTTPS.
pub async fn headers(State(https_only): State<bool>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let strict = https_only.then_some((header::STRICT_TRANSPORT_SECURITY, HSTS));
    for (name, value) in HEADERS.into_iter().chain(strict) {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
