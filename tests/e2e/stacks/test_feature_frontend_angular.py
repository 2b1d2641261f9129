"""Features of a frontend-angular application for real: two with a relation, proven by mity, then used in a browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from feature_pages import PROJECT, TODO, use_the_pages
from harness import git
from mity.system.browser import find_browser
from proven_apps import Factory
from shared_apps import Shelf, grow

STACK = "frontend-angular"
pytestmark = [
    pytest.mark.stacks,
    pytest.mark.timeout(1800),
    pytest.mark.xdist_group(STACK),
    pytest.mark.rotation("features of a stack", of=4, unit=STACK),
]


@pytest.fixture(scope="module")
def grown(shelf: Shelf, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The proven application with two proven features."""
    return grow(shelf.proven(STACK), tmp_path_factory.mktemp("grown"), project=PROJECT, todo=TODO)


def test_it_is_proven_with_both_features(factory: Factory, grown: Path) -> None:
    tests = factory.evidence(grown)["test"]
    assert (tests["failed"], tests["skipped"]) == (0, 0)
    assert tests["passed"] > 300
    assert git(grown, "status", "--porcelain") == ""
    registry = (grown / "src/features/registry.ts").read_text(encoding="utf-8")
    assert [line.split('"')[1] for line in registry.splitlines() if line.startswith("  {")] == ["projects", "todos"]


@pytest.mark.skipif(not find_browser(), reason="no Chromium on PATH")
def test_people_can_use_the_pages(factory: Factory, grown: Path, tmp_path: Path) -> None:
    use_the_pages(factory, grown, tmp_path / "log")
