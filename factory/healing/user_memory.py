"""What this user's healings have shown, in any project: which rule repaired which failure, and how rules fare."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from platformdirs import user_state_path

from mity.errors import StorageError
from mity.healing.session import FixAttempt
from mity.reading import read_bytes
from mity.system.files import private_folder, write_atomic
from mity.text.data import parse_json
from mity.text.records import dataclass, field

_MOST = 2000
_WAIT_S = 2.0
VERDICTS = ("kept", "reverted", "rejected")


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How often a rule was tried, and what became of it."""

    rule: str
    kept: int = 0
    reverted: int = 0
    rejected: int = 0

    @property
    def tried(self) -> int:
        """How often it was tried."""
        return self.kept + self.reverted + self.rejected

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data."""
        counts = {verdict: getattr(self, verdict) for verdict in VERDICTS}
        return {"rule": self.rule, "tried": self.tried, **counts}


@dataclass(slots=True)
class _Known:
    """What the file says: fingerprint to rule, and rule to verdict to number."""

    mended: dict[str, str] = field(default_factory=dict)
    counts: dict[str, dict[str, int]] = field(default_factory=dict)


class UserMemory:
    """The file in the user's own state folder. A damaged one counts as empty; nothing fails because of it.

    It holds fingerprints, which name no project, and ids of rules.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.path = (folder or user_state_path("mity")) / "healing.json"

    def recall(self, fingerprint: str) -> str:
        """The rule whose fix for this failure held last, in any project; empty for none."""
        return self._read().mended.get(fingerprint, "")

    def counts(self) -> list[RuleCount]:
        """Every rule that was tried, those first that were tried most."""
        rows = [RuleCount(rule, **count) for rule, count in self._read().counts.items()]
        return sorted(rows, key=lambda row: (-row.tried, row.rule))

    def take(self, attempts: Iterable[FixAttempt]) -> None:
        """Takes in what became of the fixes of one healing; where the file cannot be written nothing is kept."""
        attempts = list(attempts)
        if not attempts:
            return
        with contextlib.suppress(OSError, StorageError, Timeout):
            private_folder(self.path.parent)
            with FileLock(f"{self.path}.lock", timeout=_WAIT_S):
                known = self._read()
                for attempt in attempts:
                    _learn(known, attempt)
                self._write(known)

    def _write(self, known: _Known) -> None:
        mended = dict(list(known.mended.items())[-_MOST:])
        data = {"schema": 1, "mended": mended, "rules": known.counts}
        write_atomic(self.path, (json.dumps(data, indent=2) + "\n").encode(), durable=False, private=True)

    def _read(self) -> _Known:
        try:
            data = parse_json(read_bytes(self.path))
            mended = {str(name): str(rule) for name, rule in data["mended"].items()}
            return _Known(mended, {str(rule): _numbers(row) for rule, row in data["rules"].items()})
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return _Known()


def _learn(known: _Known, attempt: FixAttempt) -> None:
    """Counts a fix; the one that held is remembered, and the one that did not is forgotten for this failure."""
    rule, fingerprint = attempt.fix.rule, attempt.diagnosis.fingerprint
    count = known.counts.setdefault(rule, dict.fromkeys(VERDICTS, 0))
    count[attempt.verdict] += 1
    if not fingerprint or attempt.fix.is_retry:
        return
    if attempt.verdict == "kept":
        known.mended.pop(fingerprint, None)  # the newest stands last
        known.mended[fingerprint] = rule
    elif known.mended.get(fingerprint) == rule:
        del known.mended[fingerprint]


def _numbers(row: Mapping[str, Any]) -> dict[str, int]:
    return {verdict: max(int(row.get(verdict, 0)), 0) for verdict in VERDICTS}
