"""Dependency trees in mity's cache: taken when the lock is the same, and never trusted when somebody changed them."""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
from pathlib import Path

import pytest
import yaml

from harness import LIGHT, Mity
from mity.system.dependency_cache import DependencyCache

INSTALL = "import pathlib; p = pathlib.Path('deps/pack'); p.mkdir(parents=True); (p / 'one.txt').write_text('one')"

ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "deps"
    (folder / "pack" / "bin").mkdir(parents=True)
    (folder / "top.json").write_text("{}")
    (folder / "pack" / "one.txt").write_text("one")
    (folder / "pack" / "bin" / "run").write_text("#!/bin/sh\n")
    (folder / "pack" / "bin" / "run").chmod(0o755)
    (folder / "link").symlink_to("pack/one.txt")
    return folder


def test_a_tree_comes_back_as_it_was_and_what_is_linked_is_read_only(source: Path, tmp_path: Path) -> None:
    trees = DependencyCache(tmp_path / "cache")
    assert trees.keep("k", source, (), link=True) == 4
    assert trees.take("k", tmp_path / "again", link=True) == 4
    again = tmp_path / "again"
    assert (again / "pack/one.txt").read_text() == "one"
    assert os.access(again / "pack/bin/run", os.X_OK)
    assert (again / "link").readlink() == Path("pack/one.txt")
    shared = (again / "pack/one.txt").stat().st_ino == (source / "pack/one.txt").stat().st_ino
    assert shared is not ROOT, "root writes to read-only files, so it gets copies"
    assert not shared or not (again / "pack/one.txt").stat().st_mode & 0o222
    assert (again / "top.json").stat().st_ino != (source / "top.json").stat().st_ino, "package managers rewrite it"


def test_what_one_application_writes_reaches_no_other(source: Path, tmp_path: Path) -> None:
    trees = DependencyCache(tmp_path / "cache")
    trees.keep("k", source, (), link=True)
    for name in ("first", "second"):
        assert trees.take("k", tmp_path / name, link=True) == 4
    for path in (source / "pack/one.txt", tmp_path / "first/pack/one.txt"):
        with contextlib.suppress(PermissionError):
            path.write_text("mine")
    assert (tmp_path / "second/pack/one.txt").read_text() == "one"
    assert trees.take("k", tmp_path / "third", link=True) == 4


@pytest.mark.parametrize("harm", ["changed", "gone", "manifest", "cut"])
def test_a_tree_that_somebody_changed_is_thrown_away(source: Path, tmp_path: Path, harm: str) -> None:
    trees = DependencyCache(tmp_path / "cache")
    trees.keep("k", source, (), link=True)
    entry = tmp_path / "cache" / "k"
    place = entry / "tree" / "pack" / "one.txt"
    if harm == "changed":
        place.chmod(0o644)
        place.write_text("two")
    elif harm == "gone":
        place.unlink()
    else:
        (entry / "manifest.json").write_text("[" if harm == "cut" else '{"not": "a list"}')
    assert trees.take("k", tmp_path / "again", link=True) == 0
    assert not (tmp_path / "again").exists()
    assert not entry.exists()


def test_a_cache_that_cannot_be_written_is_an_empty_one(source: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file in its place")
    trees = DependencyCache(tmp_path / "cache")
    assert trees.keep("k", source, (), link=True) == 0
    assert trees.take("k", tmp_path / "again", link=True) == 0


def test_copies_leave_out_what_is_the_applications_own(source: Path, tmp_path: Path) -> None:
    trees = DependencyCache(tmp_path / "cache")
    assert trees.keep("k", source, ("pack/bin", "top*"), link=False) == 2
    assert trees.take("k", tmp_path / "again", link=False) == 2
    (tmp_path / "again/pack/one.txt").write_text("mine")
    assert (source / "pack/one.txt").read_text() == "one"


@pytest.mark.slow
def test_many_at_once_get_a_whole_tree_or_none(source: Path, tmp_path: Path) -> None:
    counts: list[int] = []

    def one(number: int) -> None:
        trees = DependencyCache(tmp_path / "cache")
        trees.keep("k", source, (), link=True)
        counts.append(trees.take("k", tmp_path / f"app{number}", link=True))

    threads = [threading.Thread(target=one, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(counts) <= {0, 4}
    assert 4 in counts


def template(folder: Path) -> Path:
    """The light template with an install command, whose result applications with the same lock share."""
    shutil.copytree(LIGHT, folder)
    stack = yaml.safe_load((folder / "stack.yaml").read_text())
    stack["commands"]["install"] = {"argv": ["${python}", "-c", INSTALL]}
    stack["shared"] = [{"path": "deps", "key": ["lock.json", "about.json#needs"], "tools": ["python"], "whole": True}]
    stack["ignore"].append("deps")
    (folder / "stack.yaml").write_text(yaml.safe_dump(stack))
    inner = folder / "{{cookiecutter.app_slug}}"
    (inner / "lock.json").write_text('{"name": "{{ cookiecutter.app_slug }}"}\n')
    (inner / "about.json").write_text('{"by": "{{ cookiecutter.greeting }}", "needs": {"pack": 1}}\n')
    (inner / ".gitignore").write_text((inner / ".gitignore").read_text() + "deps\n")
    return folder


def installed(mity: Mity, name: str, folder: Path, *words: str) -> str:
    done = mity("create-app", name, "--template", str(folder), "--trust", "--json", *words)
    assert done.code == 0, done.text
    build = next(row["result"] for row in done.json["results"] if row["station"] == "build")
    return str(build["evidence"]["commands"][0])


@pytest.mark.slow
def test_the_second_application_does_not_install_again(mity: Mity, tmp_path: Path) -> None:
    folder = template(tmp_path / "t")
    assert " -c " in installed(mity, "first", folder)
    second = installed(mity, "second", folder, "--set", "greeting=good day")
    assert second.startswith("deps: 1 files linked from mity's cache")
    assert (mity.workspace / "second/deps/pack/one.txt").read_text() == "one"
    (folder / "{{cookiecutter.app_slug}}/lock.json").write_text('{"name": "{{ cookiecutter.app_slug }}", "v": 2}\n')
    assert " -c " in installed(mity, "third", folder), "another lock is another tree"


@pytest.mark.slow
def test_what_its_owner_declares_beside_the_lock_asks_for_an_install(mity: Mity, tmp_path: Path) -> None:
    folder = template(tmp_path / "t")
    installed(mity, "first", folder)
    about = folder / "{{cookiecutter.app_slug}}/about.json"
    about.write_text(about.read_text().replace('"pack": 1', '"pack": 1, "more": 2'))
    assert " -c " in installed(mity, "second", folder), "the lock alone would have given it a tree that is too small"
