"""Applications made of each version of one template, with and without a feature: made once, copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from features.conftest import AppFixture
from light_app import made_once, mity_at
from template_versions import VERSIONS, make_template

NOTE = ("add-feature", "note", "--field", "text:str,min=1")
Make = Callable[..., AppFixture]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository of the template."""
    return made_once(tmp_path_factory, "template-versions", lambda folder: _ignore(make_template(folder / "light"))) / (
        "light"
    )


def _ignore(_: Path) -> None:
    return None


@pytest.fixture(scope="session")
def _made(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, bool], Path]:
    def of(version: str, feature: bool) -> Path:
        def make(folder: Path) -> None:
            mity = mity_at(folder, folder / "home")
            done = mity("create-app", "shop", "--template", str(template), "--ref", f"v{version}", "--trust")
            assert done.code == 0, done.text
            if feature:
                done = mity(*NOTE, cwd=folder / "shop")
                assert done.code == 0, done.text

        return made_once(tmp_path_factory, f"dated-{version}-{feature}", make) / "shop"

    return of


@pytest.fixture
def dated(_made: Callable[[str, bool], Path], tmp_path: Path) -> Make:
    """A copy of the application of one version, with its user's consents and caches."""

    def make(version: str = VERSIONS[0], *, feature: bool = False) -> AppFixture:
        source = _made(version, feature)
        place = tmp_path / "a ünï place"
        place.mkdir()
        shutil.copytree(source, place / "shop", symlinks=True)
        shop = AppFixture(place / "shop", mity_at(place, tmp_path / "home"))
        shop.trust_as(source)
        return shop

    return make
