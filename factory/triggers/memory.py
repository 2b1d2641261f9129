"""What a watcher remembers from one look to the next, in one file that is replaced as a whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mity.reading import read_bytes
from mity.system.files import storage_error, write_atomic
from mity.text.data import parse_json
from mity.text.records import dataclass, field

Json = dict[str, Any]


@dataclass(slots=True)
class Memory:
    """What is remembered.

    `files` has the id of the content of each file that fits `globs`, `times` when each schedule was last looked at
    (seconds since 1970), `runs` the state of each run that was not over; `newest` is the number of the newest run that
    was seen. `looks` counts the looks that found a change. `first` and `first_runs` are true before the first look.
    """

    path: Path
    files: dict[str, str] = field(default_factory=dict)
    globs: list[str] = field(default_factory=list)
    times: dict[str, float] = field(default_factory=dict)
    runs: dict[str, str] = field(default_factory=dict)
    newest: int = -1
    looks: int = 0
    first: bool = True
    first_runs: bool = True

    @classmethod
    def load(cls, path: Path) -> Memory:
        """What was saved; one that is damaged counts as none. Raises StorageError."""
        try:
            row = parse_json(read_bytes(path, 64 << 20))
            return cls(
                path,
                {str(name): str(value) for name, value in row["files"].items()},
                [str(one) for one in row["globs"]],
                {str(name): float(value) for name, value in row["times"].items()},
                {str(name): str(value) for name, value in row["runs"].items()},
                int(row["newest"]),
                int(row["looks"]),
                bool(row["first"]),
                bool(row["first_runs"]),
            )
        except FileNotFoundError:
            return cls(path)
        except OSError as error:
            raise storage_error("read", path, error) from error
        except (ValueError, KeyError, TypeError, AttributeError):
            return cls(path)

    def save(self) -> None:
        """Writes it down. Raises StorageError."""
        names = ("files", "globs", "times", "runs", "newest", "looks", "first", "first_runs")
        data = {name: getattr(self, name) for name in names}
        write_atomic(self.path, json.dumps(data).encode(), private=True)
