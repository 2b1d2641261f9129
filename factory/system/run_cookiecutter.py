"""The program that renders one template: cookiecutter with a sandboxed Jinja, writing below one folder alone.

`python -P -m mity.system.run_cookiecutter ORDER` in the staging folder; ORDER is a JSON file with `template` (folder),
`made` (where the project comes), `answers`, `told` (the file that gets all answers, those by default too), and
`trusted`: whether hooks and Jinja extensions of the template may run.
It ends with 1 and one sentence on stderr for a template that cannot be rendered.
"""

from __future__ import annotations

import contextlib
import json
import logging
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import cookiecutter.utils  # type: ignore[import-untyped]
from cookiecutter import generate, hooks, prompt
from cookiecutter.environment import ExtensionLoaderMixin  # type: ignore[import-untyped]
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment, SandboxedEnvironment

from mity.system.write_guard import guard

MOST_MEMORY = 2 << 30
LARGEST_FILE = 256 << 20
MOST_CPU_S = 60
_PLAIN = (str, int, float)
_SYNTAX = frozenset(
    {
        *("block_start_string", "block_end_string", "variable_start_string", "variable_end_string"),
        *("comment_start_string", "comment_end_string", "line_statement_prefix", "line_comment_prefix"),
        *("trim_blocks", "lstrip_blocks", "newline_sequence", "keep_trailing_newline", "autoescape"),
    }
)


class _Literal:
    """Leaves the folder that everything is rendered into as it is, whatever its name looks like.

    cookiecutter renders whole paths, that of the output folder included.
    """

    output = ""

    def from_string(self, source: Any, *words: Any, **options: Any) -> Any:
        if self.output and isinstance(source, str) and source.startswith(self.output):
            start, end = self.variable_start_string, self.variable_end_string  # type: ignore[attr-defined]
            source = f"{start} {self.output!a} {end}{source.removeprefix(self.output)}"
        return super().from_string(source, *words, **options)  # type: ignore[misc]


class Trusted(_Literal, ExtensionLoaderMixin, SandboxedEnvironment):  # type: ignore[misc]
    """For a template that was trusted: its extensions are loaded, its texts still reach no Python internals."""


class Untrusted(_Literal, ExtensionLoaderMixin, ImmutableSandboxedEnvironment):  # type: ignore[misc]
    """For any other template."""


def make_environment(trusted: bool) -> Any:
    """What cookiecutter calls for an environment: `make(context=…, **settings)`; only settings of syntax count."""
    kind = Trusted if trusted else Untrusted

    def make(*, context: Mapping[str, Any], **settings: Any) -> Any:
        syntax = {name: value for name, value in settings.items() if name in _SYNTAX}
        return kind(context=context, undefined=StrictUndefined, **syntax)

    return make


def render(template: str, made: str, answers: Mapping[str, Any], *, trusted: bool) -> dict[str, str]:
    """Renders the template below `made`; every answer that has one plain value, given or not.

    Raises whatever cookiecutter, Jinja and the guard raise.
    """
    if trusted:
        template = str(hooks.run_pre_prompt_hook(template))
    context = generate.generate_context(str(Path(template) / "cookiecutter.json"), default_context=dict(answers))
    values = context["cookiecutter"]
    context["_cookiecutter"] = {name: value for name, value in values.items() if not name.startswith("_")}
    sys.path.append(template)  # where cookiecutter looks for extensions of the template's own
    values.update(prompt.prompt_for_config(context, no_input=True))
    taken = {name: str(value) for name, value in values.items() if name[:1] != "_" and isinstance(value, _PLAIN)}
    values |= {"_template": template, "_output_dir": made, "_repo_dir": template, "_checkout": None}
    generate.generate_files(template, context, made, accept_hooks=trusted)
    return taken


def limit() -> None:
    """Bounds memory, time and the size of a file, where the system can. Children inherit it."""
    with contextlib.suppress(ImportError):
        import resource

        limits = ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CPU, MOST_CPU_S))
        for what, most in (*limits, (resource.RLIMIT_FSIZE, LARGEST_FILE)):
            with contextlib.suppress(OSError, ValueError):
                resource.setrlimit(what, (most, resource.getrlimit(what)[1]))


def _say(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """One sentence in place of a traceback; the variables, which may be secret, are left out."""
    number = getattr(error, "lineno", None)
    line = f", line {number}" if isinstance(number, int) else ""
    place = f" ({getattr(error, 'filename', None) or 'a text'}{line})" if line else ""
    cause = getattr(error, "error", None)
    told = getattr(error, "message", None) or str(error) or kind.__name__
    text = f"{told}{place}" + (f": {cause}" if cause is not None else "")
    print(" ".join(text.split()), file=sys.stderr)


def main(words: list[str]) -> None:
    """Carries out the order in the file that `words` names."""
    sys.excepthook = _say
    logging.disable()  # cookiecutter logs tracebacks, behind which the words of a hook would be lost
    order = json.loads(Path(words[0]).read_text(encoding="utf-8"))
    made, trusted = str(order["made"]), bool(order["trusted"])
    _Literal.output = made
    cookiecutter.utils.StrictEnvironment = make_environment(trusted)
    cookiecutter.utils.create_env_with_context({})  # loads what the default extensions need
    here = Path.cwd()
    tempfile.tempdir = str(here)
    if not trusted:
        limit()
    sys.dont_write_bytecode = True
    guard(here, Path(made), programs=trusted)
    taken = render(str(order["template"]), made, order["answers"], trusted=trusted)
    told = Path(order["told"])
    told.touch(mode=0o600)
    told.write_text(json.dumps(taken), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
