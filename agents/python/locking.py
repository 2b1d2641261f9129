"""How a project updates its lock files by its own commands: no host, no upgrade of versions already locked."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Collection, Iterator
from itertools import pairwise
from pathlib import Path

from mity.agents.python.environment import installing, makes_anew
from mity.agents.python.manifest import lock_files
from mity.changes.edit import Edit
from mity.command import Command
from mity.healing.model import Fix
from mity.healing.rules import FailureContext
from mity.stacks.python.index import index_url

_TOOLS: dict[str, tuple[str, ...]] = {
    "uv.lock": ("uv", "lock"),
    "poetry.lock": ("poetry", "lock"),
    "pdm.lock": ("pdm", "lock"),
}
_TOOLS["Pipfile.lock"] = ("pipenv", "lock")
_TOOLS["pdm.lock"] = ("pdm", "lock", "--update-reuse")
_FETCHED = {
    "poetry": ("--with", "poetry-plugin-pypi-mirror", "--from", "poetry>=2,<3", "poetry"),
    "pipenv": ("--from", "pipenv", "pipenv"),
}
_ENV = {"PDM_IGNORE_SAVED_PYTHON": "1", "PDM_CHECK_UPDATE": "0", "PIPENV_VENV_IN_PROJECT": "1", "VIRTUAL_ENV": ".venv"}
"""What keeps the managers from writing settings into the project."""
_MIRROR = "POETRY_PYPI_MIRROR_URL"
_OUTPUT = ("-o", "--output-file")
_HEADER = re.compile(r"^#\s+((?:uv pip compile|pip-compile) .+)$", re.MULTILINE)


def relocking(failure: FailureContext, edited: Collection[str] = ()) -> tuple[Command, ...]:
    """The commands that write the project's lock files from its manifests; none if they are unknown.

    Of compiled requirements only those that are made of an `edited` file are made again, or all that are installed.
    """
    found: list[Command] = []
    for lock, words in _TOOLS.items():
        if lock in lock_files(failure.root) and (program := manager_of(failure, words[0])):
            found.append(Command((*program, *words[1:]), failure.root, {**_ENV, _MIRROR: _index(failure)}))
    return (*found, *(_from_makefile(failure) or _from_headers(failure, edited)))


def _index(failure: FailureContext) -> str:
    """The index of which poetry is told when the project is installed; else the one of the user's environment."""
    told = (command.env.get(_MIRROR, "") for command in failure.commands("install"))
    return next(filter(None, told), "") or index_url()


def manager_of(failure: FailureContext, tool: str) -> tuple[str, ...]:
    """The words that call a manager of Python projects: the one that is here, or one that uv fetches for this."""
    if program := failure.tools.get(tool):
        return (program,)
    uv, python = failure.tools.get("uv"), failure.tools.get("python")
    if uv and tool in _FETCHED:
        return (uv, "tool", "run", "--quiet", *(("--python", python) if python else ()), *_FETCHED[tool])
    return (found,) if (found := shutil.which(tool)) else ()


def relocked(
    failure: FailureContext, rule: str, title: str, edits: tuple[Edit, ...] = (), extra: tuple[Command, ...] = ()
) -> Fix:
    """A fix that edits, updates the lock files and installs; `extra` installs if the stack's own commands cannot.

    The build station installs by itself when it is tried again.
    """
    install = () if failure.stage == "build" else _installing(failure, edits, extra)
    locking = relocking(failure, [edit.path for edit in edits])
    written = [path for command in locking for path in written_by(failure, command)]
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


def _installing(failure: FailureContext, edits: tuple[Edit, ...], extra: tuple[Command, ...]) -> tuple[Command, ...]:
    """The stack's commands, and `extra` where their words were made of the manifests as they are before the edits."""
    commands = installing(failure)
    words = {word for command in commands for word in command.argv}
    read = {edit.path for edit in edits} | {edit.path.removesuffix(".in") + ".txt" for edit in edits} | set(_TOOLS)
    managed = "sync" in words or any(lock in words for lock in lock_files(failure.root) if "/" not in lock)
    return (*commands, *(() if commands and (managed or words & read) else extra))


def written_by(failure: FailureContext, command: Command) -> Iterator[str]:
    """The files that a command is told to write, relative to the project."""
    here = (command.cwd or failure.root).relative_to(failure.root)
    for option, name in pairwise(command.argv):
        if option in _OUTPUT:
            yield (here / name).as_posix()


def _from_headers(failure: FailureContext, edited: Collection[str]) -> Iterator[Command]:
    """The commands in the headers of compiled requirements files, each from the folder in which it was run."""
    installed = {word for command in failure.commands("install") for word in command.argv}
    for name in lock_files(failure.root):
        if not name.startswith("requirements") or name in edited:
            continue
        if not edited and installed and name not in installed:
            continue
        yield from compiling(failure, name, edited)


def compiling(failure: FailureContext, name: str, edited: Collection[str] = ()) -> Iterator[Command]:
    """The command in the header of a compiled file, which makes it anew; none where none of its sources was `edited`.

    Without `edited` its sources do not matter.
    """
    found = _HEADER.search(failure.read(name) or "")
    if found is None:
        return
    words = shlex.split(found[1])
    inputs = [word for word in words if word.endswith((".in", ".txt", ".toml", ".cfg", ".py"))]
    folder = _folder(failure, name, inputs)
    if edited and not {(folder / word).as_posix() for word in inputs} & set(edited):
        return
    if not set(words) & set(_OUTPUT) and not any(word.startswith("--output-file=") for word in words):
        words += ["--output-file", Path(name).relative_to(folder).as_posix()]
    yield from _compiling(failure, [words], folder, found[1])


def _folder(failure: FailureContext, name: str, inputs: list[str]) -> Path:
    """The folder, relative to the project, in which a file was compiled: its own, where its sources lie in there."""
    own = Path(name).parent
    here = [word for word in inputs if Path(word).suffix != ".txt"] or inputs
    return own if here and all((failure.root / own / word).is_file() for word in here) else Path()


def _compiling(
    failure: FailureContext, lines: list[list[str]], folder: Path = Path(), said: str = ""
) -> Iterator[Command]:
    """The lines as commands, if each of them compiles requirements and the tool is available."""
    uv = failure.tools.get("uv")
    if not uv or any(words[1:3] != ["pip", "compile"] and words[:1] != ["pip-compile"] for words in lines):
        return
    for words in lines:
        rest = words[1:] if words[0] == "pip-compile" else words[3:]
        env = {"UV_CUSTOM_COMPILE_COMMAND": said} if said else {}
        yield Command((uv, "pip", "compile", *_gentle(rest)), failure.root / folder, env)


def _gentle(words: list[str]) -> Iterator[str]:
    """The options without those that change locked versions."""
    yield "--quiet"
    yield from (word for word in words if word not in ("--upgrade", "-U", "--quiet", "-q"))
