"""Earlier versions of the templates that come with mity: kept for every stack, and gone back to and on from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from features.conftest import AppFixture
from harness import git
from light_app import mity_at
from mity.errors import MityError
from mity.projects.app_record import write_app, write_owned
from mity.stacks.catalog import StackFolder
from mity.system.runner import Runner
from mity.system.template_source import Source
from mity.updates.earlier import FOLDER, earlier_version, earlier_versions
from mity.updates.rendering import Rendering, render_version
from shared_apps import CATALOGUE

STACKS = [one for one in CATALOGUE.all() if len(one.stack.changes) > 1]
ANSWERS = {"app_name": "shop", "app_slug": "shop", "package_name": "shop"}


def test_every_version_that_the_notes_name_is_kept() -> None:
    """One that is missing: `python .ci/keep_versions.py` after the commit of the new version."""
    for one in STACKS:
        named = [row.version for row in one.stack.changes if row.version != one.stack.version]
        assert earlier_versions(one) == named, one.stack.id
    kept = {path.name for path in (CATALOGUE.get("python-fastapi").path.parent / FOLDER).iterdir()}
    assert kept == {f"{one.stack.id}.tar.xz" for one in STACKS}


def rendered(version: str, into: Path) -> Rendering:
    """An application `shop` as an earlier version of python-fastapi makes it, below the folder `into`."""
    found = earlier_version(CATALOGUE.get("python-fastapi"), version)
    assert found is not None
    return render_version(Runner(), Source(found.path, found.stack.id), ANSWERS, into, trusted=True, foreign=False)


@pytest.fixture
def shop(tmp_path: Path) -> AppFixture:
    """An application of version 2.1.0 with changes of its owner's, and without the history it was made with."""
    made = rendered("2.1.0", tmp_path / "made")
    (made.project / ".mity").mkdir()
    write_owned(made.project, made.digests, "python-fastapi")
    source = earlier_version(CATALOGUE.get("python-fastapi"), "2.1.0")
    assert source is not None
    origin = {"template": "python-fastapi", "stack": "python-fastapi", "template_version": "2.1.0"}
    digest = Source(source.path, "python-fastapi").digest
    write_app(made.project, {"name": "shop", **origin, "template_digest": digest, "answers": made.answers})
    app = AppFixture(made.project, mity_at(tmp_path, tmp_path / "home"))
    git(app.root, "init", "--quiet", "--initial-branch=main")
    app.edit("README.md", "# ", "# Our own ")
    return app


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_what_an_earlier_version_made_is_known_without_its_history(shop: AppFixture) -> None:
    done = shop("update", "--check", "--json")
    assert (done.code, done.json["conflicts"]) == (1, []), done.text
    assert {"kind": "merge", "path": "README.md"} in done.json["files"]
    assert shop("update", "--check", "--to", "2.1.0").code == 0, "it is that version"
    back = shop("update", "--check", "--to", "v2.0.0", "--json")
    assert (back.code, back.json["conflicts"]) == (1, []), back.text
    unknown = shop("update", "--to", "2.0.7")
    assert unknown.code == 2
    assert "this mity brings the versions 2.2.0, 2.1.0, 2.0.0, 1.0.0 of python-fastapi, not 2.0.7" in unknown.text


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_the_version_of_mitys_own_that_fits_best_is_found_where_none_is_recorded(shop: AppFixture) -> None:
    record = json.loads(shop.text(".mity/app.json"))
    old = {**record, "template_version": "", "template_digest": "", "answers": ANSWERS}
    shop.write(".mity/app.json", json.dumps(old))
    done = shop("update", "--check", "--json")
    assert (done.code, done.json["conflicts"], done.json["questions"]) == (1, [], []), done.text
    assert {"kind": "merge", "path": "README.md"} in done.json["files"]


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.rotation("updates", of=6)
def test_every_kept_version_can_be_read_and_rendered(tmp_path: Path) -> None:
    wrong: list[str] = []
    for stack in STACKS:
        for version in earlier_versions(stack):
            found = earlier_version(stack, version)
            assert found is not None
            assert (found.stack.id, found.stack.version) == (stack.stack.id, version)
            into = tmp_path / stack.stack.id / version
            try:
                made = render_version(
                    Runner(), Source(found.path, found.stack.id), {}, into, trusted=True, foreign=False
                )
            except MityError as error:
                wrong.append(f"{found.stack.id} {version}: {error}")
                continue
            if missing := [name for name in found.stack.required_files if not any(made.project.glob(name))]:
                wrong.append(f"{found.stack.id} {version} lacks {missing}")
    assert wrong == []


def test_an_archive_that_is_none_is_told(tmp_path: Path) -> None:
    stack = StackFolder(CATALOGUE.get("rust-api").stack, tmp_path / "rust-api")
    assert (earlier_versions(stack), earlier_version(stack, "1.0.0")) == ([], None)
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "rust-api.tar.xz").write_bytes(b"\xfd7zXZ\0torn")
    with pytest.raises(MityError, match=r"cannot read .*rust-api\.tar\.xz: .*install mity again"):
        earlier_version(stack, "1.0.0")
