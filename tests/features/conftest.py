"""A light application with two features, made once a session and copied for each test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from filelock import FileLock

from harness import Done, Mity, git
from mity.system.files import tree_digests
from tables import common

PROJECT = ("--field", "name:str,max=80", "--field", "budget:decimal,optional")
TODO = ("--field", "title:str,min=1", "--field", "done:bool=false", "--field", "project:ref,to=project")


class AppFixture:
    """The application of a test, and mity in it."""

    def __init__(self, root: Path, mity: Mity) -> None:
        self.root = root
        self.mity = mity

    def __call__(self, *words: str, env: Mapping[str, str] | None = None) -> Done:
        """Runs mity in the application's folder."""
        return self.mity(*words, cwd=self.root, env=dict(env or {}))

    def add(self, name: str, *words: str) -> Done:
        """Adds a feature, which must end well."""
        done = self("add-feature", name, *words)
        assert done.code == 0, done.text
        return done

    def trust_as(self, source: Path) -> None:
        """Takes over the consents of the user who made the application `source`."""
        self.mity.trust_as(source.parent / "home")

    def text(self, path: str) -> str:
        """A file of the application."""
        return (self.root / path).read_text(encoding="utf-8")

    def write(self, path: str, text: str) -> None:
        """Writes a file as its owner does, and commits it; what mity takes from `.mity` is trusted."""
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")
        self.commit()
        if path.startswith(".mity/"):
            self("trust")

    def edit(self, path: str, old: str, new: str) -> None:
        """Replaces a text that must be there, and commits it."""
        text = self.text(path)
        assert old in text
        self.write(path, text.replace(old, new, 1))

    def commit(self) -> None:
        """Commits what the owner did."""
        git(self.root, "add", "--all")
        git(self.root, "-c", "user.name=U", "-c", "user.email=u@example.com", "commit", "--quiet", "-m", "mine")

    @property
    def state(self) -> dict[str, str]:
        """Digest of every file but mity's own notes."""
        return tree_digests(self.root, ("logs", "heal.git", "aside", "locks", "cache", "dist", "reports"))

    @property
    def subjects(self) -> list[str]:
        """The subjects of the commits, newest first."""
        return git(self.root, "log", "--format=%s").splitlines()


def _mity(workspace: Path, home: Path) -> Mity:
    home.mkdir(parents=True, exist_ok=True)
    made = Mity(workspace, home)
    made.env.pop("PYTHONSAFEPATH")
    made.env["PYTHONDONTWRITEBYTECODE"] = "1"
    return made


def _made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """The application `shop` in a folder of all workers, made by the first of them that needs it."""
    folder = common(factory) / name
    with FileLock(f"{folder}.lock"):
        if not (folder / "done").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            (folder / "done").touch()
    return folder / "shop"


@pytest.fixture(scope="session")
def _bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    def make(folder: Path) -> None:
        done = _mity(folder, folder / "home").light("shop")
        assert done.code == 0, done.text

    return _made_once(tmp_path_factory, "growth", make)


@pytest.fixture(scope="session")
def _grown(_bare: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    def make(folder: Path) -> None:
        shutil.copytree(_bare, folder / "shop", symlinks=True)
        shop = AppFixture(folder / "shop", _mity(folder, folder / "home"))
        shop.trust_as(_bare)
        shop.add("project", *PROJECT)
        shop.add("todo", *TODO)

    return _made_once(tmp_path_factory, "grown", make)


def _copy(source: Path, folder: Path) -> AppFixture:
    place = folder / "a ünï place"
    place.mkdir()
    shutil.copytree(source, place / "shop", symlinks=True)
    shop = AppFixture(place / "shop", _mity(place, folder / "home"))
    shop.trust_as(source)
    return shop


@pytest.fixture
def bare(_bare: Path, tmp_path: Path) -> AppFixture:
    """A proven application without features."""
    return _copy(_bare, tmp_path)


@pytest.fixture
def grown(_grown: Path, tmp_path: Path) -> AppFixture:
    """A proven application with the features project and todo, todo referring to project."""
    return _copy(_grown, tmp_path)


def no_git_identity() -> dict[str, str]:
    """An environment in which git has nobody to commit as."""
    return {"GIT_CONFIG_GLOBAL": os.devnull}
