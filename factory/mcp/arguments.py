"""The types of the arguments that tools take: checked as the command line checks them, before mity is started."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator, Field

from mity.agents.coding.presets import PRESETS
from mity.errors import UsageError
from mity.features.grammar import parse_field
from mity.operations.create_app import parse_set
from mity.operations.heal import HEALABLE
from mity.operations.run_workflow import pairs
from mity.projects.names import check_name
from mity.workflow.durations import seconds


def _valid(check: Callable[[str], object]) -> AfterValidator:
    """A validator of pydantic that says what `check` raises."""

    def validate(value: str) -> str:
        if value:
            try:
                check(value)
            except UsageError as error:
                raise ValueError(str(error)) from error
        return value

    return AfterValidator(validate)


def _one_of(names: tuple[str, ...]) -> AfterValidator:
    def check(value: str) -> str:
        if value and value not in names:
            raise ValueError(f"it must be one of {', '.join(names)}")
        return value

    return AfterValidator(check)


def _duration(value: str) -> None:
    if seconds(value) is None:
        raise UsageError("write a duration with a unit, such as 90s, 10m or 2h")


AGENTS = tuple(sorted(PRESETS))
AppNamed = Annotated[str, _valid(check_name), Field(description="The application's name; its folder is made of it.")]
Project = Annotated[
    str, Field(max_length=1_000, description="The project's folder, relative to the workspace of this server.")
]
DryRun = Annotated[
    bool, Field(description="True: show the plan, the files and the commands, and write nothing. Begin with it.")
]
WaitS = Annotated[
    int,
    Field(ge=0, le=3_600, description="Seconds to wait for the end. The run goes on afterwards; show_run finds it."),
]
RunId = Annotated[str, Field(min_length=1, max_length=200, description="The id of a run, as list_runs shows it.")]
AgentNamed = Annotated[
    str,
    _one_of((*AGENTS, "off")),
    Field(description="A coding agent for what no rule can do, off, or empty for that of the project's settings."),
    Field(json_schema_extra={"enum": ["", *AGENTS, "off"]}),
]
Setting = Annotated[str, _valid(lambda word: parse_set((word,))), Field(description="KEY=VALUE")]
FieldWord = Annotated[
    str, _valid(parse_field), Field(description="NAME:TYPE[=DEFAULT][,KEY[=VALUE]]…, such as title:str,min=1,max=200")
]
Parameter = Annotated[str, _valid(lambda word: pairs((word,))), Field(description="NAME=VALUE")]
Station = Annotated[
    str,
    _one_of(tuple(HEALABLE)),
    Field(description="Only up to this station; empty for all."),
    Field(json_schema_extra={"enum": ["", *HEALABLE]}),
]
Duration = Annotated[str, _valid(_duration), Field(description="The longest running time: 90s, 10m or 2h.")]
Settings = Annotated[tuple[Setting, ...], Field(max_length=100, description="Answers to the template's variables.")]
FieldWords = Annotated[tuple[FieldWord, ...], Field(max_length=100, description="The fields of the resource.")]
Parameters = Annotated[tuple[Parameter, ...], Field(max_length=100, description="Its parameters.")]
Inputs = Annotated[tuple[Setting, ...], Field(max_length=100, description="Values that a checkpoint asks for.")]
Stack = Annotated[str, Field(max_length=100, description="A stack of list_stacks; empty: what the files show.")]
Template = Annotated[
    str,
    Field(max_length=1_000, description="A template: a folder of the workspace, a git URL or gh:owner/name."),
]
Branch = Annotated[str, Field(max_length=200, description="Commit on this new branch.")]
Text = Annotated[str, Field(max_length=4_000)]
LogText = Annotated[str, Field(max_length=2_000_000, description="What the failed command printed.")]
WAIT_S = 45
"""Seconds: less than the minute after which many clients give up."""
