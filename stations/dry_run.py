"""What a station shows of itself in a dry run: the commands that it would execute."""

from __future__ import annotations

from mity.engine.station import Preview
from mity.runs.context import WorkflowContext
from mity.services.services import Services

_HERE = {"host": "127.0.0.1", "port": "<free port>"}


def commands_of(services: Services, context: WorkflowContext, *verbs: str) -> Preview:
    """The commands of `verbs`, or why they cannot run here."""
    folder = services.stack(context)
    if folder is None:
        return Preview(notes=("known after scaffolding: the stack is recognised by its files",))
    resolved = [services.commands(context, folder.stack, verb, _HERE) for verb in verbs]
    commands = tuple(command.line for one in resolved for command in one.commands)
    return Preview(commands, tuple(one.missing for one in resolved if one.missing))
