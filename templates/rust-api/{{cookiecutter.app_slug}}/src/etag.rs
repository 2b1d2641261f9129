//! `ETag` and `If-Match`: a change of what another one has changed meanwhile is refused.

use axum::{
    extract::FromRequestParts,
    http::{HeaderName, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};

use crate::{app::AppState, extract::Json, problem::Problem, rows::Resource};

/// Which versions of a row may change: any without the header; an extractor.
#[derive(Clone, Debug, PartialEq)]
pub struct IfMatch(Option<Vec<i32>>);

impl IfMatch {
    /// What the header says. Tags that are weak or not ours are no version's.
    #[must_use]
    pub fn read(header: &str) -> Self {
        if header.trim() == "*" {
            return Self(None);
        }
        let version = |tag: &str| {
            let text = tag.trim().strip_prefix('"')?.strip_suffix('"')?;
            text.parse().ok().filter(|found: &i32| found.to_string() == text)
        };
        Self(Some(header.split(',').filter_map(version).collect()))
    }

    /// True when this version may change.
    #[must_use]
    pub fn takes(&self, version: i32) -> bool {
        self.0.as_ref().is_none_or(|found| found.contains(&version))
    }

    /// The end of a condition of SQL.
    pub(crate) fn sql(&self) -> String {
        match &self.0 {
            None => String::new(),
            Some(found) if found.is_empty() => " AND 1 = 0".to_owned(),
            Some(found) => {
                let found: Vec<_> = found.iter().map(ToString::to_string).collect();
                format!(" AND row_version IN ({})", found.join(", "))
            }
        }
    }
}

impl FromRequestParts<AppState> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Problem> {
        let found = parts.headers.get_all(header::IF_MATCH);
        let found: Vec<_> = found.iter().filter_map(|value| value.to_str().ok()).collect();
        if parts.headers.contains_key(header::IF_MATCH) {
            Ok(Self::read(&found.join(",")))
        } else if state.require_if_match {
            let detail = "A change needs the header If-Match, with the ETag of what is changed.";
            Err(Problem::new(StatusCode::PRECONDITION_REQUIRED, detail))
        } else {
            Ok(Self(None))
        }
    }
}

/// A row as an answer, with its `ETag`.
#[derive(Clone, Copy, Debug)]
pub struct Tagged<T>(pub T);

impl<T: Resource> IntoResponse for Tagged<T> {
    fn into_response(self) -> Response {
        let tag = format!("\"{}\"", self.0.version());
        ([(header::ETAG, tag)], Json(self.0)).into_response()
    }
}

/// A new row as an answer: 201, its `ETag`, and where it is below a path.
#[derive(Clone, Copy, Debug)]
pub struct Created<T>(pub &'static str, pub T);

impl<T: Resource> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        let place: [(HeaderName, String); 1] =
            [(header::LOCATION, format!("{}/{}", self.0, self.1.id()))];
        (StatusCode::CREATED, place, Tagged(self.1)).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn which_versions_may_change() {
        let takes = |header: &str| IfMatch::read(header).takes(3);
        assert!(takes("*") && takes("\"3\"") && takes("\"other\", \"3\""));
        for wrong in ["", "3", "\"4\"", "W/\"3\"", "\"03\"", "\"x\"", "W/*"] {
            assert!(!takes(wrong), "{wrong}");
        }
        assert_eq!(IfMatch::read("\"3\",\"4\"").sql(), " AND row_version IN (3, 4)");
        assert_eq!(IfMatch::read("\"x\"").sql(), " AND 1 = 0");
        assert_eq!(IfMatch::read("*").sql(), "");
    }
}
