"""Writes a manual page for every command: `python docs/manual_pages.py FOLDER`, then `man -M FOLDER mity-heal`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click
from click_man.core import write_man_pages

from mity import __version__
from mity.cli.group import mity

_AS_IT_STANDS = re.compile(r"^\x08\n(.*?)\n(?=\.PP|\.SH|\Z)", re.MULTILINE | re.DOTALL)
"""A paragraph whose lines click leaves alone, which click-man does not know."""


def write(folder: Path) -> int:
    """Writes the pages to `folder/man1` and returns how many there are."""
    pages = folder / "man1"
    pages.mkdir(parents=True, exist_ok=True)
    write_man_pages("mity", _loaded(), version=__version__, target_dir=str(pages))
    written = list(pages.glob("mity*.1"))
    for page in written:
        text = page.read_text(encoding="utf-8")
        page.write_text(_AS_IT_STANDS.sub(".nf\n\\1\n.fi\n", text), encoding="utf-8")
    return len(written)


def _loaded(command: click.Command = mity, name: str = "mity") -> click.Command:
    """A command with all that it holds, which click-man does not ask for by name as a terminal does."""
    if not isinstance(command, click.Group):
        return command
    context = click.Context(command, info_name=name)
    found = {one: command.get_command(context, one) for one in command.list_commands(context)}
    inner = {one: _loaded(held, one) for one, held in found.items() if held is not None}
    return click.Group(name, inner, help=command.help, params=command.params)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Say where to: python docs/manual_pages.py FOLDER")
    print(f"{write(Path(sys.argv[1]))} manual pages are in {sys.argv[1]}/man1")
