"""find-tests: whether a project has tests and what would run them. None is run."""

from __future__ import annotations

from collections.abc import Iterator

from mity.engine.station import Preview, Station
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.scanners.files import ProjectFiles, project_files
from mity.services.services import Services
from mity.stacks.command_spec import Marker
from mity.stacks.own_tools import TEST, own_tools

_NAMES = (
    *("test_*.py", "*_test.py", "tests.py", "*_test.go", "*.test.*", "*.spec.*", "__tests__/**", "*-test.js"),
    *("*Test.java", "*Tests.java", "*IT.java", "*Test.kt", "*Tests.cs", "*Test.cs", "tests/*.rs", "test/**/*.js"),
)
_TESTS = (
    *(Marker(file=f"**/{name}") for name in _NAMES),
    Marker(file="**/*.rs", contains=r"^\s*#\[(?:\w+::)?test\b"),
)
_SHOWN = 20


class FindTests(Station):
    """Looks for files of tests, and for the command that runs them."""

    name = "find-tests"
    description = "look for tests, and for what runs them; run none"
    proves = "before"

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        root, folder = context.output_path, self._services.stack(context)
        files = sorted(set(_files(project_files(root, (), folder.stack.ignore if folder else ()))))
        runners = [" ".join(one.argv) for one in own_tools(root, TEST)]
        if folder is not None and "test" in folder.stack.verbs:
            runners.insert(0, f"the tests of the stack {folder.stack.id}")
        if not files:
            return StationResult.unavailable("no file of tests was found: nothing would be tested")
        if not runners:
            return StationResult.unavailable(f"{len(files)} files of tests, and nothing that mity knows runs them")
        evidence = {"files": len(files), "first": files[:_SHOWN], "runners": runners}
        return StationResult.done(f"{len(files)} files of tests, run by {runners[0]}", evidence)

    def preview(self, context: WorkflowContext) -> Preview:
        return Preview(notes=(self.description,))


def _files(files: ProjectFiles) -> Iterator[str]:
    for marker in _TESTS:
        yield from files.having(marker)
