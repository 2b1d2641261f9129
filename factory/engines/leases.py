"""The right to write a run: who has it, on which terms, and for how long."""

from __future__ import annotations

from mity.engines.address import EngineError
from mity.errors import BusyError
from mity.runs.references import is_id
from mity.text.records import dataclass

LEASE_S = 4.0
"""Seconds that a run stays with a holder who is not heard of; the database's clock counts them."""
TAKEN_S = 12.0
"""Seconds that a run stays with who takes it until the first sign of life, which comes at once: they are counted from
before the taking is on the disk, which may need as long."""
MOST_TAKEN_OVER = 5
"""How often a run is taken over from dead workers without a step that ended in between: it may be what kills them."""
TAKE = """
UPDATE mity.runs SET status = 'held', fence = fence + 1, holder = %(holder)s, problem = '',
  taken_over = CASE WHEN %(reset)s THEN 0 WHEN status = 'held' THEN taken_over + 1 ELSE taken_over END,
  lease_until = clock_timestamp() + make_interval(secs => %(lease)s)
"""
"""Takes runs for a holder; which ones, and what is told of them, is for whoever adds a WHERE to say."""


class FencedError(BusyError):
    """Somebody else holds the run now; nothing that this process knows of it may be written any more."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Where a run is to be worked on: in a queue, by workers with these labels; without a queue by who begins it.

    `driver` names what hands it to them, see `mity.engines.drivers`; `key` is what limits of a queue may count by,
    by default the workflow. `part` names the step of another run that it is, `of` the lease of that run. `tree` is the
    list of files that it begins with, where the engine has these already.
    """

    queue: str = ""
    labels: tuple[str, ...] = ()
    priority: int = 0
    driver: str = ""
    key: str = ""
    part: str = ""
    of: Lease | None = None
    tree: str = ""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to write a run until somebody with a higher `fence` has it."""

    run_id: str
    fence: int
    queue: str = ""
    taken_over: bool = False

    def __post_init__(self) -> None:
        """Raises EngineError for a name that is no id of a run: it is a part of paths, and others write the rows."""
        if not is_id(self.run_id):
            raise EngineError(f"the engine has a run that is called {self.run_id[:80]!a}: nothing of it is done here")
