"""What `mity validate` and `mity secure` share: their options, the run, and the table of what was found."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from mity.cli.options import Flags, folder
from mity.cli.output import finish, table
from mity.cli.plan import DryRun, show
from mity.cli.report_formats import format_of, write_report
from mity.cli.session import Session
from mity.cli.terminal import say
from mity.errors import UsageError
from mity.operations.final_report import final_report
from mity.operations.run_workflow import RunOptions
from mity.operations.security_report import SECURITY, security_report, upgrades_of
from mity.scanners.baseline import read_baseline
from mity.scanners.finding import SEVERITIES
from mity.services.scanning import fetch_scanners

_OPTIONS = (
    click.argument("directory", type=click.Path(path_type=Path), required=False),
    click.option(
        "--fail-on",
        type=click.Choice((*SEVERITIES, "never")),
        help="The severity from which a finding fails. Default: that of the settings, else high.",
    ),
    click.option("--baseline", default="", metavar="FILE", help="Accepted findings (.mity/security-baseline.yaml)."),
    click.option("--history", is_flag=True, help="Search every commit for secrets, too."),
    click.option(
        "--report",
        "files",
        type=click.Path(path_type=Path),
        metavar="FILE",
        multiple=True,
        help="Write the report to this file: .sarif, .json, .md, .html, .xml (JUnit) or .env; as often as given.",
    ),
    click.option("--dry-run", is_flag=True, help="Show what would be run; run nothing."),
)
_LONGEST = 110


def check_options(function: Callable[..., int]) -> Callable[..., int]:
    """Adds the options of both verbs; the verb gets those of the workflow as one argument `parameters`."""

    @functools.wraps(function)
    def packed(**words: Any) -> int:
        parameters = {"fail_on": words.pop("fail_on") or "", "baseline": words.pop("baseline")}
        parameters["history"] = words.pop("history")
        return function(**words, parameters=parameters)

    for option in reversed(_OPTIONS):
        packed = option(packed)
    return packed


def run_checks(
    workflow: str,
    directory: Path | None,
    files: tuple[Path, ...],
    dry_run: bool,
    parameters: Mapping[str, Any],
    flags: Flags,
) -> int:
    """Runs one of the two workflows in a project, prints what was found and the end of the run; the exit code."""
    for file in files:
        format_of(file)
    project = folder(directory).resolve()
    if not project.is_dir():
        raise UsageError(f"there is no folder {project}: name the project's")
    session = Session(project, flags, dry_run=dry_run)
    read_baseline(project / (parameters["baseline"] or session.app.config.secure.baseline))
    operation = session.app.prepare_run(workflow, RunOptions(parameters=parameters))
    if dry_run:
        return show(DryRun(project, session.app.preview(operation)), flags.as_json)
    session.ask_trust(session.app.beginning.untrusted(operation))
    if flags.fetch_tools:
        fetch_scanners(session.app.services, operation.context, history=parameters["history"], note=session.print_note)
    log = session.app.run(operation)
    path = session.app.store.path(log.run_id)
    stored = session.app.store.load(path)
    for file in files:
        write_report(file, final_report(stored, path))
    found = security_report(stored)
    if found and not flags.as_json and not flags.quiet:
        _show(found)
    more = upgrades_of(stored)
    if more and not flags.as_json and not flags.quiet:
        rows = [
            (one["package"], one["file"], "yes" if one["upgraded"] else "no", one["how"]) for one in more["upgrades"]
        ]
        table(("package", "in", "upgraded", "how, or why not"), rows, "nothing was to be upgraded")
    return finish(session, log, {**({SECURITY: found} if found else {}), **more})


def _show(report: Mapping[str, Any]) -> None:
    """The scanners with their verdicts, then the findings, the worst first."""
    rows = [(one["scanner"], one["verdict"], _beside(one)) for one in report["scanners"]]
    table(("scanner", "verdict", "looked at"), rows, "no scanner has anything to look at here")
    say()
    found = [(_severity(one), one["id"], one["place"], one["rule"], _said(one)) for one in report["findings"]]
    table(("severity", "id", "place", "rule", "what"), found, "no findings")
    for one in report["scanners"]:
        for place in one.get("left_out", ()):
            say(f"kept from {one['scanner']} by the project: {place}")
    for one in report["accepted"]:
        say(f"accepted until {one['expires']}: {one['id']} {one['rule']} {one['place']}: {one['reason']}")
    for note in report["notes"]:
        say(f"baseline: {note}")


def _beside(one: Mapping[str, Any]) -> str:
    if one["off"]:
        return str(one["off"])
    gaps = one["gaps"]
    return f"{gaps[0]}{f' and {len(gaps) - 1} more' if len(gaps) > 1 else ''}" if gaps else str(one["looked"])


def _severity(one: Mapping[str, Any]) -> str:
    return f"{one['severity']}{'' if one['fails'] else ' (below the gate)'}"


def _said(one: Mapping[str, Any]) -> str:
    text = "; ".join(part for part in (one["message"], one["evidence"], one["fix"]) if part)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"
