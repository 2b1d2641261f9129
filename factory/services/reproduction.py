"""Whether a new test reproduces a report: it alone fails, by its own assertion, and all that passed still passes."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from pathlib import Path

from mity.changes.protected import TESTS, matches
from mity.reading import read_bytes
from mity.reviews.triage import Reproduction
from mity.runs.context import WorkflowContext
from mity.services.clone_tests import TestRun, run_tests
from mity.services.services import Services
from mity.system.clone import Clone

_ASSERTED = re.compile(r"\bassert|assertion|\bexpect(?:ed)?\b", re.IGNORECASE)
_MOST = 256 * 1024


def reproduce(services: Services, context: WorkflowContext, clone: Clone, before: Collection[str]) -> Reproduction:
    """Judges the new files in a clone. The new test is run; nothing that an issue says is."""
    changed = [name for name in clone.git("diff", "-z", "--name-only", "HEAD").split("\0") if name]
    if changed:
        return _not(f"files that are there were changed ({', '.join(changed[:3])}), so a failure would prove nothing")
    new = [name for name in clone.git("ls-files", "-z", "--others", "--exclude-standard").split("\0") if name]
    if not new:
        return _not("no test was written")
    if strange := [name for name in new if not matches(name, TESTS)]:
        return _not(f"{strange[0]} is no test, and a reproduction brings tests alone")
    ran = run_tests(services, context)
    if reason := _wrong(ran, before, new):
        return _not(reason)
    test = next(one for one in ran.failing if _file(one.place) in new)
    path = _file(test.place)
    text = read_bytes(Path(context.output_path, path), _MOST).decode("utf-8", "replace")
    return Reproduction(True, f"{test.name}: {test.said}", clone.commit("HEAD"), path, text)


def _wrong(ran: TestRun, before: Collection[str], new: Sequence[str]) -> str:
    """Why the tests with the new one show nothing; empty when they show the report."""
    if ran.passed:
        return f"a test that says what the report says passes: {', '.join(new[:3])}"
    if not ran.failing:
        return f"the tests ended without a failing test: {ran.said}"
    for test in ran.failing:
        if _file(test.place) not in new:
            return f"{test.name} fails, which is none of the new tests"
        if test.what != "failed" or not _ASSERTED.search(test.said):
            return f"the new test does not fail by an assertion of its own, but: {test.said or test.what}"
    if lost := ran.lost(before):
        return f"with the new test others fail or are gone: {', '.join(lost[:3])}"
    return ""


def _file(place: str) -> str:
    return place.rpartition(":")[0]


def _not(said: str) -> Reproduction:
    return Reproduction(False, said)
