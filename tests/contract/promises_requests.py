"""How requests are answered: statuses, media types, limits, failures, health."""

from __future__ import annotations

from conformance import Backend
from promises import promise

MEBIBYTE = 1 << 20


@promise
def paths_are_under_api(api: Backend) -> None:
    paths = set(api.document["paths"])
    for name in api.specs:
        assert set(api.document["paths"][api.path(name)]) == {"get", "post"}
        assert set(api.document["paths"][f"{api.path(name)}/{{id}}"]) >= {"get", "patch", "delete"}
    assert {path for path in paths if not path.startswith("/api/")} <= {"/health/live", "/health/ready", "/health"}
    api.call("GET", api.path("task").removeprefix("/api")).problem(404)


@promise
def health_is_told(api: Backend) -> None:
    for path in ("/health/live", "/health/ready"):
        assert api.call("GET", path).well().body["status"] == "ok"


@promise
def what_is_not_json_is_400(api: Backend) -> None:
    made = api.make("task")
    for data in (b"{", b"", b"{'title': 1}", b'{"title": }', b"\xff", b"[" * 100_000, b'{"a":' * 50_000):
        api.call("POST", api.path("task"), data).problem(*((400, 422) if not data else (400,)))
        if data:
            api.call("PATCH", api.where("task", made), data).problem(400)
    for data in (b"[]", b"1", b'"text"', b"null", b"[{}]"):
        api.call("POST", api.path("task"), data).problem(422)
        api.call("PATCH", api.where("task", made), data).problem(422)
    assert api.call("GET", api.where("task", made)).body == made


@promise
def another_media_type_is_415(api: Backend) -> None:
    made = api.make("task")
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/xml", ""):
        api.call("POST", api.path("task"), api.body("task"), {"Content-Type": kind}).problem(415)
        api.call("PATCH", api.where("task", made), {"size": 2}, {"Content-Type": kind}).problem(415)
    assert api.call("GET", api.where("task", made)).body == made
    kind = "application/json; charset=utf-8"
    api.call("POST", api.path("task"), api.body("task"), {"Content-Type": kind}).well(201)


@promise
def a_body_of_more_than_a_mebibyte_is_413(api: Backend) -> None:
    large = b'{"title": "' + b"x" * MEBIBYTE + b'"}'
    api.call("POST", api.path("task"), large).problem(413)
    api.call("PATCH", f"{api.path('task')}/1", large).problem(413)
    headers = {"Content-Type": "application/json", "Transfer-Encoding": "chunked"}
    chunks = (b"%x\r\n%s\r\n" % (len(part), part) for part in [*[large[:65536]] * 17, b""])
    api.send("POST", api.path("task"), chunks, headers).problem(413)
    api.call("POST", api.path("task"), {**api.body("task"), "notes": "x" * 10_000}).well(201)


@promise
def failures_are_problem_documents(api: Backend) -> None:
    api.call("GET", "/no/such/path").problem(404)
    api.call("GET", f"{api.path('task')}/987654321").problem(404)
    wrong = api.call("PUT", api.path("task"), {}).problem(405)
    assert "POST" in wrong.headers["allow"]
    hidden = api.call("POST", api.path("task"), {**api.body("task"), "size": "hunter2"}).problem(422)
    assert "hunter2" not in str(hidden.body)
    flood = {f"unknown_{number}": 1 for number in range(20_000)}
    answer = api.call("POST", api.path("task"), {**flood, "x" * 100_000: 1}).problem(422)
    assert len(str(answer.body)) < 100_000
