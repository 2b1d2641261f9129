//! Around every request: its id, its log line, its time limit, and the shape of every failure.

use std::{any::Any, fmt, time::Duration, time::Instant};

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tower_http::{
    catch_panic::CatchPanicLayer,
    cors::{AllowHeaders, AllowMethods, AllowOrigin, CorsLayer},
    timeout::TimeoutLayer,
};
use tracing::Instrument;
use uuid::Uuid;

use crate::problem::{MEDIA_TYPE, Problem};

/// The header that carries the id of a request, in and out.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

const LONGEST_ID: usize = 64;

/// The id of the request under way; handlers get it by `Extension<RequestId>`.
#[derive(Clone, Debug)]
pub struct RequestId(String);

impl RequestId {
    /// The caller's id if it is harmless, else a new one.
    fn of(headers: &HeaderMap) -> Self {
        let given =
            headers.get(REQUEST_ID).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let harmless = |letter: u8| letter.is_ascii_alphanumeric() || b"._-".contains(&letter);
        let acceptable = (1..=LONGEST_ID).contains(&given.len()) && given.bytes().all(harmless);
        Self(if acceptable { given.to_owned() } else { Uuid::new_v4().simple().to_string() })
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, target: &mut fmt::Formatter<'_>) -> fmt::Result {
        target.write_str(&self.0)
    }
}

/// Gives each request an id, answers with it, and logs one line at the end.
pub async fn context(mut request: Request, next: Next) -> Response {
    let id = RequestId::of(request.headers());
    request.extensions_mut().insert(id.clone());
    let span = tracing::error_span!("request", request_id = %id);
    async move {
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let started = Instant::now();
        let mut response = next.run(request).await;
        if let Ok(value) = HeaderValue::from_str(&id.0) {
            response.headers_mut().insert(REQUEST_ID, value);
        }
        let status = response.status().as_u16();
        let duration_ms = (started.elapsed().as_secs_f64() * 10_000.0).round() / 10.0;
        if path.starts_with("/health/") && status < 400 {
            tracing::debug!(%method, path, status, duration_ms, "request");
        } else {
            tracing::info!(%method, path, status, duration_ms, "request");
        }
        response
    }
    .instrument(span)
    .await
}

/// Makes every failure a problem document, whoever answered: a handler, the router or another layer.
pub async fn problems(request: Request, next: Next) -> Response {
    let instance = request.uri().path().to_owned();
    let id = request.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default();
    let mut response = next.run(request).await;
    let status = response.status();
    let told = response.extensions_mut().remove::<Problem>();
    let failed = status.is_client_error() || status.is_server_error();
    match told.or_else(|| (failed && !is_document(&response)).then(|| Problem::of(status))) {
        Some(problem) => problem.render(response, &instance, &id),
        None => response,
    }
}

fn is_document(response: &Response) -> bool {
    response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == MEDIA_TYPE)
}

/// Turns a panic into a 500 that tells the caller nothing; the panic itself is in the log.
#[must_use]
pub fn catch_panics() -> CatchPanicLayer<fn(Box<dyn Any + Send>) -> Response> {
    CatchPanicLayer::custom(|_| Problem::of(StatusCode::INTERNAL_SERVER_ERROR).into_response())
}

/// Gives up on a request that takes too long.
#[must_use]
pub fn timeout(limit: Duration) -> TimeoutLayer {
    TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, limit)
}

/// Lets pages of these origins call the application; `*` lets all.
pub fn cors(origins: &[HeaderValue]) -> CorsLayer {
    let allowed = if origins.iter().any(|origin| origin == "*") {
        AllowOrigin::any()
    } else {
        AllowOrigin::list(origins.iter().cloned())
    };
    CorsLayer::new()
        .allow_origin(allowed)
        .allow_methods(AllowMethods::mirror_request())
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers([REQUEST_ID, header::ETAG, header::LOCATION])
}
