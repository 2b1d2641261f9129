"""Changes: only what is sent, nobody's undone, conflicts that say what they are about."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from conformance import Backend
from promises import promise


@promise
def a_patch_changes_what_it_sends_and_nothing_else(api: Backend) -> None:
    made = api.make("task", 0)
    where = api.where("task", made)
    assert api.call("PATCH", where, {}).well().body == made
    other = api.body("task", 1, project_id=made["project_id"])
    for name, value in other.items():
        answer = api.call("PATCH", where, {name: value}).well()
        assert answer.body == {**made, name: value, "updated_at": answer.body["updated_at"]}
        made = api.call("GET", where).well().body
        assert made == answer.body


@promise
def etag_and_if_match_guard_a_change(api: Backend) -> None:
    made = api.make("task", 0)
    where = api.where("task", made)
    tag = api.call("GET", where).well().headers["etag"]
    assert tag.startswith('"')
    assert api.call("GET", where).headers["etag"] == tag
    changed = api.call("PATCH", where, {"title": "first"}, {"If-Match": tag}).well()
    assert changed.headers["etag"] == api.call("GET", where).headers["etag"] != tag
    for stale in (tag, '"nothing"', f"W/{changed.headers['etag']}", f'{tag}, "other"'):
        api.call("PATCH", where, {"title": "second"}, {"If-Match": stale}).problem(412)
        api.call("DELETE", where, None, {"If-Match": stale}).problem(412)
    assert api.call("GET", where).body["title"] == "first"
    for good in ("*", f'"other", {changed.headers["etag"]}'):
        api.call("PATCH", where, {"title": "first"}, {"If-Match": good}).well()
    api.call("PATCH", where, {"title": "third"}).well()  # by the rule: without the header there is no precondition
    last = api.call("GET", where).headers["etag"]
    api.call("DELETE", where, None, {"If-Match": last}).well(204)


@promise
def writers_at_once_do_not_undo_each_other(api: Backend) -> None:
    for _ in range(3):
        made = api.make("task", 0)
        where = api.where("task", made)
        changes = list(api.body("task", 1, project_id=made["project_id"]).items())
        with ThreadPoolExecutor(len(changes)) as pool:
            answers = list(pool.map(lambda item, at=where: api.call("PATCH", at, dict([item])), changes))
        assert [answer.status for answer in answers] == [200] * len(changes)
        left = api.call("GET", where).well().body
        assert left == {**made, **dict(changes), "updated_at": left["updated_at"]}
    tag = api.call("GET", where).headers["etag"]
    with ThreadPoolExecutor(8) as pool:
        titles = [f"writer {number}" for number in range(8)]
        answers = list(pool.map(lambda title: api.call("PATCH", where, {"title": title}, {"If-Match": tag}), titles))
    assert sorted(answer.status for answer in answers) == [200] + [412] * 7


@promise
def a_conflict_names_its_field(api: Backend) -> None:
    first, second = api.make("project"), api.make("project")
    same = {"name": first["name"]}
    for answer in (
        api.call("POST", api.path("project"), {**api.body("project"), **same}),
        api.call("PATCH", api.where("project", second), same),
    ):
        assert answer.problem(409).places == [["body", "name"]]
    body = api.body("project")
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: api.call("POST", api.path("project"), body).status, range(6)))
    assert sorted(answers) == [201] + [409] * 5


@promise
def constraints_are_told_apart(api: Backend) -> None:
    project = api.make("project")
    api.make("task", project_id=project["id"])
    in_use = api.call("DELETE", api.where("project", project)).problem(409)
    assert in_use.places == []
    unknown = api.call("POST", api.path("task"), {**api.body("task"), "project_id": 987654321}).problem(422)
    assert unknown.places == [["body", "project_id"]]
