"""The reference of the language is what the tables say, and each of its rows has a test."""

from __future__ import annotations

import os
from pathlib import Path

from test_keys import ROWS
from test_status import CALLS, PLACES

from mity.workflow.contexts import CONTEXTS
from mity.workflow.functions import ABOUT
from mity.workflow.reference import reference

FILE = Path(__file__).parents[2] / "docs" / "workflow-reference.md"
TESTED = {row[0] for row in ROWS}


def row_test(row: str) -> str:
    """The test of a row of the reference."""
    kind, name = row.split(".", 1)
    if kind == "function":
        assert name in CALLS
        return f"`test_status.py::test_a_function[{name}]`"
    if kind == "context":
        assert name in PLACES
        return f"`test_status.py::test_a_context[{name}]`"
    assert row in TESTED
    return f"`test_keys.py::test_a_key[{row}]`"


def test_the_reference_is_up_to_date() -> None:
    text = reference(row_test)
    if os.environ.get("MITY_WRITE_REFERENCE"):
        FILE.write_text(text, encoding="utf-8")
    assert FILE.read_text(encoding="utf-8") == text
    assert CALLS.keys() == ABOUT.keys()
    assert PLACES.keys() == CONTEXTS.keys()
