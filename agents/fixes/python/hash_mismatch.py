"""A download that does not match its checksum in the lock file: mity never updates the lock over it."""

from __future__ import annotations

import re

from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext, Rule

_SAID = re.compile(r"[Hh]ash mismatch for [`']?([\w.-]+)|DO NOT MATCH THE HASHES")


class HashMismatch(Rule):
    """A person must find out whether the lock file was damaged or the download was tampered with."""

    id = "hash-mismatch"
    title = "explain a download that does not match its checksum"

    def propose(self, failure: FailureContext) -> Proposal | None:
        found = _SAID.search(failure.output)
        if found is None:
            return None
        name = found[1] or "a package"
        return Advice(
            f"{name} does not match the checksum in the lock file: find out who changed that file before you update it",
            "git log -p -- *.lock",
        )
