use std::collections::HashSet;

use crate::common::{get, plain_app};

#[tokio::test]
async fn the_document_names_the_application_and_its_paths() {
    let answer = get(&plain_app().await, "/openapi.json").await;
    assert_eq!(answer.header("content-type"), "application/json");
    let document = answer.json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3."));
    assert_eq!(document["info"]["title"], env!("CARGO_PKG_NAME"));
    assert_eq!(document["info"]["version"], env!("CARGO_PKG_VERSION"));
    for path in ["/health/live", "/health/ready"] {
        assert!(document["paths"][path]["get"].is_object(), "{path}");
    }
}

#[tokio::test]
async fn every_operation_is_whole() {
    let document = get(&plain_app().await, "/openapi.json").await.json();
    let paths = document["paths"].as_object().unwrap();
    let operations: Vec<_> =
        paths.values().flat_map(|item| item.as_object().unwrap().values()).collect();
    let ids: HashSet<_> =
        operations.iter().map(|each| each["operationId"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), operations.len());
    for operation in operations {
        let failure = &operation["responses"]["default"]["content"]["application/problem+json"];
        assert_eq!(failure["schema"]["$ref"], "#/components/schemas/Problem");
    }
}

#[tokio::test]
async fn every_reference_leads_somewhere() {
    let document = get(&plain_app().await, "/openapi.json").await.json();
    let text = document.to_string();
    let names: Vec<_> = text
        .split("\"#/components/schemas/")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert!(names.contains(&"Problem") && names.contains(&"FieldError"));
    for name in names {
        assert!(document["components"]["schemas"][name].is_object(), "{name}");
    }
}
