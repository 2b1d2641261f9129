"""The database: engine, sessions, and the base class of all models."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy import Connection, Engine, MetaData, QueuePool, create_engine, event, make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declared_attr, mapped_column, sessionmaker

from .columns import UtcDateTime, big_id, utc_now

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


class Entity(Base):
    """The base class of what has an id: when it was made and changed, and a version that guards against lost changes."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(big_id(), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime(), default=utc_now, onupdate=utc_now)
    row_version: Mapped[int]

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805  # SQLAlchemy calls it with the class
        """Every UPDATE and DELETE names the version it was made from; none of another version is touched."""
        return {"version_id_col": cls.row_version}


def _sqlite_pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy begins the transactions, see _sqlite_begin
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")


def begin_write(session: Session) -> None:
    """Begins a transaction that will write: in SQLite one writer at a time waits for its turn, from the first read on."""
    session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})


def make_engine(database_url: str) -> Engine:
    """A pooled engine; it connects when it is first used."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        if url.database in {None, "", ":memory:"}:
            # One connection is the database: requests take turns at it.
            engine = create_engine(
                url,
                poolclass=QueuePool,
                pool_size=1,
                max_overflow=0,
                pool_timeout=WAIT_SECONDS,
                connect_args={"check_same_thread": False},
            )
        else:
            engine = create_engine(url, connect_args={"timeout": WAIT_SECONDS}, pool_timeout=WAIT_SECONDS)
        event.listen(engine, "connect", _sqlite_pragmas)
        event.listen(engine, "begin", _sqlite_begin)
        return engine
    postgres = {"connect_timeout": WAIT_SECONDS, "options": "-c timezone=UTC"}
    connect_args = postgres if url.get_backend_name() == "postgresql" else {}
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
