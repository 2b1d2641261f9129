"""The page of an engine whose queues Temporal has."""

from __future__ import annotations

from pathlib import Path

import pytest
from engine_page import begun_there, elsewhere, steered_there
from temporal_team import Team

from page import serving

pytestmark = [pytest.mark.forge, pytest.mark.timeout(300), pytest.mark.rotation("temporal", of=1)]


def test_runs_are_begun_replayed_and_steered_at_a_page_that_knows_nothing_of_temporal(
    team: Team, tmp_path: Path
) -> None:
    far = elsewhere(tmp_path)
    team.worker()
    with serving(far, "--engine", team.url, "--port", "0") as page:
        client = page.client()
        begun_there(team.mity, client, team.env, team.queue)
        steered_there(team.mity, client, team.env, team.queue)
    assert not list(far.workspace.iterdir())
