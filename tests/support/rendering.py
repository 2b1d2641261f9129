"""cookiecutter for tests that render the same few templates a hundred times: each text of them is compiled once."""

from __future__ import annotations

from pathlib import Path
from types import CodeType
from typing import Any
from unittest.mock import patch

from cookiecutter.main import cookiecutter as _cookiecutter
from jinja2 import Environment

from mity.stacks.catalog import load
from mity.stacks.model import Stack

TEMPLATES = Path(__file__).parents[2] / "templates"
_SYNTAX = (
    *("block_start_string", "block_end_string", "variable_start_string", "variable_end_string"),
    *("comment_start_string", "comment_end_string", "trim_blocks", "lstrip_blocks", "keep_trailing_newline"),
)
_compile = Environment.compile
_compiled: dict[tuple[object, ...], CodeType] = {}


def cookiecutter(template: str, **options: Any) -> str:
    """Renders a template as cookiecutter's own function of that name does; returns the folder that was made."""
    with patch.object(Environment, "compile", _compile_once):
        return str(_cookiecutter(template, **options))


def stack_of(stack: str) -> Stack:
    """The stack.yaml of one of our templates."""
    return load(TEMPLATES / stack / "stack.yaml").stack


def _compile_once(environment: Environment, source: Any, *words: Any, **options: Any) -> Any:
    """`Environment.compile` of Jinja, which cookiecutter asks anew for each file of each application."""
    syntax = [getattr(environment, name) for name in _SYNTAX]
    key = (source, *words, *sorted(options.items()), *sorted(environment.extensions), *syntax)
    if not isinstance(source, str):
        return _compile(environment, source, *words, **options)
    if key not in _compiled:
        _compiled[key] = _compile(environment, source, *words, **options)
    return _compiled[key]
