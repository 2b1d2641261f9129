"""Options that several verbs share, and what they mean."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from mity.cli import completing
from mity.errors import UsageError
from mity.system.files import current_folder
from mity.text.records import dataclass, field

F = TypeVar("F", bound=Callable[..., Any])
ANSWERS = ("ask", "retry", "skip", "rescaffold", "abort")


def workspace_option(function: F) -> F:
    """Adds --output."""
    return click.option(
        "--output",
        "workspace",
        type=click.Path(path_type=Path),
        help="The workspace: the folder that holds applications and .mity/logs. Default: the current one.",
    )(function)


@dataclass(frozen=True, slots=True)
class Flags:
    """How a verb that runs a workflow is to behave: its output, its answers, its healing.

    `limits` holds the healing settings given on the command line, by the names of `.mity/config.toml`; `agent_limits`
    those of the coding agent.
    """

    as_json: bool = False
    quiet: bool = False
    verbose: bool = False
    on_escalate: str | None = None
    agent: str = ""
    fetch_tools: bool = False
    trust: bool = False
    limits: Mapping[str, Any] = field(default_factory=dict)
    agent_limits: Mapping[str, Any] = field(default_factory=dict)
    otel_file: Path | None = None
    run_id_file: Path | None = None
    sandbox: str | None = None
    notify_desktop: bool = False
    by: str = ""


_LIMITS = ("max_attempts_per_error", "max_total_iterations", "max_healing_time_secs", "max_consecutive_failures")
_AGENT = ("model", "money_budget_usd", "turn_budget")
_FLAGS = (
    *("as_json", "quiet", "verbose", "on_escalate", "agent", "fetch_tools", "trust", "sandbox"),
    *("notify_desktop", "otel_file", "run_id_file", "by"),
)
_COUNT = click.IntRange(min=0)
_TURNS = click.IntRange(min=1)
_USD = click.FloatRange(min=0)
_OPTIONS = (
    click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout, nothing else."),
    click.option("--quiet", "-q", is_flag=True, help="Show only the verdict."),
    click.option("--verbose", "-v", is_flag=True, help="Show every line that commands print."),
    click.option(
        "--on-escalate",
        type=click.Choice(ANSWERS),
        help="What to answer when a station cannot go on. Default: ask on a terminal, else stop and wait.",
    ),
    click.option(
        "--agent",
        shell_complete=completing.agents,
        default="",
        metavar="NAME|COMMAND",
        help="A coding agent, for features in words and where no rule has a fix: claude, codex, gemini, opencode, "
        "copilot, qwen, aider, NAME-acp, a command, or off.",
    ),
    click.option("--agent-model", "model", default=None, help="The model that the coding agent asks."),
    click.option("--max-agent-usd", "money_budget_usd", type=_USD, help="Dollars for the coding agent (1)."),
    click.option("--max-agent-turns", "turn_budget", type=_TURNS, help="Answers of its model in one task (no limit)."),
    click.option("--fetch-tools", is_flag=True, help="Bring missing tools that a registry carries into mity's cache."),
    click.option(
        "--trust", is_flag=True, help="Run what a foreign template or this project's .mity brings; it is shown first."
    ),
    click.option(
        "--sandbox",
        type=click.Choice(("auto", "required", "off")),
        default=None,
        help="A sandbox for what is not yours: templates of others, coding agents (auto).",
    ),
    click.option(
        "--otel-file",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Append traces, metrics and logs of the run to FILE, as OTLP in JSON lines.",
    ),
    click.option(
        "--run-id-file",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Write the id of the run to FILE as soon as it begins.",
    ),
    click.option("--by", default="", hidden=True),  # of `mity serve`: the user of the page
    click.option("--notify-desktop", is_flag=True, help="Show on this desktop when the run ends or waits for you."),
    click.option("--no-heal", is_flag=True, help="Do not repair anything: stop at the first failure."),
    click.option("--max-attempts", "max_attempts_per_error", type=_COUNT, help="Fixes per kind of error (5)."),
    click.option("--max-iterations", "max_total_iterations", type=_COUNT, help="Fixes in all (15)."),
    click.option("--max-time", "max_healing_time_secs", type=click.FloatRange(min=0), help="Seconds of healing (300)."),
    click.option("--max-failures", "max_consecutive_failures", type=_COUNT, help="Fruitless fixes in a row (3)."),
)


def session_options(function: Callable[..., int]) -> Callable[..., int]:
    """Adds the options of every verb that runs a workflow; the verb gets them as one argument `flags`."""

    @functools.wraps(function)
    def packed(**words: Any) -> int:
        limits = {name: value for name in _LIMITS if (value := words.pop(name)) is not None}
        if words.pop("no_heal"):
            limits["enabled"] = False
        spending = {name: value for name in _AGENT if (value := words.pop(name)) is not None}
        flags = Flags(**{name: words.pop(name) for name in _FLAGS}, limits=limits, agent_limits=spending)
        return function(**words, flags=flags)

    for option in reversed(_OPTIONS):
        packed = option(packed)
    return packed


def json_option(function: F) -> F:
    """Adds --json alone."""
    return click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")(function)


def folder(workspace: Path | None) -> Path:
    """The workspace as an absolute path. Raises MityError when the current folder is gone."""
    if workspace is not None and workspace.is_absolute():
        return workspace
    here = current_folder()
    return here / workspace if workspace else here


def workspace_folder(workspace: Path | None) -> Path:
    """The workspace with every link followed. Raises UsageError when there is no such folder, MityError."""
    found = folder(workspace).resolve()
    if not found.is_dir():
        raise UsageError(f"there is no folder {found}: name the workspace by --output")
    return found


def workspace_of(log: str) -> Path | None:
    """The workspace that a log given by its path belongs to; None for a run id, a workflow id or nothing."""
    is_path = bool(log) and (os.sep in log or log.endswith(".json"))
    return folder(Path(log)).parent.parent.parent if is_path else None


def interactive(as_json: bool) -> bool:
    """True when a person can be asked: a terminal on both ends, no CI, no JSON."""
    return not as_json and not os.environ.get("CI") and sys.stdin.isatty() and sys.stderr.isatty()
