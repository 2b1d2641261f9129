"""How many tests a project had when it was last proven, and whether a success after a repair may have lost some."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from mity.engine.scope import RunScope
from mity.healing.known_tests import some_tests
from mity.redaction import Redactor
from mity.runs.context import WorkflowContext
from mity.runs.state import Verdict
from mity.runs.store import LogStore
from mity.services.test_names import kept_names, masked
from mity.stacks.counts import Counts
from mity.system.commit_trailers import RUN_TRAILER, TESTS_TRAILER, trailers_of
from mity.system.git import Repository

_RESTORE = "restore them, or commit that they are gone"
PROVEN_TESTS = "proven_tests"
"""The metadata of a run that heals: how many tests the commit had that is checked out, when mity proved it."""
PROVEN_RUN = "proven_run"
"""The metadata that names the run which proved that commit."""
_LITERAL = re.compile(r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|`[^`]*`|\b\d[\w.]*|[,;]")


def remember_proof(context: WorkflowContext, repository: Repository) -> None:
    """Takes into the metadata what the commit that is checked out says of its proof, if it says how many tests."""
    head = repository.head() if repository.exists() else None
    trailers = trailers_of(head.message) if head else {}
    tests = trailers.get(TESTS_TRAILER, "")
    if tests.isdecimal() and int(tests):
        context.with_metadata(PROVEN_TESTS, int(tests))
        context.with_metadata(PROVEN_RUN, trailers.get(RUN_TRAILER, ""))


def too_few(context: WorkflowContext, counts: Counts, redactor: Redactor, *, blind: bool) -> str:
    """Why a success with these counts is none, in one sentence, or an empty string: the last proof had other tests.

    A commit that mity proved counts always, an earlier run only when something was repaired `blind`, without a report
    that named all tests before the repair. Where the log of the proof is at hand, each test that ran then must run now.
    """
    proven = int(context.get_input(PROVEN_TESTS, 0) or 0)
    run_id = str(context.get_input(PROVEN_RUN, "") or "")
    names = kept_names(context.output_path, run_id) if proven and run_id and counts.ran else frozenset()
    if gone := names - masked(counts.ran, redactor):
        return f"{some_tests(gone)} not run now and ran in the last proof ({run_id}): {_RESTORE}"
    proven = proven or (_last_run(context) if blind else 0)
    if counts.tests >= proven:
        return ""
    which = "" if names or not run_id else "; which ones are gone is not known, for its log is not here"
    return f"only {counts.tests} of {proven} tests are there that the last proof had{which}: {_RESTORE}"


def doubt(context: WorkflowContext, run: RunScope, *, first: Counts | None = None) -> str:
    """Why nobody can tell that no test was lost by a repair of a coding agent in this run, or an empty string.

    It has taken something away, and how many tests there were before it is not known.
    """
    if (first is not None and first.whole) or context.get_input(PROVEN_TESTS, 0) or _last_run(context):
        return ""
    lost = next((path for one in run.repairs if "agent" in one for path in _shrunk(str(one.get("diff", "")))), "")
    if not lost:
        return ""
    return (
        f"a coding agent took values out of {lost}, and how many tests there were before is not known: "
        "look at the change, then run mity again"
    )


def _last_run(context: WorkflowContext) -> int:
    """How many tests the newest proven run of this project has counted; 0 when there is none."""
    store = LogStore(context.workspace)
    for path in reversed(store.documents()):
        if path.stem == context.run_id or (log := store.readable(path)) is None:
            continue
        tests = log.results["test"].evidence.get("tests") if "test" in log.results else None
        if log.verdict is Verdict.PROVEN and isinstance(tests, int) and log.context.output_path == context.output_path:
            return tests
    return 0


def _shrunk(diff: str) -> Iterable[str]:
    """The files from which a diff takes values away without putting as many others there."""
    for part in re.split(r"^--- ", diff, flags=re.MULTILINE)[1:]:
        name = part.partition("\n")[0].removeprefix("a/").strip()
        gone, came = (_values(part, sign) for sign in "-+")
        if gone - came and gone.total() > came.total():
            yield name


def _values(part: str, sign: str) -> Counter[str]:
    lines = [line[1:] for line in part.splitlines()[2:] if line.startswith(sign)]
    return Counter(word for line in lines for word in _LITERAL.findall(line))
