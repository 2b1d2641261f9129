"""A table or column that the models define and the database lacks."""

from __future__ import annotations

import re

from mity.agents.project_files import files
from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext, Rule

_TRIGGER = re.compile(
    r"no such (?P<kind>table|column): (?P<name>[\w.]+)"
    r"|(?:relation|table|column|Table) [\"'](?P<other>[\w.]+)[\"'] (?:of relation \S+ )?(?:does not|doesn't) exist"
)


class PendingMigration(Rule):
    """Reports the command that updates a development database. mity never changes databases."""

    id = "pending-migration"
    title = "migrate the development database"

    def propose(self, failure: FailureContext) -> Proposal | None:
        found = _TRIGGER.search(failure.output)
        if found is None:
            return None
        name = (found["name"] or found["other"]).split(".")[-1]
        what = f"the database has no {found['kind'] or 'table or column'} '{name}'"
        versions = [path for path in files(failure, ".py") if "/versions/" in path]
        if not versions and not any((failure.root / place).exists() for place in ("alembic.ini", "migrations/env.py")):
            return Advice(f"{what}: create it; the project has no migrations")
        if any(re.search(rf"\b{re.escape(name)}\b", failure.read(path) or "") for path in versions):
            return Advice(
                f"{what}, but a migration creates it: apply the migration to the development database",
                "alembic upgrade head",
            )
        make = f'alembic revision --autogenerate -m "add {name}" && alembic upgrade head'
        return Advice(
            f"{what}, and no migration creates it: generate one, review it, then run alembic upgrade head", make
        )
