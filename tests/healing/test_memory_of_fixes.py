"""What a user's memory keeps of fixes: the rule that held last for a failure, and how often each was tried."""

from __future__ import annotations

from pathlib import Path

from mity.command import Command
from mity.healing.model import Diagnosis, ErrorType, Fix
from mity.healing.session import FixAttempt
from mity.healing.user_memory import UserMemory
from rows import each

RETRY = Fix("again", "again", wait_s=1.0)


def attempt(rule: str, verdict: str, *, fix: Fix | None = None) -> FixAttempt:
    made = fix or Fix(rule, rule, commands=(Command(("true",), Path()),))
    return FixAttempt(Diagnosis(ErrorType.BUILD, fingerprint="it broke so"), "implementer", made, verdict, "")  # type: ignore[arg-type]


@each(
    ("attempts", "rule"),
    [
        ([], ""),
        ([attempt("one", "kept")], "one"),
        ([attempt("one", "reverted")], ""),
        ([attempt("one", "kept"), attempt("two", "kept")], "two"),
        ([attempt("one", "kept"), attempt("two", "reverted")], "one"),
        ([attempt("one", "kept"), attempt("one", "reverted")], ""),
        ([attempt("again", "kept", fix=RETRY)], ""),
        ([attempt("one", "kept"), attempt("again", "kept", fix=RETRY)], "one"),
        ([attempt("one", "kept"), attempt("one", "reverted", fix=Fix("one", "one"))], "one"),
    ],
)
def test_the_rule_that_held_last_is_recalled(tmp_path: Path, attempts: list[FixAttempt], rule: str) -> None:
    memory = UserMemory(tmp_path / "own")
    for one in attempts:
        memory.take([one])
    assert UserMemory(tmp_path / "own").recall("it broke so") == rule
    assert sum(row.tried for row in memory.counts()) == len(attempts)
    assert memory.recall("another failure") == "" and memory.recall("") == ""


def test_a_damaged_memory_counts_as_empty_and_is_written_anew(tmp_path: Path) -> None:
    memory = UserMemory(tmp_path)
    for text in ("", "{", "[]", '{"mended": [], "rules": {}}', '{"mended": {"a": "b"}, "rules": {"b": 3}}'):
        memory.path.write_text(text)
        assert (memory.counts(), memory.recall("a")) == ([], "")
        memory.take([attempt("one", "kept")])
        assert [(row.rule, row.tried, row.kept) for row in memory.counts()] == [("one", 1, 1)]
    assert memory.path.stat().st_mode & 0o077 == 0
