"""mity fleet VERB"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from mity.cli.fleet_end import check_reports, followed, report_option
from mity.cli.json_text import print_json
from mity.cli.options import Flags, workspace_folder, workspace_option
from mity.cli.run_options import timeout_seconds
from mity.cli.session import Session
from mity.cli.terminal import say
from mity.fleet.verbs import VERBS
from mity.operations.fleet import FleetRequest, consent_to, prepare_fleet
from mity.operations.operation import Operation
from mity.trust.item import command_line

_MOST = 64
_OPTIONS = (
    click.option(
        "--repos",
        "files",
        multiple=True,
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="A list of repositories: an address or a folder a line, and behind it a branch if need be.",
    ),
    click.option("--repo", "named", multiple=True, metavar="ADDRESS", help="A repository, as often as given."),
    click.option("--org", "orgs", multiple=True, metavar="URL", help="Those of an organization or a person."),
    click.option("--match", multiple=True, metavar="PATTERN", help="With --org: only those with such a name."),
    click.option("--forks", is_flag=True, help="With --org: forks, too."),
    click.option("--parallel", type=click.IntRange(1, _MOST), default=4, show_default=True, help="How many at once."),
    click.option(
        "--pull-request",
        type=click.Choice(("never", "changed", "always")),
        default="never",
        show_default=True,
        help="Propose what a run that came to its end changed, or whatever is there. Only proven ones are no drafts.",
    ),
    click.option(
        "--trust",
        multiple=True,
        metavar="PATTERN",
        help="Run what .mity/ of these repositories names: an address, * for any part of it; as often as given.",
    ),
    click.option("--timeout", default="4h", show_default=True, metavar="DURATION", help="The longest time in one."),
    report_option,
    click.option("--dry-run", is_flag=True, help="Show the repositories and the command; write nothing."),
    click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout, nothing else."),
    click.option("--quiet", "-q", is_flag=True, help="Show only the verdict."),
    click.option("--verbose", "-v", is_flag=True, help="Show every line that commands print."),
    workspace_option,
)


def command_of(name: str) -> click.Command:
    """The command of a verb of the table; words that are no options of a fleet are the verb's own."""

    def run(**given: Any) -> int:
        return _run(name, **given)

    made: Callable[..., int] = run
    for option in reversed(_OPTIONS):
        made = option(made)
    made = click.argument("words", nargs=-1, type=click.UNPROCESSED)(made)
    settings = {"ignore_unknown_options": True}
    text = f"{VERBS[name].summary}\n\nWORDS are those of `mity {name}`; behind -- they may be named as options here."
    return click.command(name, help=text, context_settings=settings)(made)


def _run(
    name: str,
    *,
    words: tuple[str, ...],
    workspace: Path | None,
    reports: tuple[Path, ...],
    timeout: str,
    dry_run: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
    **given: Any,
) -> int:
    check_reports(reports)
    place = workspace_folder(workspace)
    session = Session(place, Flags(as_json, quiet, verbose), dry_run=dry_run, attended=False)
    request = FleetRequest(name, words, timeout_s=timeout_seconds(timeout) or 0.0, **given)
    operation = prepare_fleet(place, session.app.services.forges, request)
    if dry_run:
        return _show(operation, as_json=as_json)
    session.ask_trust(session.app.beginning.untrusted(operation))
    session.app.services.consents.give([consent_to(operation)], keep=False)
    operation.context.run_id = session.app.store.new_run_id(operation.workflow)
    return followed(session, operation.context.run_id, lambda: session.app.run(operation), reports)


def _show(operation: Operation, *, as_json: bool) -> int:
    given = operation.parameters
    addresses = [one["address"] for one in given["repositories"]]
    line = command_line(["mity", given["verb"], *given["words"]])
    if as_json:
        print_json({"dry_run": True, "command": line, "repositories": addresses, "pull_request": given["pull_request"]})
        return 0
    say(f"{line} in {len(addresses)} repositories, pull requests: {given['pull_request']}")
    for address in addresses:
        say(f"  {address}")
    return 0
