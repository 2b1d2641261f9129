"""Values that are too large for the log: kept by their digest in `.mity/artifacts`, with a reference in the log."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from mity.errors import MityError
from mity.reading import read_bytes
from mity.system.files import ignored_folder, storage_error, sweep, write_atomic
from mity.text.patterns import regex
from mity.workflow.values import written

LARGE = 64_000
"""Bytes of a value; a longer one is kept by its digest."""
ARTIFACTS = ".mity/artifacts"
REFERENCE = "$artifact"
_ALL_LARGE = 1_000_000
"""Bytes of all values of a step; where they are longer together, those of `_SMALL` bytes and more are kept too."""
_SMALL = 1_000
_MOST = 1 << 29
_DIGEST = regex(r"[0-9a-f]{64}")
_NAMED = regex(rb'"\$artifact": ?"([0-9a-f]{64})"')
_SWEPT = ".swept"
_DAY_S = 86_400.0
_TURN = threading.Lock()


def kept(outputs: Mapping[str, Any], workspace: Path) -> dict[str, Any]:
    """The values with a reference in the place of each large one, which is kept below the workspace.

    Raises StorageError.
    """
    sizes = {name: len(_bytes(value)) for name, value in outputs.items()}
    least = LARGE if sum(size for size in sizes.values() if size <= LARGE) <= _ALL_LARGE else _SMALL
    return {name: value if sizes[name] <= least else _kept(value, workspace) for name, value in outputs.items()}


def _kept(value: Any, workspace: Path) -> Any:
    data = _bytes(value)
    name, folder = hashlib.sha256(data).hexdigest(), workspace / ARTIFACTS
    with _TURN:  # steps that run at once may give the same value
        try:
            ignored_folder(folder)
        except OSError as error:
            raise storage_error("make", folder, error) from error
        write_atomic(folder / name, data, private=True)
    form = {} if isinstance(value, str) else {"json": True}
    return {REFERENCE: name, "size": len(data), **form}


def _bytes(value: Any) -> bytes:
    """A value as it is kept; a part of an odd file name is no Unicode."""
    return written(value).encode("utf-8", "surrogatepass")


def load_output(value: Any, workspace: Path) -> Any:
    """A value as the step gave it: what a reference stands for, also within lists; any other value as it is.

    Raises MityError when what was kept is gone or is not what it was.
    """
    if isinstance(value, list):
        if any(isinstance(one, dict | list) for one in value):
            return [load_output(one, workspace) for one in value]
        return value
    name = value.get(REFERENCE) if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(name, str) or not _DIGEST.fullmatch(name):
        return value
    found = _read(workspace / ARTIFACTS / name, value)
    return load_output(found, workspace) if isinstance(found, list) else found


def load_outputs(values: Iterable[tuple[str, Any]], workspace: Path) -> dict[str, Any]:
    """All of some values as their steps gave them. Raises MityError."""
    return {name: load_output(value, workspace) for name, value in values}


def _read(path: Path, reference: Mapping[str, Any]) -> Any:
    try:
        stat = path.lstat()
        return _content(path, bool(reference.get("json")), stat.st_mtime_ns, stat.st_size)
    except OSError as error:
        raise MityError(
            f"a value of {reference.get('size')} bytes is not in {path} any more: run the step again that gave it"
            " (`mity resume RUN --from STEP`)"
        ) from error


@lru_cache(maxsize=4)
def _content(path: Path, is_json: bool, changed: int, size: int) -> Any:
    """What a file holds; what it was last is remembered, as long as the file is the same. Raises OSError, MityError."""
    data = read_bytes(path)
    if hashlib.sha256(data).hexdigest() != path.name:
        raise MityError(
            f"{path} is not what the step gave: remove it and run that step again (`mity resume RUN --from STEP`)"
        )
    return json.loads(data) if is_json else data.decode("utf-8", "surrogatepass")


def sweep_artifacts(workspace: Path, logs: Path) -> None:
    """Removes values that no log names any more and that are older than a day; looks once a day. Never raises."""
    folder = workspace / ARTIFACTS
    mark, now = folder / _SWEPT, time.time()
    with suppress(OSError):
        if not folder.is_dir() or (mark.exists() and now - mark.stat().st_mtime < _DAY_S):
            return
        ignored_folder(folder)
        mark.touch()
        sweep(folder, "")
        old = {one for one in folder.iterdir() if _DIGEST.fullmatch(one.name) and now - one.stat().st_mtime > _DAY_S}
        if old:
            _remove(old, {path.name for path in folder.iterdir()} - {one.name for one in old}, folder, logs)


def _remove(old: set[Path], young: set[str], folder: Path, logs: Path) -> None:
    """Removes what is old and named neither by a log nor by a value that stays."""
    named = {name for path in logs.rglob("*.json*") for name in _names(path)}
    todo = [*young, *named]
    while todo:
        inner = set(_names(folder / todo.pop())) - named
        named |= inner
        todo += inner
    for path in old:
        if path.name not in named:
            with suppress(OSError):
                path.unlink()


def _names(path: Path) -> Iterator[str]:
    """The values that a file names. Raises OSError: where one cannot be read, nothing is removed."""
    with suppress(FileNotFoundError):
        yield from (name.decode() for name in _NAMED.findall(read_bytes(path, _MOST)))
