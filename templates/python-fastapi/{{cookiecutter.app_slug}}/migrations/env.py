"""Runs the migrations against the application's database and models; Alembic executes this file."""

from alembic import context
from sqlalchemy import Engine

from {{ cookiecutter.package_name }}.config import load_settings
from {{ cookiecutter.package_name }}.db import Base, make_engine
from {{ cookiecutter.package_name }}.discovery import import_models
from {{ cookiecutter.package_name }}.log import configure_logging


def run_offline(database_url: str) -> None:
    """Prints the SQL of the migrations."""
    context.configure(
        url=database_url,
        target_metadata=Base.metadata,
        literal_binds=True,
        dialect_opts={"paramstyle": "named"},
    )
    with context.begin_transaction():
        context.run_migrations()


def run_online(engine: Engine) -> None:
    """Applies the migrations."""
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
        )
        with context.begin_transaction():
            context.run_migrations()


import_models()
if "engine" in context.config.attributes:  # the application migrates itself
    run_online(context.config.attributes["engine"])
else:
    settings = load_settings()
    configure_logging(settings.log_level, settings.log_format)
    if context.is_offline_mode():
        run_offline(settings.database_url)
    else:
        own_engine = make_engine(settings.database_url)
        run_online(own_engine)
        own_engine.dispose()
