"""What is said of Temporal where it is named wrongly or does not answer, without a server.

Its library takes a third of a second to load: only the tests that need it do so.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from harness import Mity
from mity.engines.address import AwayError, database_url, driver_of
from rows import each

URL = "temporal+postgresql://me:hidden@127.0.0.1:1/mity"


def test_temporal_is_named_in_the_url_and_knows_no_labels(mity: Mity) -> None:
    assert (driver_of(URL), database_url(URL)) == ("temporal", URL.removeprefix("temporal+"))
    for words, told in (
        (("run", "check", "--queue", "q", "--labels", "gpu"), "queues of Temporal know no labels"),
        (("run", "check", "--queue", "q", "--key", "me"), "leave it out where Temporal has the queue"),
        (("engine", "limit", "q"), "queues of Temporal have Temporal's own limits"),
    ):
        refused = mity(*words, "--engine", URL)
        assert (refused.code, told in refused.err) == (2, True), refused.text


def test_a_server_of_ones_own_needs_its_program(mity: Mity, tmp_path: Path) -> None:
    folder = tmp_path / "server"
    for words, code, told in (
        ((), 1, "the program `temporal` is not on PATH: install"),
        (("--dbos",), 2, "a URL names one driver"),
        (("--engine", URL), 2, "leave --engine out"),
    ):
        done = mity("engine", "up", "--temporal", "--folder", str(folder), *words, env={"PATH": str(tmp_path)})
        assert (done.code, told in done.err) == (code, True), done.text
    assert not folder.exists(), "nothing is half made"


REFUSALS: list[tuple[str | type[Exception], str, bool, str]] = [
    ("NOT_FOUND", "namespace x is not found", False, "has no namespace 'shop'"),
    ("PERMISSION_DENIED", "request unauthorized", False, "correct TEMPORAL_API_KEY"),
    ("UNAVAILABLE", "not now", True, "cannot reach Temporal at t.example:7233: not now"),
    ("INVALID_ARGUMENT", "no such thing", False, "refused: no such thing"),
    (
        RuntimeError,
        'Failed client connect: Error("tcp connect error", Os { message: "Connection refused" })',
        True,
        "cannot reach Temporal at t.example:7233: Connection refused; see",
    ),
    (TimeoutError, "", True, "cannot reach Temporal at t.example:7233: timed out after 3 s; see"),
    (ValueError, "invalid target URL", False, "refused: invalid target URL"),
    (RuntimeError, 'ConnectError(Custom { error: "invalid peer certificate: x" })', False, "_SERVER_CA_CERT_PATH"),
    (RuntimeError, "tonic::transport::Error(Transport, PrivateKeyParseError)", False, "_CLIENT_KEY_PATH"),
]
"""The status that a server answers with, or what the library raises; its words; whether time mends it; what is told."""


@each("kind, words, again, told", REFUSALS)
def test_a_refusal_is_one_sentence(
    kind: str | type[Exception], words: str, again: bool, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from temporalio.service import RPCError, RPCStatusCode

    from mity.engines.temporal_place import Place

    monkeypatch.setenv("TEMPORAL_ADDRESS", "t.example:7233")
    monkeypatch.setenv("TEMPORAL_NAMESPACE", "shop")
    error = RPCError(words, RPCStatusCode[kind], b"") if isinstance(kind, str) else kind(*filter(None, [words]))
    said = Place().refusal(error)
    assert (isinstance(said, AwayError), told in str(said), "\n" in str(said)) == (again, True, False), said


def test_its_variables_are_gone_once_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    from mity.engines.temporal_place import Place

    monkeypatch.setenv("TEMPORAL_API_KEY", "hidden")
    monkeypatch.setenv("TEMPORAL_ADDRESS", "t.example:7233")
    assert Place().address == "t.example:7233"
    assert [name for name in os.environ if name.startswith("TEMPORAL_")] == []


def test_a_priority_is_one_of_five_classes() -> None:
    from mity.engines.temporal_offers import class_of

    assert [class_of(one) for one in (-9, -2, -1, 0, 1, 2, 9)] == [5, 5, 4, 3, 2, 1, 1]


def test_a_failure_is_told_by_its_kind_alone() -> None:
    from temporalio.api.failure.v1 import Failure
    from temporalio.converter import DefaultPayloadConverter

    from mity.engines.temporal_failures import Kinds

    def fails() -> None:
        try:
            raise ValueError("inner my-hidden-word")
        except ValueError as error:
            raise LookupError("my-hidden-word") from error

    failure = Failure()
    with pytest.raises(LookupError) as caught:
        fails()
    Kinds().to_failure(caught.value, DefaultPayloadConverter(), failure)
    assert (failure.message, failure.application_failure_info.type) == ("LookupError", "LookupError")
    assert "hidden" not in str(failure)
    assert "test_temporal_words" not in str(failure)
