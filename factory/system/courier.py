"""A repository of a moment that speaks with the forge in the place of a clone.

The code of a clone ran in it and may have changed the settings of its git, which could send what is pushed, and the
token with it, anywhere. This one has the objects of the clone and none of its settings.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from mity.errors import MityError
from mity.system.files import storage_error
from mity.system.scratch import Scratch

_REF = re.compile(r"(?P<sha>[0-9a-f]{40}(?:[0-9a-f]{24})?) (?P<name>refs/mity/[A-Za-z0-9._-]+)")


@contextmanager
def courier(objects: Path, known: str, init: Callable[[Path], None]) -> Iterator[tuple[Path, dict[str, str]]]:
    """A bare repository for the time of a `with` block: its folder, and the variables by which git works in it.

    It reads and writes `objects`, where there is such a folder. `known` names the commits that are there, a line each:
    hash and reference. `init` makes a bare repository in a folder. Raises StorageError, and what `init` raises.
    """
    try:
        with Scratch("courier") as folder:
            init(folder)
            lines = [f"{one['sha']} {one['name']}\n" for line in known.splitlines() if (one := _REF.fullmatch(line))]
            (folder / "packed-refs").write_text("".join(lines), encoding="ascii")
            store = {"GIT_OBJECT_DIRECTORY": str(objects)} if objects.is_dir() else {}
            yield folder, {"GIT_DIR": str(folder), **store}
    except MityError:
        raise
    except OSError as error:
        raise storage_error("write", Path(tempfile.gettempdir()), error) from error
