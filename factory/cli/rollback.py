"""mity rollback"""

from __future__ import annotations

from pathlib import Path

import click

from mity.cli import completing
from mity.cli.engine_place import engine_option
from mity.cli.engine_runs import session_at
from mity.cli.json_text import print_json
from mity.cli.options import Flags, session_options, workspace_option
from mity.cli.terminal import say
from mity.engine.points import Point
from mity.engine.rolling_back import Wanted
from mity.engine.taking_back import TakenBack
from mity.errors import UsageError


@click.command("rollback")
@click.argument("run", shell_complete=completing.runs)
@click.option("--to", default="", metavar="STEP", help="Go back to right behind this step. Default: the run's start.")
@click.option("--last", type=click.IntRange(min=1), metavar="N", help="Take the last N steps back.")
@click.option("--soft", is_flag=True, help="Put back files alone, which is the default: commits stay.")
@click.option("--hard", is_flag=True, help="Take back commits and branches that the run made, too.")
@click.option("--aside", is_flag=True, help="Keep files that changed since in .mity/aside instead of refusing.")
@click.option("--skip-undo", is_flag=True, help="Leave out the `undo:` commands of steps.")
@engine_option
@workspace_option
@session_options
def command(
    run: str,
    to: str,
    last: int | None,
    soft: bool,
    hard: bool,
    aside: bool,
    skip_undo: bool,
    engine: str,
    workspace: Path | None,
    flags: Flags,
) -> int:
    """Take back what the steps of a run changed: files, with --hard commits too, after the `undo:` of each step.

    What is behind STEP runs again when the run is resumed. A file that is not as the run left it is yours.

    \b
    mity rollback 0007-release-a1b2 --to design
    """
    if soft and hard:
        raise UsageError("--soft and --hard exclude each other: give one of them")
    session, name = session_at(engine, run, workspace, flags)
    log, _ = session.app.find(name)
    session.ask_trust(session.app.gate.for_resume(log))
    point, done = session.app.roll_back(log, Wanted(to, last or 0, hard, aside, skip_undo))
    if flags.as_json:
        print_json(_json(log.run_id, point, done))
    else:
        _say(log.run_id, point, done, quiet=flags.quiet)
    return 0


def _json(run: str, point: Point, done: TakenBack) -> dict[str, object]:
    return {
        "run_id": run,
        "point": point.name,
        "steps": list(point.steps),
        "put_back": done.put_back,
        "left": done.left,
        "aside": done.aside,
        "branches": done.branches,
        "undone": done.undone,
    }


def _say(run: str, point: Point, done: TakenBack, *, quiet: bool) -> None:
    if not done and not point.steps:
        say(f"run {run} changed nothing since {point.told}: nothing is taken back")
        return
    told = "1 file was" if len(done.put_back) == 1 else f"{len(done.put_back)} files were"
    say(f"run {run} is rolled back to {point.told}: {told} put back")
    if quiet:
        return
    rows = (("undo", done.undone), ("file", done.put_back), ("git", done.branches), ("kept in", done.aside))
    for title, texts in rows:
        for text in texts:
            say(f"  {title:<8} {text}")
    for path in done.left:
        say(f"  {path} was edited meanwhile and left as it is")
    say(f"next      mity resume {run}")
