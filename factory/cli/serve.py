"""mity serve"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mity.cli.engine_place import engine_option, opened
from mity.cli.options import folder, workspace_option
from mity.cli.terminal import prompt, say
from mity.errors import EXIT_DONE, MityError, UsageError
from mity.redaction.withheld import withhold

if TYPE_CHECKING:
    from mity.web.engine_workspace import EngineWorkspace

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
@engine_option
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
    engine: str,
    workspace: Path | None,
) -> int:
    """Show and steer the runs of this workspace, of those named, or of an engine, in a browser, until Ctrl-C. Runs go
    on when the page ends.

    The link that is printed lets its holder start programs here: keep it to yourself.

    \b
    mity serve
    mity serve shop billing
    mity serve --below ~/work
    mity serve --engine postgresql://mity@db.example.com/mity
    mity serve --users team.toml --add-user ada --role approve
    """
    if added:
        return _add(users, added, role)
    try:
        from mity.web.server import Listening, serve
        from mity.web.workspaces import Workspaces
    except ModuleNotFoundError as error:
        raise MityError(f"the page needs '{error.name}': install it by `pip install 'mity[web]'`") from error
    places = _folders(folders, workspace) if folders or workspace or not engine else []
    secret = withhold(os.environ, "MITY_PROXY_SECRET")  # what runs need not know it
    if below and not places:
        raise UsageError("--below is for folders: name one beside the engine")
    how = Listening(host, port, names, users, certificate, key, proxied, user_header, secret)
    try:
        with _engine(engine) as served:
            named = [f"{place}{' and below it' if below else ''}" for place in places]
            named += [served.shown] if served else []
            shown = named[0] if len(named) == 1 else f"{len(named)} workspaces"
            workspaces = Workspaces(places, below=below, engine=served)
            serve(workspaces, how, lambda address: say(f"the runs of {shown} are at {address}"))
    except KeyboardInterrupt:
        say("stopped; runs that are under way go on", err=True)
    return EXIT_DONE


@contextmanager
def _engine(url: str) -> Iterator[EngineWorkspace | None]:
    """The engine of a URL as a workspace of the page, if there is one. Raises EngineError, UsageError."""
    if not url:
        yield None
        return
    from mity.web.engine_workspace import served_engine

    with served_engine(url, lambda: opened(url)) as served:
        yield served


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
