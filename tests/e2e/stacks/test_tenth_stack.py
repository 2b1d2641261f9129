"""A stack that mity does not ship, made by the page "Add a stack" of CONTRIBUTING.md: a service in Go."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from harness import SAMPLES, git
from proven_apps import Factory, edit, missing

TEMPLATE = SAMPLES / "go-service"

pytestmark = [
    pytest.mark.stacks,
    pytest.mark.timeout(600),
    pytest.mark.xdist_group("go-service"),
    pytest.mark.skipif(bool(missing("go")), reason="go is not on PATH"),
]


@pytest.fixture(scope="module")
def factory(tmp_path_factory: pytest.TempPathFactory) -> Factory:
    """mity with a module cache of its own."""
    folder = tmp_path_factory.mktemp("go")
    return Factory(folder, GOCACHE=str(folder / "gocache"), GOFLAGS="-mod=mod", GOPATH=str(folder / "go"))


@pytest.fixture(scope="module")
def app(factory: Factory) -> Path:
    """A proven application of the foreign stack."""
    factory("create-app", "corner-shop", "--template", str(TEMPLATE), "--trust")
    return factory.mity.workspace / "corner-shop"


def test_it_is_proven_from_scaffold_to_commit(factory: Factory, app: Path) -> None:
    evidence = factory.evidence()
    assert list(evidence) == ["scaffold", "validate", "build", "test", "launch", "commit"]
    assert [item["path"] for item in evidence["build"]["artefacts"]] == ["bin/corner-shop"]
    assert (evidence["test"]["tests"], evidence["test"]["passed"]) == (2, 2)
    assert json.loads(evidence["launch"]["body"]) == {"status": "ok"}
    assert git(app, "status", "--porcelain") == ""


def test_its_code_runs_only_when_trusted(factory: Factory, tmp_path: Path) -> None:
    somebody_else = {"XDG_STATE_HOME": str(tmp_path)}
    done = factory.mity("create-app", "other", "--template", str(TEMPLATE), env=somebody_else)
    assert done.code == 2
    assert "go} build" in done.text.replace("$", "").replace("{", "").replace("go ", "go} ")
    assert not (factory.mity.workspace / "other").exists()


def test_it_is_recognised_and_healed_by_its_own_description(factory: Factory, app: Path, tmp_path: Path) -> None:
    copy = tmp_path / "shop"
    shutil.copytree(app, copy, ignore=shutil.ignore_patterns("bin", "reports", "logs"))
    done = factory.mity("heal", str(copy), "--json")
    assert done.code == 0, done.text
    edit(copy, "main_test.go", "answer.Code != 404", "answer.Code != 405")
    done = factory.mity("heal", str(copy), "--json")
    assert done.code == 3, done.text
    assert done.json["needs_input"]["question"].startswith("test:")


def test_smoke_makes_proves_and_throws_it_away(factory: Factory) -> None:
    document = factory("smoke", "--template", str(TEMPLATE))
    assert [row["verdict"] for row in document["cases"]] == ["proven"]
