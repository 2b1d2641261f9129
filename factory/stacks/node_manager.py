"""Which package manager a Node project has, in which version, and by what words it is started here."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from mity.reading import read_text
from mity.text.records import dataclass

LOCKS = {
    "package-lock.json": "npm",
    "npm-shrinkwrap.json": "npm",
    "pnpm-lock.yaml": "pnpm",
    "yarn.lock": "yarn",
    "bun.lock": "bun",
    "bun.lockb": "bun",
}
"""The lock files of Node, and whose each is."""
_PINNED = re.compile(r"(?P<name>npm|pnpm|yarn|bun)@(?P<version>\d+\.\d+\.\d+(?:-[\w.-]+)?)(?:\+[\w.]+)?")
_PNPM_LOCK = re.compile(r"^lockfileVersion: ['\"]?(\d+)", re.MULTILINE)
_YARN_LOCK = re.compile(r"^__metadata:\n +version: (\d+)", re.MULTILINE)
_PNPM_OF_LOCK = {5: "7", 6: "8", 9: "10"}
"""The newest release of pnpm that keeps a lock of that version as it is."""
_FIRST_PNPM = {5: 3, 6: 8, 9: 9}
_LAST_PNPM = {5: 7, 6: 8}


@dataclass(frozen=True, slots=True)
class NodeManager:
    """The manager that a project asks for; `version` is empty where it names none."""

    name: str
    version: str = ""


def node_manager(root: Path) -> NodeManager:
    """The manager of the lock that is there, in the version that `packageManager` names; else that one; else npm."""
    pinned = _pinned(root)
    there = [LOCKS[name] for name in LOCKS if (root / name).is_file()]
    if there and pinned.name not in there:
        return NodeManager(there[0])
    if not pinned.name and (root / "pnpm-workspace.yaml").is_file():
        return NodeManager("pnpm")
    return pinned if pinned.name else NodeManager("npm")


def manager_words(root: Path, programs: Mapping[str, tuple[str, str]]) -> list[str]:
    """The words that start the manager of the project in `root`.

    `programs` are those of this machine by name, each with its path and version. One that does not fit what the project
    asks for, or that is not here, is fetched and started by npm, in the version of `packageManager` or of the lock.
    """
    wanted = node_manager(root)
    path, version = programs.get(wanted.name, ("", ""))
    if path and (wanted.name in ("npm", "bun") or _fits(root, wanted, version)):
        return [path]
    if not (package := _package(root, wanted)) or "npm" not in programs:
        return [path] if path else []
    return [programs["npm"][0], "exec", "--yes", "--prefer-offline", f"--package={package}", "--", wanted.name]


def _pinned(root: Path) -> NodeManager:
    """What `packageManager` in package.json names; no name where it names nothing that is known."""
    try:
        data = json.loads(_text(root / "package.json"))
    except (ValueError, RecursionError):
        return NodeManager("")
    said = data.get("packageManager") if isinstance(data, dict) else None
    found = _PINNED.fullmatch(said) if isinstance(said, str) else None
    return NodeManager(found["name"], found["version"]) if found else NodeManager("")


def _fits(root: Path, wanted: NodeManager, version: str) -> bool:
    """Whether a program of that version does what the project asks for: its major version, or that of its lock."""
    major = int(version.partition(".")[0]) if version[:1].isdigit() else 0
    if wanted.name == "yarn" and "yarnPath" in _text(root / ".yarnrc.yml"):
        return True  # every Yarn starts the one that the project brings
    if wanted.version:
        return major == int(wanted.version.partition(".")[0])
    if wanted.name == "yarn":
        return not (root / "yarn.lock").is_file() or (major > 1) == bool(_yarn_lock(root))
    lock = _pnpm_lock(root)
    return not lock or _FIRST_PNPM.get(lock, 0) <= major <= _LAST_PNPM.get(lock, major)


def _package(root: Path, wanted: NodeManager) -> str:
    """The manager as a package of npm with its version; empty where none is known to fit."""
    if wanted.name == "pnpm":
        return f"pnpm@{wanted.version or _PNPM_OF_LOCK.get(_pnpm_lock(root) or 9, '10')}"
    if wanted.name != "yarn":
        return ""
    if wanted.version.startswith(("0.", "1.")) or not (wanted.version or _yarn_lock(root)):
        return f"yarn@{wanted.version or '1'}"
    return f"@yarnpkg/cli-dist@{wanted.version or ('4' if _yarn_lock(root) >= 8 else '3')}"


def _pnpm_lock(root: Path) -> int:
    found = _PNPM_LOCK.search(_text(root / "pnpm-lock.yaml"))
    return int(found[1]) if found else 0


def _yarn_lock(root: Path) -> int:
    found = _YARN_LOCK.search(_text(root / "yarn.lock"))
    return int(found[1]) if found else 0


def _text(path: Path) -> str:
    try:
        return read_text(path)
    except (OSError, ValueError):
        return ""
