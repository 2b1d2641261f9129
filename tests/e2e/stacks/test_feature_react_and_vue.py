"""Features of React and Vue applications for real: two with a relation, proven by mity, then used in a browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from feature_pages import PROJECT, TODO, use_the_pages
from harness import git
from mity.system.browser import find_browser
from node_stacks import node_factory
from proven_apps import Factory, missing

STACKS = [pytest.param(stack, marks=pytest.mark.xdist_group(stack)) for stack in ("frontend-react", "frontend-vue")]
pytestmark = [
    pytest.mark.stacks,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(missing("node", "npm") != [], reason="no Node on PATH"),
]


@pytest.fixture(scope="module", params=STACKS)
def stack(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def factory(stack: str, tmp_path_factory: pytest.TempPathFactory) -> Factory:
    return node_factory(tmp_path_factory, f"{stack}-features")


@pytest.fixture(scope="module")
def app(factory: Factory, stack: str) -> Path:
    """A proven application with two proven features."""
    factory("create-app", "shop", "--stack", stack)
    folder = factory.mity.workspace / "shop"
    for name, fields in (("project", PROJECT), ("todo", TODO)):
        factory("add-feature", name, *(f"--field={field}" for field in fields), "--app", str(folder))
    return folder


def test_it_is_proven_with_both_features(factory: Factory, app: Path) -> None:
    evidence = factory.evidence(app)
    assert (evidence["test"]["failed"], evidence["test"]["skipped"]) == (0, 0)
    assert evidence["test"]["passed"] > 280
    assert git(app, "status", "--porcelain") == ""
    assert {path.name for path in (app / "src/features").iterdir() if path.is_dir()} == {"projects", "todos"}


@pytest.mark.skipif(not find_browser(), reason="no Chromium on PATH")
def test_people_can_use_the_pages(factory: Factory, app: Path, tmp_path: Path) -> None:
    use_the_pages(factory, app, tmp_path / "log")
