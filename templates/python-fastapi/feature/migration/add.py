<% import "parts/types.py" as types with context %>
"""Widens the table of <[ feature.many.human ]>."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "<[ "%04d" | format(migration.number) ]>"
down_revision: str | Sequence[str] | None = <[ (migration.previous or none) | py ]>
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Applies the change; what is stored already gets the defaults."""
<% if migration.fields | rejectattr("is_many") | list %>
    with op.batch_alter_table("<[ feature.many.snake ]>") as table:
<% for f in migration.fields if not f.is_many %>
        table.add_column(sa.Column("<[ f.wire.snake ]>", <[ types.column(f, "sa.") ]>, nullable=<[ f.optional | py ]><% if f.has_default %>, server_default=<% if f.type == "bool" %>sa.<[ "true" if f.default else "false" ]>()<% else %><[ f.default | string | json ]><% endif %><% endif %>))
<% if f.is_ref %>
        table.create_foreign_key(
            op.f("fk_<[ feature.many.snake ]>_<[ f.wire.snake ]>_<[ f.to.many.snake ]>"),
            "<[ f.to.many.snake ]>",
            ["<[ f.wire.snake ]>"],
            ["id"],
<% if f.on_delete != "restrict" %>
            ondelete="<[ f.on_delete.replace("_", " ").upper() ]>",
<% endif %>
        )
<% endif %>
<% if f.unique and not feature.soft %>
        table.create_unique_constraint(op.f("uq_<[ feature.many.snake ]>_<[ f.wire.snake ]>"), ["<[ f.wire.snake ]>"])
<% elif f.index %>
        table.create_index(op.f("ix_<[ feature.many.snake ]>_<[ f.wire.snake ]>"), ["<[ f.wire.snake ]>"])
<% endif %>
<% endfor %>
<% endif %>
<% for f in migration.fields if f.unique and feature.soft %>
<[ types.among_living(feature, f) -]>
<% endfor %>
<% for f in migration.fields if f.is_many %>
<[ types.links(f) -]>
<% endfor %>


def downgrade() -> None:
    """Takes the change back."""
<% for f in migration.fields | reverse if f.is_many %>
<[ types.unlinks(f) -]>
<% endfor %>
<% for f in migration.fields | reverse if f.unique and feature.soft %>
    op.drop_index(op.f("uq_<[ feature.many.snake ]>_<[ f.wire.snake ]>"), table_name="<[ feature.many.snake ]>")
<% endfor %>
<% if migration.fields | rejectattr("is_many") | list %>
    with op.batch_alter_table("<[ feature.many.snake ]>") as table:
<% for f in migration.fields | reverse if not f.is_many %>
<% if f.index %>
        table.drop_index(op.f("ix_<[ feature.many.snake ]>_<[ f.wire.snake ]>"))
<% elif f.unique and not feature.soft %>
        table.drop_constraint(op.f("uq_<[ feature.many.snake ]>_<[ f.wire.snake ]>"), type_="unique")
<% endif %>
<% if f.is_ref %>
        table.drop_constraint(
            op.f("fk_<[ feature.many.snake ]>_<[ f.wire.snake ]>_<[ f.to.many.snake ]>"), type_="foreignkey"
        )
<% endif %>
        table.drop_column("<[ f.wire.snake ]>")
<% endfor %>
<% endif %>
