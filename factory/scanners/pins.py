"""What a lock file pins, written once more in the form that the usual scanners and listers read."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from mity.reading import read_text
from mity.scanners.lock_files import Locked, read_lock
from mity.text.data import parse_json

Form = Literal["requirements", "package-lock"]
"""A list of requirements as pip reads it, or the lock file of npm."""


def written(lock: Path, form: Form, folder: Path) -> list[Path]:
    """The files that say what `lock` pins, made in `folder`, which must not exist.

    Requirements are several files where a package is pinned in several versions, of which pip reads no two side by
    side; npm has other names for them. Raises OSError, ValueError for a lock that cannot be read.
    """
    folder.mkdir(parents=True)
    lists = _apart(read_lock(lock).packages)
    if form == "package-lock":
        return [_package_lock(lists, lock.parent, folder)]
    files = [folder / f"requirements-{number}.txt" for number in range(len(lists))]
    for path, packages in zip(files, lists, strict=True):
        path.write_text("".join(f"{one.name}=={one.version}\n" for one in packages), encoding="utf-8")
    return files


def _apart(packages: Iterable[Locked]) -> list[list[Locked]]:
    """The packages in lists that hold each name once; one empty list for none."""
    lists: list[dict[str, Locked]] = [{}]
    for one in packages:
        for names in lists:
            if one.name not in names:
                names[one.name] = one
                break
        else:
            lists.append({one.name: one})
    return [list(names.values()) for names in lists]


def _package_lock(lists: list[list[Locked]], project: Path, place: Path) -> Path:
    wanted: dict[str, str] = {}
    listed: dict[str, dict[str, str]] = {}
    for number, packages in enumerate(lists):
        for one in packages:
            alias = f"{one.name}-{number + 1}" if number else one.name
            wanted[alias] = f"npm:{one.name}@{one.version}" if number else one.version
            real = {"name": one.name} if number else {}
            listed[f"node_modules/{alias}"] = {**real, "version": one.version}
    named = _named(project)
    root = {**named, "dependencies": wanted}
    lock = {**named, "lockfileVersion": 3, "requires": True, "packages": {"": root, **listed}}
    (place / "package.json").write_text(json.dumps({**root, "private": True}), encoding="utf-8")
    path = place / "package-lock.json"
    path.write_text(json.dumps(lock), encoding="utf-8")
    return path


def _named(project: Path) -> dict[str, str]:
    """The name and version of a Node project, as far as it has them."""
    try:
        data = parse_json(read_text(project / "package.json"))
    except (OSError, ValueError):
        data = {}
    told = data if isinstance(data, dict) else {}
    name, version = told.get("name"), told.get("version")
    return {
        "name": name if isinstance(name, str) and name else "project",
        "version": version if isinstance(version, str) and version else "0.0.0",
    }
