"""The checks of a project: those of its stack, else those that the project sets up itself."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from mity.command import Command
from mity.engine.ports import Check
from mity.runs.context import WorkflowContext
from mity.services.services import Services
from mity.stacks.catalog import StackFolder
from mity.stacks.model import Report
from mity.stacks.own_tools import LINT, REPORT, TEST, TYPES, OwnTool, own_tools, program
from mity.system.files import ignored_folder, storage_error
from mity.workflow.parts import Evidence

VERBS = {TEST: "test", LINT: "lint", TYPES: "typecheck"}
_HERE = {"host": "127.0.0.1", "port": "0"}
_TIMEOUT_S = 1800.0


def project_checks(services: Services, context: WorkflowContext, project: Path, kind: str) -> list[Check]:
    """The checks of a kind; none when neither the stack nor the project has any."""
    folder = services.stack(context) or services.catalogue.detect(project)
    of_stack = _of_stack(services, context, folder, kind) if folder else None
    if of_stack is not None and not of_stack.missing:
        return [of_stack]
    own = [_of_tool(services, context, project, tool) for tool in own_tools(project, kind)]
    if own:
        return own
    return [of_stack] if of_stack is not None and not _nothing_there(of_stack) else []


def _of_stack(services: Services, context: WorkflowContext, folder: StackFolder, kind: str) -> Check | None:
    stack, verb = folder.stack, VERBS.get(kind, "")
    if verb not in stack.verbs:
        return None
    resolved = services.commands(context, stack, verb, _HERE)
    absent = next((one.argv[0] for one in resolved.commands if not _runs(one)), "")
    missing = resolved.missing or (f"{absent} is not there: install what the project needs first" if absent else "")
    if missing:
        return Check(kind, missing=missing)
    services.clean_slate(context, stack)
    services.ignore_results(context, stack)
    report = stack.report if kind == TEST else None
    return Check(kind, resolved.commands, report=_evidence(report), libtest=bool(report and report.format == "libtest"))


def _evidence(report: Report | None) -> Evidence | None:
    return Evidence(junit=(report.path,)) if report and report.path and report.format != "node" else None


def _nothing_there(check: Check) -> bool:
    """Whether a stack's command cannot run because the project has nothing for it to do."""
    return "needs the file" in check.missing


def _runs(command: Command) -> bool:
    """Whether the program of a command is there, seen from where it runs."""
    word = command.argv[0]
    if "/" in word:
        return ((command.cwd or Path()) / word).exists()
    return shutil.which(word, path=command.env.get("PATH")) is not None


def _of_tool(services: Services, context: WorkflowContext, project: Path, tool: OwnTool) -> Check:
    found = program(project, tool.argv[0])
    if not found or (tool.needs and not program(project, tool.needs)):
        name = tool.needs if found else tool.argv[0]
        return Check(tool.kind, missing=f"{name} is not there: install it, in the project or on PATH")
    if tool.report == REPORT:
        _make((project / REPORT).parent)
    command = Command((found, *tool.argv[1:]), project, {}, _TIMEOUT_S, title=" ".join(tool.argv))
    if ground := services.ground(context):
        command = ground.confined(command, VERBS.get(tool.kind, tool.kind))
    report = Evidence(junit=(tool.report,)) if tool.report else None
    check = Check(tool.kind, (command,), report=report, libtest=tool.libtest, absent=tool.absent)
    return replace(check, quiet=tool.quiet)


def _make(folder: Path) -> None:
    try:
        ignored_folder(folder)
    except OSError as error:
        raise storage_error("write", folder, error) from error
