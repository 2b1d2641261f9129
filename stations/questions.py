"""What a person is offered when a station cannot continue."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from mity.runs.question import ABORT, HELP, RETRY, SKIP, NeedsInput, rescaffold_at
from mity.runs.result import StationResult

CLEAN_RETRY = dataclasses.replace(RETRY, label="run this station again from a clean slate", destroys="generated caches")
OPTIONS = (CLEAN_RETRY, SKIP, rescaffold_at("scaffold"), HELP, ABORT)


def ask(question: str, cause: Sequence[str] = (), command: str = "") -> StationResult:
    """A question with the usual options; the default is abort, which destroys nothing."""
    return StationResult.needs_input(NeedsInput(question, tuple(cause), (), OPTIONS, "abort", command))
