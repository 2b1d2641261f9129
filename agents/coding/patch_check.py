"""What a coding agent's fix may touch, beyond the scopes that hold for every fix, and its changes as a patch."""

from __future__ import annotations

from collections.abc import Iterable

from mity.agents.coding.project_copy import Changes
from mity.changes.diff import unified
from mity.changes.policy import ChangePolicy, Redact
from mity.changes.protected import LOCKS, PROTECTED, TASK_FILES
from mity.healing.scopes import MOST_SOURCE_FILES, MOST_SOURCE_LINES

FORBIDDEN = (
    *PROTECTED,
    *(f"**/{name}" for name in (*LOCKS, *TASK_FILES)),
    *(".mity/**", ".husky/**", "**/.env", "**/.env.*"),
)
_LONGEST_PATCH = 20_000


def agent_policy(test_config: Iterable[str], redact: Redact) -> ChangePolicy:
    """What an agent's fix may change: no gate, nothing that its tests are called by (`test_config`), and little.

    Where it may write is checked when the fix is applied, by the policy for the diagnosis.
    """
    return ChangePolicy(
        protected=(*FORBIDDEN, *test_config),
        because="which coding agents may not edit",
        most_files=MOST_SOURCE_FILES,
        most_lines=MOST_SOURCE_LINES,
        redact=redact,
    )


def patch(changes: Changes, longest: int = _LONGEST_PATCH) -> str:
    """The changes as a unified diff, cut when very long."""
    text = "".join(unified(path, before, after) for path, (before, after) in changes.items())
    return text if len(text) <= longest else text[:longest] + "\n[… the rest is left out …]\n"
