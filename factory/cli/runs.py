"""mity runs: each of its verbs has a file of its own, loaded when it is used"""

from __future__ import annotations

from importlib import import_module

import click

from mity.text.interrupts import without_interrupts

_VERBS = ("diff", "events", "list", "show")


class _Runs(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _VERBS:
            return None
        with without_interrupts():
            found = import_module(f"mity.cli.runs_{cmd_name}").command
        assert isinstance(found, click.Command)
        return found


@click.group("runs", cls=_Runs)
def command() -> None:
    """List the runs of this workspace, show or compare them, or tell what happened in one."""
