"""mity create-app"""

from __future__ import annotations

from pathlib import Path

import click

from mity.cli import completing
from mity.cli.choosing import ask_choices, ask_stack
from mity.cli.engine_place import Placing, placing_options
from mity.cli.options import Flags, folder, interactive, session_options, workspace_option
from mity.cli.output import finish
from mity.cli.plan import DryRun, show
from mity.cli.session import Session
from mity.errors import EXIT_USAGE
from mity.infrastructure.rendered import CLOUDS
from mity.operations.create_app import CreateApp, parse_set, read_answers
from mity.operations.iac import TOOLS

_BRINGS = "The template {} brings code of its own, which will be run:"
_REFUSED = "nothing was written: the code of a template that mity does not ship runs only with --trust"


@click.command("create-app")
@click.argument("name")
@click.option(
    "--stack", default="", shell_complete=completing.templates, help="The kind of application, see `mity stacks`."
)
@click.option("--template", default="", metavar="SRC", help="A cookiecutter template: DIR, git URL or gh:owner/name.")
@click.option("--ref", default="", help="Branch, tag or commit of the template.")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Answer a template variable.")
@click.option("--answers", type=click.Path(path_type=Path), help="A YAML or JSON file of template variables.")
@click.option("--iac", type=click.Choice(TOOLS), help="Write the infrastructure it needs, in this language.")
@click.option("--cloud", type=click.Choice(CLOUDS), help="The cloud of that infrastructure.")
@click.option("--keep-running", is_flag=True, help="Leave the application running at the end.")
@placing_options
@click.option("--dry-run", is_flag=True, help="Show the tree, the commands and the plan; write nothing.")
@workspace_option
@session_options
def command(
    name: str,
    stack: str,
    template: str,
    ref: str,
    settings: tuple[str, ...],
    answers: Path | None,
    iac: str | None,
    cloud: str | None,
    keep_running: bool,
    placing: Placing,
    dry_run: bool,
    workspace: Path | None,
    flags: Flags,
) -> int:
    """Make an application and prove that it works.

    Without --stack and --template, mity asks on a terminal which kind it is to be, and for the choices of that kind.

    \b
    mity create-app shop --stack python-fastapi
    mity create-app shop --stack python-fastapi --set description="My shop" --keep-running
    mity create-app shop --stack fullstack --set api=java-quarkus --set web=frontend-vue
    mity create-app shop --stack python-fastapi --iac terraform --cloud aws
    mity create-app shop --template gh:owner/template --ref v1
    """
    given = {**(read_answers(answers) if answers else {}), **parse_set(settings)}
    session = Session(
        folder(workspace).resolve(), flags, dry_run=dry_run, asks_here=False, logs=placing.logs_of(dry_run=dry_run)
    )
    app = session.app
    if not stack and not template and interactive(flags.as_json):
        stack = ask_stack(app)
        given = {**ask_choices(app.catalogue.get(stack), given), **given}
    request = CreateApp(name, app.workspace, stack, template, ref, given, keep_running, iac or "", cloud or "")
    checked = app.prepare_create(request)
    if dry_run:
        missing = [tool.problem for tool in app.services.missing_tools(checked.context, checked.source.path)]
        plan = DryRun(checked.context.output_path, app.preview(checked.operation), checked.code, missing)
        return show(plan, flags.as_json)
    if checked.foreign is not None:
        session.ask_trust([checked.foreign], _BRINGS.format(checked.source.origin), _REFUSED, EXIT_USAGE)
    session.ask_trust(app.beginning.untrusted(checked.operation))
    if placing.queue:
        from mity.cli.engine_runs import hand_over

        return hand_over(session, placing, checked.operation)
    session.check_identity(checked.context.output_path)
    session.ensure_tools(checked.context, checked.source.path)
    return finish(session, app.run(checked.operation))
