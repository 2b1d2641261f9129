"""Applications are made, grown and healed by a worker of an engine as they are here, with each driver."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from harness import Mity, git

STACK = "python-fastapi"
pytestmark = [pytest.mark.stacks, pytest.mark.timeout(900), pytest.mark.xdist_group(STACK)]


@pytest.mark.rotation("applications by workers", of=1)
@pytest.mark.parametrize("kind", ["engine", "dbos_engine"])
def test_an_application_is_made_and_grown_by_a_worker(
    mity: Mity, tmp_path: Path, kind: str, request: pytest.FixtureRequest
) -> None:
    made_and_grown(mity, tmp_path, {"MITY_ENGINE": str(request.getfixturevalue(kind))})


def made_and_grown(mity: Mity, tmp_path: Path, env: dict[str, str]) -> None:
    """Asserts that a worker of the engine to which `env` leads makes, grows and heals an application."""
    worker = mity.start("worker", "--queue", "q", "--folder", str(tmp_path / "places"), env=env)
    app = mity.workspace / "shop"
    try:
        made = mity("create-app", "shop", "--stack", STACK, "--queue", "q", "--json", env=env)
        assert (made.code, made.json["verdict"]) == (0, "proven"), made.text
        assert git(app, "status", "--porcelain").strip() == ""
        assert (app / ".mity" / "app.json").is_file()
        assert not (app / ".venv").exists(), "what git ignores stays with the worker"

        words = ("add-feature", "todo", "--field", "title:str", "--queue", "q", "--json")
        grown = mity(*words, env=env, cwd=app)
        assert (grown.code, grown.json["verdict"]) == (0, "proven"), grown.text
        assert git(app, "log", "--format=%s").split("\n")[:2] == ["Add the feature todo", f"Create shop from {STACK}"]
        assert any("todo" in path.name for path in (app / ".mity" / "features").iterdir())

        project = app / "pyproject.toml"
        whole = project.read_bytes()
        project.write_bytes(b"\xef\xbb\xbf" + whole)
        healed = mity("heal", "--queue", "q", "--json", env=env, cwd=app)
        assert (healed.code, healed.json["verdict"]) == (0, "proven"), healed.text
        assert project.read_bytes() == whole, "what was mended there is mended here"
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.communicate(timeout=120)
    here = mity("add-feature", "note", "--field", "text:text", "--json", cwd=app)
    assert (here.code, here.json["verdict"]) == (0, "proven"), here.text
