"""What a Python project says of itself, as places in the commands of its stack."""

from __future__ import annotations

from pathlib import Path

from mity.stacks.model import Stack
from mity.system.tools import Toolbox


def python_places(toolbox: Toolbox, stack: Stack, verb: str, root: Path) -> dict[str, str]:
    """Values for those of `project_python`, `python_needs` and `python_tests` that the commands of `verb` use.

    `project_python` is the range that the project requires where no interpreter here is in it: uv can fetch one.
    """
    used = {name for variant in stack.variants(verb) for step in variant.steps for name in step.names}
    if not used & {"project_python", "python_needs", "python_tests"}:
        return {}
    from mity.stacks.python.interpreter import preferred_python, wanted_python  # what only Python projects need
    from mity.stacks.python.needs import install_words
    from mity.stacks.python.pytest_words import pytest_words

    found: dict[str, str] = {}
    if "python_needs" in used:
        found["python_needs"] = "\0".join(install_words(root))
    if "python_tests" in used:
        found["python_tests"] = "\0".join(pytest_words(root))
    if "project_python" in used:
        wanted = wanted_python(root)
        found["project_python"] = toolbox.python(wanted, preferred_python(root)) or str(wanted)
    return found
