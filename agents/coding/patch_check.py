"""What a coding agent's fix may touch, beyond the scopes that hold for every fix, and its changes as a patch."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from mity.agents.coding.project_copy import Changes
from mity.changes.diff import unified
from mity.changes.policy import ChangePolicy, Redact
from mity.changes.protected import FORBIDDEN
from mity.healing.scopes import MOST_SOURCE_FILES, MOST_SOURCE_LINES

_LONGEST_PATCH = 20_000


def agent_policy(
    test_config: Iterable[str], redact: Redact, package: Callable[[str], bool] | None = None
) -> ChangePolicy:
    """What an agent's fix may change: no gate, nothing that its tests are called by (`test_config`), and little.

    Where it may write is checked when the fix is applied, by the policy for the diagnosis.
    """
    return ChangePolicy(
        protected=(*FORBIDDEN, *test_config),
        because="which coding agents may not edit",
        most_files=MOST_SOURCE_FILES,
        most_lines=MOST_SOURCE_LINES,
        redact=redact,
        package=package,
    )


def patch(changes: Changes, longest: int = _LONGEST_PATCH) -> str:
    """The changes as a unified diff, cut when very long."""
    text = "".join(unified(path, before, after) for path, (before, after) in changes.items())
    return text if len(text) <= longest else text[:longest] + "\n[… the rest is left out …]\n"
