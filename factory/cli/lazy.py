"""Groups of verbs whose modules are imported when a verb is used, so that help and version stay instant."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from mity.errors import EXIT_USAGE
from mity.text.interrupts import without_interrupts

Table = Mapping[str, tuple[str, str]]
"""For each verb its module in `mity.cli`, which has a `command`, and one line of help."""


class HelpfulGroup(click.Group):
    """A group that shows its help where no verb is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The words of a command line; without any, the help is shown and that is wrong usage."""
        if not args and not ctx.resilient_parsing:
            from mity.cli.terminal import say_lines

            say_lines(ctx.get_help(), err=True)
            ctx.exit(EXIT_USAGE)
        return super().parse_args(ctx, args)


class LazyGroup(HelpfulGroup):
    """A group of the verbs in a table, listed in its order."""

    def __init__(self, *args: Any, table: Table, **more: Any) -> None:
        super().__init__(*args, **more)
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.table:
            return None
        with without_interrupts():
            command = self.load(cmd_name)
        assert isinstance(command, click.Command)
        return command

    def load(self, name: str) -> Any:
        """The command of a verb in the table."""
        collects = gc.isenabled()
        gc.disable()  # a thousand modules are made, and nothing of them goes
        try:
            return import_module(f"mity.cli.{self.table[name][0]}").command
        finally:
            gc.freeze()
            if collects:
                gc.enable()

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb that the words begin with. Raises UsageError with the nearest known verb."""
        if args and args[0] not in self.table and not args[0].startswith("-"):
            from mity.suggest import did_you_mean

            raise click.UsageError(f"no such command '{args[0]}': {did_you_mean(args[0], self.table)}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in self.table.items()])
