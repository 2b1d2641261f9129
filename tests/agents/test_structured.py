"""Structured logs: what an application says in one line of JSON is diagnosed and shown as if it had said it plainly."""

from __future__ import annotations

import json
from typing import Any

from harness import SAMPLES
from mity.agents.classify import classify
from mity.text.json_logs import expand, unfold
from rows import each

ECS = (SAMPLES / "structured/spring-ecs.log").read_text(encoding="utf-8")


def test_the_cause_is_found_far_behind_in_a_line_of_spring_boot() -> None:
    assert max(map(len, ECS.splitlines())) > 5000
    found = classify(ECS, exit_code=1, stage="launch")
    assert found is not None
    assert (found.rule, found.subject) == ("spring.placeholder", "mail.password")
    assert all(len(line) < 300 for line in found.evidence), found.evidence


def test_an_end_of_a_line_that_was_too_long_is_unfolded_too() -> None:
    entry = max(ECS.splitlines(), key=len)
    for rest in (entry[len(entry) // 2 :], entry[: len(entry) // 2]):
        assert max(map(len, expand(f"before\n{rest}").splitlines())) < 1000


FORMS: list[tuple[dict[str, Any], list[str]]] = [
    (
        {"level": 50, "msg": "boom", "err": {"type": "Error", "message": "no port", "stack": "Error: no port\n  at x"}},
        ["boom", "Error: no port", "  at x"],
    ),
    (
        {
            "level": "ERROR",
            "message": "Failed to start",
            "exception": {
                "exceptionType": "java.lang.RuntimeException",
                "message": "outer",
                "frames": [{"class": "A"}],
                "causedBy": {"exception": {"exceptionType": "java.net.ConnectException", "message": "refused"}},
            },
        },
        ["Failed to start", "java.lang.RuntimeException: outer", "java.net.ConnectException: refused"],
    ),
    ({"level": "ERROR", "message": "unhandled", "exception": "Traceback\nKeyError: 'x'"},
     ["unhandled", "Traceback", "KeyError: 'x'"]),
    ({"level": "ERROR", "fields": {"message": "cannot bind", "error": "in use"}}, ["cannot bind", "in use"]),
    ({"level": "info", "message": "started", "port": 1}, ["started"]),
]  # fmt: skip


@each(("entry", "lines"), FORMS)
def test_each_form_is_unfolded(entry: dict[str, Any], lines: list[str]) -> None:
    assert unfold(json.dumps(entry)) == lines


@each("line", ["", "{", "{}", '{"a": 1}', "[1]", '{"message": "cut', "{" * 3000 + "}" * 3000])
def test_what_is_no_entry_stays_as_it_is(line: str) -> None:
    assert expand(f"before\n{line}\nafter") == f"before\n{line}\nafter"
