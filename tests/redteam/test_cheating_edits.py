"""What may not be changed: every edit that would silence a proof is refused, and no honest one is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import cheats_compiled
import cheats_later
import cheats_node
import cheats_python
import honest_edits
from cheats_python import Case

from mity.agents.coding.patch_check import agent_policy
from mity.changes.policy import violation
from rows import each

CHEATS = (*cheats_python.CASES, *cheats_node.CASES, *cheats_compiled.CASES, *cheats_later.CASES)
POLICY = agent_policy((), lambda text: text)


def held_out(case: Case) -> bool:
    """A third of the first cases, by their names: they were kept aside while the checks were written."""
    return hashlib.sha256(case[0].encode()).digest()[0] % 3 == 0


def reason(case: Case) -> str:
    """Why the edit of a case is refused, or an empty string."""
    _, path, before, after = case
    return violation(POLICY, {path: (before.encode() if before is not None else None, after.encode())})


def cases(all_of_them: tuple[Case, ...]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Each of them, by what it tries and where."""
    return each("case", all_of_them, ids=[f"{one[1]}: {one[0]}" for one in all_of_them])


@cases(CHEATS)
def test_a_cheating_edit_is_refused(case: Case) -> None:
    assert case[2] != case[3], "the case changes nothing"
    assert reason(case)


@cases(honest_edits.CASES)
def test_an_honest_edit_is_not_refused(case: Case) -> None:
    assert case[2] != case[3], "the case changes nothing"
    assert reason(case) == ""


def test_there_are_many_cases_and_none_twice() -> None:
    names = [case[:2] for case in (*CHEATS, *honest_edits.CASES)]
    assert len(set(names)) == len(names) > 250
