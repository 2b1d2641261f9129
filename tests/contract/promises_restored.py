"""What is hidden when it is deleted: gone for everybody who asks, and restored as it was."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from conformance import Answer, Backend
from promises import promise
from promises_values import refused


def restored(api: Backend, where: str) -> Answer:
    """What asking for a deleted one again is answered."""
    return api.call("POST", f"{where}/restore")


@promise
def deleted_ones_are_hidden_and_come_back(api: Backend) -> None:
    made, other = api.make("note"), api.make("note")
    where, path = api.where("note", made), api.path("note")
    restored(api, where).problem(404)
    tag = api.call("GET", where).headers["etag"]
    api.call("DELETE", where, None, {"If-Match": '"old"'}).problem(412)
    api.call("DELETE", where, None, {"If-Match": tag}).well(204)
    for method, body in (("GET", None), ("PATCH", {}), ("DELETE", None)):
        api.call(method, where, body).problem(404)
    for query in ({}, {"q": made["title"]}, {"title": made["title"]}, {"project_id": made["project_id"]}):
        assert made["id"] not in {row["id"] for row in api.call("GET", path, limit=100, **query).well().body["items"]}
    answer = restored(api, where).well()
    assert answer.body == {**made, "updated_at": answer.body["updated_at"]}
    assert answer.headers["etag"] == api.call("GET", where).headers["etag"] != tag
    found = api.call("GET", path, limit=100).well().body["items"]
    assert [row for row in found if row["id"] in (made["id"], other["id"])] == [answer.body, other]
    for absent in (where, f"{path}/987654321", f"{path}/{2**63 - 1}"):
        restored(api, absent).problem(404)
    restored(api, f"{path}/x").problem(422)


@promise
def what_is_unique_is_so_among_those_not_deleted(api: Backend) -> None:
    first = api.make("note")
    where = api.where("note", first)
    api.call("DELETE", where).well(204)
    second = api.make("note", title=first["title"])
    assert restored(api, where).problem(409).places == [["body", "title"]]
    taken = api.call("POST", api.path("note"), api.body("note", title=first["title"])).problem(409)
    assert taken.places == [["body", "title"]]
    api.call("DELETE", api.where("note", second)).well(204)
    assert restored(api, where).well().body["title"] == first["title"]
    restored(api, api.where("note", second)).problem(409)


@promise
def nothing_refers_to_what_is_deleted(api: Backend) -> None:
    note, cited = api.make("note"), api.make("note")
    remark = api.make("remark", note_id=note["id"], cited=[cited["id"]])
    where = api.where("remark", remark)
    for one in (note, cited):
        answer = api.call("DELETE", api.where("note", one)).problem(409)
        assert not answer.places
    api.call("DELETE", where).well(204)
    for one in (note, cited):  # a deleted one does not count
        api.call("DELETE", api.where("note", one)).well(204)
        restored(api, where).problem(409)
    refused(api, "remark", "note_id", note["id"])
    refused(api, "remark", "cited", [cited["id"]])
    for one in (note, cited):
        restored(api, api.where("note", one)).well()
    answer = restored(api, where).well()
    assert answer.body == {**remark, "updated_at": answer.body["updated_at"]}


@promise
def what_a_deleted_one_refers_to_stays(api: Backend) -> None:
    note = api.make("note")
    project = {"id": note["project_id"]}
    api.call("DELETE", api.where("note", note)).well(204)
    api.call("DELETE", api.where("project", project)).problem(409)
    assert restored(api, api.where("note", note)).well().body["project_id"] == project["id"]


@promise
def one_who_deletes_and_one_who_refers_do_not_miss_each_other(api: Backend) -> None:
    for _ in range(8):
        note, other = api.make("note"), api.make("note")
        body = api.body("remark", note_id=note["id"], cited=[other["id"]])
        with ThreadPoolExecutor(2) as pool:
            deleting = pool.submit(api.call, "DELETE", api.where("note", note))
            making = pool.submit(api.call, "POST", api.path("remark"), body)
        assert (deleting.result().status, making.result().status) in {(204, 422), (409, 201)}


@promise
def the_document_tells_of_restoring(api: Backend) -> None:
    template = f"{api.path('note')}/{{id}}/restore"
    operation = api.document["paths"][template]["post"]
    assert operation["operationId"] == "restore_note"
    assert set(operation["responses"]) >= {"200", "404", "409", "422"}
    where = api.where("note", api.make("note"))
    api.call("DELETE", where).well(204)
    for answer in (restored(api, where).well(), restored(api, where), restored(api, f"{api.path('note')}/x")):
        api.told(answer, "post", template)
    assert "deleted_at" not in str(api.document["paths"]) + str(api.document["components"])
