"""The project's own package is not found: a wrong folder in pyproject.toml, or a src folder that is not on the path."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from mity.changes.edit import Edit
from mity.healing.model import ErrorType, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_MODULE = re.compile(
    r"No module named '?(?P<name>\w+)'?\s*$|Could not import module \"(?P<app>\w++)[\w.]*+\"", re.MULTILINE
)
_ROOTS = ("src", "", "lib", "python", "backend", "app", "server")
_TESTS = ("pytest.ini", ".pytest.ini", "tox.ini", "setup.cfg")


class SourcePath(Rule):
    """Corrects the folder in pyproject.toml, or tells the command where the sources are."""

    id = "source-path"
    title = "point to the folder that contains the package"

    def propose(self, failure: FailureContext) -> Proposal | None:
        text = failure.read("pyproject.toml")
        for found in _MODULE.finditer(failure.output):
            root = self._root(failure, found["name"] or found["app"])
            if root is None:
                continue
            made = _corrected(failure, text or "", root, found["name"] or found["app"])
            if made is not None:
                title = f"name {root or '.'}/{found['name'] or found['app']} in pyproject.toml and install again"
                edit = Edit("pyproject.toml", made.encode())
                install = tuple(failure.commands("install"))
                return Fix(self.id, title, (edit,), install, scope=("pyproject.toml",))
            return self._by_path(failure, text, root)
        return None

    def _root(self, failure: FailureContext, package: str) -> str | None:
        """The folder that holds the package; None when it is not the project's own."""
        places = [root for root in _ROOTS if any((failure.root / root / package).glob("*.py"))]
        places += [root for root in _ROOTS if (failure.root / root / f"{package}.py").is_file()]
        return places[0] if places else None

    def _by_path(self, failure: FailureContext, text: str | None, root: str) -> Proposal | None:
        if failure.diagnosis.error_type not in (ErrorType.BUILD, ErrorType.CONFIG):
            return None
        own_file = any((failure.root / name).is_file() for name in _TESTS)
        if failure.stage == "test" and text is not None and not own_file:
            made = _with_pythonpath(text, root or ".")
            if made is not None:
                edit = Edit("pyproject.toml", made.encode())
                return Fix(self.id, f"put {root or '.'} on pytest's pythonpath", (edit,), scope=("pyproject.toml",))
        path = str(failure.root / root) if root else str(failure.root)
        return Fix(self.id, f"run it with {root or 'the project'} on PYTHONPATH", env={"PYTHONPATH": path})


def _corrected(failure: FailureContext, text: str, root: str, package: str) -> str | None:
    """pyproject.toml with the folders that hatch is told corrected; None when none of them is wrong."""
    wanted = str(PurePosixPath(root) / package)
    try:
        document = tomlkit.parse(text)
    except TOMLKitError:
        return None
    build = _table(document, "tool", "hatch", "build")
    changed = False
    wheel = _table(document, "tool", "hatch", "build", "targets", "wheel")
    for table, key, value in ((wheel, "packages", wanted), (build, "dev-mode-dirs", root or ".")):
        listed = table.get(key) if table else None
        if table and isinstance(listed, list) and value not in listed and not _all_there(failure, listed):
            table[key] = [item for item in listed if (failure.root / str(item)).exists()] + [value]
            changed = True
    return tomlkit.dumps(document) if changed else None


def _all_there(failure: FailureContext, listed: list[Any]) -> bool:
    return all((failure.root / str(item)).is_dir() for item in listed)


def _with_pythonpath(text: str, root: str) -> str | None:
    """pyproject.toml with one more folder on pytest's path; None when it has it or cannot be read."""
    try:
        document = tomlkit.parse(text)
    except TOMLKitError:
        return None
    options = _table(document, "tool", "pytest", "ini_options")
    if options is None:
        return text.rstrip("\n") + f'\n\n[tool.pytest.ini_options]\npythonpath = ["{root}"]\n'
    known = options.get("pythonpath", [])
    listed = known.split() if isinstance(known, str) else list(known)
    if root in listed:
        return None
    options["pythonpath"] = [*listed, root]
    return tomlkit.dumps(document)


def _table(document: Any, *names: str) -> Any:
    for name in names:
        document = document.get(name) if isinstance(document, dict) else None
    return document if isinstance(document, dict) else None
