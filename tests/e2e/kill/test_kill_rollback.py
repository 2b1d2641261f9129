"""kill -9 at each change that a rollback makes to a file, then the same once more: as if nobody had killed it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from own_flow import OwnFlow, lines

from harness import Mity, git
from verb_server import VerbServer

SLICES = 4


@pytest.fixture
def server() -> Iterator[VerbServer]:
    with VerbServer() as made:
        yield made


def facts(place: Path) -> dict[str, Any]:
    """What a rollback must leave: files, branches, commits, the index, the state of the run, and nothing half done."""
    folder = place / "work"
    logs = [json.loads(path.read_text()) for path in (folder / ".mity" / "logs").glob("*.json")]
    kept = folder / ".mity" / "heal.git"
    texts = {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.relative_to(folder).as_posix().startswith((".mity/", ".git/"))
    }
    return {
        "files": texts,
        "folders": sorted(path.name for path in folder.iterdir() if path.is_dir()),
        "heads": git(folder, "for-each-ref", "--format=%(refname) %(objectname)"),
        "head": git(folder, "symbolic-ref", "HEAD"),
        "status": git(folder, "status", "--short"),
        "runs": [(log["state"], log["error"], [row["station"] for row in log["results"]]) for log in logs],
        "left": sorted(path.name for part in ("changes", "rollbacks") for path in (kept / part).glob("*")),
    }


@pytest.mark.parametrize(
    "part",
    [pytest.param(n, marks=pytest.mark.rotation("kill-rollback", of=SLICES)) for n in range(SLICES)],
)
def test_a_rollback_that_was_killed_anywhere_is_finished_by_a_second_one(
    mity: Mity, server: VerbServer, tmp_path: Path, part: int
) -> None:
    flow = OwnFlow(
        mity,
        {
            "name": "one",
            "command": "echo 1 > a; mkdir d; echo 1 > d/b; chmod 600 kept",
            "undo": "echo one >> ../undone",
        },
        {"name": "two", "command": "git switch -qc work; git add a; git commit -qm two; rm kept"},
        {"name": "three", "command": "echo 3 | tee c >> a", "undo": "echo three >> ../undone"},
        repository=True,
    )
    (mity.workspace / "kept").write_text("kept\n")
    git(mity.workspace, "add", "kept")
    git(mity.workspace, "commit", "-qm", "kept")
    run = flow.run()["run_id"]
    (mity.workspace / "c").write_text("mine\n")
    words = ("rollback", run, "--hard", "--aside", "--trust", "--quiet")

    def place(name: str) -> Path:
        (made := tmp_path / name).mkdir()
        shutil.copytree(mity.workspace, made / "work", symlinks=True)
        return made

    calm = place("calm")
    answer = server.run(words, calm / "work", calm, mity.env)
    assert answer.code == 0, answer.text
    expected = facts(calm)
    assert (set(expected["files"]), expected["left"], expected["status"]) == ({"kept"}, [], "")
    assert len(answer.moments) > 60
    kills = 0
    for moment in range(1 + part, len(answer.moments) + 1, SLICES):
        here = place(f"killed-{moment}")
        killed = server.run(words, here / "work", here, mity.env, kill_at=moment)
        again = server.run(words, here / "work", here, mity.env)
        told = f"killed at {moment}, before {killed.moments[-1:]}: {again.text}"
        kills += killed.code is None
        assert (killed.code or 0, again.code) == (0, 0), told
        assert facts(here) == expected, told
        assert list(dict.fromkeys(lines(here / "undone"))) == ["three", "one"], told
        assert "mine\n" in {path.read_text() for path in (here / "work/.mity/aside" / run).rglob("c*")}, told
        shutil.rmtree(here)
    assert kills >= 60 // SLICES


@pytest.mark.parametrize(
    "part",
    [pytest.param(n, marks=pytest.mark.rotation("kill-rollback-within", of=SLICES)) for n in range(SLICES)],
)
def test_a_run_killed_while_a_failure_takes_it_back_goes_on_from_the_point(
    mity: Mity, server: VerbServer, tmp_path: Path, part: int
) -> None:
    OwnFlow(
        mity,
        ("draw", "echo draw >> drawing"),
        ("build", "echo build >> built; echo more >> drawing"),
        {"name": "ship", "command": "echo half >> half; test -e ../go", "on_failure": "rollback"},
        rollback={"checkpoints": [{"after": "draw"}]},
    )
    assert mity("trust", ".").code == 0
    calm = tmp_path / "calm"
    calm.mkdir()
    shutil.copytree(mity.workspace, calm / "work")
    words = ("run", "flow", "--trust", "--quiet")
    moments = server.run(words, calm / "work", calm, mity.env).moments
    begun = next(number for number, moment in enumerate(moments) if "heal.git/changes" in moment)
    assert len(moments) - begun > 20
    for moment in range(begun + part, len(moments) + 1, SLICES):
        here = tmp_path / f"killed-{moment}"
        here.mkdir()
        shutil.copytree(mity.workspace, here / "work")
        killed = server.run(words, here / "work", here, mity.env, kill_at=moment)
        told = f"killed at {moment}, before {killed.moments[-1:]}"
        run = next((here / "work/.mity/logs").glob("*.json")).stem
        resume = ("resume", run, "--trust", "--quiet")
        if part % 2:  # it fails once more and is taken back once more
            assert server.run(resume, here / "work", here, mity.env).code == 1, told
            assert texts(here) == {"drawing": ["draw"]}, told
        (here / "go").write_text("")
        assert server.run(resume, here / "work", here, mity.env).code == 0, told
        found = texts(here)
        assert set(found.pop("half")) == {"half"}, told  # a killed attempt may have written it before
        assert found == {"built": ["build"], "drawing": ["draw", "more"]}, told
        shutil.rmtree(here)


def texts(place: Path) -> dict[str, list[str]]:
    """The lines of the project's files, without what mity keeps."""
    return {path.name: lines(path) for path in sorted((place / "work").iterdir()) if path.is_file()}
