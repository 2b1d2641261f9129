"""A line for each run of a workspace, without reading again what has not changed since it was read last."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import platformdirs

from mity.errors import StorageError
from mity.reading import read_bytes
from mity.system.files import private_folder, write_atomic

Json = dict[str, Any]
_FORM = 1
_MOST = 1 << 28
_WORTH = 50
"""How many runs take so long to read that they are remembered."""
_JOURNAL = ".journal.jsonl"


class Summaries:
    """The summaries of the documents in `folder`, remembered in the user's cache, which no project can write.

    A remembered one counts while its file is the same by inode, size and both times, and no journal is beside it.
    """

    def __init__(self, folder: Path, summary: Callable[[Path], Json], cache: Path | None = None) -> None:
        self._folder = folder
        self._summary = summary
        name = hashlib.sha256(os.fsencode(folder.absolute())).hexdigest()[:32]
        self._cache = (cache or Path(platformdirs.user_cache_dir("mity")) / "runs") / f"{name}.json"

    def of(self, documents: list[Path]) -> list[Json]:
        """The summary of each document, in their order."""
        seen, folder = self._look(), os.path.join(self._folder, "")  # noqa: PTH118 - joined once for all
        known, rows, fresh = self._known(), [], {}
        for path in documents:
            name = path.name
            marks, old = seen.get(name), known.get(name)
            if old is None or old[0] != marks:
                old = [marks, self._summary(path)]
            rows.append({**old[1], "path": f"{folder}{name}"})
            if marks is not None and "error" not in old[1]:
                fresh[name] = old
        if len(fresh) >= _WORTH and fresh != known:
            self._keep(fresh)
        return rows

    def _look(self) -> dict[str, list[int]]:
        """What tells each document from another state of it; those that have a journal are left out."""
        seen: dict[str, list[int]] = {}
        under_way: set[str] = set()
        try:
            with os.scandir(self._folder) as entries:
                for entry in entries:
                    if entry.name.endswith(".json"):
                        info = entry.stat()
                        seen[entry.name] = [info.st_ino, info.st_size, info.st_mtime_ns, info.st_ctime_ns]
                    elif entry.name.endswith(_JOURNAL):
                        under_way.add(entry.name.removesuffix(_JOURNAL))
        except OSError:  # a document that went meanwhile: nothing is remembered this time
            return {}
        return {name: marks for name, marks in seen.items() if name.removesuffix(".json") not in under_way}

    def _known(self) -> dict[str, list[Any]]:
        try:
            data = json.loads(read_bytes(self._cache, _MOST))
            rows = data["rows"] if data["form"] == _FORM else {}
            if not all(isinstance(row, dict) for _, row in rows.values()):
                return {}
            return dict(rows)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return {}

    def _keep(self, rows: dict[str, list[Any]]) -> None:
        try:
            private_folder(self._cache.parent)
            data = json.dumps({"form": _FORM, "folder": str(self._folder), "rows": rows})
            write_atomic(self._cache, data.encode("utf-8", "backslashreplace"), durable=False, private=True)
        except (OSError, StorageError):
            return  # it is a matter of speed only
