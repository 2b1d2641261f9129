"""The files of a project that scanners look at, and which of them a row means."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from mity.changes.protected import matches
from mity.changes.snapshot import own_ignore
from mity.reading import read_bytes
from mity.stacks.command_spec import Marker
from mity.system.files import storage_error
from mity.system.trees import tree
from mity.text.records import dataclass

INSTALLED = (".venv", "venv", "node_modules", ".tox", ".nox", ".gradle", ".terraform", ".hypothesis")
"""Folders of what others wrote, wherever they are, and of caches."""
_READ = 1 << 20


@dataclass(frozen=True, slots=True)
class ProjectFiles:
    """The project at `root`, and its regular files as relative paths: not what git ignores, or what is installed.

    `excluded` is how many files the settings leave out.
    """

    root: Path
    names: tuple[str, ...]
    excluded: int = 0

    def having(self, marker: Marker) -> list[str]:
        """The files that fit a marker; of folders of what is installed also those, and folders in them."""
        if marker.file.partition("/")[0] in INSTALLED:
            return sorted(path.relative_to(self.root).as_posix() for path in self.root.glob(marker.file))
        found = [name for name in self.names if matches(name, (marker.file,))]
        return [name for name in found if not marker.contains or self._holds(name, marker.contains)]

    def any(self, markers: Iterable[Marker]) -> bool:
        """Whether something fits one of the markers."""
        return any(self.having(one) for one in markers)

    def matching(self, globs: tuple[str, ...]) -> list[str]:
        """The files that one of the globs fits."""
        return [name for name in self.names if matches(name, globs)]

    def _holds(self, name: str, pattern: str) -> bool:
        try:
            text = read_bytes(self.root / name).decode("utf-8", "replace")
        except OSError:
            return False
        return re.search(pattern, text[:_READ], re.MULTILINE) is not None


def project_files(root: Path, exclude: Iterable[str] = (), ignore: Iterable[str] = ()) -> ProjectFiles:
    """The files of a project without those that match a glob of `exclude`; `ignore` counts where there is no git.

    Raises StorageError.
    """
    from mity.system.git import Repository  # slow to load

    repository, globs = Repository(root), tuple(exclude)
    skipped = own_ignore((*INSTALLED, *(() if repository.exists() else ignore)))
    try:
        found = [str(path) for path in tree(root, skipped)]
        ignored = repository.ignored()
        files, folders = frozenset(ignored), tuple(one for one in ignored if one.endswith("/"))
        names = [name for name in found if name not in files and not name.startswith(folders)]
        regular = [name for name in names if _regular(root / name)]
        kept = [name for name in regular if not (globs and matches(name, globs))]
    except OSError as error:
        raise storage_error("read the files of", root, error) from error
    return ProjectFiles(root, tuple(kept), len(regular) - len(kept))


def _regular(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()
