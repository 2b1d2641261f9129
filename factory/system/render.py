"""Templates rendered: answers checked, cookiecutter in a process of its own, what came out of it looked at."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shutil
import stat
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mity.command import Command, Outcome
from mity.confinement import Confinement
from mity.errors import MityError, UsageError
from mity.stacks.choices import left_out
from mity.suggest import did_you_mean
from mity.system.layered import copy_layered
from mity.system.runner import Runner
from mity.system.template_source import Source
from mity.system.trees import tree
from mity.text.data import parse_json
from mity.text.file_names import plain_name
from mity.text.visible import uncoloured

_VARIABLE = re.compile(r"\bcookiecutter\.(\w+)")
_NO_PROGRAM = re.compile(r"_execute_child[\s\S]*FileNotFoundError: \[Errno 2\] No such file or directory: '([\w.+-]+)'")
_YES_OR_NO = ("1", "true", "t", "yes", "y", "on", "0", "false", "f", "no", "n", "off")  # cookiecutter's own words
_TOLD = "answers.json"
_SHORT = 3
"""Letters of an answer that may stand in any sentence by chance."""
_LONGEST_S = {True: 300, False: 90}
"""Seconds for a template whose hooks run, and for any other."""


def check_answers(source: Source, answers: Mapping[str, str]) -> None:
    """Raises UsageError for an answer that the template cannot take.

    That is one it does not ask for, one that is not among its choices, and one that would lead a file out of the
    application's folder.
    """
    known = source.variables()
    _check_places(source, known, answers)
    for name, value in answers.items():
        if name not in known:
            raise UsageError(f"the template has no variable '{name}': {did_you_mean(name, known)}")
        choices = known[name]
        if isinstance(choices, list) and value not in map(str, choices):
            raise UsageError(f"'{value}' is not one of {', '.join(map(str, choices))} for '{name}'")
        if isinstance(choices, bool) and value.strip().lower() not in _YES_OR_NO:
            raise UsageError(f"'{value}' is neither yes nor no for '{name}'")


def _check_places(source: Source, known: Mapping[str, Any], answers: Mapping[str, str]) -> None:
    named = (path for folder in source.folders for path in folder.rglob("*{{*"))
    direct = {name for path in named for name in _VARIABLE.findall(path.name)}
    for name in sorted(direct & answers.keys()):
        if re.search(r"[/\\\0]", answers[name]) or answers[name].strip() in ("", ".", ".."):
            raise UsageError(f"{answers[name]!r} cannot be a part of a file name, which the answer '{name}' becomes")
    indirect = {name for one in direct for name in _VARIABLE.findall(str(known.get(one, "")))}
    for name in sorted(indirect & answers.keys()):
        if re.search(r"^[/\\]|(^|[/\\])\.\.([/\\]|$)", answers[name]):
            raise UsageError(f"{answers[name]!r} cannot be the answer '{name}': file names are made from it")


def _as_data(value: str) -> str:
    """`value` so that cookiecutter, which renders answers as if they were templates, leaves it as it is."""
    return f"{{{{ {value!a} }}}}" if re.search(r"\{[{%#]", value) else value


def _defaults(source: Source, answers: Mapping[str, str]) -> dict[str, Any]:
    """The answers as cookiecutter wants them: choices as the template writes them, texts as data."""
    known = source.variables()
    made: dict[str, Any] = {}
    for name, value in answers.items():
        choices = known.get(name)
        listed = choices if isinstance(choices, list) else []
        made[name] = next((one for one in listed if str(one) == value), _as_data(value))
    return made


def render(
    runner: Runner,
    source: Source,
    answers: Mapping[str, str],
    into: Path,
    *,
    trusted: bool,
    confinement: Confinement | None = None,
) -> Path:
    """Renders the template below the empty folder `into` and returns the project's folder.

    `trusted` allows the template's own code: hooks and Jinja extensions. `confinement` is for a template that is not
    ours; it may write below `into` and nowhere else. Raises UsageError for a template that holds
    what none may, MityError with cookiecutter's own words when it cannot be rendered.
    """
    source.check()
    if source.extensions and not trusted:
        raise MityError(f"the template {source.origin} cannot be rendered before it is trusted: {source.code[-1]}")
    clean, made, order = into / "template", into / "made", into / "order.json"
    copy_layered(source.folders_for(answers), clean)
    leave_out(source, answers, clean)
    made.mkdir()
    # In a file of one's own, because everybody can read the arguments of a process.
    order.touch(mode=0o600)
    asked = {"template": str(clean), "made": str(made), "answers": _defaults(source, answers), "trusted": trusted}
    asked["told"] = str(into / _TOLD)
    order.write_text(json.dumps(asked), encoding="utf-8")
    argv = (sys.executable, "-P", "-m", "mity.system.run_cookiecutter", str(order))
    try:
        within = dataclasses.replace(confinement, writable=(into,)) if confinement else None
        outcome = runner.run(Command(argv, into, timeout=_LONGEST_S[trusted], confinement=within))
    finally:
        order.unlink(missing_ok=True)
    found = [path for path in made.iterdir() if path.is_dir() and not path.is_symlink()] if outcome.ok else []
    if len(found) != 1:
        raise MityError(
            f"cookiecutter could not render {source.origin}: {_said(outcome)}{_hint(outcome, source, answers)}"
        )
    _check_made(source, found[0], trusted=trusted)
    return found[0]


def leave_out(source: Source, answers: Mapping[str, str], copy: Path) -> None:
    """Removes the files from a copy of the template that its choices do without."""
    roots = [path for path in copy.iterdir() if path.is_dir() and "cookiecutter" in path.name] if source.choices else []
    for root in roots:
        for path in left_out(tree(root), source.choices, answers):
            (root / path).unlink()
            for folder in (root / path).parents:
                if folder == root or any(folder.iterdir()):
                    break
                folder.rmdir()


def all_answers(into: Path) -> dict[str, str]:
    """The answers of what was rendered below `into`, those that nobody gave among them."""
    found = parse_json((into / _TOLD).read_bytes())
    return {str(name): str(value) for name, value in found.items()}


def _check_made(source: Source, project: Path, *, trusted: bool) -> None:
    """Raises MityError for what the guard of the rendering process should not have let through, or a hook made."""
    if any(".mity" in map(plain_name, (*folders, *names)) for _, folders, names in os.walk(project)):
        raise MityError(f"the template {source.origin} brings .mity, which a template may not: nothing was written")
    for here, folders, names in os.walk(project) if not (trusted and source.hooks) else ():
        for name in (*folders, *names):
            path = Path(here, name)
            mode = path.lstat().st_mode
            if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)) or plain_name(name) == ".git":
                shown = path.relative_to(project)
                raise MityError(f"the template {source.origin} makes {shown}, which is no plain file: it was refused")


def _said(outcome: Outcome) -> str:
    """What the process said, at its end."""
    lines = [line.strip() for line in uncoloured(outcome.output).splitlines() if line.strip()]
    return " ".join(lines[-3:]) or outcome.summary


def _hint(outcome: Outcome, source: Source, answers: Mapping[str, str]) -> str:
    """What to do about a hook that failed: a program that it needs, or an answer that it names; else nothing."""
    if "Hook script failed" not in outcome.output:
        return ""
    program = _NO_PROGRAM.search(outcome.output)
    if program and shutil.which(program[1]) is None:
        return f". A hook of the template runs the program {program[1]}, which is not on PATH: install it first"
    told, values = _said(outcome), {**source.variables(), **answers}
    named = [name for name, value in values.items() if isinstance(value, str) and len(value) > _SHORT and value in told]
    if not named:
        return ""
    return f". It may be about the answer {named[-1]}={values[named[-1]]}: `--set {named[-1]}=…` gives another"
