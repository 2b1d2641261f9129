"""Files that commands make on the way and that are no part of a project which does not keep them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from mity.system.files import inside, storage_error


@contextmanager
def passing(project: Path, names: Iterable[str]) -> Iterator[None]:
    """Within it commands may make files of these names; those that were not there before are gone afterwards.

    Raises StorageError.
    """
    absent = [project / name for name in names if not (project / name).exists()]
    try:
        yield
    finally:
        try:
            for path in absent:
                if inside(project, path.parent):  # a command may have made its folder a link
                    path.unlink(missing_ok=True)
        except OSError as error:
            raise storage_error("remove what the commands left in", project, error) from error
