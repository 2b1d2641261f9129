"""Files that commands are to make: exit code 0 is no evidence, a file that was not there before is."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mity.errors import StorageError
from mity.services.services import CACHE
from mity.system.files import check_unlinked, ignored_folder, inside, storage_error
from mity.system.trees import digest

_ASIDE = "before-"
Fresh = list[dict[str, Any]]


def outputs(project: Path, patterns: Iterable[str]) -> list[Path]:
    """The regular files with something in them that match one of the patterns, within the project, by name.

    Links do not count, nor what lies behind one: it may be anything. Raises StorageError for a pattern that is none.
    """
    found: set[Path] = set()
    for pattern in patterns:
        try:
            matches = list(project.glob(pattern))
        except (ValueError, NotImplementedError) as error:
            raise StorageError(f"'{pattern}' names no files of {project}: {error}") from error
        found |= {path for path in matches if _regular(project, path)}
    return sorted(found)


@contextmanager
def moved_aside(project: Path, patterns: Iterable[str]) -> Iterator[None]:
    """Within it no earlier output is there, so that what is found afterwards was made meanwhile.

    An earlier output that was not made again comes back at the end. Raises StorageError.
    """
    cache = project / CACHE
    _hidden(cache)
    old = outputs(project, patterns)
    for left in cache.glob(f"{_ASIDE}*"):  # of a run that was killed
        shutil.rmtree(left, ignore_errors=True)
    if not old:
        _tidy(cache)
        yield
        return
    try:
        ignored_folder(cache)
        aside = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=cache))
        for path in old:
            place = aside / path.relative_to(project)
            place.parent.mkdir(parents=True, exist_ok=True)
            path.rename(place)
    except OSError as error:
        raise storage_error("move earlier outputs in", project, error) from error
    try:
        yield
    finally:
        for path in old:
            if not path.exists() and (aside / path.relative_to(project)).exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                (aside / path.relative_to(project)).rename(path)
        shutil.rmtree(aside, ignore_errors=True)
        _tidy(cache)


def _hidden(cache: Path) -> None:
    """Makes sure that git passes over a cache that is there, whoever made it."""
    check_unlinked(cache)
    try:
        if cache.is_dir():
            ignored_folder(cache)
    except OSError as error:
        raise storage_error("write", cache, error) from error


def _tidy(cache: Path) -> None:
    """Removes a folder in which there is nothing but the note by which git passes it over."""
    if cache.is_dir() and [path.name for path in cache.iterdir()] == [".gitignore"]:
        shutil.rmtree(cache, ignore_errors=True)


def described(project: Path, paths: Iterable[Path]) -> Fresh:
    """Path, size in bytes and SHA-256 of each file."""
    return [
        {"path": path.relative_to(project).as_posix(), "bytes": path.stat().st_size, "sha256": digest(path)}
        for path in paths
    ]


def _regular(project: Path, path: Path) -> bool:
    """Whether a path is a file of the project with something in it, reached through no link, and not moved aside."""
    if path.is_relative_to(project / CACHE) and path.relative_to(project / CACHE).parts[0].startswith(_ASIDE):
        return False
    return not path.is_symlink() and path.is_file() and path.stat().st_size > 0 and inside(project, path)
