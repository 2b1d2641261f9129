<% import "parts/types.py" as types with context %>
<% set old = {"ref": "sa.Integer()", "float": "sa.Float()", "decimal": "sa.BigInteger()"} %>
"""Brings the table of <[ feature.many.human ]> to what version 2 of its templates makes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision: str = "<[ "%04d" | format(migration.number) ]>"
down_revision: str | Sequence[str] | None = <[ (migration.previous or none) | py ]>
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


@contextmanager
def _foreign_keys_off() -> Iterator[None]:
    """SQLite makes the table anew, and dropping the old one would touch the rows that refer to it."""
    bind = op.get_bind()
    if bind.dialect.name != "sqlite":
        yield
        return
    bind.connection.commit()  # within a transaction the pragma says nothing
    bind.exec_driver_sql("PRAGMA foreign_keys = OFF")
    try:
        yield
        bind.connection.commit()
    finally:
        bind.connection.rollback()
        bind.exec_driver_sql("PRAGMA foreign_keys = ON")


def upgrade() -> None:
    """Applies the change; rows that are there begin with the version 1."""
    with _foreign_keys_off(), op.batch_alter_table("<[ feature.many.snake ]>") as table:
        table.add_column(sa.Column("row_version", sa.Integer(), nullable=False, server_default="1"))
        if op.get_context().dialect.name != "sqlite":
            table.alter_column("id", existing_type=sa.Integer(), type_=sa.BigInteger(), existing_nullable=False)
<% for f in feature.fields if f.type in old %>
        table.alter_column(
            "<[ f.wire.snake ]>",
            existing_type=<[ old[f.type] ]>,
            type_=<[ types.column(f, "sa.") ]>,
            existing_nullable=<[ f.optional | py ]>,
        )
<% endfor %>
<% for f in feature.fields if f.type == "decimal" %>
    # decimals were whole numbers of their last place
    op.execute('UPDATE <[ feature.many.snake ]> SET "<[ f.wire.snake ]>" = "<[ f.wire.snake ]>" / 1<[ "0" * f.places ]>.0')
<% endfor %>


def downgrade() -> None:
    """Takes the change back."""
<% for f in feature.fields if f.type == "decimal" %>
    op.execute('UPDATE <[ feature.many.snake ]> SET "<[ f.wire.snake ]>" = round("<[ f.wire.snake ]>" * 1<[ "0" * f.places ]>)')
<% endfor %>
    with _foreign_keys_off(), op.batch_alter_table("<[ feature.many.snake ]>") as table:
<% for f in feature.fields | reverse if f.type in old %>
        table.alter_column(
            "<[ f.wire.snake ]>",
            existing_type=<[ types.column(f, "sa.") ]>,
            type_=<[ old[f.type] ]>,
            existing_nullable=<[ f.optional | py ]>,
        )
<% endfor %>
        if op.get_context().dialect.name != "sqlite":
            table.alter_column("id", existing_type=sa.BigInteger(), type_=sa.Integer(), existing_nullable=False)
        table.drop_column("row_version")
