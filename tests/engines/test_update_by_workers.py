"""Applications of a foreign template, made and brought up to date by a worker whose user has trusted nothing."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness import Mity, git
from updates.conftest import Make, _made, dated, template  # noqa: F401 - fixtures

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240), pytest.mark.rotation("updates by workers", of=3)]


@pytest.fixture
def env(tmp_path: Path, engine: str) -> dict[str, str]:
    """What leads to the engine, and who commits."""
    (tmp_path / "gitconfig").write_text("[user]\n\tname = Test\n\temail = test@example.com\n")
    return {"MITY_ENGINE": engine, "GIT_CONFIG_GLOBAL": str(tmp_path / "gitconfig")}


@pytest.fixture
def worker(tmp_path: Path, env: dict[str, str]) -> Iterator[None]:
    """A worker of the queue `q`, of a user of its own."""
    for name in ("far", "far-home"):
        (tmp_path / name).mkdir()
    far = Mity(tmp_path / "far", tmp_path / "far-home")
    process = far.start("worker", "--queue", "q", "--folder", str(tmp_path / "places"), env=env)
    yield
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)


@pytest.mark.usefixtures("worker")
def test_an_update_by_a_worker_is_the_one_that_is_made_here(dated: Make, env: dict[str, str]) -> None:  # noqa: F811
    shop = dated(feature=True)
    shop.edit("server.py", "import json", "import json  # mine")
    before, subjects = shop.state, shop.subjects
    assert shop("update", "--check", env=env).code == 1
    done = shop("update", "--trust", "--queue", "q", "--json", env=env)
    assert (done.code, done.json["verdict"]) == (0, "proven"), done.text
    assert shop.subjects == ["Update to 2.0.0 of the template", *subjects]
    assert git(shop.root, "status", "--porcelain") == ""
    tree = git(shop.root, "rev-parse", "HEAD^{tree}")
    assert shop("update", env=env).text.count("up to date") == 1

    git(shop.root, "reset", "-q", "--hard", "HEAD~1")
    assert (shop.state, shop.subjects) == (before, subjects)
    here = shop("update", "--trust", "--json")
    assert here.code == 0, here.text
    told = [".mity/app.json", ".mity/ownership.json"]
    assert git(shop.root, "diff", "--name-only", tree, "HEAD").split() == told
    for path in told:
        there = git(shop.root, "show", f"{tree}:{path}").replace(done.json["run_id"], here.json["run_id"])
        assert there == shop.text(path).rstrip(), "but for the run"


@pytest.mark.usefixtures("worker")
def test_conflicts_are_answered_here_and_the_worker_goes_on(dated: Make, env: dict[str, str]) -> None:  # noqa: F811
    shop = dated()
    shop.edit("server.py", "serve_forever()", "serve_forever(1)")
    before = shop.state
    asks = shop("update", "--trust", "--queue", "q", "--json", env=env)
    assert (asks.code, shop.state) == (3, before), asks.text
    done = shop("resume", asks.json["run_id"], "--choose", "mine", "--json", env=env)
    assert (done.code, done.json["verdict"]) == (0, "proven"), done.text
    assert "serve_forever(1)" in shop.text("server.py")
    assert shop.subjects[0] == "Update to 2.0.0 of the template"


@pytest.mark.usefixtures("worker")
def test_an_application_of_a_foreign_template_is_made_by_a_worker(
    mity: Mity,
    env: dict[str, str],
    template: Path,  # noqa: F811
) -> None:
    words = ("create-app", "shop", "--template", str(template), "--ref", "v1.0.0", "--queue", "q", "--json")
    assert mity(*words, env=env).code == 2, "nobody trusted it here"
    done = mity(*words, "--trust", env=env)
    assert (done.code, done.json["verdict"]) == (0, "proven"), done.text
    assert git(mity.workspace / "shop", "status", "--porcelain") == ""


@pytest.mark.usefixtures("worker")
def test_a_fleet_of_applications_is_brought_up_to_date_by_a_worker(dated: Make, env: dict[str, str]) -> None:  # noqa: F811
    shop = dated()
    words = ("fleet", "update", "--repo", str(shop.root), "--trust", "*", "--json", "--", "--queue", "q", "--trust")
    done = shop.mity(*words, env=env)
    (row,) = done.json["repositories"]
    assert (done.code, row["state"]) == (0, "proven"), done.text
    assert git(Path(row["clone"]), "log", "-1", "--format=%s") == "Update to 2.0.0 of the template"
    assert shop.subjects[0] != "Update to 2.0.0 of the template", "the repository itself is nobody's to change"
