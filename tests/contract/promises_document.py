"""The OpenAPI document: whole, and true of what is answered."""

from __future__ import annotations

import json

from agreeing import differences
from conformance import PROBLEM, Backend
from promises import promise

from feature_renders import FeatureRenders
from mity.features.view import views

FORMATS = {"date": "date", "datetime": "date-time", "uuid": "uuid", "email": "email", "url": "uri"}


@promise
def operation_ids_are_the_same_in_every_stack(api: Backend) -> None:
    found = [
        op["operationId"] for path in api.document["paths"].values() for op in path.values() if isinstance(op, dict)
    ]
    assert len(found) == len(set(found))
    for name, spec in api.specs.items():
        paths = api.document["paths"]
        assert paths[api.path(name)]["get"]["operationId"] == f"list_{spec.many.snake}"
        assert paths[api.path(name)]["post"]["operationId"] == f"create_{name}"
        member = paths[f"{api.path(name)}/{{id}}"]
        assert [member[verb]["operationId"] for verb in ("get", "patch", "delete")] == [
            f"get_{name}",
            f"update_{name}",
            f"delete_{name}",
        ]


@promise
def the_document_says_what_is_taken(api: Backend) -> None:
    for method in ("post", "patch"):
        whole = api.schema("task", method)
        assert whole["additionalProperties"] is False
        assert set(whole.get("required", ())) == (api.needed("task") if method == "post" else set())
        for one in api.fields("task"):
            node = api.resolved(whole["properties"][one.wire])
            choices = [api.resolved(choice) for choice in node.get("anyOf", node.get("oneOf", [node]))]
            kinds = {kind for c in choices for kind in ([c["type"]] if isinstance(c["type"], str) else c["type"])}
            assert ("null" in kinds) == one.optional, (method, one.wire, node)
            if one.type in FORMATS:
                assert FORMATS[one.type] in {choice.get("format") for choice in choices}, (one.wire, node)
            if one.type == "decimal":
                assert kinds - {"null"} == {"string"}
            if one.type == "json":
                assert kinds - {"null"} == {"object", "array"}
            if one.type == "many":
                assert (kinds, node["uniqueItems"], node["maxItems"]) == ({"array"}, True, 100)
            if one.type == "str":
                assert one.high in {choice.get("maxLength") for choice in choices}


@promise
def the_document_is_true(api: Backend) -> None:
    path, member = api.path("task"), f"{api.path('task')}/{{id}}"
    made = api.call("POST", path, api.body("task")).well(201)
    where = api.where("task", made.body)
    stale = {"If-Match": '"old"'}
    for answer, method, template in (
        (made, "post", path),
        (api.call("GET", path), "get", path),
        (api.call("GET", path, limit=0), "get", path),
        (api.call("POST", path, {}), "post", path),
        (api.call("POST", path, b"{"), "post", path),
        (api.call("POST", path, b"{}", {"Content-Type": "text/plain"}), "post", path),
        (api.call("POST", path, b" " * (2 << 20)), "post", path),
        (api.call("POST", path, {**api.body("task"), "token": made.body["token"]}), "post", path),
        (api.call("GET", where), "get", member),
        (api.call("GET", f"{path}/987654321"), "get", member),
        (api.call("GET", f"{path}/x"), "get", member),
        (api.call("PATCH", where, {"size": 3}), "patch", member),
        (api.call("PATCH", where, {"size": "x"}), "patch", member),
        (api.call("PATCH", where, {"size": 3}, stale), "patch", member),
        (api.call("DELETE", where, None, stale), "delete", member),
        (api.call("DELETE", where), "delete", member),
        (api.call("DELETE", where), "delete", member),
    ):
        api.told(answer, method, template)


@promise
def the_document_tells_of_every_failure(api: Backend) -> None:
    expected = {
        (api.path("task"), "post"): {"201", "400", "409", "413", "415", "422"},
        (api.path("task"), "get"): {"200", "422"},
        (f"{api.path('task')}/{{id}}", "get"): {"200", "404", "422"},
        (f"{api.path('task')}/{{id}}", "patch"): {"200", "400", "404", "409", "412", "413", "415", "422", "428"},
        (f"{api.path('task')}/{{id}}", "delete"): {"204", "404", "409", "412", "422", "428"},
    }
    for (path, method), statuses in expected.items():
        responses = api.document["paths"][path][method]["responses"]
        assert statuses <= set(responses), (path, method, statuses - set(responses))
        for status, response in responses.items():
            if status >= "400":
                assert list(response["content"]) == [PROBLEM], (path, method, status)


@promise
def the_document_of_the_front_ends_agrees(api: Backend) -> None:
    """A front end is made of a document that mity writes for the same features; both say the same."""
    templates = FeatureRenders("frontend-react", {}, *api.specs.values()).templates
    asked = json.loads(templates.derived(views(api.specs))["openapi.json"])
    assert list(differences(asked, api.document)) == []
