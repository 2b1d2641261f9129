"""How a project updates its lock files by its own commands: no host, no upgrade of versions already locked."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator

from mity.agents.python.environment import installing, makes_anew
from mity.agents.python.manifest import lock_files
from mity.changes.edit import Edit
from mity.command import Command
from mity.healing.model import Fix
from mity.healing.rules import FailureContext

_TOOLS = {"uv.lock": ("uv", "lock"), "poetry.lock": ("poetry", "lock"), "pdm.lock": ("pdm", "lock")}
_TOOLS["Pipfile.lock"] = ("pipenv", "lock")
_OUTPUT = ("-o", "--output-file")
_HEADER = re.compile(r"^#\s+((?:uv pip compile|pip-compile) .+)$", re.MULTILINE)


def relocking(failure: FailureContext) -> tuple[Command, ...]:
    """The commands that write the project's lock files from its manifests; none if they are unknown."""
    found: list[Command] = []
    for lock, (tool, *words) in _TOOLS.items():
        program = failure.tools.get(tool) or shutil.which(tool)
        if lock in lock_files(failure.root) and program:
            found.append(Command((program, *words), failure.root))
    return (*found, *(_from_makefile(failure) or _from_headers(failure)))


def relocked(
    failure: FailureContext, rule: str, title: str, edits: tuple[Edit, ...] = (), extra: tuple[Command, ...] = ()
) -> Fix:
    """A fix that edits, updates the lock files and installs; `extra` installs if the stack's own commands cannot.

    The build station installs by itself when it is tried again.
    """
    install = () if failure.stage == "build" else installing(failure) or extra
    locking = relocking(failure)
    written = [command.argv[i + 1] for command in locking for i, word in enumerate(command.argv) if word in _OUTPUT]
    scope = (*(edit.path for edit in edits), *(lock for lock in _TOOLS if (failure.root / lock).is_file()), *written)
    return Fix(rule, title, edits, (*locking, *install), scope, move_aside=makes_anew(install))


def _from_makefile(failure: FailureContext) -> tuple[Command, ...]:
    """The recipe of `make lock`, when it consists of `uv pip compile` only."""
    text = (failure.read("Makefile") or "").replace("\\\n", " ")
    variables = dict(re.findall(r"^(\w+)\s*[:?]?=\s*(.*)$", text, re.MULTILINE))
    recipe = re.search(r"^lock:.*\n((?:\t.*\n?)+)", text, re.MULTILINE)
    lines = recipe.group(1).strip().splitlines() if recipe else []
    words = [shlex.split(_expanded(line, variables)) for line in lines]
    return tuple(_compiling(failure, words))


def _expanded(line: str, variables: dict[str, str]) -> str:
    for _ in range(4):
        line = re.sub(r"\$[({](\w+)[)}]", lambda found: variables.get(found[1], found[0]), line)
    return line


def _from_headers(failure: FailureContext) -> tuple[Command, ...]:
    """The command in the header of a compiled requirements file."""
    texts = [failure.read(name) or "" for name in lock_files(failure.root) if name.startswith("requirements")]
    found = [_HEADER.search(text) for text in texts]
    return tuple(_compiling(failure, [shlex.split(match[1]) for match in found if match]))


def _compiling(failure: FailureContext, lines: list[list[str]]) -> Iterator[Command]:
    """The lines as commands, if each of them compiles requirements and the tool is available."""
    uv = failure.tools.get("uv")
    if not uv or any(words[1:3] != ["pip", "compile"] and words[:1] != ["pip-compile"] for words in lines):
        return
    for words in lines:
        rest = words[1:] if words[0] == "pip-compile" else words[3:]
        yield Command((uv, "pip", "compile", *_gentle(rest)), failure.root)


def _gentle(words: list[str]) -> Iterator[str]:
    """The options without those that change locked versions."""
    yield "--quiet"
    yield from (word for word in words if word not in ("--upgrade", "-U", "--quiet", "-q"))
