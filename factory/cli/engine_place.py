"""The option --engine, and where the runs that a verb means are: in this workspace, or in the database of an engine."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mity.cli.options import folder, workspace_of
from mity.engines.address import TITLES, driver_of, engine_url
from mity.engines.read_rows import summary_of
from mity.errors import UsageError
from mity.runs.store import Logs, LogStore
from mity.text.records import dataclass

if TYPE_CHECKING:
    from mity.engines.engine import Engine
    from mity.engines.local_server import LocalServer
    from mity.engines.temporal_server import TemporalServer

F = TypeVar("F", bound=Callable[..., Any])
_PLACING = (
    click.option("--queue", default="", metavar="NAME", help="With an engine: a `mity worker` of this queue runs it."),
    click.option("--labels", default="", metavar="A,B", help="With --queue: what its worker must have: linux, node."),
    click.option("--priority", type=int, default=0, help="With --queue: runs of a higher one go first (0)."),
    click.option("--key", default="", help="With --queue: what its limits count by, if not the workflow: a customer."),
    click.option("--detach", is_flag=True, help="With --queue: do not wait for the run."),
)


def engine_option(function: F) -> F:
    """Adds --engine."""
    return click.option(
        "--engine",
        default="",
        metavar="URL",
        callback=lambda ctx, param, value: engine_url(value),
        help="The PostgreSQL database that keeps the runs; default: MITY_ENGINE, else the files of the workspace.",
    )(function)


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a run is kept and worked on: in the workspace, in an engine, or by the workers of one of its queues."""

    url: str = ""
    queue: str = ""
    labels: tuple[str, ...] = ()
    priority: int = 0
    key: str = ""
    detach: bool = False

    @property
    def logs(self) -> Logs:
        """What keeps the logs of the App that begins the run. Raises EngineError, UsageError."""
        if not self.url:
            return LogStore
        from mity.engines.engine_store import logs_of
        from mity.engines.leases import Terms

        terms = Terms(self.queue, self.labels, self.priority, driver_of(self.url), self.key)
        return logs_of(opened(self.url), terms, lambda: bool(self.queue))

    def logs_of(self, *, dry_run: bool) -> Logs:
        """What keeps the logs of a verb; a dry run has none to keep. Raises EngineError, UsageError."""
        return LogStore if dry_run else self.logs


def placing_options(function: Callable[..., int]) -> Callable[..., int]:
    """Adds --engine and what says who works on the run; the verb gets them as one argument `placing`."""

    @functools.wraps(function)
    def packed(**words: Any) -> int:
        labels = tuple(word.strip() for word in words.pop("labels").split(",") if word.strip())
        given = {name: words.pop(name) for name in ("queue", "priority", "key", "detach")}
        placing = Placing(words.pop("engine"), labels=labels, **given)
        if placing.queue and not placing.url:
            raise UsageError("--queue needs an engine: give --engine URL, or set MITY_ENGINE")
        if not placing.queue and (placing.labels or any(given.values())):
            raise UsageError("--labels, --priority, --key and --detach are for a run of a queue: give --queue NAME")
        check_labels(placing.url, " ".join(placing.labels))
        if placing.key and (driver := TITLES.get(driver_of(placing.url))):
            raise UsageError(f"--key is for limits of mity's own queues: leave it out where {driver} has the queue")
        return function(**words, placing=placing)

    for option in reversed(_PLACING):
        packed = option(packed)
    return engine_option(packed)


def check_labels(url: str, labels: str) -> None:
    """Raises UsageError for labels where the driver of the engine knows none."""
    if labels and (driver := TITLES.get(driver_of(url))):
        raise UsageError(
            f"queues of {driver} know no labels: give machines of one kind a queue of their own, --queue NAME"
        )


def opened(url: str, patience_s: float = 0) -> Engine:
    """The engine of a URL, which may be away for some seconds. Raises EngineError, UsageError."""
    from mity.engines.engine import Engine

    return Engine(url, patience_s)


def own_server(place: Path | None) -> LocalServer:
    """The database server in a folder of this user, by default among mity's data. Raises ToolError."""
    from mity.engines.local_server import LocalServer
    from mity.system.runner import Runner

    return LocalServer(_servers(place), Runner())


def own_temporal(place: Path | None) -> TemporalServer:
    """The Temporal server in the same folder."""
    from mity.engines.temporal_server import TemporalServer
    from mity.system.runner import Runner

    return TemporalServer(_servers(place), Runner())


def _servers(place: Path | None) -> Path:
    import platformdirs

    return folder(place) if place else platformdirs.user_data_path("mity") / "engine"


@contextmanager
def at_run(
    url: str, run: str, workspace: Path | None, *, files: bool = False
) -> Iterator[tuple[Path, str, Logs, bool]]:
    """The workspace that has a run, its name there, what keeps its log, and whether a process elsewhere holds it.

    With an engine that is a folder for a while, with the `files` of the run if asked for. Raises MityError.
    """
    if not url:
        yield workspace_of(run) or folder(workspace), run, LogStore, False
        return
    from mity.engines.visit import visited

    with visited(opened(url), run, files=files) as visit:
        yield visit.workspace, visit.row.run_id, visit.logs, visit.row.held


@contextmanager
def shown_from(url: str, run: str, workspace: Path | None) -> Iterator[tuple[Path, str]]:
    """The folder that has the log of a run to look at, and its name there. Raises MityError."""
    with at_run(url, run, workspace) as (place, name, _, _):
        yield place, name


def listed(url: str, workspace: Path | None) -> list[dict[str, Any]]:
    """A summary of each run, oldest first, of an engine with who works on it. Raises MityError."""
    if not url:
        return LogStore(folder(workspace)).runs()
    rows = opened(url).rows.summaries()
    return [{"run_id": run_id, **summary_of(run_id, summary), "holder": holder} for run_id, _, summary, holder in rows]
