"""The document of a run as it is read from disk: parsed, of a schema that is known, and in agreement with itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mity.errors import LogError
from mity.reading import read_bytes
from mity.runs.journal import MOST, Journalled
from mity.runs.json_text import parse
from mity.runs.keys import HOOKS, NESTED
from mity.runs.log import ExecutionLog
from mity.runs.log_members import SCHEMA

Json = dict[str, Any]


def reason(error: Exception) -> str:
    """What is wrong with data that raised `error` when it was read, as a clause."""
    return f"it has no {error}" if isinstance(error, KeyError) else str(error)


def read_document(path: Path, journal: Journalled) -> Json:
    """The parsed document; when it is torn by a power cut, the copy that opened the journal.

    Raises LogError where there is none, where it is no log, or where a newer mity wrote it.
    """
    try:
        text = read_bytes(path, MOST)
    except FileNotFoundError as error:
        raise LogError(f"there is no log at {path}: see `mity runs list`") from error
    except OSError as error:
        raise LogError(f"cannot read {path}: {error.strerror or error}") from error
    try:
        data = parse(text)
    except ValueError as error:
        opening = journal.events
        if not opening or not isinstance(opening[0].get("document"), dict):
            what = "it is empty" if not text.strip() else "it is damaged or cut off"
            raise LogError(
                f"cannot read {path}: {what}; it was left as it is. Start again, or name another run"
            ) from error
        data = opening[0]["document"]
    if not isinstance(data, dict) or "run_id" not in data or "workflow" not in data:
        raise LogError(f"{path} is not a mity execution log: name another run, see `mity runs list`")
    schema = data.get("schema")
    if not isinstance(schema, int) or isinstance(schema, bool) or schema < 1:
        raise LogError(f"{path} is not a mity execution log (its schema is {schema!r}): name another run")
    if schema > SCHEMA:
        raise LogError(
            f"{path} was written by a newer mity (log schema {schema}, this one reads {SCHEMA}): update mity"
        )
    return data


def check(log: ExecutionLog, path: Path) -> None:
    """Raises ValueError for a log that contradicts itself."""
    steps = {step.id for step in log.workflow.steps()}
    own = {name.partition("[")[0].partition("#")[0] for name in log.stations if not _beside(name)}
    known = own <= steps if log.workflow.machine else own == steps
    if not known or not {name for name in log.results if not name.startswith(HOOKS)} <= set(log.stations):
        raise ValueError("its stations are not those of its workflow")
    if log.run_id != path.stem:
        raise ValueError(f"it is the log of run {log.run_id!r}, under another name")


def _beside(name: str) -> bool:
    """Whether a key is none of a step of the run's own workflow."""
    return NESTED in name or name.startswith(HOOKS)
