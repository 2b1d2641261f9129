"""Several top-level folders among which setuptools cannot find the packages."""

from __future__ import annotations

import ast
import re
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from mity.agents.project_files import unwrapped
from mity.changes.edit import Edit
from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_TRIGGER = re.compile(
    r"Multiple top-level (?P<kind>packages|modules) discovered in a flat-layout: (?P<names>\[[^\]]*\])"
)
_NO_PACKAGES = {
    "test", "tests", "doc", "docs", "example", "examples", "script", "scripts", "tool", "tools", "benchmark",
    "benchmarks", "alembic", "migration", "migrations", "data", "static", "templates", "notebooks", "logs", "deploy",
    "docker", "infra", "config", "uploads", "frontend", "node_modules",
}  # fmt: skip


class FlatLayout(Rule):
    """Writes the packages that hold Python code of the project into [tool.setuptools]."""

    id = "flat-layout"
    title = "list the packages for setuptools"

    def propose(self, failure: FailureContext) -> Proposal | None:
        found = _TRIGGER.search(unwrapped(failure))
        if found is None:
            return None
        names = _names(found["names"])
        text = failure.read("pyproject.toml")
        if text is None:
            return Advice("list the packages in setup.cfg or setup.py: setuptools cannot choose among several folders")
        wanted = [name for name in names if name.lower() not in _NO_PACKAGES]
        if found["kind"] == "packages":
            wanted = [name for name in wanted if any((failure.root / name).rglob("*.py"))]
        made = _with(text, found["kind"], wanted) if wanted else None
        if made is None:
            return Advice(f"list in [tool.setuptools] of pyproject.toml which of {', '.join(names)} are packages")
        title = f"list {', '.join(wanted)} in [tool.setuptools]"
        return Fix(self.id, title, (Edit("pyproject.toml", made.encode()),), scope=("pyproject.toml",))


def _names(text: str) -> list[str]:
    try:
        return [str(name) for name in ast.literal_eval(text)]
    except (ValueError, SyntaxError):
        return []


def _with(text: str, kind: str, names: list[str]) -> str | None:
    """pyproject.toml with the packages (and their sub-packages) or modules named; None when it names some already."""
    try:
        document: Any = tomlkit.parse(text)
    except TOMLKitError:
        return None
    tool = document.setdefault("tool", tomlkit.table(is_super_table=True))
    setuptools = tool.setdefault("setuptools", tomlkit.table())
    if "packages" in setuptools or "py-modules" in setuptools:
        return None
    if kind == "modules":
        setuptools["py-modules"] = names
    else:
        find = tomlkit.table()
        find["include"] = [pattern for name in names for pattern in (name, f"{name}.*")]
        setuptools["packages"] = tomlkit.table(is_super_table=True)
        setuptools["packages"]["find"] = find
    return tomlkit.dumps(document)
