//! The `OpenAPI` document: made from the handlers, with the answer to failures added to each operation.

use utoipa::{
    OpenApi,
    openapi::{ContentBuilder, OpenApi as Spec, Ref, Response, ResponseBuilder, path::Operation},
};

use crate::problem::{FieldError, MEDIA_TYPE, ProblemDocument};

/// Where the document is served.
pub const PATH: &str = "/openapi.json";

/// What the document says before any route: name, version and licence come from Cargo.toml.
#[derive(OpenApi)]
#[openapi(components(schemas(ProblemDocument, FieldError)))]
pub struct Document;

/// The document as JSON; every operation can answer with a problem.
#[must_use]
pub fn finished(mut document: Spec) -> String {
    for (path, item) in &mut document.paths.paths {
        let inside = path.starts_with("/api/");
        let operations: [(&str, &mut Option<Operation>); 5] = [
            ("GET", &mut item.get),
            ("PUT", &mut item.put),
            ("POST", &mut item.post),
            ("PATCH", &mut item.patch),
            ("DELETE", &mut item.delete),
        ];
        for (method, operation) in operations {
            let Some(operation) = operation else { continue };
            let has_body = operation.request_body.is_some();
            let found =
                if inside { statuses(method, has_body, path.contains('{')) } else { Vec::new() };
            for status in found.iter().map(ToString::to_string).chain(["default".to_owned()]) {
                operation.responses.responses.entry(status).or_insert_with(|| answer().into());
            }
        }
    }
    document.to_json().unwrap_or_default()
}

/// The failures that a caller can cause.
fn statuses(method: &str, has_body: bool, is_member: bool) -> Vec<u16> {
    let body: &[u16] = if has_body { &[400, 413, 415] } else { &[] };
    let change: &[u16] = if ["PATCH", "DELETE"].contains(&method) { &[412, 428] } else { &[] };
    let conflict: &[u16] = if method == "GET" { &[] } else { &[409] };
    let member: &[u16] = if is_member { &[404] } else { &[] };
    [body, change, conflict, member, &[422]].concat()
}

fn answer() -> Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
    ResponseBuilder::new().description("A problem (RFC 9457)").content(MEDIA_TYPE, content).build()
}
