"""What a Python project says of itself, as places in the commands of its stack."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

from mity.command import Command
from mity.stacks.model import Stack
from mity.stacks.requirement import Requirement
from mity.system.tools import Toolbox


def python_places(toolbox: Toolbox, stack: Stack, verb: str, root: Path) -> dict[str, str]:
    """Values for the places `project_python`, `python_needs`, `python_tests` and `python_index` that a verb uses.

    `project_python` is the range that the project requires where no interpreter here is in it: uv can fetch one.
    `python_index` is for poetry, which else asks PyPI for pages of each release: a mirror of the index has none.
    """
    used = {name for variant in stack.variants(verb) for step in variant.steps for name in step.names}
    if not used & {"project_python", "python_index", "python_needs", "python_tests"}:
        return {}
    from mity.stacks.python.index import index_url
    from mity.stacks.python.interpreter import preferred_python, wanted_python  # what only Python projects need
    from mity.stacks.python.needs import install_words
    from mity.stacks.python.pytest_words import pytest_words

    found = {"python_index": index_url()}
    if "python_index" in used and not found["python_index"] and (root / "poetry.lock").is_file():
        uv = toolbox.resolve(next((one for one in stack.requires if one.tool == "uv"), Requirement(tool="uv")))
        found["python_index"] = toolbox.index_of_uv(uv.path) if uv.ready else ""
    if "python_needs" in used:
        found["python_needs"] = "\0".join(install_words(root))
    if "python_tests" in used:
        found["python_tests"] = "\0".join(pytest_words(root))
    if "project_python" in used:
        wanted = wanted_python(root)
        found["project_python"] = toolbox.python(wanted, preferred_python(root)) or str(wanted)
    return found


def in_environment(command: Command, programs: str) -> Command:
    """A command of the project's environment, whose other `programs` come first on its PATH, as in an activated one."""
    if command.cwd is None or not command.argv[0].startswith(f"{programs}/"):
        return command
    path = command.env.get("PATH") or os.environ.get("PATH", os.defpath)
    first = str(command.cwd.absolute() / programs)
    return dataclasses.replace(command, env={**command.env, "PATH": f"{first}{os.pathsep}{path}"})


_LOCKS = ("uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock")


def unfit_list(stack: Stack, root: Path) -> str:
    """How a compiled list that is installed does not fit its source, in a sentence; empty where all do.

    Where there is a lock of a manager, that one judges.
    """
    used = {name for variant in stack.variants("install") for step in variant.steps for name in step.names}
    if "python_needs" not in used or any((root / name).is_file() for name in _LOCKS):
        return ""
    from mity.stacks.python.compiled import misfits
    from mity.stacks.python.needs import install_words

    installed = frozenset(install_words(root))
    return next((str(one) for one in misfits(root) if one.file in installed), "")
