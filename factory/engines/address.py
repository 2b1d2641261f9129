"""Where an engine is: the URL of its database, which no command that a run starts may see.

`dbos+postgresql://…` and `temporal+postgresql://…` name the same database, and DBOS or Temporal as what hands the runs
of its queues to workers.
"""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from mity.errors import MityError, UsageError
from mity.redaction.withheld import withhold

VARIABLE = "MITY_ENGINE"
DBOS, TEMPORAL = "dbos", "temporal"
TITLES = {DBOS: "DBOS", TEMPORAL: "Temporal"}
"""The drivers that are not mity itself, by their names in a URL, as their makers write them."""
_DATABASES = ("postgresql", "postgres")
_SCHEMES = (*_DATABASES, *(f"{driver}+{database}" for driver in TITLES for database in _DATABASES))


class EngineError(MityError):
    """The database of an engine cannot be reached or refuses."""


class AwayError(EngineError):
    """The database of an engine did not do what it was asked for a while, and may do it later."""


def engine_url(given: str) -> str:
    """The URL that was given, else that of the environment; empty for none. The variable is gone afterwards.

    Raises UsageError.
    """
    own = withhold(os.environ, VARIABLE)
    url = given or own
    if url and (urlsplit(url).scheme not in _SCHEMES or not urlsplit(url).path.strip("/")):
        raise UsageError(
            "the engine must be the URL of a PostgreSQL database, postgresql://USER@HOST/NAME, with the queues of DBOS"
            " dbos+postgresql://USER@HOST/NAME, or with those of Temporal temporal+postgresql://USER@HOST/NAME, not"
            f" '{shown(url)}'"
        )
    return url


def driver_of(url: str) -> str:
    """What hands runs of queues to workers there: `dbos`, `temporal`, or empty for mity itself."""
    driver, plus, _ = urlsplit(url).scheme.partition("+")
    return driver if plus else ""


def database_url(url: str) -> str:
    """The URL as clients of PostgreSQL know it."""
    return url.removeprefix(f"{driver_of(url)}+")


def shown(url: str) -> str:
    """The URL as it may be shown: without user, password and options."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{place}{parts.path}" if parts.scheme else url
