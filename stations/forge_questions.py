"""What a forge or a push refuses, as a question: the run waits, and goes on when a person has seen to it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from mity.errors import MityError
from mity.forge.errors import ForgeError, ForgeUnreachable
from mity.runs.question import ABORT, HELP, RETRY, NeedsInput, Option
from mity.runs.result import StationResult
from mity.system.git_calls import GitError

AGAIN = dataclasses.replace(RETRY, label="ask again")
OPTIONS: tuple[Option, ...] = (AGAIN, HELP, ABORT)


def asking(work: Callable[[], StationResult]) -> StationResult:
    """What `work` returns; a question where a forge, or git at it, refused."""
    try:
        return work()
    except ForgeUnreachable as error:
        return forge_question(f"{error}. Ask again, when it answers?", error)
    except (ForgeError, GitError) as error:
        return forge_question(f"{error}. How should mity continue?", error)


def forge_question(text: str, cause: MityError | None = None, options: tuple[Option, ...] = OPTIONS) -> StationResult:
    """A question whose default ends the run and destroys nothing."""
    return StationResult.needs_input(NeedsInput(text, (str(cause),) if cause else (), (), options, "abort"))
