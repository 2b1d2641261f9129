"""keep-tests: every test that ran before a change runs behind it as well."""

from __future__ import annotations

from mity.engine.station import Preview, Station, StationInputs
from mity.healing.known_tests import some_tests
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.services import Services
from mity.services.test_names import read_names

_MOST_NAMED = 10


class KeepTests(Station):
    """Compares what `tests-before` left with the tests that ran now: by their names, else by their number.

    `names` is the evidence of the test station that says where its names are, `now` its counts.
    """

    name = "keep-tests"
    description = "Comparing the tests with those before"
    inputs = StationInputs(required=("tests_before", "ran_before"), optional=("names", "now"))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        before, known = int(context.get_input("tests_before")), frozenset(context.get_input("ran_before") or ())
        counts = context.inputs.get("now") or {}
        now = int(counts.get("tests", 0)) if isinstance(counts, dict) else 0
        if not before:
            return StationResult.done("no tests ran before, so none can be gone", {"before": 0, "now": now})
        names = read_names(self._services.scope.run.transcripts, context.inputs.get("names"))
        if known and names and (gone := known - names):
            return StationResult.failed(f"{some_tests(gone)} not run now and ran before the change: restore them")
        if now < before:
            return StationResult.failed(f"only {now} of {before} tests are there that were there before the change")
        by = "by their names" if known and names else "by their number"
        new = sorted(names - known)[:_MOST_NAMED] if known and names else []
        evidence = {"before": before, "now": now, "by_name": bool(known and names), "new": new}
        return StationResult.done(f"the {before} tests of before still run ({by}), {now - before} are new", evidence)

    def preview(self, context: WorkflowContext) -> Preview:
        return Preview(notes=("the tests of before must still run",))
