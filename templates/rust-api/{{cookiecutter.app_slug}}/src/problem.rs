//! Failures as problem documents (RFC 9457): one shape for all, with the request's id.

use std::borrow::Cow;

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use sqlx::error::{DatabaseError, ErrorKind};
use utoipa::ToSchema;

use crate::db;

/// The media type of a problem.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// Why a handler could not do what it was asked; return it as the error of a `Result`.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The status of the answer.
    pub status: StatusCode,
    /// A sentence for the caller. It must not tell what only the server may know.
    pub detail: Cow<'static, str>,
    /// What is wrong with the parts of the request.
    pub errors: Vec<FieldError>,
}

/// What is wrong with one part of a request.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub struct FieldError {
    /// The way to the part: `["body", "title"]`.
    pub loc: Vec<String>,
    /// What is wrong with it. It does not repeat the value, which may be secret.
    pub msg: String,
    /// The kind of what is wrong: `missing`, `value`, `rule`, `reference` or `unique`.
    pub r#type: &'static str,
}

impl FieldError {
    /// At a place, from the outside inwards.
    #[must_use]
    pub fn new(loc: Vec<String>, msg: &str, kind: &'static str) -> Self {
        Self { loc, msg: msg.to_owned(), r#type: kind }
    }

    /// At one name of the body, the query or the path.
    #[must_use]
    pub fn at(origin: &str, name: &str, msg: &str, kind: &'static str) -> Self {
        Self::new(vec![origin.to_owned(), name.chars().take(100).collect()], msg, kind)
    }
}

/// The body of every answer with a status of 400 or more.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDocument<'a> {
    r#type: &'static str,
    title: &'a str,
    status: u16,
    detail: &'a str,
    instance: &'a str,
    request_id: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    #[schema(required = false)]
    errors: &'a [FieldError],
}

impl Problem {
    /// A problem with a sentence of its own.
    pub fn new(status: StatusCode, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { status, detail: detail.into(), errors: Vec::new() }
    }

    /// What the path names does not exist.
    #[must_use]
    pub fn not_found() -> Self {
        Self::of(StatusCode::NOT_FOUND)
    }

    /// What is to be changed was changed by another one.
    #[must_use]
    pub fn changed() -> Self {
        Self::of(StatusCode::PRECONDITION_FAILED)
    }

    /// Another row has the value of a column that must be its own, or refers to what is to be deleted.
    #[must_use]
    pub fn conflict(found: &dyn DatabaseError) -> Self {
        let column = db::taken(found).filter(|_| found.kind() == ErrorKind::UniqueViolation);
        let error = |name: String| FieldError::at("body", &name, "another one has this", "unique");
        Self { errors: column.map(error).into_iter().collect(), ..Self::of(StatusCode::CONFLICT) }
    }

    /// The request can be read, but some of its parts are wrong.
    #[must_use]
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        Self { errors, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "The request is not valid.") }
    }

    /// The usual sentence for a status.
    #[must_use]
    pub fn of(status: StatusCode) -> Self {
        let detail = match status {
            StatusCode::NOT_FOUND => "There is nothing here.",
            StatusCode::METHOD_NOT_ALLOWED => "This address does not take this method.",
            StatusCode::PRECONDITION_FAILED => {
                "It was changed; read it again before you change it."
            }
            StatusCode::CONFLICT => "The change conflicts with data that exists.",
            StatusCode::PAYLOAD_TOO_LARGE => "The body is too large.",
            StatusCode::SERVICE_UNAVAILABLE => "The server cannot answer now; try again later.",
            _ if status.is_server_error() => "The server could not complete the request.",
            _ => "The request cannot be accepted.",
        };
        Self::new(status, detail)
    }

    /// Turns `answer` into the document of this problem; other headers stay.
    pub(crate) fn render(&self, answer: Response, instance: &str, request_id: &str) -> Response {
        let document = ProblemDocument {
            r#type: "about:blank",
            title: self.status.canonical_reason().unwrap_or("Error"),
            status: self.status.as_u16(),
            detail: &self.detail,
            instance,
            request_id,
            errors: &self.errors,
        };
        let (mut head, _) = answer.into_parts();
        head.headers.remove(header::CONTENT_LENGTH);
        head.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        Response::from_parts(head, Body::from(serde_json::to_vec(&document).unwrap_or_default()))
    }
}

impl IntoResponse for Problem {
    /// The middleware `problems`, which knows the request, writes the body.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<sqlx::Error> for Problem {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::RowNotFound => return Self::not_found(),
            sqlx::Error::Database(found)
                if matches!(
                    found.kind(),
                    ErrorKind::UniqueViolation | ErrorKind::ForeignKeyViolation
                ) =>
            {
                return Self::conflict(found.as_ref());
            }
            _ => {}
        }
        tracing::error!(error = &error as &dyn std::error::Error, "database error");
        match error {
            sqlx::Error::PoolTimedOut | sqlx::Error::Io(_) => {
                Self::of(StatusCode::SERVICE_UNAVAILABLE)
            }
            _ => Self::of(StatusCode::INTERNAL_SERVER_ERROR),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn database_errors_keep_their_secrets() {
        let problem = Problem::from(sqlx::Error::Protocol("hunter2".into()));
        assert_eq!(problem, Problem::of(StatusCode::INTERNAL_SERVER_ERROR));
        assert!(!problem.detail.contains("hunter2"));
    }

    #[test]
    fn a_missing_row_is_not_found() {
        assert_eq!(Problem::from(sqlx::Error::RowNotFound), Problem::not_found());
    }

    #[test]
    fn a_busy_database_is_unavailable() {
        let problem = Problem::from(sqlx::Error::PoolTimedOut);
        assert_eq!(problem.status, StatusCode::SERVICE_UNAVAILABLE);
    }
}
