"""What a database says when it does not do something: whether to ask again, and what its user can do about it."""

from __future__ import annotations

from mity.engines.address import shown
from mity.text.records import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """A kind of refusal: what is told of it, its SQLSTATEs or their classes, whether time may help, and its words.

    The words are for what has no state: while a connection is made, libpq hands on the server's text alone.
    """

    text: str
    states: tuple[str, ...] = ()
    again: bool = True
    words: tuple[str, ...] = ()


_FULL = "the engine at {place} has no room left on its disk ({said}): make some there, then go on"
_TOO_MANY = (
    "the engine at {place} has no connection left ({said}): give workers a lower --concurrency, or raise its"
    " max_connections"
)
_BROKEN_OFF = "the engine at {place} broke a statement off ({said}): raise the statement_timeout of its role"
_STOOD_STILL = "the engine at {place} ended a transaction in which this process stood still ({said})"
_READ_ONLY = (
    "the engine at {place} can only be read ({said}): name its primary, or all of its hosts and"
    " ?target_session_attrs=read-write"
)
_NOT_GRANTED = (
    "the engine at {place} does not let this role do that ({said}): its owner does, by `mity engine migrate --grant"
    " ROLE`"
)
_NOT_LET_IN = (
    "the engine at {place} lets nobody in like this ({said}): correct user, password and name in its URL, PGPASSWORD or"
    " ~/.pgpass"
)
_NO_TABLES = "the engine at {place} has no tables of mity ({said}): `mity engine migrate` makes them"
_UNREACHED = "cannot reach the engine at {place}: {said}; see whether it runs, and what --engine or MITY_ENGINE names"
_NOBODY = (
    *("authentication failed", "does not exist", "no pg_hba.conf entry", "not permitted to log in"),
    *("no password", "permission denied for database"),
)
_REFUSALS = (
    Refusal(_FULL, ("53100",)),
    Refusal(_TOO_MANY, ("53300",), words=("too many clients", "connection slots", "too many connections for")),
    Refusal(_BROKEN_OFF, ("57014",)),
    Refusal(_STOOD_STILL, ("25P03",)),
    Refusal(_READ_ONLY, ("25006",), words=("session is read-only",)),
    Refusal(_NOT_GRANTED, ("42501",), again=False),
    Refusal(_NOT_LET_IN, ("28", "3D000"), again=False, words=_NOBODY),
    Refusal(_NO_TABLES, ("42P01", "3F000"), again=False),
)
_AWAY = Refusal(_UNREACHED)
_OTHER = Refusal("the engine at {place} refused: {said}", again=False)


def refusal_of(error: Exception, *, away: bool) -> Refusal:
    """The kind of what a connection raised; `away` tells that it may be gone with it."""
    state, said = str(getattr(error, "sqlstate", None) or ""), str(error)
    for kind in _REFUSALS:
        if state.startswith(kind.states) if state else away and any(word in said for word in kind.words):
            return kind
    return _AWAY if away else _OTHER


def sentence(kind: Refusal, error: Exception, url: str) -> str:
    """What is told of a refusal: one sentence without line ends, and without the password of the URL."""
    lines = str(error).strip().splitlines()
    said = lines[-1 if lines and lines[-1].startswith("connection to") else 0] if lines else type(error).__name__
    return kind.text.format(place=shown(url), said=said.rpartition("FATAL:")[2].strip())
