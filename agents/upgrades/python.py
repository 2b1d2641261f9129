"""Distributions of Python: pins of requirements, the locks of uv, Poetry and PDM, and what .venv was made of."""

from __future__ import annotations

import dataclasses
import re
from pathlib import PurePosixPath

from mity.agents.python.locking import compiling, manager_of, relocking, written_by
from mity.agents.python.manifest import PYPROJECT, Declared, declared, parsed
from mity.agents.python.names import canonical
from mity.agents.upgrades.asked import Asked, Way, by_hand
from mity.agents.upgrades.ranges import allowing, allows
from mity.changes.edit import Edit
from mity.command import Command
from mity.healing.model import Advice
from mity.healing.rules import FailureContext

_LOCKS = ("uv.lock", "poetry.lock", "pdm.lock")


def upgrade(failure: FailureContext, asked: Asked) -> Way | Advice:
    """The manager of the lock is asked for one package; a pin that people or a tool wrote is written anew."""
    name = PurePosixPath(asked.file).name
    edits = tuple(_opened(failure, asked))
    title = f"upgrade {asked.name} {asked.version} to {asked.fixed}"
    if name in _LOCKS:
        return _by_manager(failure, asked, name, edits, title)
    if name.startswith("requirements") or "requirements" in PurePosixPath(asked.file).parts:
        return _pinned(failure, asked, edits, title)
    if edits:
        return Way(title, edits, (), tuple(edit.path for edit in edits))
    return by_hand(asked, "no file of the project asks for it", f"pip install '{asked.name}>={asked.fixed}'")


def _by_manager(failure: FailureContext, asked: Asked, lock: str, edits: tuple[Edit, ...], title: str) -> Way | Advice:
    tool = lock.removesuffix(".lock")
    program = manager_of(failure, tool)
    words = {
        "uv": ("lock", "--upgrade-package", f"{asked.name}=={asked.fixed}"),
        "poetry": ("update", "--lock", asked.name),
        "pdm": ("update", "--no-sync", "--no-self", "--save-compatible", asked.name),
    }[tool]
    if not program:
        return by_hand(asked, f"{tool} is not here", " ".join((tool, *words)))
    locking = [command for command in relocking(failure) if command.argv[: len(program)] == program]
    env = locking[0].env if locking else {}
    command = Command((*program, *words), failure.root, env)
    return Way(title, edits, (command,), (*(edit.path for edit in edits), lock))


def _pinned(failure: FailureContext, asked: Asked, edits: tuple[Edit, ...], title: str) -> Way | Advice:
    """A file of pins: the tool that compiled it compiles it again, else its line is edited."""
    for command in (*compiling(failure, asked.file), *relocking(failure)):
        if asked.file in written_by(failure, command):
            words = (*command.argv, "--upgrade-package", f"{asked.name}=={asked.fixed}")
            others = tuple(edit for edit in edits if edit.path != asked.file)
            made = dataclasses.replace(command, argv=words)
            return Way(title, others, (made,), (*(edit.path for edit in others), asked.file))
    text = failure.read(asked.file) or ""
    if re.search(rf"^{_named(asked.name)}[^\n]*(?:\\\n[^\n]*)*--hash", text, re.MULTILINE | re.IGNORECASE):
        return by_hand(asked, "its digests were written by a tool that the file does not name")
    if not any(edit.path == asked.file for edit in edits):
        made_text = _line(asked.name).sub(lambda found: f"{found['head']}=={asked.fixed}", text)
        if made_text == text:
            return by_hand(asked, f"no line of {asked.file} pins it")
        edits = (*edits, Edit(asked.file, made_text.encode()))
    return Way(title, edits, (), tuple(edit.path for edit in edits))


def _opened(failure: FailureContext, asked: Asked) -> list[Edit]:
    """The edits of what the project declares so far as that forbids the version."""
    texts: dict[str, str] = {}
    for one in declared(failure):
        if one.name != canonical(asked.name):
            continue
        before = texts.get(one.file) or failure.read(one.file) or ""
        after = _allowed(before, one, asked.fixed)
        if after != before:
            texts[one.file] = after
    return [Edit(path, text.encode()) for path, text in texts.items()]


def _allowed(text: str, one: Declared, fixed: str) -> str:
    """A manifest in which a requirement allows the version."""
    if requirement := parsed(one.text):
        if allows(str(requirement.specifier), fixed):
            return text
        return text.replace(one.text, _with(one.text, str(requirement.specifier), fixed))
    if one.file != PYPROJECT:  # a table of Pipfile, of which only the name is known
        return text
    entry = re.compile(
        rf'^(?P<head>{_named(one.name)}\s*=\s*(?:\{{[^}}\n]*?\bversion\s*=\s*)?")(?P<wanted>[^"]+)(?P<tail>")',
        re.MULTILINE | re.IGNORECASE,
    )
    return entry.sub(
        lambda found: (
            found[0]
            if allows(found["wanted"], fixed)
            else f"{found['head']}{allowing(found['wanted'], fixed)}{found['tail']}"
        ),
        text,
    )


def _with(text: str, specifier: str, fixed: str) -> str:
    """A requirement with another specifier, its extras and marker as they are."""
    head, mark, marker = text.partition(";")
    bare = re.match(r"\s*[\w.-]+\s*(?:\[[^\]]*\])?", head)
    return f"{bare[0].rstrip() if bare else head}{allowing(specifier, fixed)}{mark}{marker}"


def _named(name: str) -> str:
    """A pattern for a name however it is spelled."""
    return "[-_.]+".join(re.escape(part) for part in re.split(r"[-_.]+", name))


def _line(name: str) -> re.Pattern[str]:
    return re.compile(rf"^(?P<head>\s*{_named(name)}\s*(?:\[[^\]\n]*\])?\s*)={{2,3}}\s*[^\s;#\\]+", re.MULTILINE | re.I)
