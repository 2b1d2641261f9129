"""Tables of tests: many rows that each take a moment are one test, which names every row that fails.

A test of its own costs a row more than what it asserts: its place in the collection of each worker, its fixtures, and
six messages between processes. `MITY_ROWS=1 pytest -k NAME` makes each row a test again, to look at one alone.
"""

from __future__ import annotations

import functools
import inspect
import itertools
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

_CAUGHT = (Exception, BaseExceptionGroup, pytest.fail.Exception, pytest.skip.Exception)
_LONGEST_NAME = 80
_UNNAMED = inspect.Parameter.POSITIONAL_OR_KEYWORD


def each(
    names: str | Sequence[str], rows: Iterable[Any], ids: Callable[[Any], object] | Iterable[object] | None = None
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """`pytest.mark.parametrize`, as one test that runs every row and then fails with all that failed, by their names.

    Each row has a `tmp_path`, a `monkeypatch` and a `capsys` of its own; any other fixture is that of all rows. A row
    that skips fails. Raises ValueError for a table without rows, or with a row that has marks.
    """
    table = list(rows)
    named = ids if ids is None or callable(ids) else list(ids)
    if os.environ.get("MITY_ROWS"):
        return pytest.mark.parametrize(names, table, ids=named)  # type: ignore[arg-type]
    keys = [name.strip() for name in (names.split(",") if isinstance(names, str) else names)]
    values = [_values(row, len(keys)) for row in table]
    if not values:
        raise ValueError(f"the table of {names} has no row")
    titles = _titles(table, values, named)

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        asked = [name for name in inspect.signature(test).parameters if name not in keys]

        @functools.wraps(test)
        def of_all(**fixtures: Any) -> None:
            failed = _Failed(len(values))
            for number, (title, row) in enumerate(zip(titles, values, strict=True)):
                with failed.noted(title), pytest.MonkeyPatch.context() as patch:
                    test(**dict(zip(keys, row, strict=True)), **_of_row(fixtures, number, patch))
            failed.tell()

        of_all.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
            [inspect.Parameter(name, _UNNAMED) for name in asked]
        )
        return of_all

    return decorate


def in_turns(rows: Iterable[Any], always: int) -> list[Any]:
    """Rows for `pytest.mark.parametrize`: the first ones always run, the others take turns with the slow tests."""
    marks = (pytest.mark.slow, pytest.mark.rotation("rows", of=3))
    return [row if number < always else _param(row, marks) for number, row in enumerate(rows)]


def _param(row: Any, marks: Sequence[pytest.MarkDecorator]) -> Any:
    return pytest.param(*row, marks=marks) if isinstance(row, tuple) else pytest.param(row, marks=marks)


def _of_row(fixtures: dict[str, Any], number: int, patch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the row of that number is given in place of the fixtures of all rows."""
    given = dict(fixtures)
    if isinstance(folder := given.get("tmp_path"), Path):
        given["tmp_path"] = folder / f"row{number}"
        given["tmp_path"].mkdir()
    if "monkeypatch" in given:
        given["monkeypatch"] = patch
    if "capsys" in given:
        given["capsys"].readouterr()
    return given


class _Failed:
    """The rows that failed, with what each of them raised."""

    def __init__(self, of: int) -> None:
        self._of = of
        self._titles: list[str] = []
        self._errors: list[BaseException] = []

    def noted(self, title: str) -> _Row:
        """A context in which what is raised is kept under that name, so that the next row comes."""
        return _Row(self, title)

    def add(self, title: str, error: BaseException) -> None:
        """Keeps what a row raised."""
        error.add_note(f"in the row {title}")
        within = f" ({error.message})" if isinstance(error, BaseExceptionGroup) else ""
        self._titles.append(title + within)
        self._errors.append(error)

    def tell(self) -> None:
        """Raises a group of all that was kept, if anything was."""
        if self._errors:
            rows = "; ".join(self._titles)
            raise BaseExceptionGroup(f"{len(self._errors)} of {self._of} rows failed: {rows}", self._errors)


class _Row:
    def __init__(self, failed: _Failed, title: str) -> None:
        self._failed = failed
        self._title = title

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(error, _CAUGHT):
            return False
        self._failed.add(self._title, error)
        return True


def _values(row: Any, number: int) -> Sequence[Any]:
    if hasattr(row, "marks") and hasattr(row, "values"):  # pytest.param(…)
        if row.marks:
            raise ValueError(f"the row {row.id or row.values!r} has marks: give it a test of its own")
        row = row.values if number != 1 else row.values[0]
    return (row,) if number == 1 else tuple(row)


def _titles(
    table: Sequence[Any], values: Sequence[Sequence[Any]], ids: Callable[[Any], object] | Sequence[object] | None
) -> list[str]:
    """A name for each row: what the table says, else its values; its number too, where two would have the same."""
    given = ids if ids is not None and not callable(ids) else [getattr(row, "id", None) for row in table]
    titles = [
        str(name) if isinstance(name, str) else _title(row, ids if callable(ids) else None)
        for name, row in zip(given, values, strict=True)
    ]
    return [
        title if titles.count(title) == 1 else f"{title} ({number})"
        for number, title in zip(itertools.count(), titles, strict=False)
    ]


def _title(row: Sequence[Any], name: Callable[[Any], object] | None) -> str:
    texts = [(name(value) if name else None) or value for value in row]
    return "-".join(text if isinstance(text, str) else repr(text)[:_LONGEST_NAME] for text in map(_printable, texts))


def _printable(value: object) -> object:
    return ascii(value)[1:-1][:_LONGEST_NAME] if isinstance(value, str) else value
