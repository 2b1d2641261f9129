"""What a run changed elsewhere, brought back into the folder that it came from."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from mity.engines.belonging import belongs, of_one_machine
from mity.engines.blobs import Blobs
from mity.engines.content import Content, ignored_below
from mity.engines.manifest import LINK, Manifest
from mity.engines.walk import walk
from mity.engines.writing import behind_no_link, write_files, write_plain_config
from mity.system.files import inside, storage_error


def bring_back(
    root: Path, base: Manifest, result: Manifest, blobs: Blobs, run_id: str, application: str = ""
) -> list[str]:
    """Writes what a run changed elsewhere into the folder that it came from; the paths that stayed as they are.

    A file that was changed here meanwhile stays, and so does what git itself starts; a repository that is new here
    gets its settings without that. `application` is the folder of the run's own application below `root`. Raises
    EngineError, StorageError.
    """
    try:
        found = walk(root, run_id, frozenset())
        both = [path for path in {**base, **result} if not of_one_machine(path)]
        changed_there = [path for path in both if base.get(path) != result.get(path)]
        own = _Ignored(root, changed_there, run_id)
        wanted = [path for path in changed_there if _may_come(root, path, base, result, run_id, application)]
        wanted = [path for path in wanted if not own.has(path)]
        mine = Content(root, run_id, blobs)
        ours = {path: mine.item(path, found[path]) if path in found else None for path in wanted}
        stayed = [path for path in wanted if ours[path] not in (base.get(path), result.get(path))]
        new = _new_repositories(root, base, result)
        stayed += [path for path in set(changed_there).difference(wanted) if not _of_new(path, new)]
        changed = [path for path in wanted if path not in stayed and ours[path] != result.get(path)]
        for path in changed:
            if path not in result and inside(root, (root / path).parent):
                (root / path).unlink(missing_ok=True)
    except OSError as error:
        raise storage_error("write", root, error) from error
    write_files(root, {path: result[path] for path in changed if path in result}, blobs)
    for folder in new:
        if (config := result.get(f"{folder}/config")) is not None and config.kind != LINK:
            write_plain_config(root, f"{folder}/config", blobs.get(config.name))
    return sorted(stayed)


def _new_repositories(root: Path, base: Manifest, result: Manifest) -> list[str]:
    """The `.git` folders that a run made elsewhere and that are not here."""
    made, before = ({_git_folder(path) for path in files} - {""} for files in (result, base))
    return [one for one in sorted(made - before) if f"{one}/HEAD" in result and not os.path.lexists(root / one)]


def _git_folder(path: str) -> str:
    parts = PurePosixPath(path).parts
    return "/".join(parts[: parts.index(".git") + 1]) if ".git" in parts else ""


def _of_new(path: str, repositories: Iterable[str]) -> bool:
    """Whether a path is what git puts into each repository that it makes: settings, a description, samples of hooks."""
    inner = next((path.removeprefix(f"{one}/") for one in repositories if path.startswith(f"{one}/")), "")
    return inner in ("config", "description", "info/exclude") or (
        inner.startswith("hooks/") and inner.endswith(".sample")
    )


class _Ignored:
    """What git ignores in a folder, which goes with no run; only what is there where a run changed the rules."""

    def __init__(self, root: Path, changed: Iterable[str], run_id: str) -> None:
        self._root = root
        self._there = any(PurePosixPath(path).name == ".gitignore" for path in changed)
        self._paths = ignored_below(root, run_id)

    def has(self, path: str) -> bool:
        """Whether a path is ignored here, or lies in a folder that is."""
        if self._there and not os.path.lexists(self._root / path):
            return False
        above = (f"{folder}/" for folder in PurePosixPath(path).parents)
        return path in self._paths or any(folder in self._paths for folder in above)


def _may_come(root: Path, path: str, base: Manifest, result: Manifest, run_id: str, application: str) -> bool:
    """Whether another machine may change a file here: it goes with runs, and lies behind no link."""
    items = [one for one in (base.get(path), result.get(path)) if one is not None]
    return all(
        belongs(path, run_id, link=one.kind == LINK, application=application) for one in items
    ) and behind_no_link(root, path)
