"""mity replay"""

from __future__ import annotations

from pathlib import Path

import click

from mity.cli import completing
from mity.cli.engine_place import engine_option
from mity.cli.engine_runs import session_at
from mity.cli.options import Flags, session_options, workspace_option
from mity.cli.output import finish
from mity.errors import UsageError
from mity.operations.continuing import Replay
from mity.operations.run_workflow import pairs
from mity.workflow.values import native


@click.command("replay")
@click.argument("run", shell_complete=completing.runs)
@click.option("--from", "from_step", required=True, metavar="STEP", help="The first step that runs again.")
@click.option("--set", "outputs", multiple=True, metavar="STEP.NAME=VALUE", help="Another output of an earlier step.")
@click.option("--param", "parameters", multiple=True, metavar="NAME=VALUE", help="Another value of a parameter.")
@click.option(
    "--definition", type=click.Choice(("old", "new")), default="old", help="The one of the run, or as its file is now."
)
@click.option("--rewind", is_flag=True, help="Put the files back to what they were before STEP; yours are kept aside.")
@engine_option
@workspace_option
@session_options
def command(
    run: str,
    from_step: str,
    outputs: tuple[str, ...],
    parameters: tuple[str, ...],
    definition: str,
    rewind: bool,
    engine: str,
    workspace: Path | None,
    flags: Flags,
) -> int:
    """Run a part of a run again, as a new run: what is before STEP is taken over.

    Files stay as they are; with --rewind the first run is rolled back to before STEP, but for what its steps `undo`.

    \b
    mity replay 0007-release-a1b2 --from notes --set draft.title="Version 2"
    """
    session, name = session_at(engine, run, workspace, flags)
    log, _ = session.app.find(name)
    given = Replay(_outputs(pairs(outputs, "--set")), pairs(parameters), definition == "new", rewind)
    session.app.continuing.check_replay(log, from_step, given)
    rolled_back = session.app.gate.for_resume(log) if rewind else []
    session.ask_trust([*session.app.continuing.untrusted_replay(log, given), *rolled_back])
    if rewind:
        point, done = session.app.continuing.rewind(log, from_step, given)
        session.print_note(
            f"the files are as they were {point.told.removeprefix('right ')}: {len(done.put_back)} put back"
        )
        for path in done.aside:
            session.print_note(f"what was changed since is kept in {path}")
    return finish(session, session.app.replay(log, from_step, given))


def _outputs(words: dict[str, str]) -> dict[str, dict[str, object]]:
    """Values of outputs by step and name. Raises UsageError."""
    found: dict[str, dict[str, object]] = {}
    for name, value in words.items():
        step, dot, output = name.rpartition(".")
        if not dot:
            raise UsageError(f"--set {name}: write STEP.NAME=VALUE")
        known = native(value)
        found.setdefault(step, {})[output] = value if isinstance(known, int | float) else known
    return found
