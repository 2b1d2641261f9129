"""What a run changed elsewhere, brought back into the folder that it came from."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from mity.engines.belonging import belongs, of_one_machine
from mity.engines.blobs import Blobs
from mity.engines.content import Content
from mity.engines.manifest import LINK, Manifest
from mity.engines.walk import walk
from mity.engines.writing import behind_no_link, write_files
from mity.system.files import inside, storage_error
from mity.system.git import Repository


def bring_back(root: Path, base: Manifest, result: Manifest, blobs: Blobs, run_id: str) -> list[str]:
    """Writes what a run changed elsewhere into the folder that it came from; the paths that stayed as they are.

    A file that was changed here meanwhile stays, and so does what git itself starts. Raises EngineError, StorageError.
    """
    try:
        found = walk(root, run_id, frozenset())
        both = [path for path in {**base, **result} if not of_one_machine(path)]
        changed_there = [path for path in both if base.get(path) != result.get(path)]
        own = _Ignored(root, changed_there)
        wanted = [path for path in changed_there if _may_come(root, path, base, result, run_id)]
        wanted = [path for path in wanted if not own.has(path)]
        mine = Content(root, run_id, blobs)
        ours = {path: mine.item(path, found[path]) if path in found else None for path in wanted}
        stayed = [path for path in wanted if ours[path] not in (base.get(path), result.get(path))]
        stayed += set(changed_there).difference(wanted)
        changed = [path for path in wanted if path not in stayed and ours[path] != result.get(path)]
        for path in changed:
            if path not in result and inside(root, (root / path).parent):
                (root / path).unlink(missing_ok=True)
    except OSError as error:
        raise storage_error("write", root, error) from error
    write_files(root, {path: result[path] for path in changed if path in result}, blobs)
    return sorted(stayed)


class _Ignored:
    """What git ignores in a folder, which goes with no run; only what is there where a run changed the rules."""

    def __init__(self, root: Path, changed: Iterable[str]) -> None:
        self._root = root
        self._there = any(PurePosixPath(path).name == ".gitignore" for path in changed)
        self._paths = frozenset(path for path in Repository(root).ignored() if not path.startswith(".mity/"))

    def has(self, path: str) -> bool:
        """Whether a path is ignored here, or lies in a folder that is."""
        if self._there and not os.path.lexists(self._root / path):
            return False
        above = (f"{folder}/" for folder in PurePosixPath(path).parents)
        return path in self._paths or any(folder in self._paths for folder in above)


def _may_come(root: Path, path: str, base: Manifest, result: Manifest, run_id: str) -> bool:
    """Whether another machine may change a file here: it goes with runs, and lies behind no link."""
    items = [one for one in (base.get(path), result.get(path)) if one is not None]
    return all(belongs(path, run_id, link=one.kind == LINK) for one in items) and behind_no_link(root, path)
