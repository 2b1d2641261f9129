"""Steps as they are shown: the command that the author wrote, without the variables that carry its values."""

from __future__ import annotations

from collections.abc import Mapping

from mity.text.patterns import regex
from mity.workflow.core import Step
from mity.workflow.shell_tables import VARIABLE

_BARE = regex(rf'"\$({VARIABLE}[0-9]+)"')
_QUOTED = regex(rf"\$\{{?({VARIABLE}[0-9]+)\}}?")
_LONGEST = 300


def written_command(step: Step) -> str:
    """The command of a step with its `${{ }}` back in their places, words of a list parted by spaces."""
    text = step.command if isinstance(step.command, str) else " ".join(step.command)
    return as_written(text, step.values).strip()


def as_written(text: str, values: Mapping[str, str]) -> str:
    """A text for the shell with the expressions of `values` back in the places of their variables."""
    for pattern in (_BARE, _QUOTED) if values else ():
        text = pattern.sub(lambda found: values.get(found[1], found[0]), text)
    return text


def brief_command(step: Step, longest: int = _LONGEST) -> str:
    """The first line of what `written_command` gives; an ellipsis tells that there is more."""
    text = written_command(step)
    first = text.split("\n", 1)[0]
    return first if len(text) <= len(first) and len(first) <= longest else f"{first[:longest].rstrip()}…"


def said(step: Step) -> str:
    """What a step runs, in a few words."""
    if step.final:
        return f"ends: {step.final}"
    if step.body == "command":
        return f"command: {brief_command(step, 60)}"
    named = {"station": step.station, "workflow": step.workflow, "agent": step.agent.name if step.agent else ""}
    return f"{step.body} {named.get(step.body, '')}".strip()
