"""Templates for tests that render the same few of them a hundred times: each text is compiled once, for later runs too.

What was compiled lies in pytest's cache, by the digest of all that the result depends on.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import marshal
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from types import CodeType
from typing import Any
from unittest.mock import patch

from cookiecutter import generate
from cookiecutter.main import cookiecutter as _cookiecutter
from jinja2 import Environment

from mity.stacks.catalog import load
from mity.stacks.model import Stack
from mity.system.layered import copy_layered, layered_files
from mity.system.render import leave_out
from mity.system.template_source import Source

TEMPLATES = Path(__file__).parents[2] / "templates"
_KEPT = Path(__file__).parents[2] / ".pytest_cache" / "templates"
_SYNTAX = (
    *("block_start_string", "block_end_string", "variable_start_string", "variable_end_string"),
    *("comment_start_string", "comment_end_string", "trim_blocks", "lstrip_blocks", "keep_trailing_newline"),
    *("line_statement_prefix", "line_comment_prefix", "newline_sequence", "sandboxed", "is_async", "autoescape"),
)
_compile = Environment.compile
_is_binary = functools.cache(generate.is_binary)
_SHORT = 200  # letters; shorter texts are names of files, many of them in folders of a single test
_compiled: dict[object, Any] = {}


def cookiecutter(template: str, **options: Any) -> str:
    """Renders a template as cookiecutter's own function of that name does; returns the folder that was made.

    Of a stack that shares files with others, cookiecutter is given all of them.
    """
    source = Source(Path(template), template)
    answers = {name: str(value) for name, value in (options.get("extra_context") or {}).items()}
    with compiled_once(), patch.object(generate, "is_binary", _is_binary), tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch, "template")
        copy_layered(source.folders_for(answers), whole)
        leave_out(source, answers, whole)
        return str(_cookiecutter(str(whole), **options))


def app_sources(stack: str) -> dict[str, Path]:
    """The files of an application in one of our templates, wherever they lie, by their paths in the application."""
    found = layered_files(load(TEMPLATES / stack / "stack.yaml").folders, "{{cookiecutter.app_slug}}")
    return {path.as_posix(): file for path, file in found.items()}


@contextlib.contextmanager
def compiled_once() -> Iterator[None]:
    """Within it, Jinja compiles no text that it compiled before."""
    with patch.object(Environment, "compile", _compile_once):
        yield


def stack_of(stack: str) -> Stack:
    """The stack.yaml of one of our templates."""
    return load(TEMPLATES / stack / "stack.yaml").stack


@functools.cache
def _makers() -> str:
    """A digest of what makes code of a text: versions, and our filters, which Jinja calls for constants."""
    filters = (Path(__file__).parents[2] / "factory" / "features").glob("*.py")
    texts = [path.read_text(encoding="utf-8") for path in sorted(filters)]
    about = repr([sys.version, version("jinja2"), version("cookiecutter"), *texts])
    return hashlib.sha256(about.encode()).hexdigest()


def _compile_once(environment: Environment, source: Any, *words: Any, **options: Any) -> Any:
    """`Environment.compile` of Jinja, which is asked anew for each file of each application."""
    if not isinstance(source, str):
        return _compile(environment, source, *words, **options)
    syntax = [getattr(environment, name) for name in _SYNTAX]
    kind = (type(environment).__qualname__, *environment.extensions, *environment.filters)
    about = (source, words, *options.items(), *kind, *syntax)
    if about not in _compiled:
        make = functools.partial(_compile, environment, source, *words, **options)
        _compiled[about] = make() if len(source) < _SHORT else _from_disk(repr(about), make)
    return _compiled[about]


def _from_disk(about: str, make: Callable[[], Any]) -> Any:
    """What `make` returns for `about`, when an earlier run did not keep it."""
    key = hashlib.sha256((about + _makers()).encode()).hexdigest()
    return _kept(key) or _keep(key, make())


def _kept(key: str) -> CodeType | None:
    try:
        code = marshal.loads((_KEPT / key).read_bytes())
    except (OSError, EOFError, ValueError, TypeError):
        return None
    return code if isinstance(code, CodeType) else None


def _keep(key: str, code: Any) -> Any:
    """Another worker may do the same at the same time: a file is there whole or not at all."""
    with contextlib.suppress(OSError):
        _KEPT.mkdir(parents=True, exist_ok=True)
        part = _KEPT / f"{key}.{os.getpid()}"
        part.write_bytes(marshal.dumps(code))
        part.replace(_KEPT / key)
    return code
