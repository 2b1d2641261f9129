"""mity heal"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from mity.app import App
from mity.cli import completing
from mity.cli.engine_place import Placing, placing_options
from mity.cli.heal_stats import show_stats
from mity.cli.json_text import print_json
from mity.cli.options import Flags, folder, session_options, workspace_of
from mity.cli.output import finish
from mity.cli.plan import DryRun, show
from mity.cli.session import Session
from mity.cli.terminal import say, say_lines
from mity.errors import EXIT_UNPROVEN, UsageError
from mity.operations.export_healing import export_healing
from mity.operations.export_rule import export_rule
from mity.operations.heal import HEALABLE
from mity.projects.detect import beside
from mity.runs.log import ExecutionLog
from mity.services.application_lock import check_whole
from mity.services.partial_healing import KEEP
from mity.system.scratch import Scratch
from mity.system.trees import copy_tree


@click.command("heal")
@click.argument("directory", default=".", type=click.Path(path_type=Path))
@click.argument("log", default="")
@click.option("--station", type=click.Choice(HEALABLE), help="Only up to this station. Default: all three.")
@click.option(
    "--stack", default="", shell_complete=completing.stacks, help="The kind of project, when its files do not show it."
)
@click.option("--dry-run", is_flag=True, help="Show the commands; run and write nothing.")
@click.option("--in-copy", is_flag=True, help="Run it in a copy and say what would be repaired first.")
@click.option("--keep-partial", is_flag=True, help="Keep what helped when the healing ends in a question or a failure.")
@placing_options
@click.option("--as-rule", default="", metavar="RULE|FIX", help="With `export`: write a kept fix as a rule.")
@session_options
def command(
    directory: Path,
    log: str,
    station: str | None,
    stack: str,
    dry_run: bool,
    in_copy: bool,
    keep_partial: bool,
    placing: Placing,
    as_rule: str,
    flags: Flags,
) -> int:
    """Repair the project in DIRECTORY: build, test and launch it, repairing what breaks.

    Works on any project of a known kind, also on one that mity did not make. Each fix is kept only if the same
    command then gets further; everything else is put back byte for byte. Tests are never changed. A healing that ends
    in a question or a failure gives every byte back, and leaves what had helped as a patch.

    \b
    mity heal export LOG            patch, reproducer and fingerprint of a fresh scaffold that had to be healed
    mity heal export LOG --as-rule RULE|FIX    a kept fix as a rule with its test, in a package for a plug-in
    mity heal stats                 how the fix rules have fared in all your projects
    These words mean a folder where there is one of that name.
    """
    if directory == Path("export") and (log or as_rule or not directory.is_dir()):
        return _export_rule(log, as_rule, flags) if as_rule else _export(log, flags)
    if as_rule:
        raise UsageError("--as-rule belongs to `mity heal export [LOG] --as-rule RULE|FIX`")
    if directory == Path("stats") and not log and not directory.is_dir():
        return show_stats(flags.as_json)
    if log:
        raise UsageError(f"`mity heal` takes one folder: '{log}' is too much (did you mean `mity heal export {log}`?)")
    project = folder(directory).resolve()
    if in_copy and not dry_run:
        return _in_copy(project, station or "", stack, flags)
    session = Session(project, flags, dry_run=dry_run, logs=placing.logs_of(dry_run=dry_run))
    operation = session.app.prepare_heal(stack, station or "")
    if keep_partial:
        operation.context.with_metadata(KEEP, True)
    if dry_run:
        check_whole(project)
        return show(DryRun(project, session.app.preview(operation)), flags.as_json)
    session.ask_trust(session.app.beginning.untrusted(operation))
    if placing.queue:
        from mity.cli.engine_runs import hand_over

        return hand_over(session, placing, operation)
    session.ensure_tools(operation.context)
    return _ended(session, session.app.run(operation))


def _ended(session: Session, log: ExecutionLog) -> int:
    """Tells how it ended, and of a project that is not proven what it holds of other languages."""
    code = finish(session, log)
    if code == EXIT_UNPROVEN and (others := beside(session.app.workspace, session.app.catalogue)):
        say(others, err=True)
    return code


def _export_rule(log: str, wanted: str, flags: Flags) -> int:
    """Writes a kept fix of a run as a rule."""
    app = App(workspace_of(log) or folder(None))
    found, _ = app.find(log)
    made = export_rule(found, app.workspace, wanted)
    if flags.as_json:
        print_json({"folder": str(made.folder), "files": made.files, "rule": made.rule})
    else:
        for name in made.files:
            say(made.folder / name)
    return 0


def _export(log: str, flags: Flags) -> int:
    """Writes what the maker of a template needs to repair it."""
    app = App(workspace_of(log) or folder(None))
    found, _ = app.find(log or "create-app")
    made = export_healing(found, app.workspace)
    if flags.as_json:
        print_json({"folder": str(made.folder), "files": made.files, "fingerprints": made.fingerprints})
    else:
        for name in made.files:
            say(made.folder / name)
    return 0


def _in_copy(project: Path, station: str, stack: str, flags: Flags) -> int:
    """Runs the stations in a copy outside the project and shows the first fix."""
    app = App(project)
    check_whole(project)
    found = app.services.stack(app.prepare_heal(stack, station).context)
    ignored = found.stack.ignore if found else ()
    with Scratch("heal") as scratch:
        copy = scratch / project.name
        copy_tree(project, copy, (".git", "logs", "locks", *ignored))
        session = Session(copy, replace(flags, on_escalate="abort"), only_plan=True)
        operation = session.app.prepare_heal(stack, station)
        session.ask_trust(session.app.beginning.untrusted(operation))
        log = session.app.run(operation)
        first = _first(log)
        if flags.as_json:
            print_json({"in_copy": True, "project": str(project), "first": first, "report": log.to_json()["results"]})
        else:
            say_lines(first)
    return 0


def _first(log: ExecutionLog) -> str:
    failed = log.failed_station()
    if failed is None:
        return "nothing is broken: every station passes"
    question = log.results[failed].question
    if question is None:
        return f"{failed} fails: {log.results[failed].message}"
    cause = question.cause[0] if question.cause else question.question
    tried = [line.removeprefix("you could: ") for line in question.tried]
    return f"{failed} fails: {cause}\n{tried[0] if tried else 'no fix is known for it; a person would be asked'}"
