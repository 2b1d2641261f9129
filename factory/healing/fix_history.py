"""What repaired which failure in this project: a small file, read when healing begins, written when a fix helped."""

from __future__ import annotations

import json
from pathlib import Path

from mity.reading import read_bytes
from mity.system.files import sweep, write_atomic
from mity.text.data import parse_json

MEMORY = ".mity/memory.json"
_MOST = 500


class FixHistory:
    """Fingerprint to the rule that repaired it last. A damaged file counts as empty."""

    def __init__(self, project: Path) -> None:
        self._path = project / MEMORY

    def recall(self, fingerprint: str) -> str:
        """The rule that repaired this failure here before, or an empty string."""
        return self._read().get(fingerprint, "")

    def learn(self, fingerprint: str, rule: str) -> None:
        """Remembers a rule; the oldest of more than 500 entries goes. Raises StorageError."""
        entries = self._read()
        entries.pop(fingerprint, None)
        entries[fingerprint] = rule
        kept = dict(list(entries.items())[-_MOST:])
        self._path.parent.mkdir(parents=True, exist_ok=True)
        sweep(self._path.parent, "")  # other runs may be writing it
        data = (json.dumps({"schema": 1, "mended": kept}, indent=2) + "\n").encode()
        write_atomic(self._path, data, durable=False, private=True)

    def _read(self) -> dict[str, str]:
        try:
            data = parse_json(read_bytes(self._path))
            return {str(k): str(v) for k, v in data["mended"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}
