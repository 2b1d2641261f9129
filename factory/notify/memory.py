"""What channels have told of a run, beside its log: so that a process that goes on with it repeats nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mity.reading import read_bytes
from mity.system.files import ignored_folder, private_folder, write_atomic
from mity.text.data import parse_json

_MOST = 4 << 20
_LINES, _SEEN = 60, 5_000


class Memory:
    """What one channel has told of one run, kept in `<run>/notify-<channel>.json`."""

    def __init__(self, logs: Path, run: str, channel: str) -> None:
        name = hashlib.sha256(channel.encode()).hexdigest()[:12]
        self._logs = logs
        self._path = logs / run / f"notify-{name}.json"
        kept = self._read()
        self.sent = kept["sent"] if isinstance(kept.get("sent"), int) else 0
        self.lines = [str(one) for one in kept["lines"]] if isinstance(kept.get("lines"), list) else []
        self._seen = set(map(str, kept["seen"])) if isinstance(kept.get("seen"), list) else set()

    def knows(self, identity: str) -> bool:
        """Whether a line of that identity was sent."""
        return _digest(identity) in self._seen

    def keep(self, identities: Iterable[str], lines: Iterable[str]) -> None:
        """Records that one more message arrived. Raises StorageError, OSError."""
        self.sent += 1
        self.lines = [*self.lines, *lines][-_LINES:]
        if len(self._seen) < _SEEN:
            self._seen.update(map(_digest, identities))
        ignored_folder(self._logs)
        private_folder(self._path.parent)
        data = {"sent": self.sent, "lines": self.lines, "seen": sorted(self._seen)}
        write_atomic(self._path, json.dumps(data).encode(), durable=False, private=True)

    def _read(self) -> dict[str, Any]:
        try:
            data = parse_json(read_bytes(self._path, _MOST))
        except (OSError, ValueError):
            return {}
        return data if isinstance(data, dict) else {}


def _digest(identity: str) -> str:
    return hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()[:20]
