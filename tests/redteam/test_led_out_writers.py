"""Links and names that lead out of a project, tried on what mity itself writes and removes there."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from mity.errors import MityError
from mity.features.application import Application
from mity.features.plan import Action, Plan
from mity.features.writer import PlanWriter
from mity.infrastructure.rendered import write_infrastructure
from mity.projects.app_record import write_app, write_owned
from mity.projects.specs import complete, new_spec
from mity.runs.artifacts import kept
from mity.runs.inbox import Inbox
from mity.runs.journal import Journal
from mity.runs.numbers import next_number
from mity.system.files import ignored_folder, private_file, write_atomic
from mity.system.passing import passing
from mity.system.trees import remove_caches
from mity.triggers.queue import Queue
from rows import each

SECRET = "precious"
Act = Callable[[Path, Path], object]
"""Lays a trap in a project (first) that leads to a folder outside (second), and has mity write there."""


def linked(path: str, to: str = ".") -> Callable[[Path, Path], None]:
    def lay(root: Path, out: Path) -> None:
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(out / to)

    return lay


def both(trap: Callable[[Path, Path], None], act: Callable[[Path], object]) -> Act:
    def do(root: Path, out: Path) -> None:
        trap(root, out)
        act(root)

    return do


def beside(path: str) -> str:
    """The name under which a file is written before it is put in its place."""
    folder, _, name = path.rpartition("/")
    return f"{folder}/.{name}.{os.getpid()}.tmp".removeprefix("/")


def pass_by(name: str, folder: str, out: Path, root: Path) -> None:
    with passing(root, [name]):
        (root / folder).symlink_to(out)


TERRAFORM = {"infrastructure/main.tf": "# a\n", ".github/workflows/infrastructure.yml": "on: push\n"}
NUMBER = "locks/last-run"
ACTS: dict[str, Act] = {
    "a half-written record": both(
        linked(beside(".mity/app.json"), "precious.txt"), lambda root: write_app(root, {"name": "x"})
    ),
    "a half-written file": both(linked(beside("a.txt"), "precious.txt"), lambda r: write_atomic(r / "a.txt", b"evil")),
    "a half-written private file": both(
        linked(beside("a.txt"), "made.txt"), lambda r: write_atomic(r / "a.txt", b"evil", private=True)
    ),
    "the record of an application": both(linked(".mity"), lambda root: write_app(root, {"name": "x"})),
    "the owned files": both(linked(".mity"), lambda root: write_owned(root, {}, "x")),
    "a private file": both(linked("log", "precious.txt"), lambda root: os.close(private_file(root / "log"))),
    "a private file to be": both(linked("log", "made.txt"), lambda root: os.close(private_file(root / "log"))),
    "a journal": both(linked("x.jsonl", "precious.txt"), lambda root: Journal(root / "x.jsonl", "{}")),
    "the logs": both(linked(".mity/logs"), lambda root: ignored_folder(root / ".mity/logs")),
    "the number of runs": both(linked(f".mity/{NUMBER}", "precious.txt"), lambda r: next_number(r / ".mity/locks", [])),
    "the folder of locks": both(linked(".mity/locks"), lambda root: next_number(root / ".mity/locks", [])),
    "large values": both(linked(".mity/artifacts"), lambda root: kept({"a": "x" * 10**5}, root)),
    "the queue": both(linked(".mity/watch"), lambda root: Queue(root).make()),
    "the whole home, for the queue": both(linked(".mity"), lambda root: Queue(root).make()),
    "infrastructure": both(linked("infrastructure"), lambda root: write_infrastructure(root, "aws", TERRAFORM)),
    "the file of CI": both(linked(".github"), lambda root: write_infrastructure(root, "aws", TERRAFORM)),
    "a folder of CI": both(linked(".github/workflows"), lambda root: write_infrastructure(root, "aws", TERRAFORM)),
    "a specification": both(linked("specs"), lambda root: new_spec(root, "x", "", "low", ())),
    "a specification in a folder": both(linked("specs/team"), lambda root: new_spec(root, "team/x", "", "low", ())),
    "a specification by its name": lambda root, out: new_spec(root, "../../out/x", "", "low", ()),
    "a specification that is a link": both(
        linked("specs/x.md", "spec.md"), lambda root: complete(root, root / "specs/x.md")
    ),
    "caches to remove": both(linked("cache"), lambda root: remove_caches(root, ["cache", "cache/*"])),
    "caches by a name that leads out": lambda root, out: remove_caches(root, ["../out"]),
    "a file that passes": lambda root, out: pass_by("sub/precious.txt", "sub", out, root),
    "a file that passes by its name": lambda root, out: pass_by("../out/made.txt", "sub", out, root),
}


def outside(tmp_path: Path) -> Path:
    """A folder that is nobody's business here."""
    made = tmp_path / "out"
    (made / "folder").mkdir(parents=True)
    for name in ("precious.txt", "folder/precious.txt"):
        (made / name).write_text(SECRET)
    (made / "spec.md").write_text("---\nstate: draft\n---\n\n# A\n\n## Objective\n\nx\n")
    made.chmod(0o755)
    return made


def state(folder: Path) -> dict[str, object]:
    places = [folder, *sorted(folder.rglob("*"))]
    return {str(one): (one.lstat().st_mode, one.read_text() if one.is_file() else "") for one in places}


@each("act", ACTS)
def test_nothing_outside_is_written_or_removed(tmp_path: Path, act: str) -> None:
    root, away = tmp_path / "project", outside(tmp_path)
    root.mkdir()
    before = state(away)
    try:
        ACTS[act](root, away)
    except (MityError, OSError, ValueError) as error:
        assert str(error)
    assert state(away) == before


@each("path", ["../out/precious.txt", "sub/../../out/precious.txt", "link/precious.txt", "{out}/precious.txt"])
@each("kind", ["delete", "create"])
def test_a_plan_of_a_feature_stays_in_its_application(tmp_path: Path, path: str, kind: str) -> None:
    """The paths of a feature come from `.mity/ownership.json`, which a clone brings."""
    root, away = tmp_path / "app", tmp_path / "out"
    root.mkdir()
    away.mkdir()
    (away / "precious.txt").write_text(SECRET)
    (root / "link").symlink_to(away)
    action = Action(path.format(out=away), kind, "page", "evil")
    writer = PlanWriter(Application.__new__(Application), Plan.__new__(Plan), None)  # type: ignore[arg-type]
    object.__setattr__(writer.application, "root", root)
    with pytest.raises(MityError):
        writer._delete(action.path) if kind == "delete" else writer.write_file(action.path, b"evil")
    assert (away / "precious.txt").read_text() == SECRET


def test_an_inbox_is_no_link(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / ".mity").mkdir()
    (tmp_path / ".mity" / "logs").symlink_to(tmp_path / "out")
    with pytest.raises(MityError):
        Inbox(tmp_path, "0001-x-abcd").post("cancel", {})
    assert list((tmp_path / "out").iterdir()) == []
