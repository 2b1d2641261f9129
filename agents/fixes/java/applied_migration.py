"""A database whose history and the migrations of the project do not agree: nothing is edited, nothing is dropped."""

from __future__ import annotations

import re

from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext, Rule

_CHANGED = re.compile(r"Migration checksum mismatch for migration version (?P<version>[\w.]+)")
_TWICE = re.compile(r"Found more than one migration with version (?P<version>[\w.]+)")


class AppliedMigration(Rule):
    """Says which migration it is."""

    id = "applied-migration"
    title = "report the migration that does not match the database"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if found := _TWICE.search(failure.output):
            return Advice(
                f"two migrations have the version {found['version']}: give the one not yet applied the next number"
            )
        if found := _CHANGED.search(failure.output):
            said = f"migration {found['version']} was changed after it was applied"
            return Advice(f"{said}: restore it and write a new one", "git log -p -- src/main/resources/db/migration")
        return None
