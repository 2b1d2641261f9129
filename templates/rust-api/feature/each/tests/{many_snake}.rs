<% import "parts/json.rs" as json with context %>
<% set path = "/api/" ~ feature.many.kebab %>
<% set One = feature.one.pascal %>
<% set settable = feature.stored | rejectattr("is_ref") | list %>
<% set optional = feature.fields | selectattr("optional") | list %>
<% set needed = feature.fields | selectattr("required") | list %>
<% set free = feature.fields | rejectattr("required") | list %>
<% set violations = [] %>
<% for f, wrong in feature.violations if not wrong.missing %>
<% set _ = violations.append((f, wrong)) %>
<% endfor %>
<% macro names(fields) %><% for f in fields %>"<[ f.wire.snake ]>"<[ ", " if not loop.last ]><% endfor %><% endmacro %>
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

use axum::<% if feature.refs | rejectattr("on_delete", "eq", "restrict") | list %>{Router, http::StatusCode}<% else %>Router<% endif %>;
use serde_json::{Value, json};

use crate::common::{<% if feature.refs | selectattr("on_delete", "ne", "set_null") | list %>assert_problem, <% endif %><% if feature.refs %>call, <% endif %>created, <% if feature.refs %>get, <% endif %>plain_app, resources, <% if feature.refs %>send_json, <% endif %>with};

const PATH: &str = "<[ path ]>";

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
<% if feature.ancestors %>
    let mut ids = json!({});
<% for one in feature.ancestors %>
    let body = <[ json.object(one, 0, 4, refs=true) ]>;
    ids["<[ one.one.snake ]>"] = created(&app, "/api/<[ one.many.kebab ]>", &body).await["id"].take();
<% endfor %>
    let refs = json!({<% for f in feature.refs + feature.manys %>"<[ f.wire.snake ]>": <[ "[" if f.is_many ]>ids["<[ f.to.one.snake ]>"]<[ "]" if f.is_many ]><[ ", " if not loop.last ]><% endfor %>});
    (app, with(&ids, &json!({"refs": refs})))
<% else %>
    (app, json!({"refs": {}}))
<% endif %>
}

/// New <[ feature.many.human ]>, with every field set.
async fn make(app: &Router, refs: &Value, count: usize) -> Vec<Value> {
    let mut made = Vec::new();
    for body in bodies().iter().take(count) {
        made.push(created(app, PATH, &with(body, refs)).await);
    }
    made
}

#[tokio::test]
async fn a_new_one_is_answered_as_it_was_sent() {
    let (app, ids) = start().await;
    resources::answers_what_was_sent(&app, PATH, &with(&bodies()[0], &ids["refs"])).await;
}
<% if free %>

#[tokio::test]
async fn what_is_left_out_gets_its_default() {
    let (app, ids) = start().await;
    let defaults = json!({
<% for f in free %>
        "<[ f.wire.snake ]>": <[ json.default(f) ]>,
<% endfor %>
    });
    resources::completes(&app, PATH, &with(&bodies()[0], &ids["refs"]), &defaults).await;
}
<% endif %>
<% if violations %>

#[tokio::test]
async fn a_wrong_value_is_refused() {
    let (app, ids) = start().await;
    let cases = [
<% for f, wrong in violations %>
        ("<[ f.wire.snake ]>", <[ json.wrong(wrong.value) ]>),
<% endfor %>
    ];
    resources::refuses(&app, PATH, &with(&bodies()[0], &ids["refs"]), &cases).await;
}
<% endif %>

#[tokio::test]
async fn what_is_needed_must_be_sent() {
    let (app, ids) = start().await;
    resources::needs(&app, PATH, &with(&bodies()[0], &ids["refs"]), &[<[ names(needed) ]>]).await;
}

#[tokio::test]
async fn the_list_comes_in_parts() {
    let (app, ids) = start().await;
    let made = make(&app, &ids["refs"], 3).await;
    resources::lists(&app, PATH, &made).await;
}

#[tokio::test]
async fn an_unknown_id_is_not_found() {
    resources::misses(&start().await.0, PATH).await;
}
<% if settable %>

#[tokio::test]
async fn only_what_is_sent_changes() {
    let (app, ids) = start().await;
    let made = make(&app, &ids["refs"], 1).await.remove(0);
    let change = json!({"<[ settable[0].wire.snake ]>": bodies()[1]["<[ settable[0].wire.snake ]>"]});
    resources::changes(&app, PATH, &made, &change).await;
}
<% endif %>
<% if optional %>

#[tokio::test]
async fn what_is_optional_can_be_taken_away() {
    let (app, ids) = start().await;
    let made = make(&app, &ids["refs"], 1).await.remove(0);
    resources::clears(&app, PATH, &made, &[<[ names(optional) ]>]).await;
}
<% endif %>
<% for f in feature.fields if f.unique %>

#[tokio::test]
async fn <[ f.wire.snake ]>_is_unique() {
    let (app, ids) = start().await;
    let made = make(&app, &ids["refs"], 2).await;
    let body = with(&bodies()[2], &ids["refs"]);
    resources::keeps_unique(&app, PATH, &made, &body, "<[ f.wire.snake ]>").await;
}
<% endfor %>

#[tokio::test]
async fn a_deleted_one_is_gone() {
    let (app, ids) = start().await;
    let made = make(&app, &ids["refs"], 2).await;
    resources::deletes(&app, PATH, &made).await;
}
<% if feature.soft %>

#[tokio::test]
async fn a_deleted_one_comes_back_as_it_was() {
    let (app, ids) = start().await;
    let made = make(&app, &ids["refs"], 2).await;
    resources::restores(&app, PATH, &made, &[<[ names(feature.fields | selectattr("unique") | list) ]>]).await;
}
<% endif %>
<% for f in feature.refs %>

#[tokio::test]
async fn deleting_what_<[ f.wire.snake ]>_refers_to() {
    let (app, ids) = start().await;
    let made = make(&app, &ids["refs"], 1).await.remove(0);
    resources::filters(&app, PATH, &made, "<[ f.wire.snake ]>").await;
    let body = <[ json.object(f.to, 1, 4, refs=true) ]>;
    let other = created(&app, "/api/<[ f.to.many.kebab ]>", &body).await["id"].take();
    let path = format!("{PATH}/{}", made["id"]);
    let change = json!({"<[ f.wire.snake ]>": other});
    let changed = send_json(&app, "PATCH", &path, &change).await.json();
    assert_eq!(changed["<[ f.wire.snake ]>"], other);
    let answer = call(&app, "DELETE", &format!("/api/<[ f.to.many.kebab ]>/{other}")).await;
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
<% for f in feature.manys %>

#[tokio::test]
async fn it_has_any_number_of_<[ f.wire.snake ]>() {
    let (app, ids) = start().await;
    let made = make(&app, &ids["refs"], 2).await;
    let body = <[ json.object(f.to, 1, 4, refs=true) ]>;
    let place = "/api/<[ f.to.many.kebab ]>";
    let other = created(&app, place, &body).await["id"].take();
    resources::links(&app, PATH, &made, "<[ f.wire.snake ]>", &other).await;
    resources::unlinks(&app, &format!("{PATH}/{}", made[0]["id"]), "<[ f.wire.snake ]>", &format!("{place}/{other}"), <[ "true" if f.on_delete == "restrict" else "false" ]>).await;
}
<% endfor %>

#[tokio::test]
async fn the_document_lists_the_paths() {
    resources::documents(&start().await.0, PATH, "<[ One ]>Create").await;
}
