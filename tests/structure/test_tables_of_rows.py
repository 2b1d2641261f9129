"""A table that is one test loses nothing: every row runs, and each that fails is named with what it raised."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rows import each


@pytest.fixture(autouse=True)
def as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MITY_ROWS", raising=False)


def test_every_row_runs_and_each_that_fails_is_named() -> None:
    ran = []

    @each("number, word", [(1, "one"), (2, "two"), pytest.param(3, "three", id="third"), (4, "four")])
    def check(number: int, word: str) -> None:
        ran.append((number, word))
        assert number % 2 == 0, f"{word} is odd"

    with pytest.raises(ExceptionGroup, match=r"^2 of 4 rows failed: 1-one; third$") as raised:
        check()
    assert ran == [(1, "one"), (2, "two"), (3, "three"), (4, "four")]
    first, second = raised.value.exceptions
    assert "one is odd" in str(first) and first.__notes__ == ["in the row 1-one"]
    assert "three is odd" in str(second) and second.__notes__ == ["in the row third"]


def test_rows_of_two_tables_are_named_by_both_and_what_fails_or_skips_is_no_error_alone() -> None:
    @each("kind", [pytest.fail, pytest.skip], ids=["fail", "skip"])
    @each("word", ["a", "a", "b"])
    def check(kind: object, word: str) -> None:
        if word == "a" and callable(kind):
            kind(word)

    named = r"^2 of 2 rows failed: fail \(2 of 3 rows failed: a \(0\); a \(1\)\); skip \(2 of 3 rows"
    with pytest.raises(BaseExceptionGroup, match=named):
        check()


def test_each_row_has_a_folder_and_an_environment_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = []

    @each("name", ["A_ROW", "ANOTHER"])
    def check(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        found.append((*tmp_path.iterdir(), *(word for word in ("A_ROW", "ANOTHER") if word in os.environ)))
        (tmp_path / name).touch()
        monkeypatch.setenv(name, "1")
        assert capsys.readouterr().out == ""
        print(name)

    check(tmp_path=tmp_path, monkeypatch=monkeypatch, capsys=capsys)
    assert found == [(), ()]
    assert "A_ROW" not in os.environ


def test_an_interrupt_is_no_row_that_failed() -> None:
    @each("number", [1, 2])
    def check(number: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check()


def test_a_table_without_rows_and_a_row_with_marks_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^the table of number has no row$"):
        each("number", [])
    with pytest.raises(ValueError, match=r"has marks: give it a test of its own$"):
        each("number", [pytest.param(1, marks=pytest.mark.slow)])
