"""What an application knows of its origin: `.mity/app.json` and the digests in `.mity/ownership.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mity.reading import read_bytes
from mity.system.files import check_unlinked, write_atomic
from mity.text.data import parse_json

APP_FILE = ".mity/app.json"
OWNERSHIP_FILE = ".mity/ownership.json"
BASES_FILE = ".mity/bases.json"
STACK_FILE = ".mity/stack.yaml"


def read_app(project: Path) -> dict[str, Any]:
    """What mity wrote about an application it made: name, stack, template, answers, run; empty for other projects."""
    try:
        data = parse_json(read_bytes(project / APP_FILE))
    except (OSError, ValueError):
        return {}
    if not isinstance(data, dict):
        return {}
    answers = data.get("answers")
    plain = {name: value for name, value in answers.items() if _is_plain(value)} if isinstance(answers, dict) else {}
    return {**data, "answers": plain}


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float)


def owned_digests(project: Path) -> dict[str, str]:
    """The files that mity generated in a project, with the SHA-256 they had then; empty for other projects."""
    try:
        files = parse_json(read_bytes(project / OWNERSHIP_FILE))["files"]
        return {str(path): str(entry["sha256"]) for path, entry in files.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def write_app(project: Path, record: Mapping[str, Any]) -> None:
    """Writes what `read_app` reads. Raises StorageError."""
    _write(project / APP_FILE, {"schema": 1, **record})


def write_owned(project: Path, digests: Mapping[str, str], template: str) -> None:
    """Writes what `owned_digests` reads, for files that all come from `template`. Raises StorageError."""
    files = {path: {"template": template, "sha256": digest} for path, digest in digests.items()}
    _write(project / OWNERSHIP_FILE, {"schema": 1, "files": files})


def _write(path: Path, data: Mapping[str, Any]) -> None:
    check_unlinked(path.parent)
    write_atomic(path, (json.dumps(data, indent=2, sort_keys=True) + "\n").encode(), durable=False)
