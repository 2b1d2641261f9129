"""Options that several verbs share, and what they mean."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from mity.app import current_folder

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


def output_options(function: F) -> F:
    """Adds --json, --quiet and --verbose."""
    for option in (
        click.option("--verbose", "-v", is_flag=True, help="Show every line that commands print."),
        click.option("--quiet", "-q", is_flag=True, help="Show only the verdict."),
        click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout, nothing else."),
    ):
        function = option(function)
    return function


def escalate_option(function: F) -> F:
    """Adds --on-escalate."""
    return click.option(
        "--on-escalate",
        type=click.Choice(ANSWERS),
        help="What to answer when a station cannot go on. Default: ask on a terminal, else stop and wait.",
    )(function)


def json_option(function: F) -> F:
    """Adds --json alone."""
    return click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")(function)


def folder(workspace: Path | None) -> Path:
    """The workspace as an absolute path. Raises MityError when the current folder is gone."""
    if workspace is not None and workspace.is_absolute():
        return workspace
    here = current_folder()
    return here / workspace if workspace else here


def interactive(as_json: bool) -> bool:
    """True when a person can be asked: a terminal on both ends, no CI, no JSON."""
    return not as_json and not os.environ.get("CI") and sys.stdin.isatty() and sys.stderr.isatty()
