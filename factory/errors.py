"""Errors that a user can act on. Each names the thing, the place and the next step, and has an exit code."""

from __future__ import annotations

from typing import Any

EXIT_DONE = 0
EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_WAITING = 3
EXIT_UNPROVEN = 4
EXIT_BUSY = 5
EXIT_BUG = 70
EXIT_INTERRUPTED = 130


class MityError(Exception):
    """A problem outside mity's code: one clear sentence, shown to the user without a traceback."""

    exit_code = EXIT_FAILED
    several_lines = False
    """Whether the text has lines of its own making, such as a difference; a line end in another one is escaped."""
    has_places = False
    """Whether each line of the text begins with the place that it is about."""

    def details(self) -> dict[str, Any]:
        """What `--json` tells beside the text and the exit code, as plain JSON data."""
        return {}


class UsageError(MityError):
    """Something the user typed or wrote in a file is wrong."""

    exit_code = EXIT_USAGE


class DefinitionError(UsageError):
    """A workflow, station or stack definition is invalid."""


class ChangedDefinitionError(DefinitionError):
    """A workflow is not what it was when a run of it began; the text shows the difference."""

    several_lines = True


class LogError(UsageError):
    """An execution log is missing, corrupt, foreign, or from a newer mity."""


class BusyError(MityError):
    """Another process holds the run or the application folder."""

    exit_code = EXIT_BUSY


class ToolError(MityError):
    """A tool is missing and cannot be fetched."""


class StorageError(MityError):
    """The disk refused: full, read-only, or no permission."""
