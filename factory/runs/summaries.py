"""A line for each run of a workspace, without reading again what has not changed since it was read last."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from mity.errors import StorageError
from mity.reading import read_bytes
from mity.system.files import private_folder, write_atomic

Json = dict[str, Any]
_FORM = 2
_MOST = 1 << 28
_WORTH = 50
"""How many runs take so long to read that they are remembered."""
_JOURNAL = ".journal.jsonl"


class Summaries:
    """The summaries of the documents in `folder`, remembered in the user's cache, which no project can write.

    A summary that can be remembered has just the `fields`, in their order. A remembered one counts while its file is
    the same by inode, size and both times, and no journal is beside it.
    """

    def __init__(
        self, folder: Path, summary: Callable[[Path], Json], fields: Sequence[str], cache: Path | None = None
    ) -> None:
        self._folder = folder
        self._summary = summary
        self._fields = list(fields)
        name = hashlib.sha256(os.fsencode(folder.absolute())).hexdigest()[:32]
        self._cache = (cache or _of_user()) / f"{name}.json"

    def of(self, documents: list[str]) -> list[Json]:
        """The summary of each document, by their names, in their order."""
        seen, folder = self._look(), os.path.join(self._folder, "")  # noqa: PTH118 - joined once for all
        known, rows, fresh = self._known(), [], {}
        for name in documents:
            marks, old = seen.get(name), known.get(name)
            if old is not None and old[0] == marks:
                row = dict(zip(self._fields, old[1], strict=True))
            else:
                row = self._summary(self._folder / name)
                old = [marks, [*row.values()]] if marks is not None and [*row] == self._fields else None
            if old is not None:
                fresh[name] = old
            row["path"] = f"{folder}{name}"
            rows.append(row)
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
        """By the name of each document its marks and the values of the fields."""
        try:
            data = json.loads(read_bytes(self._cache, _MOST))
            rows = data["rows"] if (data["form"], data["fields"]) == (_FORM, self._fields) else {}
            width = len(self._fields)
            if not all(isinstance(values, list) and len(values) == width for _, values in rows.values()):
                return {}
            return dict(rows)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return {}

    def _keep(self, rows: dict[str, list[Any]]) -> None:
        try:
            private_folder(self._cache.parent)
            data = json.dumps({"form": _FORM, "folder": str(self._folder), "fields": self._fields, "rows": rows})
            write_atomic(self._cache, data.encode("utf-8", "backslashreplace"), durable=False, private=True)
        except (OSError, StorageError):
            return  # it is a matter of speed only


def _of_user() -> Path:
    from platformdirs import user_cache_path  # a tenth of the start of a run, which reads no summaries

    return user_cache_path("mity") / "runs"
