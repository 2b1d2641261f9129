<% set path = "/" ~ feature.many.kebab %>
<% set settable = feature.fields | rejectattr("is_ref") | list %>
<% set optional = feature.fields | selectattr("optional") | list %>
<% set required = feature.fields | rejectattr("optional") | list %>
<% set defaults = feature.fields | selectattr("has_default") | list %>
<% set uniques = feature.fields | selectattr("unique") | list %>
"""<[ feature.many.title ]> over HTTP."""

from typing import Any

import pytest
from starlette.testclient import TestClient

PATH = "<[ path ]>"
BODIES: list[dict[str, Any]] = [
    <[ feature.body(0) | py ]>,
    <[ feature.body(1) | py ]>,
    <[ feature.body(2) | py ]>,
]


def refs(client: TestClient) -> dict[str, int]:
    """The ids of what a <[ feature.one.human ]> refers to, just made."""
<% if feature.refs %>
    made: dict[str, int] = {}
<% for one in feature.ancestors %>
    body_<[ loop.index ]>: dict[str, Any] = {**<[ one.body(0) | py ]><% for f in one.refs %>, "<[ f.wire.snake ]>": made["<[ f.to.spec.name ]>"]<% endfor %>}
    made["<[ one.spec.name ]>"] = client.post("/<[ one.many.kebab ]>", json=body_<[ loop.index ]>).json()["id"]
<% endfor %>
    return {<% for f in feature.refs %>"<[ f.wire.snake ]>": made["<[ f.to.spec.name ]>"], <% endfor %>}
<% else %>
    return {}
<% endif %>


def make(client: TestClient, count: int = 1) -> list[dict[str, Any]]:
    """New <[ feature.many.human ]>, with every field set."""
    shared = refs(client)
    made = [client.post(PATH, json={**body, **shared}) for body in BODIES[:count]]
    assert [answer.status_code for answer in made] == [201] * count
    return [answer.json() for answer in made]


def is_problem(answer: Any, status: int) -> bool:
    """Whether the answer is a problem document with this status."""
    kind = answer.headers["content-type"]
    return bool(answer.status_code == status and kind == "application/problem+json" and answer.json()["status"] == status)


def test_a_new_one_is_answered_as_it_was_sent(client: TestClient) -> None:
    body = {**BODIES[0], **refs(client)}
    answer = client.post(PATH, json=body)
    assert answer.status_code == 201
    found = answer.json()
    assert {name: found[name] for name in body} == body
    assert answer.headers["location"] == f"{PATH}/{found['id']}"
    assert found["created_at"].endswith("Z")


def test_what_is_left_out_gets_its_default(client: TestClient) -> None:
<% set needed = feature.fields | selectattr("required") | map(attribute="wire.snake") | map("json") | join(", ") %>
    needed: set[str] = <[ "{" ~ needed ~ "}" if needed else "set()" ]>
    body = {name: value for name, value in {**BODIES[0], **refs(client)}.items() if name in needed}
    found = client.post(PATH, json=body).json()
    assert {name: value for name, value in found.items() if name not in {*body, "id", "created_at", "updated_at"}} == {
<% for f in feature.fields if not f.required %>
        "<[ f.wire.snake ]>": <% if f.type == "decimal" and f.has_default %>"<[ ("%." ~ f.places ~ "f") | format(f.default) ]>"<% else %><[ f.default | py ]><% endif %>,
<% endfor %>
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
<% for f, wrong in feature.violations if not wrong.missing %>
        pytest.param("<[ f.wire.snake ]>", <[ wrong.value | py ]>, id="<[ f.wire.snake ]>-<[ wrong.kind ]>"),
<% endfor %>
<% if not feature.violations %>
        pytest.param("", None, marks=pytest.mark.skip(reason="every field takes every value")),
<% endif %>
    ],
)
def test_a_wrong_value_is_refused(client: TestClient, name: str, value: object) -> None:
    [made] = make(client)
    body = {**BODIES[1], **{key: made[key] for key in made if key.endswith("_id")}, name: value}
    assert is_problem(client.post(PATH, json=body), 422)
    assert is_problem(client.patch(f"{PATH}/{made['id']}", json={name: value}), 422)
    assert client.get(PATH).json()["total"] == 1
<% if feature.fields | selectattr("required") | list %>


@pytest.mark.parametrize("name", [<[ feature.fields | selectattr("required") | map(attribute="wire.snake") | map("json") | join(", ") ]>])
def test_what_is_needed_must_be_sent(client: TestClient, name: str) -> None:
    body = {**BODIES[0], **refs(client)}
    del body[name]
    answer = client.post(PATH, json=body)
    assert is_problem(answer, 422)
    assert answer.json()["errors"][0]["loc"] == ["body", name]
<% endif %>


def test_the_list_comes_in_parts(client: TestClient) -> None:
    assert client.get(PATH).json() == {"items": [], "total": 0, "limit": 20, "offset": 0}
    made = make(client, 3)
    assert client.get(PATH, params={"limit": 2}).json() == {"items": made[:2], "total": 3, "limit": 2, "offset": 0}
    assert client.get(PATH, params={"offset": 2}).json() == {"items": made[2:], "total": 3, "limit": 20, "offset": 2}


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "offset=-1", "limit=many"])
def test_bounds_of_the_list(client: TestClient, query: str) -> None:
    assert is_problem(client.get(f"{PATH}?{query}"), 422)


def test_one_is_found_by_its_id(client: TestClient) -> None:
    [made] = make(client)
    assert client.get(f"{PATH}/{made['id']}").json() == made


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_an_unknown_id_is_not_found(client: TestClient, method: str) -> None:
    assert is_problem(client.request(method, f"{PATH}/12345", json={}), 404)


<% if settable %>
def test_only_what_is_sent_changes(client: TestClient) -> None:
    [made] = make(client)
    change = {"<[ settable[0].wire.snake ]>": BODIES[1]["<[ settable[0].wire.snake ]>"]}
    answer = client.patch(f"{PATH}/{made['id']}", json=change)
    assert answer.status_code == 200
    assert answer.json() == {**made, **change, "updated_at": answer.json()["updated_at"]}
    assert client.get(f"{PATH}/{made['id']}").json() == answer.json()


<% endif %>
<% if optional %>
@pytest.mark.parametrize("name", [<[ optional | map(attribute="wire.snake") | map("json") | join(", ") ]>])
def test_what_is_optional_can_be_taken_away(client: TestClient, name: str) -> None:
    [made] = make(client)
    assert client.patch(f"{PATH}/{made['id']}", json={name: None}).json()[name] is None


<% endif %>
<% for f in uniques %>
def test_<[ f.wire.snake ]>_is_unique(client: TestClient) -> None:
    first, second = make(client, 2)
    same = {"<[ f.wire.snake ]>": first["<[ f.wire.snake ]>"]}
    assert is_problem(client.patch(f"{PATH}/{second['id']}", json=same), 409)


<% endfor %>
def test_a_deleted_one_is_gone(client: TestClient) -> None:
    [made] = make(client)
    assert client.delete(f"{PATH}/{made['id']}").status_code == 204
    assert is_problem(client.get(f"{PATH}/{made['id']}"), 404)
    assert client.get(PATH).json()["total"] == 0
<% for f in feature.refs %>


def test_the_list_is_filtered_by_<[ f.wire.snake ]>(client: TestClient) -> None:
    [made] = make(client)
    assert client.get(PATH, params={"<[ f.wire.snake ]>": made["<[ f.wire.snake ]>"]}).json()["items"] == [made]
    assert client.get(PATH, params={"<[ f.wire.snake ]>": made["<[ f.wire.snake ]>"] + 1}).json()["total"] == 0


def test_deleting_what_<[ f.wire.snake ]>_refers_to(client: TestClient) -> None:
    """One that nothing else refers to."""
    [made] = make(client)
<% if f.to.refs %>
    known = client.get(f"/<[ f.to.many.kebab ]>/{made['<[ f.wire.snake ]>']}").json()
<% endif %>
    other: dict[str, Any] = {**<[ f.to.body(1) | py ]><% for up in f.to.refs %>, "<[ up.wire.snake ]>": known["<[ up.wire.snake ]>"]<% endfor %>}
    key = client.post("/<[ f.to.many.kebab ]>", json=other).json()["id"]
    changed = client.patch(f"{PATH}/{made['id']}", json={"<[ f.wire.snake ]>": key}).json()
    assert changed["<[ f.wire.snake ]>"] == key
    answer = client.delete(f"/<[ f.to.many.kebab ]>/{key}")
    left = client.get(f"{PATH}/{made['id']}")
<% if f.on_delete == "restrict" %>
    assert is_problem(answer, 409)
    assert left.json() == changed
<% elif f.on_delete == "cascade" %>
    assert answer.status_code == 204
    assert is_problem(left, 404)
<% else %>
    assert answer.status_code == 204
    assert left.json() == {**changed, "<[ f.wire.snake ]>": None}
<% endif %>
<% endfor %>


def test_the_document_lists_the_paths(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert set(paths[PATH]) == {"get", "post"}
    assert set(paths[PATH + "/{key}"]) == {"get", "patch", "delete"}
