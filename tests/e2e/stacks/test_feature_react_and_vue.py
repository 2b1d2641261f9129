"""Features of React and Vue applications for real: two with a relation, proven by mity, then used in a browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from feature_pages import PROJECT, TODO, use_the_pages
from harness import git
from mity.system.browser import find_browser
from proven_apps import Factory
from shared_apps import Shelf, grow

STACKS = [
    pytest.param(one, marks=[pytest.mark.xdist_group(one), pytest.mark.rotation("features of a stack", of=4, unit=one)])
    for one in ("frontend-react", "frontend-vue")
]
pytestmark = [
    pytest.mark.stacks,
    pytest.mark.timeout(1800),
]


@pytest.fixture(scope="module", params=STACKS)
def stack(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def grown(shelf: Shelf, stack: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The proven application with two proven features."""
    return grow(shelf.proven(stack), tmp_path_factory.mktemp("grown"), project=PROJECT, todo=TODO)


def test_it_is_proven_with_both_features(factory: Factory, grown: Path) -> None:
    evidence = factory.evidence(grown)
    assert (evidence["test"]["failed"], evidence["test"]["skipped"]) == (0, 0)
    assert evidence["test"]["passed"] > 300
    assert git(grown, "status", "--porcelain") == ""
    assert {path.name for path in (grown / "src/features").iterdir() if path.is_dir()} == {"projects", "todos"}


@pytest.mark.skipif(not find_browser(), reason="no Chromium on PATH")
def test_people_can_use_the_pages(factory: Factory, grown: Path, tmp_path: Path) -> None:
    use_the_pages(factory, grown, tmp_path / "log")
