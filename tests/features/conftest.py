"""A light application with two features, made once a session and copied for each test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from harness import Done, Mity, git
from light_app import LightApp, made_once, mity_at
from mity.system.trees import tree_digests

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


@pytest.fixture(scope="session")
def _grown(light_app: LightApp, tmp_path_factory: pytest.TempPathFactory) -> Path:
    def make(folder: Path) -> None:
        shutil.copytree(light_app.root, folder / "shop", symlinks=True)
        shop = AppFixture(folder / "shop", mity_at(folder, folder / "home"))
        shop.trust_as(light_app.root)
        shop.add("project", *PROJECT)
        shop.add("todo", *TODO)

    return made_once(tmp_path_factory, "grown", make) / "shop"


def _copy(source: Path, folder: Path) -> AppFixture:
    place = folder / "a ünï place"
    place.mkdir()
    shutil.copytree(source, place / "shop", symlinks=True)
    shop = AppFixture(place / "shop", mity_at(place, folder / "home"))
    shop.trust_as(source)
    return shop


@pytest.fixture
def bare(light_app: LightApp, tmp_path: Path) -> AppFixture:
    """A proven application without features."""
    return _copy(light_app.root, tmp_path)


@pytest.fixture
def grown(_grown: Path, tmp_path: Path) -> AppFixture:
    """A proven application with the features project and todo, todo referring to project."""
    return _copy(_grown, tmp_path)


def no_git_identity() -> dict[str, str]:
    """An environment in which git has nobody to commit as."""
    return {"GIT_CONFIG_GLOBAL": os.devnull}
