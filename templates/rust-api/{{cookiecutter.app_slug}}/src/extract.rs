//! `Json`, `Valid`, `Query` and `Path` for handlers: a request that does not fit is answered by a problem that says
//! where.

use std::fmt::Display;

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request, path::ErrorKind, rejection::PathRejection},
    http::{StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use garde::Validate;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Number, Value};
use serde_path_to_error::Segment;

use crate::problem::{FieldError, Problem};

/// A JSON body: 415 without the media type, 400 when it is not JSON, 422 when it does not fit `T`.
#[derive(Clone, Copy, Debug)]
pub struct Json<T>(pub T);

/// A JSON object that follows the rules of `T`: as `Json`, and 422 with everything that breaks a rule.
#[derive(Clone, Copy, Debug)]
pub struct Valid<T>(pub T);

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
        let mut value = serde_json::from_slice(&body).map_err(|error| not_json(&error))?;
        let mut errors = Vec::new();
        settle(&mut value, &mut vec!["body".to_owned()], &mut errors);
        if !errors.is_empty() {
            return Err(Problem::invalid(errors));
        }
        serde_path_to_error::deserialize(value).map(Self).map_err(|error| misfit("body", &error))
    }
}

impl<T, S> FromRequest<S> for Valid<T>
where
    T: DeserializeOwned + Validate<Context = ()>,
    S: Send + Sync,
{
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let Json(value) = Json::<Value>::from_request(request, state).await?;
        // Serde would read the members of an array in their order.
        if !value.is_object() {
            let loc = vec!["body".to_owned()];
            return Err(Problem::invalid(vec![FieldError::new(loc, "expected an object", "type")]));
        }
        let value: T =
            serde_path_to_error::deserialize(value).map_err(|error| misfit("body", &error))?;
        let Err(report) = value.validate() else { return Ok(Self(value)) };
        let errors = report.iter().map(|(path, error)| {
            FieldError::at("body", &path.to_string(), error.message(), "rule")
        });
        Err(Problem::invalid(errors.collect()))
    }
}

/// Makes whole numbers of those that are written as `3.0`, as JSON Schema has it, and finds NUL in texts, which
/// `PostgreSQL` cannot store.
fn settle(value: &mut Value, place: &mut Vec<String>, errors: &mut Vec<FieldError>) {
    match value {
        Value::Number(number) => {
            if let Some(whole) = whole(number) {
                *value = whole.into();
            }
        }
        Value::String(text) if text.contains('\0') => {
            errors.push(FieldError::new(place.clone(), "must not have a NUL character", "value"));
        }
        Value::Array(items) => {
            for (number, item) in items.iter_mut().enumerate() {
                place.push(number.to_string());
                settle(item, place, errors);
                place.pop();
            }
        }
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                place.push(name.clone());
                settle(member, place, errors);
                place.pop();
            }
        }
        _ => {}
    }
}

/// The whole number that a number with a point is, within what both kinds hold exactly.
fn whole(number: &Number) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_991.0;
    let found = number.as_f64().filter(|_| number.is_f64())?;
    #[allow(clippy::cast_possible_truncation, reason = "its fraction is nothing")]
    let whole = found as i64;
    let is_whole = found.fract() == 0.0 && found.abs() <= EXACT;
    // A fraction of -0.0 keeps its sign.
    (is_whole && (found != 0.0 || found.is_sign_positive())).then_some(whole)
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
    let kind = if missing.is_some() { "missing" } else { "value" };
    let loc = std::iter::once(origin.to_owned()).chain(parts.map(short)).collect();
    Problem::invalid(vec![FieldError::new(loc, &msg, kind)])
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
            return Problem::invalid(vec![FieldError::new(loc, &told(&message), "value")]);
        }
        ErrorKind::Message(message) => {
            let loc = vec!["path".to_owned()];
            return Problem::invalid(vec![FieldError::new(loc, &told(&message), "value")]);
        }
        _ => return Problem::of(StatusCode::INTERNAL_SERVER_ERROR),
    };
    let loc = vec!["path".to_owned(), place];
    Problem::invalid(vec![FieldError::new(loc, &format!("expected {wanted}"), "value")])
}

/// A name from the request, cut where it is long: an answer is not to be as long as a request.
fn short(name: String) -> String {
    if name.chars().count() > 100 { name.chars().take(100).collect() } else { name }
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
