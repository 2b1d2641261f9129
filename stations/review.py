"""review: the whole change read once more, as a careful colleague would."""

from __future__ import annotations

import dataclasses

from mity.changes.review import BLOCK, Finding, review
from mity.engine.station import Station, StationInputs
from mity.errors import MityError
from mity.features.application import SPECS
from mity.projects.app_record import BASES_FILE, OWNERSHIP_FILE
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.services.parts import part_context
from mity.services.services import Services
from mity.stations.feature_tests import verify_tests_pass

_SHOWN = 5
_RECORDS = (OWNERSHIP_FILE, BASES_FILE)


class Review(Station):
    """Blocks on secrets, leftovers and weakened tests; comments on what a person should see."""

    name = "review"
    description = "read the change: secrets, leftovers, weakened tests, new dependencies"
    locks_application = True
    inputs = StationInputs(required=("feature",), optional=("tests", "tests_before", "removal", "feature_tests"))

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        change = self._services.scope.changes
        if change is None:
            raise MityError("no change is under way that could be reviewed: put review in a stage with `atomic: true`")
        changed = change.changes()
        parts = tuple(f"{part.name}/" for part in self._services.parts(context))
        changes = {path: (_text(old), _text(new)) for path, (old, new) in changed.items() if not _record(path, parts)}
        removal = bool(context.get_input("removal"))
        found = review(changes, removal=removal)
        found += self._fewer_tests(context, removal)
        found += [] if removal else self._own_tests(context)
        blocked = [one for one in found if one.level == BLOCK]
        evidence = {"files": sorted(changes), "findings": [one.to_json() for one in found]}
        if blocked:
            listed = "; ".join(str(one) for one in blocked[:_SHOWN])
            more = f" and {len(blocked) - _SHOWN} more" if len(blocked) > _SHOWN else ""
            return StationResult.failed(f"{listed}{more}", evidence)
        for one in found:
            self._services.note(str(one))
        said = f", {len(found)} remarks" if found else ", nothing to object to"
        return StationResult.done(f"{len(changes)} files read{said}", evidence)

    def _fewer_tests(self, context: WorkflowContext, removal: bool) -> list[Finding]:
        """More tests must have run than before; fewer only when a feature went."""
        before, now = context.get_input("tests_before"), context.get_input("tests")
        if removal or not before or not isinstance(now, dict) or now.get("tests", 0) > before:
            return []
        if now.get("tests", 0) == before and context.get_input("feature").get("update"):
            return []
        text = f"{now.get('tests', 0)} tests ran, {before} before: a feature must bring tests"
        return [Finding(BLOCK, "fewer-tests", "", 0, text)]

    def _own_tests(self, context: WorkflowContext) -> list[Finding]:
        """The feature's own tests must pass with it, also where the application's suite leaves them out."""
        if not context.part and (parts := self._services.parts(context)):
            found = {part.name: self._own_tests(part_context(context, part)) for part in parts}
            return [dataclasses.replace(one, text=f"{part}: {one.text}") for part, all in found.items() for one in all]
        folder, tests = self._services.stack(context), context.get_input("feature_tests")
        if folder is None or not tests:
            return []
        each = tests if isinstance(tests, list) else [tests]  # older logs have those of one feature
        resolved = [self._services.commands(context, folder.stack, "feature-red", values) for values in each]
        problems = [problem for one in resolved if (problem := verify_tests_pass(self._services, one))]
        return [Finding(BLOCK, "own-tests", "", 0, problem) for problem in problems]


def _record(path: str, parts: tuple[str, ...]) -> bool:
    path = next((path.removeprefix(part) for part in parts if path.startswith(part)), path)
    return path in _RECORDS or path.startswith((f"{SPECS}/", ".mity/"))


def _text(data: bytes | None) -> str | None:
    try:
        return None if data is None else data.decode("utf-8")
    except UnicodeDecodeError:
        return None
