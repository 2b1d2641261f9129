//! What every feature promises, whatever its fields are: tests of features call these with their own.

use axum::{Router, http::StatusCode};
use serde_json::{Value, json};

use super::{assert_problem, call, created, get, if_match, send_json, with};

/// A new one is answered as it was sent, with where it is and its version.
pub async fn answers_what_was_sent(app: &Router, path: &str, body: &Value) {
    let answer = send_json(app, "POST", path, body).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    let made = answer.json();
    assert_eq!(with(&made, body), made);
    assert_eq!(answer.header("location"), format!("{path}/{}", made["id"]));
    assert_eq!(made["created_at"], made["updated_at"]);
    let found = get(app, answer.header("location")).await;
    assert_eq!((found.json(), found.header("etag")), (made, answer.header("etag")));
}

/// A value that breaks a rule is refused by POST and by PATCH, with its place.
pub async fn refuses(app: &Router, path: &str, body: &Value, cases: &[(&str, Value)]) {
    let made = created(app, path, body).await;
    let place = format!("{path}/{}", made["id"]);
    for (name, value) in cases {
        let wrong = json!({*name: value});
        for answer in [
            send_json(app, "POST", path, &with(body, &wrong)).await,
            send_json(app, "PATCH", &place, &wrong).await,
        ] {
            assert_problem(&answer, 422);
            assert_eq!(answer.json()["errors"][0]["loc"], json!(["body", name]), "{wrong}");
        }
    }
    assert_eq!(get(app, path).await.json()["items"], json!([made]));
}

/// What is needed must be sent, and nothing else than fields may be.
pub async fn needs(app: &Router, path: &str, body: &Value, names: &[&str]) {
    for name in names {
        let mut left = body.clone();
        left.as_object_mut().unwrap().remove(*name);
        let answer = send_json(app, "POST", path, &left).await;
        assert_problem(&answer, 422);
        assert_eq!(answer.json()["errors"][0]["loc"], json!(["body", name]));
    }
    let more = with(body, &json!({"no_such_field": 1}));
    assert_problem(&send_json(app, "POST", path, &more).await, 422);
    assert_problem(&send_json(app, "POST", path, &json!([])).await, 422);
}

/// The list comes in parts, by offset and by cursor; `made` is all of it.
pub async fn lists(app: &Router, path: &str, made: &[Value]) {
    let part = get(app, &format!("{path}?limit=2")).await.json();
    let expected = json!({"items": made[..2], "total": made.len(), "limit": 2, "offset": 0});
    assert_eq!(with(&part, &expected), part);
    let next = part["next_cursor"].as_str().unwrap();
    let rest = get(app, &format!("{path}?cursor={next}")).await.json();
    assert_eq!((&rest["items"], &rest["next_cursor"]), (&json!(made[2..]), &Value::Null));
    let last = get(app, &format!("{path}?offset=2")).await.json();
    assert_eq!(last["items"], json!(made[2..]));
    let back = get(app, &format!("{path}?sort=-id")).await.json();
    let reverse: Vec<_> = made.iter().rev().collect();
    assert_eq!(back["items"], json!(reverse));
    let wrong = ["limit=0", "limit=101", "offset=-1", "limit=many", "cursor=x", "sort=x", "x=1"];
    for query in wrong.into_iter().chain(["id=x", "q=%00"]) {
        assert_problem(&get(app, &format!("{path}?{query}")).await, 422);
    }
}

/// What is left out gets its default.
pub async fn completes(app: &Router, path: &str, body: &Value, defaults: &Value) {
    let mut body = body.clone();
    body.as_object_mut().unwrap().retain(|name, _| defaults.get(name).is_none());
    let made = created(app, path, &body).await;
    assert_eq!(with(&made, defaults), made);
}

/// What is optional can be taken away.
pub async fn clears(app: &Router, path: &str, made: &Value, names: &[&str]) {
    let place = format!("{path}/{}", made["id"]);
    for name in names {
        let changed = send_json(app, "PATCH", &place, &json!({*name: null})).await.json();
        assert!(!made[name].is_null() && changed[name].is_null(), "{name}: {changed}");
    }
}

/// Nothing has an unknown id.
pub async fn misses(app: &Router, path: &str) {
    let place = format!("{path}/12345");
    assert_problem(&get(app, &place).await, 404);
    assert_problem(&send_json(app, "PATCH", &place, &json!({})).await, 404);
    assert_problem(&call(app, "DELETE", &place).await, 404);
}

/// Only what is sent changes; what another one has changed meanwhile does not, when its version is asked for.
pub async fn changes(app: &Router, path: &str, made: &Value, change: &Value) {
    let place = format!("{path}/{}", made["id"]);
    let before = get(app, &place).await;
    let answer = if_match(app, "PATCH", &place, before.header("etag"), change).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let changed = answer.json();
    let updated = json!({"updated_at": changed["updated_at"]});
    assert_eq!(changed, with(&with(made, change), &updated));
    assert_ne!(answer.header("etag"), before.header("etag"));
    let again = if_match(app, "PATCH", &place, before.header("etag"), change).await;
    assert_problem(&again, 412);
    assert_problem(&if_match(app, "DELETE", &place, before.header("etag"), change).await, 412);
    assert_eq!(get(app, &place).await.json(), changed);
}

/// A value that another one has is refused, and named.
pub async fn keeps_unique(app: &Router, path: &str, made: &[Value], body: &Value, name: &str) {
    let same = json!({name: made[0][name]});
    let place = format!("{path}/{}", made[1]["id"]);
    for answer in [
        send_json(app, "PATCH", &place, &same).await,
        send_json(app, "POST", path, &with(body, &same)).await,
    ] {
        assert_problem(&answer, 409);
        assert_eq!(answer.json()["errors"][0]["loc"], json!(["body", name]));
    }
}

/// A deleted one is gone, and the others stay.
pub async fn deletes(app: &Router, path: &str, made: &[Value]) {
    let place = format!("{path}/{}", made[0]["id"]);
    assert_eq!(call(app, "DELETE", &place).await.status, StatusCode::NO_CONTENT);
    assert_problem(&get(app, &place).await, 404);
    assert_eq!(get(app, path).await.json()["items"], json!(made[1..]));
}

/// A deleted one is hidden, comes back as it was, and what is unique of it is free meanwhile.
pub async fn restores(app: &Router, path: &str, made: &[Value], unique: &[&str]) {
    let [first, second] = [0, 1].map(|at: usize| format!("{path}/{}", made[at]["id"]));
    let again = format!("{first}/restore");
    assert_problem(&call(app, "POST", &again).await, 404);
    assert_problem(&call(app, "POST", &format!("{path}/12345/restore")).await, 404);
    assert_eq!(call(app, "DELETE", &first).await.status, StatusCode::NO_CONTENT);
    for method in ["GET", "DELETE"] {
        assert_problem(&call(app, method, &first).await, 404);
    }
    assert_problem(&send_json(app, "PATCH", &first, &json!({})).await, 404);
    let answer = call(app, "POST", &again).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let found = answer.json();
    assert_eq!(found, with(&made[0], &json!({"updated_at": found["updated_at"]})));
    let shown = get(app, &first).await;
    assert_eq!((shown.json(), shown.header("etag")), (found.clone(), answer.header("etag")));
    assert_eq!(get(app, path).await.json()["items"], json!([found, made[1]]));
    for name in unique {
        let same = json!({*name: made[0][name]});
        assert_eq!(call(app, "DELETE", &first).await.status, StatusCode::NO_CONTENT);
        assert_eq!(send_json(app, "PATCH", &second, &same).await.status, StatusCode::OK);
        let taken = call(app, "POST", &again).await;
        assert_problem(&taken, 409);
        assert_eq!(taken.json()["errors"][0]["loc"], json!(["body", name]));
        let own = json!({*name: made[1][name]});
        assert_eq!(send_json(app, "PATCH", &second, &own).await.status, StatusCode::OK);
        assert_eq!(call(app, "POST", &again).await.status, StatusCode::OK);
    }
    assert_problem(&get(app, &format!("{path}?sort=deleted_at")).await, 422);
}

/// The list can be narrowed to those with this value.
pub async fn filters(app: &Router, path: &str, made: &Value, name: &str) {
    let id = made[name].as_i64().unwrap();
    let found = get(app, &format!("{path}?{name}={id}")).await.json();
    assert_eq!((&found["items"], &found["total"]), (&json!([made]), &json!(1)));
    let none = get(app, &format!("{path}?{name}={}", id + 1)).await.json();
    assert_eq!((&none["items"], &none["total"]), (&json!([]), &json!(0)));
}

/// A row has any number of others, each once; `made` are two rows with one and the same, `other` is another one.
pub async fn links(app: &Router, path: &str, made: &[Value], name: &str, other: &Value) {
    let place = format!("{path}/{}", made[0]["id"]);
    let old = &made[0][name][0];
    for wrong in [json!([0]), json!(["1"]), json!([old, old]), json!(null), json!(1)] {
        assert_problem(&send_json(app, "PATCH", &place, &json!({name: wrong})).await, 422);
    }
    assert_problem(&get(app, &format!("{path}?sort={name}")).await, 422);
    assert_problem(&get(app, &format!("{path}?{name}=x")).await, 422);
    let before = get(app, &place).await;
    let answer = send_json(app, "PATCH", &place, &json!({name: [other, old]})).await;
    let changed = answer.json();
    assert_eq!(changed[name], json!([old, other]));
    assert_ne!(
        (answer.header("etag"), &changed["updated_at"]),
        (before.header("etag"), &made[0]["updated_at"])
    );
    let same = send_json(app, "PATCH", &place, &json!({name: [old, other]})).await;
    assert_eq!((same.header("etag"), same.json()), (answer.header("etag"), changed.clone()));
    let found = get(app, &format!("{path}?{name}={other}")).await.json();
    assert_eq!((&found["items"], &found["total"]), (&json!([changed]), &json!(1)));
    let found = get(app, &format!("{path}?{name}={old}")).await.json();
    assert_eq!(found["items"], json!([changed, made[1]]));
}

/// What others are deleted is not in the list any more, or cannot be deleted while it is.
pub async fn unlinks(app: &Router, place: &str, name: &str, other: &str, restricted: bool) {
    let before = get(app, place).await.json();
    let answer = call(app, "DELETE", other).await;
    let after = get(app, place).await.json();
    if restricted {
        assert_problem(&answer, 409);
        assert_eq!(after, before);
        let none = send_json(app, "PATCH", place, &json!({name: []})).await.json();
        assert_eq!(none[name], json!([]));
    } else {
        assert_eq!(answer.status, StatusCode::NO_CONTENT);
        assert_eq!(after[name], json!([before[name][0]]));
    }
}

/// The document has the paths, and takes no members beside the fields.
pub async fn documents(app: &Router, path: &str, body: &str) {
    let document = get(app, "/openapi.json").await.json();
    let member = [path, "/{id}"].concat();
    for (path, methods) in
        [(path, ["get", "post"].as_slice()), (&member, &["get", "patch", "delete"])]
    {
        for method in methods {
            assert!(document["paths"][path][method].is_object(), "{method} {path}");
        }
    }
    let schema = &document["components"]["schemas"][body];
    assert_eq!(schema["additionalProperties"], json!(false));
}
