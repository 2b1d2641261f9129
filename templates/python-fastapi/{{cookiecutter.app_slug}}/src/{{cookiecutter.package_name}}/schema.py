"""The database schema's version: which migrations there are, which are applied, and applying them."""

from pathlib import Path

from sqlalchemy import Connection, Engine


def expected_heads(migrations: Path) -> frozenset[str]:
    """The newest migrations of the folder; none when it has no migration, or is not there."""
    if not any((migrations / "versions").glob("*.py")):
        return frozenset()
    from alembic.script import ScriptDirectory  # noqa: PLC0415  # slow to import, and not needed until now

    return frozenset(ScriptDirectory(migrations).get_heads())


def is_current(connection: Connection, heads: frozenset[str]) -> bool:
    """Whether every migration is applied."""
    if not heads:
        return True
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415

    return frozenset(MigrationContext.configure(connection).get_current_heads()) == heads


def upgrade(migrations: Path, engine: Engine) -> None:
    """Applies all migrations of the folder."""
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(migrations.absolute()).replace("%", "%%"))
    config.attributes["engine"] = engine
    command.upgrade(config, "head")
