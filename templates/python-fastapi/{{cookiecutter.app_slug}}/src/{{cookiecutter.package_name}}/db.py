"""The database: engine, sessions, and the base class of all models."""

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy import Engine, MetaData, StaticPool, create_engine, event, make_url
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

WAIT_SECONDS = 5


class Base(DeclarativeBase):
    """The base class of the models; constraints get names, so that migrations can change them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def _sqlite_pragmas(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.close()


def make_engine(database_url: str) -> Engine:
    """A pooled engine; it connects when it is first used."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        if url.database in {None, "", ":memory:"}:
            engine = create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False})
        else:
            engine = create_engine(url, connect_args={"timeout": WAIT_SECONDS}, pool_timeout=WAIT_SECONDS)
        event.listen(engine, "connect", _sqlite_pragmas)
        return engine
    connect_args = {"connect_timeout": WAIT_SECONDS} if url.get_backend_name() == "postgresql" else {}
    return create_engine(
        url,
        connect_args=connect_args,
        pool_pre_ping=True,
        pool_recycle=1800,
        pool_timeout=WAIT_SECONDS,
    )


def make_sessions(engine: Engine) -> sessionmaker[Session]:
    """The factory of sessions on an engine."""
    return sessionmaker(engine, expire_on_commit=False)


def _session(request: Request) -> Iterator[Session]:
    sessions: sessionmaker[Session] = request.app.state.sessions
    with sessions.begin() as session:
        yield session


# One transaction a request: committed before the response is sent, rolled back on any exception.
SessionDep = Annotated[Session, Depends(_session, scope="function")]
