"""mity fleet: a verb for each row of the table of verbs that run in clones, and its own, loaded when they are used"""

from __future__ import annotations

from importlib import import_module

import click

from mity.cli.group import VERBS as KNOWN
from mity.fleet.verbs import VERBS
from mity.suggest import did_you_mean
from mity.text.interrupts import without_interrupts

_OWN = ("resume", "report")


class _Fleet(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*(name for name in VERBS if name in KNOWN), *_OWN]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        with without_interrupts():
            if cmd_name in _OWN:
                found = import_module(f"mity.cli.fleet_{cmd_name}").command
            else:
                found = import_module("mity.cli.fleet_run").command_of(cmd_name)
        assert isinstance(found, click.Command)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        names = self.list_commands(ctx)
        if args and args[0] not in names and not args[0].startswith("-"):
            raise click.UsageError(f"no such command '{args[0]}': {did_you_mean(args[0], names)}", ctx)
        return super().resolve_command(ctx, args)


@click.group("fleet", cls=_Fleet)
def command() -> None:
    """Run a verb in many repositories, each in a clone of its own; one report, pull requests by rule.

    \b
    mity fleet heal --repos repositories.txt
    mity fleet run upgrade.yaml --org https://git.example.com/TEAM --pull-request changed
    mity fleet add-feature --spec audit.yaml --repos repositories.txt --parallel 2
    mity fleet resume
    """
