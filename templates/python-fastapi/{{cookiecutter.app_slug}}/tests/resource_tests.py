"""What every resource promises over HTTP; the tests of a feature derive from this and give its data."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any, ClassVar

import pytest
{% if cookiecutter.auth != "none" -%}
from people import sign_in, sign_out
{% endif -%}
from starlette.testclient import TestClient

Json = dict[str, Any]
OWN = {"id", "created_at", "updated_at"}


def is_problem(answer: Any, status: int) -> bool:
    """Whether the answer is a problem document with this status."""
    kind = answer.headers["content-type"]
    return bool(
        answer.status_code == status
        and kind == "application/problem+json"
        and answer.json()["status"] == status
    )


class ResourceTests:
    """The promises; `refs` makes what a body refers to."""

    path: ClassVar[str]
    bodies: ClassVar[list[Json]]
    parents: ClassVar[list[tuple[str, str, list[Json], dict[str, str]]]] = []
    """What must be there first: name, path, two bodies, and which of their members are ids of names before it."""
    refs: ClassVar[dict[str, str]] = {}
    """Members that are ids, and the names of what they refer to."""
    manys: ClassVar[dict[str, str]] = {}
    """Members that are lists of ids, and the names of what they refer to."""
    unlisted: ClassVar[list[str]] = []
    """Members that no list is sorted or filtered by."""
    on_delete: ClassVar[list[tuple[str, str]]] = []
    required: ClassVar[list[str]] = []
    optional: ClassVar[list[str]] = []
    unique: ClassVar[list[str]] = []
    defaults: ClassVar[Json] = {}
    wrong: ClassVar[list[tuple[str, Any]]] = []

    def parent(self, client: TestClient, number: int = 0, last: str = "") -> Json:
        """The ids of what is referred to, just made: all of it, or up to `last`, so that nothing refers to that."""
        made: dict[str, int] = {}
        for name, path, bodies, above in self.parents:
            ids = {key: made[to] for key, to in above.items()}
            made[name] = client.post(path, json={**bodies[number], **ids}).json()["id"]
            if name == last:
                break
        many = {key: [made[name]] for key, name in self.manys.items() if name in made}
        return {**{key: made[name] for key, name in self.refs.items() if name in made}, **many}

    def make(self, client: TestClient, count: int = 1) -> list[Json]:
        """New ones, with every field set."""
        shared = self.parent(client)
        made = [client.post(self.path, json={**body, **shared}) for body in self.bodies[:count]]
        assert [answer.status_code for answer in made] == [201] * count, [answer.text for answer in made]
        return [answer.json() for answer in made]

    def test_a_new_one_is_answered_as_it_was_sent(self, client: TestClient) -> None:
        body = {**self.bodies[0], **self.parent(client)}
        answer = client.post(self.path, json=body)
        assert answer.status_code == 201
        found = answer.json()
        assert {name: found[name] for name in body} == body
        assert answer.headers["location"] == f"{self.path}/{found['id']}"
        assert answer.headers["etag"] == client.get(answer.headers["location"]).headers["etag"]
        assert found["created_at"].endswith("Z")

    def test_what_is_left_out_gets_its_default(self, client: TestClient) -> None:
        every = {**self.bodies[0], **self.parent(client)}
        body = {name: value for name, value in every.items() if name in self.required}
        found = client.post(self.path, json=body).json()
        assert {name: value for name, value in found.items() if name not in {*body, *OWN}} == self.defaults

    @pytest.mark.cases("wrong")
    def test_a_wrong_value_is_refused(self, client: TestClient, case: tuple[str, Any]) -> None:
        name, value = case
        [made] = self.make(client)
        body = {**self.bodies[1], **{key: made[key] for key in self.refs}, name: value}
        assert is_problem(client.post(self.path, json=body), 422)
        answer = client.patch(f"{self.path}/{made['id']}", json={name: value})
        assert is_problem(answer, 422)
        assert answer.json()["errors"][0]["loc"][:2] == ["body", name]
        assert client.get(self.path).json()["total"] == 1

    @pytest.mark.cases("required")
    def test_what_is_needed_must_be_sent(self, client: TestClient, case: str) -> None:
        body = {**self.bodies[0], **self.parent(client)}
        del body[case]
        answer = client.post(self.path, json=body)
        assert is_problem(answer, 422)
        assert answer.json()["errors"][0]["loc"] == ["body", case]

    def test_what_is_not_known_is_refused(self, client: TestClient) -> None:
        [made] = self.make(client)
        assert is_problem(client.patch(f"{self.path}/{made['id']}", json={"no_such_member": 1}), 422)
        assert is_problem(client.get(self.path, params={"no_such_member": 1}), 422)

    def test_the_list_comes_in_parts(self, client: TestClient) -> None:
        empty = {"items": [], "total": 0, "limit": 20, "offset": 0, "next_cursor": None}
        assert client.get(self.path).json() == empty
        made = self.make(client, 3)
        first = client.get(self.path, params={"limit": 2}).json()
        assert (first["items"], first["total"]) == (made[:2], 3)
        assert client.get(self.path, params={"offset": 2}).json()["items"] == made[2:]
        rest = client.get(self.path, params={"limit": 2, "cursor": first["next_cursor"]}).json()
        assert (rest["items"], rest["next_cursor"]) == (made[2:], None)

    @pytest.mark.parametrize(
        "query", ["limit=0", "limit=101", "offset=-1", "limit=many", "sort=none", "cursor=no"]
    )
    def test_bounds_of_the_list(self, client: TestClient, query: str) -> None:
        assert is_problem(client.get(f"{self.path}?{query}"), 422)

    def test_every_field_sorts_and_filters(self, client: TestClient) -> None:
        made = self.make(client, 3)
        for name in {*made[0]} - {*self.unlisted} - {*self.manys}:
            values = [row[name] for row in made]
            pages = []
            for sort in (name, f"-{name}"):
                rows: list[Json] = []
                query: Json = {"sort": sort, "limit": 1}
                while query:
                    part = client.get(self.path, params=query).json()
                    rows += part["items"]
                    query = {**query, "cursor": part["next_cursor"]} if part["next_cursor"] else {}
                pages.append([row[name] for row in rows])
            assert pages[0] == pages[1][::-1], name
            assert sorted(map(str, pages[0])) == sorted(map(str, values)), name
            if name not in OWN:
                found = client.get(self.path, params={name: values[0]}).json()["items"]
                assert found == [row for row in made if row[name] == values[0]], name

    @pytest.mark.cases("unlisted")
    def test_no_list_is_sorted_or_filtered_by_a_document(self, client: TestClient, case: str) -> None:
        assert is_problem(client.get(self.path, params={"sort": case}), 422)
        assert is_problem(client.get(self.path, params={case: "{}"}), 422)

    @pytest.mark.cases("manys")
    def test_it_has_any_number_of_others(self, client: TestClient, case: str) -> None:
        first, second = self.make(client, 2)
        [old], [new] = first[case], self.parent(client, 1)[case]
        where = f"{self.path}/{first['id']}"
        refused: list[Any] = [[0], ["1"], [old, old], [old] * 101, None, old, {}]
        for wrong in refused:
            assert is_problem(client.patch(where, json={case: wrong}), 422)
        assert is_problem(client.get(self.path, params={"sort": case}), 422)
        changed = client.patch(where, json={case: [new, old]}).json()
        assert changed == {**first, case: sorted([old, new]), "updated_at": changed["updated_at"]}
        assert changed["updated_at"] > first["updated_at"]
        assert client.get(self.path, params={case: new}).json()["items"] == [changed]
        assert client.get(self.path, params={case: old}).json()["items"] == [changed, second]
        assert client.patch(where, json={case: []}).json()[case] == []

    def test_one_is_found_by_its_id(self, client: TestClient) -> None:
        [made] = self.make(client)
        assert client.get(f"{self.path}/{made['id']}").json() == made

    @pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
    def test_an_unknown_id_is_not_found(self, client: TestClient, method: str) -> None:
        body: Json | None = {} if method == "PATCH" else None
        assert is_problem(client.request(method, f"{self.path}/12345", json=body), 404)

    def test_only_what_is_sent_changes(self, client: TestClient) -> None:
        [made] = self.make(client)
        for name, value in self.bodies[1].items():
            answer = client.patch(f"{self.path}/{made['id']}", json={name: value})
            assert answer.status_code == 200
            assert answer.json() == {**made, name: value, "updated_at": answer.json()["updated_at"]}
            made = client.get(f"{self.path}/{made['id']}").json()
            assert made == answer.json()

    def test_a_change_of_what_is_no_longer_there_is_refused(self, client: TestClient) -> None:
        [made] = self.make(client)
        where = f"{self.path}/{made['id']}"
        old = client.get(where).headers["etag"]
        name, value = next(iter({**self.bodies[1], **self.parent(client, 1)}.items()))
        changed = client.patch(where, json={name: value}, headers={"if-match": old})
        assert changed.status_code == 200
        if changed.headers["etag"] != old:
            assert is_problem(client.patch(where, json={name: made[name]}, headers={"if-match": old}), 412)
            assert is_problem(client.delete(where, headers={"if-match": old}), 412)
        assert client.get(where).json()[name] == value
        assert client.delete(where, headers={"if-match": changed.headers["etag"]}).status_code == 204

    def test_changes_at_once_do_not_undo_each_other(self, client: TestClient) -> None:
        [made] = self.make(client)
        where = f"{self.path}/{made['id']}"
        changes = list(self.bodies[1].items())
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda item: client.patch(where, json=dict([item])), changes))
        assert {answer.status_code for answer in answers} <= {200}
        assert client.get(where).json() == {
            **made,
            **dict(changes),
            "updated_at": client.get(where).json()["updated_at"],
        }

    @pytest.mark.cases("optional")
    def test_what_is_optional_can_be_taken_away(self, client: TestClient, case: str) -> None:
        [made] = self.make(client)
        assert client.patch(f"{self.path}/{made['id']}", json={case: None}).json()[case] is None

    @pytest.mark.cases("unique")
    def test_what_is_unique_conflicts(self, client: TestClient, case: str) -> None:
        first, second = self.make(client, 2)
        answer = client.patch(f"{self.path}/{second['id']}", json={case: first[case]})
        assert is_problem(answer, 409)
        assert answer.json()["errors"][0]["loc"] == ["body", case]

    def test_a_deleted_one_is_gone(self, client: TestClient) -> None:
        [made] = self.make(client)
        assert client.delete(f"{self.path}/{made['id']}").status_code == 204
        assert is_problem(client.get(f"{self.path}/{made['id']}"), 404)
        assert client.get(self.path).json()["total"] == 0

    @pytest.mark.cases("on_delete")
    def test_deleting_what_it_refers_to(self, client: TestClient, case: tuple[str, str]) -> None:
        name, rule = case
        [made] = self.make(client)
        target = {**self.refs, **self.manys}[name]
        path = next(path for parent, path, _, _ in self.parents if parent == target)
        other = self.parent(client, 1, target)[name]  # one that nothing else refers to
        changed = client.patch(f"{self.path}/{made['id']}", json={name: other}).json()
        assert changed[name] == other
        answer = client.delete(f"{path}/{other[0] if name in self.manys else other}")
        left = client.get(f"{self.path}/{made['id']}")
        if rule == "restrict":
            assert is_problem(answer, 409)
            assert left.json() == changed
        elif name in self.manys:
            assert answer.status_code == 204
            assert left.json() == {**changed, name: []}
        elif rule == "cascade":
            assert answer.status_code == 204
            assert is_problem(left, 404)
        else:
            assert answer.status_code == 204
            assert left.json() == {**changed, name: None}

    {%- if cookiecutter.auth != "none" %}

    def test_nobody_gets_in_without_signing_in(self, client: TestClient) -> None:
        [made] = self.make(client)
        where = f"{self.path}/{made['id']}"
        sign_out(client)
        for method, path in [("GET", self.path), ("GET", where), ("DELETE", where)]:
            assert is_problem(client.request(method, path), 401)
        for method, path in [("POST", self.path), ("PATCH", where)]:
            assert is_problem(client.request(method, path, json={}), 401)

    def test_only_its_owner_or_an_admin_changes_it(self, client: TestClient) -> None:
        [made] = self.make(client)
        where = f"{self.path}/{made['id']}"
        sign_in(client, "other@example.com")
        assert client.get(where).json() == made
        assert is_problem(client.patch(where, json={}), 403)
        assert is_problem(client.delete(where), 403)
        sign_in(client, "admin@example.com", role="admin")
        assert client.patch(where, json={}).status_code == 200
        assert client.delete(where).status_code == 204
    {%- endif %}

    def test_the_document_lists_the_paths(self, client: TestClient) -> None:
        paths = client.get("/openapi.json").json()["paths"]
        assert set(paths[self.path]) == {"get", "post"}
        assert set(paths[self.path + "/{id}"]) == {"get", "patch", "delete"}


class RestorableTests(ResourceTests):
    """The promises of what is hidden when it is deleted, and can be restored."""

    def test_a_deleted_one_comes_back_as_it_was(self, client: TestClient) -> None:
        [made] = self.make(client)
        where = f"{self.path}/{made['id']}"
        assert is_problem(client.post(f"{where}/restore"), 404)
        assert client.delete(where).status_code == 204
        assert is_problem(client.get(where), 404)
        assert is_problem(client.patch(where, json={}), 404)
        assert is_problem(client.delete(where), 404)
        assert client.get(self.path).json()["total"] == 0
        answer = client.post(f"{where}/restore")
        found = answer.json()
        assert answer.status_code == 200
        assert found == {**made, "updated_at": found["updated_at"]}
        assert answer.headers["etag"] == client.get(where).headers["etag"]
        assert client.get(self.path).json()["items"] == [found]
        assert is_problem(client.post(f"{where}/restore"), 404)
        assert is_problem(client.post(f"{self.path}/12345/restore"), 404)

    @pytest.mark.cases("unique")
    def test_what_a_deleted_one_has_is_free(self, client: TestClient, case: str) -> None:
        first, second = self.make(client, 2)
        where = [f"{self.path}/{made['id']}" for made in (first, second)]
        assert client.delete(where[0]).status_code == 204
        assert client.patch(where[1], json={case: first[case]}).status_code == 200
        answer = client.post(f"{where[0]}/restore")
        assert is_problem(answer, 409)
        assert answer.json()["errors"][0]["loc"] == ["body", case]
        assert client.delete(where[1]).status_code == 204
        assert client.post(f"{where[0]}/restore").json()[case] == first[case]

    @pytest.mark.parametrize("name", ["deleted_at", "-deleted_at"])
    def test_no_list_is_sorted_by_when_it_was_deleted(self, client: TestClient, name: str) -> None:
        assert is_problem(client.get(self.path, params={"sort": name}), 422)
{%- if cookiecutter.auth != "none" %}

    def test_only_its_owner_or_an_admin_restores_it(self, client: TestClient) -> None:
        [made] = self.make(client)
        where = f"{self.path}/{made['id']}"
        assert client.delete(where).status_code == 204
        sign_out(client)
        assert is_problem(client.post(f"{where}/restore"), 401)
        sign_in(client, "other@example.com")
        assert is_problem(client.post(f"{where}/restore"), 403)
        sign_in(client, "admin@example.com", role="admin")
        assert client.post(f"{where}/restore").status_code == 200
{%- endif %}
