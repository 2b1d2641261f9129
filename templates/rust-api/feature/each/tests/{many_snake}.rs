<% import "parts/json.rs" as json with context %>
<% set path = "/" ~ feature.many.kebab %>
<% set One = feature.one.pascal %>
<% set settable = feature.fields | rejectattr("is_ref") | list %>
<% set optional = feature.fields | selectattr("optional") | list %>
<% set needed = feature.fields | selectattr("required") | list %>
<% set free = feature.fields | rejectattr("required") | list %>
<% set violations = [] %>
<% for f, wrong in feature.violations if not wrong.missing %>
<% set _ = violations.append((f, wrong)) %>
<% endfor %>
<% macro names(fields) %><% for f in fields %>"<[ f.wire.snake ]>", <% endfor %><% endmacro %>
//! <[ feature.many.title ]> over HTTP.
#![allow(clippy::unwrap_used)]
<% set lines = namespace(most=[feature.fields | length * 3, violations | length, 20 * feature.refs | length] | max, above=0) %>
<% for one in feature.ancestors %>
<% set lines.above = lines.above + one.fields | length + 4 %>
<% endfor %>
<% if [lines.most, lines.above] | max > 70 %>
#![allow(clippy::too_many_lines, reason = "each field has its lines")]
<% endif %>

mod common;

use axum::{Router, http::StatusCode};
use serde_json::{Value, json};

use crate::common::{assert_problem, call, created, get, plain_app, send_json, with};

const PATH: &str = "<[ path ]>";
<% for name, fields in (("NEEDED", needed), ("FREE", free), ("OPTIONAL", optional)) if fields %>
const <[ name ]>: [&str; <[ fields | length ]>] = [<[ names(fields) ]>];
<% endfor %>

/// <[ feature.many.title ]> without what they refer to.
fn bodies() -> [Value; 3] {
    [
<% for number in range(3) %>
        <[ json.object(feature, number, 8) ]>,
<% endfor %>
    ]
}

/// The application, and the ids of what <[ feature.many.human ]> refer to.
async fn start() -> (Router, Value) {
    let app = plain_app().await;
<% if feature.refs %>
    let mut ids = json!({});
<% for one in feature.ancestors %>
    let body = <[ json.object(one, 0, 4, refs=true) ]>;
    ids["<[ one.one.snake ]>"] = created(&app, "/<[ one.many.kebab ]>", &body).await["id"].take();
<% endfor %>
    let refs = json!({<% for f in feature.refs %>"<[ f.wire.snake ]>": ids["<[ f.to.one.snake ]>"]<[ ", " if not loop.last ]><% endfor %>});
    (app, with(&ids, &json!({"refs": refs})))
<% else %>
    (app, json!({"refs": {}}))
<% endif %>
}

/// New <[ feature.many.human ]>, with every field set.
async fn make(app: &Router, ids: &Value, count: usize) -> Vec<Value> {
    let mut made = Vec::new();
    for body in bodies().iter().take(count) {
        made.push(created(app, PATH, &with(body, &ids["refs"])).await);
    }
    made
}

#[tokio::test]
async fn a_new_one_is_answered_as_it_was_sent() {
    let (app, ids) = start().await;
    let body = with(&bodies()[0], &ids["refs"]);
    let answer = send_json(&app, "POST", PATH, &body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    let made = answer.json();
    assert_eq!(with(&made, &body), made);
    assert_eq!(answer.header("location"), format!("{PATH}/{}", made["id"]));
    assert!(made["created_at"].as_str().unwrap().ends_with('Z'));
    assert_eq!(made["created_at"], made["updated_at"]);
}
<% if free %>

#[tokio::test]
async fn what_is_left_out_gets_its_default() {
    let (app, ids) = start().await;
    let mut body = with(&bodies()[0], &ids["refs"]);
    for name in FREE {
        body.as_object_mut().unwrap().remove(name);
    }
    let made = created(&app, PATH, &body).await;
    let defaults = json!({
<% for f in free %>
        "<[ f.wire.snake ]>": <[ json.default(f) ]>,
<% endfor %>
    });
    assert_eq!(with(&made, &defaults), made);
}
<% endif %>
<% if violations %>

#[tokio::test]
async fn a_wrong_value_is_refused() {
    let (app, ids) = start().await;
    let made = make(&app, &ids, 1).await.remove(0);
    let cases = [
<% for f, wrong in violations %>
        ("<[ f.wire.snake ]>", <[ json.wrong(wrong.value) ]>),
<% endfor %>
    ];
    for (name, value) in cases {
        let wrong = json!({name: value});
        let body = with(&with(&bodies()[1], &ids["refs"]), &wrong);
        for answer in [
            send_json(&app, "POST", PATH, &body).await,
            send_json(&app, "PATCH", &format!("{PATH}/{}", made["id"]), &wrong).await,
        ] {
            assert_problem(&answer, 422);
            assert_eq!(answer.json()["errors"][0]["loc"], json!(["body", name]), "{wrong}");
        }
    }
    assert_eq!(get(&app, PATH).await.json()["items"], json!([made]));
}
<% endif %>
<% if needed %>

#[tokio::test]
async fn what_is_needed_must_be_sent() {
    let (app, ids) = start().await;
    for name in NEEDED {
        let mut body = with(&bodies()[0], &ids["refs"]);
        body.as_object_mut().unwrap().remove(name);
        let answer = send_json(&app, "POST", PATH, &body).await;
        assert_problem(&answer, 422);
        assert_eq!(answer.json()["errors"][0]["loc"], json!(["body", name]));
    }
}
<% endif %>

#[tokio::test]
async fn the_list_comes_in_parts() {
    let (app, ids) = start().await;
    let none = json!({"items": [], "total": 0, "limit": 20, "offset": 0});
    assert_eq!(get(&app, PATH).await.json(), none);
    let made = make(&app, &ids, 3).await;
    let first = json!({"items": made[..2], "total": 3, "limit": 2, "offset": 0});
    assert_eq!(get(&app, &format!("{PATH}?limit=2")).await.json(), first);
    let last = json!({"items": made[2..], "total": 3, "limit": 20, "offset": 2});
    assert_eq!(get(&app, &format!("{PATH}?offset=2")).await.json(), last);
}

#[tokio::test]
async fn the_list_has_bounds() {
    let (app, _) = start().await;
    for query in ["limit=0", "limit=101", "offset=-1", "limit=many"] {
        assert_problem(&get(&app, &format!("{PATH}?{query}")).await, 422);
    }
}

#[tokio::test]
async fn one_is_found_by_its_id() {
    let (app, ids) = start().await;
    for made in make(&app, &ids, 2).await {
        assert_eq!(get(&app, &format!("{PATH}/{}", made["id"])).await.json(), made);
    }
}

#[tokio::test]
async fn an_unknown_id_is_not_found() {
    let (app, _) = start().await;
    let path = format!("{PATH}/12345");
    assert_problem(&get(&app, &path).await, 404);
    assert_problem(&send_json(&app, "PATCH", &path, &json!({})).await, 404);
    assert_problem(&call(&app, "DELETE", &path).await, 404);
}
<% if settable %>

#[tokio::test]
async fn only_what_is_sent_changes() {
    let (app, ids) = start().await;
    let made = make(&app, &ids, 1).await.remove(0);
    let path = format!("{PATH}/{}", made["id"]);
    let change = json!({"<[ settable[0].wire.snake ]>": bodies()[1]["<[ settable[0].wire.snake ]>"]});
    let answer = send_json(&app, "PATCH", &path, &change).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let changed = answer.json();
    let updated = json!({"updated_at": changed["updated_at"]});
    assert_eq!(changed, with(&with(&made, &change), &updated));
    assert_eq!(get(&app, &path).await.json(), changed);
}
<% endif %>
<% if optional %>

#[tokio::test]
async fn what_is_optional_can_be_taken_away() {
    let (app, ids) = start().await;
    let made = make(&app, &ids, 1).await.remove(0);
    for name in OPTIONAL {
        let path = format!("{PATH}/{}", made["id"]);
        let changed = send_json(&app, "PATCH", &path, &json!({name: null})).await.json();
        assert!(!made[name].is_null() && changed[name].is_null(), "{name}: {changed}");
    }
}
<% endif %>
<% for f in feature.fields if f.unique %>

#[tokio::test]
async fn <[ f.wire.snake ]>_is_unique() {
    let (app, ids) = start().await;
    let made = make(&app, &ids, 2).await;
    let same = json!({"<[ f.wire.snake ]>": made[0]["<[ f.wire.snake ]>"]});
    let path = format!("{PATH}/{}", made[1]["id"]);
    assert_problem(&send_json(&app, "PATCH", &path, &same).await, 409);
    let body = with(&with(&bodies()[2], &ids["refs"]), &same);
    assert_problem(&send_json(&app, "POST", PATH, &body).await, 409);
}
<% endfor %>

#[tokio::test]
async fn a_deleted_one_is_gone() {
    let (app, ids) = start().await;
    let made = make(&app, &ids, 2).await;
    let path = format!("{PATH}/{}", made[0]["id"]);
    assert_eq!(call(&app, "DELETE", &path).await.status, StatusCode::NO_CONTENT);
    assert_problem(&get(&app, &path).await, 404);
    assert_eq!(get(&app, PATH).await.json()["items"], json!([made[1]]));
}
<% for f in feature.refs %>

#[tokio::test]
async fn the_list_is_filtered_by_<[ f.wire.snake ]>() {
    let (app, ids) = start().await;
    let made = make(&app, &ids, 1).await;
    let id = made[0]["<[ f.wire.snake ]>"].as_i64().unwrap();
    let found = get(&app, &format!("{PATH}?<[ f.wire.snake ]>={id}")).await.json();
    assert_eq!((&found["items"], &found["total"]), (&json!(made), &json!(1)));
    let none = get(&app, &format!("{PATH}?<[ f.wire.snake ]>={}", id + 1)).await.json();
    assert_eq!((&none["items"], &none["total"]), (&json!([]), &json!(0)));
    assert_problem(&get(&app, &format!("{PATH}?<[ f.wire.snake ]>=x")).await, 422);
}

#[tokio::test]
async fn deleting_what_<[ f.wire.snake ]>_refers_to() {
    let (app, ids) = start().await;
    let made = make(&app, &ids, 1).await.remove(0);
    let body = <[ json.object(f.to, 1, 4, refs=true) ]>;
    let other = created(&app, "/<[ f.to.many.kebab ]>", &body).await["id"].take();
    let path = format!("{PATH}/{}", made["id"]);
    let change = json!({"<[ f.wire.snake ]>": other});
    let changed = send_json(&app, "PATCH", &path, &change).await.json();
    assert_eq!(changed["<[ f.wire.snake ]>"], other);
    let answer = call(&app, "DELETE", &format!("/<[ f.to.many.kebab ]>/{other}")).await;
<% if f.on_delete == "restrict" %>
    assert_problem(&answer, 409);
    assert_eq!(get(&app, &path).await.json(), changed);
<% elif f.on_delete == "cascade" %>
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_problem(&get(&app, &path).await, 404);
<% else %>
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(get(&app, &path).await.json(), with(&changed, &json!({"<[ f.wire.snake ]>": null})));
<% endif %>
}
<% endfor %>

#[tokio::test]
async fn the_document_lists_the_paths_and_the_rules() {
    let (app, _) = start().await;
    let document = get(&app, "/openapi.json").await.json();
    for (path, methods) in [("<[ path ]>", ["get", "post"].as_slice()), ("<[ path ]>/{id}", &["get", "patch", "delete"])] {
        for method in methods {
            assert!(document["paths"][path][method].is_object(), "{method} {path}");
        }
    }
    let schema = &document["components"]["schemas"]["<[ One ]>Create"];
<% set rules = [] %>
<% for f in feature.fields %>
<% if f.is_text %>
<% if f.min %><% set _ = rules.append((f, "minLength", f.min)) %><% endif %>
<% set _ = rules.append((f, "maxLength", f.max)) %>
<% if f.pattern %><% set _ = rules.append((f, "pattern", "^(?:" ~ f.pattern ~ ")$")) %><% endif %>
<% elif f.is_number %>
<% if f.min is not none %><% set _ = rules.append((f, "minimum", json.plain(f.min))) %><% endif %>
<% if f.max is not none %><% set _ = rules.append((f, "maximum", json.plain(f.max))) %><% endif %>
<% elif f.type == "enum" %>
<% set _ = rules.append((f, "enum", f.values)) %>
<% elif f.type in ("date", "datetime", "uuid", "decimal") %>
<% set _ = rules.append((f, "format", "date-time" if f.type == "datetime" else f.type)) %>
<% endif %>
<% endfor %>
<% if rules %>
    let rules = [
<% for f, rule, given in rules %>
        ("<[ f.wire.snake ]>", "<[ rule ]>", json!(<% if rule == "enum" %>[<[ given | map("json") | join(", ") ]><[ ", null" if f.optional ]>]<% else %><[ given if rule in ("minimum", "maximum") else json.value(given) ]><% endif %>)),
<% endfor %>
    ];
    for (name, rule, value) in rules {
        assert_eq!(schema["properties"][name][rule], value, "{rule} of {name}");
    }
<% endif %>
<% if needed %>
    assert_eq!(schema["required"], json!(NEEDED));
<% else %>
    assert_eq!(schema["required"], Value::Null);
<% endif %>
}
