//! `Json`, `Query` and `Path` for handlers: a request that does not fit is answered by a problem that says where.

use std::fmt::Display;

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request, path::ErrorKind, rejection::PathRejection},
    http::{StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_path_to_error::Segment;

use crate::problem::{FieldError, Problem};

/// A JSON body: 415 without the media type, 400 when it is not JSON, 422 when it does not fit `T`.
#[derive(Clone, Copy, Debug)]
pub struct Json<T>(pub T);

/// The query string: 422 when it does not fit `T`.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

/// The variable parts of the path: 422 when they do not fit `T`.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let kind =
            request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if !kind.is_some_and(is_json) {
            let detail = "The body must be JSON, with the header content-type: application/json.";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail));
        }
        let body = Bytes::from_request(request, state)
            .await
            .map_err(|rejection| Problem::of(rejection.into_response().status()))?;
        let mut reader = serde_json::Deserializer::from_slice(&body);
        let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
            if error.inner().is_data() { misfit("body", &error) } else { not_json(error.inner()) }
        })?;
        reader.end().map_err(|error| not_json(&error))?;
        Ok(Self(value))
    }
}

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        axum::Json(self.0).into_response()
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let query = parts.uri.query().unwrap_or_default();
        let reader = serde_urlencoded::Deserializer::new(form_urlencoded::parse(query.as_bytes()));
        serde_path_to_error::deserialize(reader).map(Self).map_err(|error| misfit("query", &error))
    }
}

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match axum::extract::Path::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(PathRejection::FailedToDeserializePathParams(error)) => {
                Err(misplaced(error.into_kind()))
            }
            Err(_) => Err(Problem::of(StatusCode::INTERNAL_SERVER_ERROR)),
        }
    }
}

fn is_json(kind: &str) -> bool {
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

fn not_json(error: &serde_json::Error) -> Problem {
    let place = format!("line {} column {}", error.line(), error.column());
    Problem::new(StatusCode::BAD_REQUEST, format!("The body is not JSON: see {place}."))
}

/// The part that does not fit, and what was expected there.
fn misfit<E: Display>(origin: &str, error: &serde_path_to_error::Error<E>) -> Problem {
    let parts = error.path().iter().filter_map(|segment| match segment {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key } => Some(key.clone()),
        Segment::Enum { variant } => Some(variant.clone()),
        Segment::Unknown => None,
    });
    let msg = told(&error.inner().to_string());
    let missing = msg.strip_prefix("missing field `").and_then(|rest| rest.strip_suffix('`'));
    let parts = parts.chain(missing.map(str::to_owned));
    let loc = std::iter::once(origin.to_owned()).chain(parts).collect();
    Problem::invalid(vec![FieldError { loc, msg }])
}

fn misplaced(kind: ErrorKind) -> Problem {
    let (place, wanted) = match kind {
        ErrorKind::ParseErrorAtKey { key, expected_type, .. } => (key, expected_type),
        ErrorKind::ParseErrorAtIndex { index, expected_type, .. } => {
            (index.to_string(), expected_type)
        }
        ErrorKind::ParseError { expected_type, .. } => ("0".to_owned(), expected_type),
        ErrorKind::InvalidUtf8InPathParam { key } => (key, "UTF-8"),
        ErrorKind::DeserializeError { key, message, .. } => {
            let loc = vec!["path".to_owned(), key];
            return Problem::invalid(vec![FieldError { loc, msg: told(&message) }]);
        }
        ErrorKind::Message(message) => {
            let loc = vec!["path".to_owned()];
            return Problem::invalid(vec![FieldError { loc, msg: told(&message) }]);
        }
        _ => return Problem::of(StatusCode::INTERNAL_SERVER_ERROR),
    };
    let loc = vec!["path".to_owned(), place];
    Problem::invalid(vec![FieldError { loc, msg: format!("expected {wanted}") }])
}

/// The part of serde's message that comes from the type and not from the caller.
fn told(message: &str) -> String {
    let message = message.split(" at line ").next().unwrap_or_default();
    if message.starts_with("missing field ") {
        return message.to_owned();
    }
    message.rsplit_once(", expected ").map_or_else(
        || "not a value that is accepted here".to_owned(),
        |(_, wanted)| format!("expected {wanted}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_tells_what_was_expected_and_not_what_came() {
        let cases = [
            ("missing field `title` at line 1 column 2", "missing field `title`"),
            (r#"invalid type: string "hunter2, expected 1", expected u32"#, "expected u32"),
            (
                "unknown variant `hunter2`, expected `a` or `b` at line 1 column 9",
                "expected `a` or `b`",
            ),
            ("invalid digit found in hunter2", "not a value that is accepted here"),
        ];
        for (message, expected) in cases {
            assert_eq!(told(message), expected);
        }
    }

    #[test]
    fn media_types() {
        for kind in
            ["application/json", "Application/JSON; charset=utf-8", "application/merge-patch+json"]
        {
            assert!(is_json(kind), "{kind}");
        }
        for kind in ["", "text/plain", "application/jsonp", "text/x+json"] {
            assert!(!is_json(kind), "{kind}");
        }
    }
}
