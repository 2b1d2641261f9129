"""What other suites ask of every engine, where Temporal has the queue: how steps end, what verbs do, applications."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from machines import Machines
from temporal_serving import TemporalServer
from test_applications import made_and_grown
from test_conformance import ROWS, Row, by_a_worker, ends_alike, in_files
from test_conformance_verbs import Place, cancelled, does_the_same_by_a_queue, paused, rolled_back
from test_steps_elsewhere import taken_over_once

from harness import Mity

pytestmark = [pytest.mark.forge, pytest.mark.timeout(300), pytest.mark.xdist_group("temporal")]


def by_temporal(mity: Mity, engine: str, row: Row, places: Path) -> Any:
    """The run by a worker whose queue is one of Temporal."""
    return by_a_worker(mity, f"temporal+{engine}", row, places)


@pytest.mark.rotation("temporal rows", of=1)
@pytest.mark.parametrize("name", ROWS)
def test_a_run_ends_with_temporal_as_in_files(
    mity: Mity, tmp_path: Path, engine: str, temporal: TemporalServer, name: str
) -> None:
    mity.env |= temporal.env
    ends_alike(mity, tmp_path, engine, name, (in_files, by_temporal))


@pytest.mark.rotation("temporal verbs", of=1)
@pytest.mark.parametrize("story", [rolled_back, paused, cancelled], ids=lambda story: story.__name__)
def test_verbs_do_with_temporal_what_they_do_in_files(
    mity: Mity, tmp_path: Path, engine: str, temporal: TemporalServer, story: Callable[[Place], list[Any]]
) -> None:
    env = {"MITY_ENGINE": f"temporal+{engine}", **temporal.env}
    does_the_same_by_a_queue(mity, tmp_path, env, story)


@pytest.mark.rotation("temporal steps elsewhere", of=1)
@pytest.mark.parametrize("dies", ["home", "gpu"])
def test_a_step_elsewhere_is_taken_over_once_with_temporal(
    mity: Mity, tmp_path: Path, engine: str, temporal: TemporalServer, dies: str
) -> None:
    with closing(Machines(mity, f"temporal+{engine}", tmp_path, temporal.env)) as one:
        taken_over_once(one, dies)


@pytest.mark.timeout(900)
@pytest.mark.rotation("temporal applications", of=1)
def test_an_application_is_made_grown_and_healed_with_temporal(
    mity: Mity, tmp_path: Path, engine: str, temporal: TemporalServer
) -> None:
    made_and_grown(mity, tmp_path, {"MITY_ENGINE": f"temporal+{engine}", **temporal.env})
