<% import "parts/types.py" as types with context %>
"""Drops the table of <[ feature.many.human ]>."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "<[ "%04d" | format(migration.number) ]>"
down_revision: str | Sequence[str] | None = <[ (migration.previous or none) | py ]>
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Applies the change."""
<% for f in feature.manys | reverse %>
<[ types.unlinks(f) -]>
<% endfor %>
    op.drop_table("<[ feature.many.snake ]>")


def downgrade() -> None:
    """Makes the table again, empty."""
    op.create_table(
        "<[ feature.many.snake ]>",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
<% for f in feature.stored %>
        sa.Column("<[ f.wire.snake ]>", <[ types.column(f, "sa.") ]>, nullable=<[ f.optional | py ]>),
<% endfor %>
<% if app.auth | default("none") != "none" %>
        sa.Column("auth_owner_id", sa.BigInteger(), nullable=False),
<% endif %>
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
<% if feature.soft %>
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
<% endif %>
        sa.PrimaryKeyConstraint("id", name=op.f("pk_<[ feature.many.snake ]>")),
<% for f in feature.refs %>
        sa.ForeignKeyConstraint(
            ["<[ f.wire.snake ]>"],
            ["<[ f.to.many.snake ]>.id"],
            name=op.f("fk_<[ feature.many.snake ]>_<[ f.wire.snake ]>_<[ f.to.many.snake ]>"),
<% if f.on_delete != "restrict" %>
            ondelete="<[ f.on_delete.replace("_", " ").upper() ]>",
<% endif %>
        ),
<% endfor %>
<% if app.auth | default("none") != "none" %>
        sa.ForeignKeyConstraint(
            ["auth_owner_id"], ["auth_users.id"], name=op.f("fk_<[ feature.many.snake ]>_auth_owner_id_auth_users")
        ),
<% endif %>
<% for f in feature.fields if f.unique and not feature.soft %>
        sa.UniqueConstraint("<[ f.wire.snake ]>", name=op.f("uq_<[ feature.many.snake ]>_<[ f.wire.snake ]>")),
<% endfor %>
    )
<% if app.auth | default("none") != "none" %>
    op.create_index(op.f("ix_<[ feature.many.snake ]>_auth_owner_id"), "<[ feature.many.snake ]>", ["auth_owner_id"])
<% endif %>
<% for f in feature.fields if f.unique and feature.soft %>
<[ types.among_living(feature, f) -]>
<% endfor %>
<% for f in feature.fields if f.index %>
    op.create_index(op.f("ix_<[ feature.many.snake ]>_<[ f.wire.snake ]>"), "<[ feature.many.snake ]>", ["<[ f.wire.snake ]>"])
<% endfor %>
<% for f in feature.manys %>
<[ types.links(f) -]>
<% endfor %>
