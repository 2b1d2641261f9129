"""mity workflow"""

from __future__ import annotations

from importlib import import_module

import click

from mity.suggest import did_you_mean

VERBS = {
    "validate": ("workflow_validate", "Check definitions: every mistake of all files at once."),
    "list": ("workflow_list", "List the workflows in sight, and which of them win."),
    "show": ("workflow_show", "Show a workflow with all that it extends."),
    "graph": ("workflow_graph", "Draw the stages and steps of a workflow."),
    "schema": ("workflow_schema", "Print the JSON Schema of definitions, for editors."),
}


class WorkflowVerbs(click.Group):
    """The verbs on definitions, each loaded when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        command = import_module(f"mity.cli.{VERBS[cmd_name][0]}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb that the words begin with. Raises UsageError with the nearest known verb."""
        if args and args[0] not in VERBS and not args[0].startswith("-"):
            raise click.UsageError(f"no such command '{args[0]}': {did_you_mean(args[0], VERBS)}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in VERBS.items()])


@click.group("workflow", cls=WorkflowVerbs)
def command() -> None:
    """Check, list, show and draw workflow definitions."""
