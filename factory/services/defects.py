"""The checks of a clone, run for what they say of changed lines."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from mity.command import Command, Outcome
from mity.engine.ports import Check
from mity.reviews.findings import ERROR, Finding, Lines, digest, of_tool
from mity.reviews.pull import Pull
from mity.reviews.remarks import Suite
from mity.runs.context import WorkflowContext
from mity.services.project_checks import VERBS, project_checks
from mity.services.services import Services
from mity.stacks.failing import FailingTest, in_output, in_reports
from mity.stacks.own_tools import LINT, TEST, TYPES, own_tools
from mity.system.clone import Clone
from mity.text.records import dataclass, field

_RUFF = ("ruff", "check", "--no-fix", "--no-cache", "--output-format=concise", ".")


@dataclass(slots=True)
class Defects:
    """What was found, how the tests ended, and what was not looked at, in sentences."""

    found: list[Finding] = field(default_factory=list)
    suites: list[Suite] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def harmless_checks(services: Services, context: WorkflowContext, changed: Lines) -> Defects:
    """What tools find that run nothing of the project: Ruff, by the program of this machine and never the project's."""
    defects, project = Defects(), context.output_path
    run = services.within(context, VERBS[LINT])
    for tool in (one for kind in (LINT, TYPES, TEST) for one in own_tools(project, kind)):
        line = " ".join(tool.argv)
        if tool.argv[0] != "ruff":
            defects.notes.append(f"`{line}` runs code of the project: give --trust to have it run")
        elif not (program := _on_path("ruff")):
            defects.notes.append("ruff is not on PATH, and that of the project is not trusted")
        else:
            outcome = run(Command((program, *_RUFF[1:]), project, {}, title=" ".join(_RUFF)))
            defects.found += of_tool(outcome, project, changed)
    return defects


def own_checks(services: Services, context: WorkflowContext, clone: Clone, pull: Pull, changed: Lines) -> Defects:
    """What the linters, type checkers and tests that a project sets up say of changed lines."""
    defects, project = Defects(), context.output_path
    if wrong := installed(services, context):
        defects.notes.append(wrong)
    for check in (one for kind in (LINT, TYPES) for one in project_checks(services, context, project, kind)):
        if check.missing:
            defects.notes.append(f"{check.kind}: {check.missing}")
        for command in check.commands:
            defects.found += of_tool(services.run(command), project, changed)
    for check in project_checks(services, context, project, TEST):
        if check.missing:
            defects.notes.append(f"tests: {check.missing}")
        elif check.commands:
            _tests(services, clone, pull, check, changed, defects)
    return defects


def installed(services: Services, context: WorkflowContext) -> str:
    """Installs what the stack of a clone says that it needs; what went wrong, in a sentence, or an empty text."""
    folder = services.stack(context)
    if folder is None or "install" not in folder.stack.verbs:
        return ""
    resolved = services.commands(context, folder.stack, "install")
    if resolved.missing:
        return f"install: {resolved.missing}"
    ran = services.run_all(resolved.commands)
    return f"install: {ran.failed.summary}" if ran.failed else ""


def _tests(services: Services, clone: Clone, pull: Pull, check: Check, changed: Lines, defects: Defects) -> None:
    """Runs the tests on the head and, where they fail, on the commit below it: what failed before is no finding."""
    outcome = _all(services, check)
    line = outcome.command.title or outcome.command.line
    if outcome.ok:
        defects.suites.append(Suite(line, passed=True))
        return
    if check.absent and re.search(check.absent, outcome.output):
        defects.notes.append(f"tests: {line}: what it needs is not installed")
        return
    failing = list(_failing(check, outcome, clone.folder))
    clone.check_out(pull.under, clean=False)
    before = _all(services, check)
    clone.check_out(pull.head_sha, clean=False)
    suite = Suite(line, False, before.ok, outcome.summary, tuple(map(str, failing)))
    defects.suites.append(suite)
    if suite.broken:
        defects.found += _at_lines(failing, line, changed)


def _at_lines(failing: list[FailingTest], line: str, changed: Lines) -> Iterator[Finding]:
    for test in failing:
        path, _, number = test.place.rpartition(":")
        if number.isdigit() and (text := changed.get(path, {}).get(int(number))) is not None:
            said = f"{test.name} {test.what}{f': {test.said}' if test.said else ''}"
            yield Finding(path, int(number), ERROR, "tests", "", said, line, digest(text))


def _failing(check: Check, outcome: Outcome, root: Path) -> list[FailingTest]:
    files = [path for glob in (check.report.junit if check.report else ()) for path in root.glob(glob)]
    return in_reports(files, root) or in_output(outcome.output, root)


def _all(services: Services, check: Check) -> Outcome:
    """The first command that did not end well, else the last one."""
    outcome = services.run(check.commands[0])
    for command in check.commands[1:]:
        if not outcome.ok:
            break
        outcome = services.run(command)
    return outcome


def _on_path(name: str) -> str:
    """A program in an absolute folder of PATH; what is in a relative one depends on where it runs."""
    folders = [one for one in os.environ.get("PATH", os.defpath).split(os.pathsep) if Path(one).is_absolute()]
    return shutil.which(name, path=os.pathsep.join(folders)) or ""
