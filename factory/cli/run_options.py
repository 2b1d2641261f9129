"""The options by which a workflow is run."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from mity.errors import UsageError
from mity.operations.run_workflow import RunOptions, pairs
from mity.workflow.durations import seconds
from mity.workflow.parameters import UnknownParameterError

_OPTIONS = (
    click.option(
        "--param",
        "parameters",
        multiple=True,
        metavar="NAME=VALUE",
        help="A parameter of the workflow; --NAME VALUE is short for it where no option has that name.",
    ),
    click.option("--spec", default="", metavar="NAME|FILE|TEXT", help="What the run is about: `spec` in expressions."),
    click.option(
        "--mode",
        type=click.Choice(("autopilot", "supervised", "hybrid")),
        help="Ask before no step, every step, or those that cannot be taken back.",
    ),
    click.option("--strict", is_flag=True, help="Warnings, continued failures and unproven claims fail the run."),
    click.option("--lenient", is_flag=True, help="Gates that do not hold are told and fail nothing."),
    click.option(
        "--custom-gates",
        "gates",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        help="A YAML file with a list of gates, in place of those of the workflow.",
    ),
    click.option("--timeout", default="", metavar="MINUTES|DURATION", help="The longest running time: 90, or 2h."),
    click.option("--until", default="", metavar="STEP", help="Stop behind this step; `mity resume` goes on."),
    click.option("--break", "breaks", multiple=True, metavar="STEP", help="Stop before this step, as often as given."),
)


_NEAR = 0.8
"""How much of a word must be that of an option to be a misspelling of it, where no parameter has its name."""
_DOUBTFUL = "mity.doubtful"
"""Where a context keeps the words that were taken for parameters and are nearly options, with these."""


class OfWorkflow(click.Command):
    """A verb that runs a workflow: `--issue TEXT` is short for `--param issue=TEXT`, `--draft` for `draft=true`.

    Its own options win. A word that is nearly one of them is a mistake, unless the workflow has a parameter of that
    name.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Reads the words of the command line. Raises click.UsageError."""
        takes = {word: _takes_value(one) for one in self.get_params(ctx) for word in one.opts if word.startswith("-")}
        left, made, near = [*args], list[str](), dict[str, list[str]]()
        while left:
            word = left.pop(0)
            if word == "--":
                made += [word, *left]
                break
            name, equals, value = word.removeprefix("--").partition("=")
            option = f"--{name}"
            if not word.startswith("--") or option in takes:
                made += [word, *(left[:1] if takes.get(word) else ())]
                left = left[1:] if takes.get(word) else left
                continue
            if not equals:
                value = left.pop(0) if left and not left[0].startswith("-") else "true"
            made += ["--param", f"{name}={value}"]
            if meant := difflib.get_close_matches(option, takes, 1, _NEAR):
                near[name] = meant
        ctx.meta[_DOUBTFUL] = near
        try:
            return super().parse_args(ctx, made)
        except click.UsageError as error:
            if not near:
                raise
            raise _misspelt(*next(iter(near.items())), ctx) from error  # it may have taken another word for its value

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the verb. Raises click.UsageError for a misspelt option, besides what the verb raises."""
        try:
            return super().invoke(ctx)
        except UnknownParameterError as error:
            meant = ctx.meta[_DOUBTFUL].get(error.name)
            if meant is None:
                raise
            parameter = [f"--{error.meant}"] if error.meant else []
            raise _misspelt(error.name, [*parameter, *meant], ctx) from error


def _misspelt(name: str, meant: list[str], ctx: click.Context) -> click.UsageError:
    return click.NoSuchOption(f"--{name}", possibilities=meant, ctx=ctx)


def _takes_value(parameter: click.Parameter) -> bool:
    return isinstance(parameter, click.Option) and not parameter.is_flag and not parameter.count


def run_options(function: Callable[..., int]) -> Callable[..., int]:
    """Adds the options of a verb that runs a workflow; the verb gets them as one argument `options`."""

    @functools.wraps(function)
    def packed(**words: Any) -> int:
        strict, lenient = words.pop("strict"), words.pop("lenient")
        if strict and lenient:
            raise UsageError("--strict and --lenient exclude each other: give one of them")
        options = RunOptions(
            pairs(words.pop("parameters")),
            words.pop("spec"),
            words.pop("mode") or "",
            "strict" if strict else "lenient" if lenient else "",
            words.pop("gates"),
            timeout_seconds(words.pop("timeout")),
            words.pop("until"),
            tuple(words.pop("breaks")),
        )
        return function(**words, options=options)

    for option in reversed(_OPTIONS):
        packed = option(packed)
    return packed


def timeout_seconds(word: str) -> float | None:
    """Seconds of a duration with a unit, or of a number of minutes. Raises UsageError."""
    if not word:
        return None
    found = 60.0 * int(word) if word.isdecimal() else seconds(word)
    if found is None or found <= 0:
        raise UsageError(f"--timeout {word}: write minutes, or a duration with a unit such as 90s, 10m or 2h")
    return found
