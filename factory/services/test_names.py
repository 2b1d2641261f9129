"""Names of the tests that a run ran: kept beside its log, and found again by the run that a commit names."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from pathlib import Path
from typing import Any

from mity.engine.step_scope import StepScope
from mity.reading import read_bytes
from mity.redaction import Redactor
from mity.runs.store import LogStore
from mity.stacks.report_xml import MOST_BYTES
from mity.system.files import write_atomic

_ENDING = ".tests"
NAMES = "names"
"""The evidence of a test station that says where the names are, and with which digest."""


def keep_names(scope: StepScope, ran: Collection[str]) -> dict[str, Any]:
    """Writes the names beside the step's transcript, without secrets; what the evidence says of them.

    Nothing where no names are known, or where they cannot be written: then the number alone counts later.
    """
    place = scope.transcript.with_suffix(_ENDING)
    if not ran or not place.parent.is_dir():
        return {}
    data = "".join(f"{name}\n" for name in sorted(masked(ran, scope.run.redactor))).encode()
    try:
        write_atomic(place, data, private=True)
    except OSError:
        return {}
    return {NAMES: {"file": place.name, "sha256": hashlib.sha256(data).hexdigest()}}


def masked(names: Collection[str], redactor: Redactor) -> frozenset[str]:
    """The names as they are kept: on one line each, without secrets."""
    return frozenset(redactor.text(" ".join(name.split())) for name in names)


def kept_names(project: Path, run_id: str) -> frozenset[str]:
    """The tests that a run of the project ran; none where its log is not at hand, was edited or has no names.

    The log is the project's own, or that of the workspace in which the project was made.
    """
    for workspace in (project, project.parent):
        store = LogStore(workspace)
        path = store.path(run_id)
        log = store.readable(path) if path.parent == store.folder and path.is_file() else None
        if log is None or log.edited or log.context.output_path.resolve() != project.resolve():
            continue
        told = log.results["test"].evidence.get(NAMES) if "test" in log.results else None
        if isinstance(told, dict):
            return read_names(store.folder / run_id, told)
    return frozenset()


def read_names(folder: Path, told: Any) -> frozenset[str]:
    """The names that evidence tells of, kept in `folder` beside the log; none where there are none or they changed."""
    if not isinstance(told, dict):
        return frozenset()
    return _read(folder / Path(str(told.get("file"))).name, str(told.get("sha256")))


def _read(path: Path, digest: str) -> frozenset[str]:
    try:
        data = read_bytes(path, MOST_BYTES)
    except OSError:
        return frozenset()
    if hashlib.sha256(data).hexdigest() != digest:
        return frozenset()
    return frozenset(data.decode("utf-8", "replace").splitlines())
