//! The `OpenAPI` document: made from the handlers, with the answer to failures added to each operation.

use utoipa::{
    OpenApi,
    openapi::{ContentBuilder, OpenApi as Spec, Ref, ResponseBuilder, path::Operation},
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
    for item in document.paths.paths.values_mut() {
        let operations: [&mut Option<Operation>; 8] = [
            &mut item.get,
            &mut item.put,
            &mut item.post,
            &mut item.delete,
            &mut item.options,
            &mut item.head,
            &mut item.patch,
            &mut item.trace,
        ];
        for operation in operations.into_iter().flatten() {
            let content =
                ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
            let answer = ResponseBuilder::new()
                .description("A problem (RFC 9457)")
                .content(MEDIA_TYPE, content)
                .build();
            operation.responses.responses.insert("default".into(), answer.into());
        }
    }
    document.to_json().unwrap_or_default()
}
