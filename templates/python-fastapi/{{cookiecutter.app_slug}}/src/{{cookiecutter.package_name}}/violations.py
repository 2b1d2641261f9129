"""What the database refuses, told apart: whose fault it is, and which field it is about."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.exc import DBAPIError

from .db import Base

_KINDS = {"23505": "unique", "23503": "reference"}
_SQLITE = {"UNIQUE constraint failed": "unique", "FOREIGN KEY constraint failed": "reference"}


@dataclass(frozen=True)
class Violation:
    """A refusal: `unique`, `reference` (to or from another row) or `value`, and the fields that it is about, if known."""

    kind: str
    fields: tuple[str, ...] = ()


def violation_of(error: DBAPIError) -> Violation:
    """What a database says of itself when it refuses a change."""
    said = str(error.orig)
    head, _, columns = said.partition(": ")
    if head in _SQLITE:
        return Violation(
            _SQLITE[head], tuple(name.rpartition(".")[2] for name in columns.split(", ") if name)
        )
    diagnosis = getattr(error.orig, "diag", None)
    name = getattr(diagnosis, "constraint_name", None)
    kind = _KINDS.get(getattr(error.orig, "sqlstate", None) or "", "value")
    return Violation(kind, tuple(_columns(str(name))) if name else ())


def _columns(name: str) -> Iterator[str]:
    """The columns of the constraint with this name, or of the unique index."""
    for table in Base.metadata.tables.values():
        for constraint in table.constraints:
            if isinstance(constraint, UniqueConstraint | ForeignKeyConstraint) and constraint.name == name:
                yield from (column.name for column in constraint.columns)
        for index in table.indexes:
            if index.unique and index.name == name:
                yield from (column.name for column in index.columns)
