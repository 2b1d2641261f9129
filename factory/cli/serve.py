"""mity serve"""

from __future__ import annotations

import os
from pathlib import Path

import click

from mity.cli.options import folder, workspace_option
from mity.cli.terminal import prompt, say
from mity.errors import EXIT_DONE, MityError, UsageError

_FILE = click.Path(path_type=Path, dir_okay=False)
_ROLES = ("see", "approve", "run")


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8421, show_default=True, help="0: any free port.")
@click.option("--name", "names", multiple=True, metavar="HOST[:PORT]", help="A further name that browsers reach it by.")
@click.option("--users", type=_FILE, help="The users and their roles, in place of the link; needed at other addresses.")
@click.option("--add-user", "added", default="", metavar="NAME", help="Ask for a password, add the user to --users.")
@click.option("--role", type=click.Choice(_ROLES), default="see", show_default=True, help="What the added user may do.")
@click.option("--certificate", type=_FILE, help="A certificate in PEM: the page is served by HTTPS.")
@click.option("--certificate-key", "key", type=_FILE, help="Its private key in PEM.")
@click.option("--behind-proxy", "proxied", is_flag=True, help="A proxy ends HTTPS and sends the Host it was asked for.")
@click.option("--user-header", default="", metavar="NAME", help="The proxy's header that names a user of --users.")
@click.option(
    "--below", is_flag=True, help="Also the workspaces directly in these folders, and those made there later."
)
@click.argument("folders", nargs=-1, metavar="[DIR]...", type=click.Path(path_type=Path))
@workspace_option
def command(
    folders: tuple[Path, ...],
    below: bool,
    host: str,
    port: int,
    names: tuple[str, ...],
    users: Path | None,
    added: str,
    role: str,
    certificate: Path | None,
    key: Path | None,
    proxied: bool,
    user_header: str,
    workspace: Path | None,
) -> int:
    """Show and steer the runs of this workspace, or of those named, in a browser, until Ctrl-C. Runs go on when the
    page ends.

    The link that is printed lets its holder start programs here: keep it to yourself.

    \b
    mity serve
    mity serve shop billing
    mity serve --below ~/work
    mity serve --users team.toml --add-user ada --role approve
    """
    if added:
        return _add(users, added, role)
    try:
        from mity.web.server import Listening, serve
        from mity.web.workspaces import Workspaces
    except ModuleNotFoundError as error:
        raise MityError(f"the page needs '{error.name}': install it by `pip install 'mity[web]'`") from error
    places = _folders(folders, workspace)
    secret = os.environ.pop("MITY_PROXY_SECRET", "")  # what runs need not know it
    shown = f"{places[0]}{' and below it' if below else ''}" if len(places) == 1 else f"{len(places)} workspaces"
    how = Listening(host, port, names, users, certificate, key, proxied, user_header, secret)
    try:
        serve(Workspaces(places, below=below), how, lambda address: say(f"the runs of {shown} are at {address}"))
    except KeyboardInterrupt:
        say("stopped; runs that are under way go on", err=True)
    return EXIT_DONE


def _folders(named: tuple[Path, ...], workspace: Path | None) -> list[Path]:
    """The folders to serve, each once, with their links followed. Raises UsageError."""
    from mity.web.workspaces import MOST

    if named and workspace is not None:
        raise UsageError("workspaces are named as DIR... or one by --output: leave one of both out")
    found = list(dict.fromkeys(folder(one).resolve() for one in named or (workspace,)))
    for place in found:
        if not place.is_dir():
            raise UsageError(
                f"there is no folder {place}: name {'another DIR' if named else 'the workspace by --output'}"
            )
    if len(found) > MOST:
        raise UsageError(f"{len(found)} workspaces were named, and one page serves {MOST}: serve the others by another")
    return found


def _add(users: Path | None, name: str, role: str) -> int:
    from mity.web.users import add_user

    if users is None:
        raise UsageError("--add-user needs --users FILE: the file that the user is added to")
    add_user(users.absolute(), name, role, prompt("password", hide_input=True, confirmation_prompt=True))
    say(f"'{name}' may {role} now, by {users}")
    return EXIT_DONE
