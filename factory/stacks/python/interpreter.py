"""Which interpreters a Python project wants."""

from __future__ import annotations

import re
from pathlib import Path

from packaging.specifiers import InvalidSpecifier, SpecifierSet

from mity.stacks.python.constraints import specifier
from mity.stacks.python.manifests import ini, setup_call, table, text_of, toml

_NUMBER = re.compile(r"^(?:cpython-)?(\d+\.\d+)(?:\.\d+)?$", re.MULTILINE)


def wanted_python(root: Path) -> SpecifierSet:
    """The range of versions that the project requires, by whichever of its manifests says so; any where none does."""
    data = toml(root)
    poetry = table(data, "tool", "poetry", "dependencies").get("python")
    pipfile = table(toml(root, "Pipfile"), "requires").get("python_version")
    said = (
        table(data, "project").get("requires-python"),
        specifier(poetry) if isinstance(poetry, str) else None,
        table(data, "tool", "flit", "metadata").get("requires-python"),
        ini(text_of(root, "setup.cfg")).get("options", "python_requires", fallback=None),
        setup_call(text_of(root, "setup.py")).values.get("python_requires"),
        f"=={pipfile}.*" if isinstance(pipfile, str) and re.fullmatch(r"\d+\.\d+", pipfile) else None,
    )
    for one in said:
        if isinstance(one, str) and one.strip():
            try:
                return SpecifierSet(one)
            except InvalidSpecifier:
                continue
    return SpecifierSet()


def preferred_python(root: Path) -> str:
    """The version (`3.12`) that a `.python-version` names, "" where there is none."""
    found = _NUMBER.search(text_of(root, ".python-version").strip())
    return found[1] if found else ""
