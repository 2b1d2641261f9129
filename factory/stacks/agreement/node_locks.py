"""Locks of Node's package managers against the package.json beside them: each dependency as it is asked for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from mity.reading import read_text
from mity.text.data import json_with_comments, parse_json

_KINDS = ("dependencies", "devDependencies", "optionalDependencies")
_LOCAL = re.compile(
    r"(?:workspace|file|link|portal|patch|catalog|git|https?|github|ssh|npm|git\+\w+):|[\w.-]+/[\w.-]+(?:#|$)"
)
"""What is asked for by a place or another name, which managers write in ways of their own."""
_PNPM_ROW = re.compile(
    r"^ {4,8}['\"]?(?P<name>[@\w][\w./@-]*)['\"]?:(?: (?P<flat>\S.*))?\n(?:\s+specifier: ['\"]?(?P<said>[^'\"\n]+))?",
    re.MULTILINE,
)


def of_npm(lock: str, root: Path) -> str:
    """How a lock of npm differs from what package.json asks for; empty where it does not, or tells nothing of it."""
    try:
        data = parse_json(_text(root, lock))
    except ValueError:
        return "it is not JSON"
    top = _table(_table(data, "packages"), "")
    if not top:
        there = _table(data, "dependencies")
        return next((f"{name} is not in it" for name in _asked(root) if name not in there), "")
    return _compared(_asked(root), _joined(top))


def of_bun(lock: str, root: Path) -> str:
    """The same for a lock of bun that is a text."""
    try:
        data = json_with_comments(_text(root, lock).encode())
    except ValueError:
        return "it is not JSON"
    return _compared(_asked(root), _joined(_table(_table(data, "workspaces"), "")))


def of_yarn(lock: str, root: Path) -> str:
    """The same for a lock of Yarn, of any version."""
    heads = re.findall(r"^(?:\"[^\n]*\"|[^\s#\"][^\n]*):$", _text(root, lock), re.MULTILINE)
    keys = {key.strip(' "') for head in heads for key in head.removesuffix(":").split(",")}
    names = {key[: key.find("@", 1)] for key in keys}
    pinned = _pinned(root)
    for name, said in _asked(root).items():
        if name not in names:
            return f"{name} is not in it"
        if name not in pinned and not _LOCAL.match(said) and not {f"{name}@{said}", f"{name}@npm:{said}"} & keys:
            return f"{name} {said} is not in it, but another range of it"
    return ""


def of_pnpm(lock: str, root: Path) -> str:
    """The same for a lock of pnpm, of any version."""
    text = _text(root, lock)
    start = re.search(r"^importers:\n\s*\n?  ['\"]?\.['\"]?:\n", text, re.MULTILINE)
    if start:
        end = re.compile(r"^(?:\S|  \S)", re.MULTILINE).search(text, start.end())
        block = text[start.end() : end.start() if end else len(text)]
    else:
        flat = re.search(r"^specifiers:\n((?:  .*\n)*)", text, re.MULTILINE)
        block = re.sub(r"^", "    ", flat[1], flags=re.MULTILINE) if flat else ""
        if not flat and not re.search(r"^(?:dependencies|devDependencies):", text, re.MULTILINE):
            return "" if not _asked(root) else f"{next(iter(_asked(root)))} is not in it"
        block = block or "".join(
            re.findall(r"^(?:dev|optional)?[dD]ependencies:\n((?:(?:  .*)?\n)*)", text, re.MULTILINE)
        )
        block = block if flat else re.sub(r"^  ", "      ", block, flags=re.MULTILINE)
    there = {row["name"]: (row["said"] or row["flat"] or "").strip(" '\"") for row in _PNPM_ROW.finditer(block)}
    return _compared(_asked(root), there, _pinned(root))


def _compared(asked: dict[str, str], there: dict[str, str], pinned: frozenset[str] = frozenset()) -> str:
    """The first dependency that is asked for otherwise than a lock says."""
    for name, said in asked.items():
        if name not in there:
            return f"{name} is not in it"
        if name not in pinned and there[name] not in ("", said):
            return f"it has {name} for '{there[name]}', which is asked for as '{said}'"
    return ""


def _asked(root: Path) -> dict[str, str]:
    """Each dependency of a package.json with its range."""
    return _joined(_manifest(root))


def _pinned(root: Path) -> frozenset[str]:
    """The packages whose range something else in the manifest decides."""
    data = _manifest(root)
    tables = (_table(data, "resolutions"), _table(data, "overrides"), _table(_table(data, "pnpm"), "overrides"))
    names = {str(key).rpartition("/")[2] if not str(key).startswith("@") else str(key) for one in tables for key in one}
    return frozenset(name[: name.find("@", 1)] if name.find("@", 1) > 0 else name for name in names)


def _manifest(root: Path) -> dict[str, Any]:
    try:
        data = parse_json(_text(root, "package.json"))
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def _joined(data: dict[str, Any]) -> dict[str, str]:
    return {str(name): said for kind in _KINDS for name, said in _table(data, kind).items() if isinstance(said, str)}


def _table(data: Any, name: str) -> dict[str, Any]:
    found = data.get(name) if isinstance(data, dict) else None
    return found if isinstance(found, dict) else {}


def _text(root: Path, name: str) -> str:
    try:
        return read_text(root / name).removeprefix("\ufeff").replace("\r\n", "\n")
    except (OSError, ValueError):
        return ""
