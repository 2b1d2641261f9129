"""Scanners at work: found, run, their exit codes and reports believed only as far as they show that they looked."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from string import Template

from mity.changes.protected import is_test
from mity.command import Command, Outcome, Run
from mity.runs.context import WorkflowContext
from mity.scanners.catalog import scanners
from mity.scanners.files import ProjectFiles, project_files
from mity.scanners.finding import Look
from mity.scanners.lock_files import read_lock
from mity.scanners.model import Scanner
from mity.scanners.pins import written
from mity.scanners.readers.formats import READERS
from mity.scanners.readers.report import Report, Source, Unreadable, short
from mity.services.config import read_config
from mity.services.ground import ADVISORIES, SCANNERS, Given
from mity.services.scanner_tools import fetch, fetchable, found_tool
from mity.services.services import Services
from mity.system.sandbox.port import SandboxError
from mity.system.scratch import Scratch
from mity.system.tools import Tool
from mity.text.records import dataclass

_AT_ONCE = 500
"""Files that one command is given."""
_MOST_FINDINGS = 5_000
_MOST_GAPS = 50
_FILES = "${files}"


@dataclass(frozen=True, slots=True)
class Call:
    """One command of a scanner: its words with places filled in but for the report, its folder, what it is about."""

    argv: tuple[str, ...]
    folder: Path
    target: str = ""


def due(scanner: Scanner, files: ProjectFiles, *, history: bool) -> bool:
    """Whether a scanner has something to look at in a project."""
    if scanner.history and not (history and (files.root / ".git").exists()):
        return False
    if not files.any(scanner.applies) or (scanner.files and not files.matching(scanner.files)):
        return False
    return not scanner.each or files.any(scanner.each) or not files.any(scanner.unless)


def fetch_scanners(services: Services, context: WorkflowContext, *, history: bool, note: Callable[[str], None]) -> None:
    """Brings the scanners that are due in a project and not there, where mity has checksums for them.

    Raises ToolError, StorageError, UsageError.
    """
    project, settings = context.output_path, read_config(context.output_path).secure
    files = project_files(project, settings.exclude)
    rows = [one for one in scanners(project) if one.id not in settings.off and due(one, files, history=history)]
    fetch(services, rows, project, note)


def look(services: Services, context: WorkflowContext, scanner: Scanner, files: ProjectFiles) -> Look:
    """What a scanner that is due finds, and what it could not look at."""
    if own := sorted({name for marker in scanner.code for name in files.having(marker)}):
        why = f"{own[0]} may have {scanner.title} run code of the project: a row of your own, once trusted, may look"
        return Look(scanner.id, scanner.purpose, gaps=(why,))
    tool = found_tool(services, scanner, files.root)
    if not tool.ready:
        fetched = "; or let mity fetch it: --fetch-tools" if fetchable(scanner) else ""
        return Look(scanner.id, scanner.purpose, gaps=(f"{tool.problem}{fetched}",))
    whole = Report()
    with Scratch("scan") as scratch:
        calls = list(_calls(scanner, files, tool.path, scratch, whole))
        if not calls and not whole.gaps:
            return Look(scanner.id, scanner.purpose, gaps=(scanner.lacks or "it has nothing to look at",))
        verb = ADVISORIES if scanner.purpose == "dependencies" else SCANNERS
        run = services.within(context, verb, Given((scratch,), tuple(_data(scanner))))
        for number, call in enumerate(calls):
            one = _looked(run, scanner, files.root, call, scratch / f"report-{number}")
            whole.findings += one.findings
            whole.gaps += one.gaps
            whole.looked += one.looked
            whole.read |= one.read
    if scanner.names_files:
        unread = sorted({name for marker in scanner.applies for name in files.having(marker)} - whole.read)
        whole.gaps += [f"{name}: it was not read" for name in unread]
    return _told(scanner, files, tool, whole)


def _told(scanner: Scanner, files: ProjectFiles, tool: Tool, whole: Report) -> Look:
    """The look of a scanner: findings in files that are the project's own, those that say it understood none apart."""
    listed = frozenset(files.names)
    found = [one for one in whole.findings if not one.path or one.path in listed or scanner.each or scanner.history]
    gaps, kept = list(whole.gaps), []
    for one in found:
        if is_test(one.path) and one.rule in scanner.outside_tests:
            continue
        if any(re.fullmatch(_glob(rule), one.rule) for rule in scanner.gaps):
            gaps.append(f"{one.place}: {one.message}")
        else:
            kept.append(one)
    if len(kept) > _MOST_FINDINGS:
        gaps.append(f"it has {len(kept)} findings, of which {_MOST_FINDINGS} are kept")
    if len(gaps) > _MOST_GAPS:
        gaps = [*gaps[:_MOST_GAPS], f"and {len(gaps) - _MOST_GAPS} more"]
    looked = whole.looked or len(files.matching(scanner.files) if scanner.files else files.names)
    return Look(
        scanner.id, scanner.purpose, tuple(kept[:_MOST_FINDINGS]), tuple(map(short, gaps)), tool.version, looked
    )


def _glob(text: str) -> str:
    return re.escape(text).replace(r"\*", ".*")


def _calls(scanner: Scanner, files: ProjectFiles, path: str, scratch: Path, told: Report) -> Iterator[Call]:
    """The commands of a scanner; lock files that cannot be read become gaps of `told`."""
    words = _with_options(scanner, (path, *scanner.argv[1:]))
    if scanner.each:
        for number, name in enumerate(sorted({name for marker in scanner.each for name in files.having(marker)})):
            for whole in _given(scanner, files.root, name, scratch / f"pins-{number}", told):
                values = {"file": str(whole), "name": whole.name}
                yield Call(tuple(Template(word).safe_substitute(values) for word in words), whole.parent, name)
        return
    if _FILES not in words:
        yield Call(words, files.root)
        return
    at = words.index(_FILES)
    names = [f"./{name}" if name.startswith("-") else name for name in files.matching(scanner.files)]
    for start in range(0, len(names), _AT_ONCE):
        yield Call((*words[:at], *names[start : start + _AT_ONCE], *words[at + 1 :]), files.root)


def _given(scanner: Scanner, root: Path, name: str, folder: Path, told: Report) -> list[Path]:
    """The files that a scanner is given for one of the project: that one, or what it pins in the scanner's form."""
    if scanner.pins is None:
        return [root / name]
    try:
        if elsewhere := read_lock(root / name).elsewhere:
            told.gaps.append(f"{name}: no registry has {', '.join(elsewhere[:5])}, which come from elsewhere")
        return written(root / name, scanner.pins, folder)
    except (OSError, ValueError) as error:
        told.gaps.append(f"{name}: {getattr(error, 'strerror', None) or error}")
        return []


def _with_options(scanner: Scanner, words: tuple[str, ...]) -> tuple[str, ...]:
    """The words with the options for which the user's environment has a variable."""
    more = [
        Template(word).substitute(value=value)
        for name, given in scanner.options.items()
        if (value := os.environ.get(name))
        for word in given
    ]
    end = next((at for at, word in enumerate(words) if at and word.startswith(("-", "$"))), len(words))
    return (*words[:end], *more, *words[end:])


def _data(scanner: Scanner) -> Iterator[Path]:
    """Where on this machine the advisories lie that the user's environment names."""
    for name in scanner.options:
        path = os.environ.get(name, "").removeprefix("file://")
        if path.startswith("/"):
            yield Path(path)


def _looked(run: Run, scanner: Scanner, project: Path, call: Call, report: Path) -> Report:
    """What one command came to."""
    argv = tuple(Template(word).safe_substitute(report=str(report)) for word in call.argv)
    title = " ".join([scanner.requires.tool, *(_shown(word, report) for word in argv[1:])])
    command = Command(argv, call.folder, scanner.env, scanner.timeout, title=short(title))
    where = f"{call.target}: " if call.target else ""
    try:
        outcome = run(command if scanner.writes_file else replace(command, stdout=report))
    except SandboxError as error:
        return Report(gaps=[f"{where}{error}"])
    try:
        found = READERS[scanner.format](Source(scanner, project, call.folder, report, call.target))
    except Unreadable as error:
        return Report(gaps=[f"{where}{_why(outcome, str(error))}"])
    if wrong := _unbelievable(scanner, outcome, found):
        found.gaps.append(f"{where}{wrong}")
    return found


def _unbelievable(scanner: Scanner, outcome: Outcome, found: Report) -> str:
    """Why a report does not show that the scanner has looked; empty when it does."""
    for pattern in scanner.no_data:
        if match := re.search(pattern, outcome.output, re.MULTILINE):
            return f"it had no data: {short(match[0])}"
    if outcome.timed_out or outcome.exit_code not in (*scanner.clean, *scanner.found):
        return _why(outcome, "")
    if outcome.exit_code not in scanner.clean and not found.findings and not found.gaps and not scanner.keep:
        return f"{outcome.summary}, as if it had found something, and its report has nothing"
    return ""


def _why(outcome: Outcome, problem: str) -> str:
    """How a command ended that left no good report, and the last thing that it said."""
    said = outcome.last_words()
    ended = "" if outcome.ok else outcome.summary
    return "; ".join(one for one in (problem, ended, short(said) if not outcome.ok else "") if one) or "it did not look"


def _shown(word: str, report: Path) -> str:
    return "REPORT" if word == str(report) else word
