"""Contents of files in an object store: runs are the same, the database has none of them, and what fails is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import object_store
from postgres import free_port

from harness import Mity
from mity.engines.address import AwayError, EngineError
from mity.engines.blobs import DatabaseBlobs, digest_of
from mity.engines.database import Database
from mity.engines.files_place import IN_DATABASE, blobs_of, place_files
from mity.errors import UsageError

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

FLOW = """
name: flow
steps:
  - {name: make, command: "printf '%s' words > made; head -c 300000 /dev/zero > large"}
  - {name: gate, type: checkpoint, message: "Ship it?"}
  - {name: read, command: "cat made > again"}
"""


@pytest.fixture(scope="module")
def store() -> Iterator[dict[str, str]]:
    """The environment that leads to a store with the buckets `files` and `empty`."""
    with object_store() as environment, pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        for bucket in ("files", "empty"):
            boto3.client("s3").create_bucket(Bucket=bucket)
        yield environment


def keys(bucket: str, prefix: str) -> list[str]:
    """The names of the objects below a prefix."""
    return [one["Key"] for one in boto3.client("s3").list_objects_v2(Bucket=bucket, Prefix=prefix).get("Contents", [])]


def in_database(engine: str) -> int:
    """How many contents the database has."""
    database = Database(engine, 5)
    row: Any = database.run(lambda connection: connection.execute("SELECT count(*) FROM mity.blobs").fetchone())
    return int(row[0])


def test_a_run_goes_through_a_store_to_a_worker_and_back(
    mity: Mity, tmp_path: Path, engine: str, store: dict[str, str]
) -> None:
    env = {"MITY_ENGINE": engine, **store}
    placed = mity("engine", "migrate", "--files", "s3://files/one", env=env)
    assert placed.code == 0, placed.text
    (mity.workspace / "flow.yaml").write_text(FLOW)
    begun = mity("run", "flow.yaml", "--trust", "--queue", "q", "--detach", "--json", env=env).json["run_id"]
    work = ("worker", "--queue", "q", "--once", "--folder", str(tmp_path / "places"))
    assert mity(*work, env=env).code == 0
    assert mity("approve", begun, env=env).code == 0
    assert mity(*work, env=env).code == 0
    done = mity("resume", begun, "--json", env=env)
    assert (done.code, done.json["verdict"]) == (0, "passed"), done.text
    assert (mity.workspace / "again").read_text() == "words"
    assert (mity.workspace / "large").stat().st_size == 300_000
    content = digest_of(b"words")
    assert f"one/{content[:2]}/{content[2:]}" in keys("files", "one/")
    assert in_database(engine) == 0


def test_what_the_database_had_before_is_found_and_sent_to_the_store(engine: str, store: dict[str, str]) -> None:
    database = Database(engine, 5)
    old, new = b"before", b"after"
    DatabaseBlobs(database).put({digest_of(old): old})
    place_files(database, "s3://files/two")
    blobs = blobs_of(database)
    assert blobs.get(digest_of(old)) == old
    assert blobs.missing([digest_of(old), digest_of(new)]) == {digest_of(old), digest_of(new)}
    many = {digest_of(text): text for text in (f"{number}".encode() for number in range(150))}
    blobs.put(many)
    assert (dict(blobs.each(many)), blobs_of(database).missing(many)) == (many, set())
    place_files(database, IN_DATABASE)
    assert isinstance(blobs_of(database), DatabaseBlobs)


def test_lost_and_damaged_contents_are_named(engine: str, store: dict[str, str]) -> None:
    database = Database(engine, 5)
    place_files(database, "s3://files/three")
    blobs, name = blobs_of(database), digest_of(b"whole")
    with pytest.raises(EngineError, match="has lost the content of 1 files"):
        blobs.get(name)
    boto3.client("s3").put_object(Bucket="files", Key=f"three/{name[:2]}/{name[2:]}", Body=b"half")
    with pytest.raises(EngineError, match=f"damaged file {name[:12]}"):
        blobs.get(name)


def test_a_place_that_cannot_be_used_is_not_taken(mity: Mity, engine: str, store: dict[str, str]) -> None:
    database = Database(engine, 5)
    for place in ("ftp://files/x", "s3://", "s3://UPPER/x", "s3://files/a?b", "files"):
        with pytest.raises(UsageError, match="lie at s3://BUCKET/PREFIX"):
            place_files(database, place)
    refused = mity("engine", "migrate", "--files", "s3://nobody/x", env={"MITY_ENGINE": engine, **store})
    assert (refused.code, "(NoSuchBucket): make the bucket" in refused.err) == (1, True), refused.text
    assert isinstance(blobs_of(database), DatabaseBlobs)
    assert keys("empty", "") == []


def test_a_store_that_is_away_is_told_and_no_step_goes_unrecorded(
    mity: Mity, engine: str, store: dict[str, str]
) -> None:
    database = Database(engine, 5)
    place_files(database, "s3://files/four")
    away = {**store, "MITY_ENGINE": engine, "AWS_ENDPOINT_URL_S3": f"http://127.0.0.1:{free_port()}"}
    away["AWS_MAX_ATTEMPTS"] = "2"
    (mity.workspace / "flow.yaml").write_text(FLOW)
    failed = mity("run", "flow.yaml", "--trust", env=away)
    assert (failed.code, "s3://files cannot be reached" in failed.err) == (1, True), failed.text
    assert not (mity.workspace / "made").exists()


def test_the_error_of_a_store_that_is_away_is_one_that_time_may_mend(
    engine: str, store: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(engine, 5)
    place_files(database, "s3://files/five")
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with pytest.raises(AwayError, match="try again later"):
        blobs_of(database).get(digest_of(b"x"))


def test_what_no_run_has_any_more_goes_from_the_store_a_day_later(
    mity: Mity, engine: str, other_engine: str, store: dict[str, str]
) -> None:
    env = {"MITY_ENGINE": engine, **store}
    assert mity("engine", "migrate", "--files", "s3://files/six", env=env).code == 0
    taken = mity("engine", "migrate", "--files", "s3://files/six", env={**env, "MITY_ENGINE": other_engine})
    assert (taken.code, "give each engine a prefix of its own" in taken.err) == (2, True), taken.text
    for text in ("first", "second", "third"):
        step = f"{{name: w, command: 'echo {text} > written'}}"
        (mity.workspace / "flow.yaml").write_text(f"name: flow\nsteps: [{step}]\n")
        assert mity("run", "flow.yaml", "--trust", env=env).code == 0
    first, second, late = (digest_of(text) for text in (b"first\n", b"second\n", b"late"))
    held = blobs_of(Database(engine, 5))
    held.put({late: b"late"})
    prune = ("engine", "prune", "--older-than", "0s", "--keep", "1", "--json")
    assert mity(*prune, env=env).json["contents"] == 0, "it was condemned a moment ago"
    Database(engine, 5).run(lambda one: one.execute("UPDATE mity.condemned SET at = at - interval '2 days'"))
    again = blobs_of(Database(engine, 5))
    assert again.missing([late]) == {late}, "whoever asks for it sends it again"
    again.put({late: b"late"})
    planned = mity(*prune, "--dry-run", env=env).json
    done = mity(*prune, env=env).json
    assert (done["contents"], done["bytes"]) == (planned["contents"], planned["bytes"])
    assert done["contents"] > 0
    there = {key.removeprefix("six/").replace("/", "") for key in keys("files", "six/")}
    assert (first in there, second in there, late in there) == (False, True, True)
    assert blobs_of(Database(engine, 5)).missing([first, second]) == {first}
