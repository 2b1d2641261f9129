"""mity sbom: bills of materials by the programs of each field, checked by the schema, and said where there is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness import Done, Mity
from misbehaving_app import path_without

pytestmark = pytest.mark.slow

COMPONENT = {"type": "library", "name": "left-pad", "version": "1.3.0"}


def bill(**component: str) -> str:
    """A bill with one component."""
    listed = [{**COMPONENT, **component}]
    return json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": listed})


class Shop:
    """A Node project `shop`, and an npm that prints what a test wants."""

    def __init__(self, mity: Mity, tmp_path: Path) -> None:
        self._mity = mity
        self.root = mity.workspace / "shop"
        self.root.mkdir()
        (self.root / "package.json").write_text('{"name": "shop", "version": "1.0.0"}', encoding="utf-8")
        (self.root / "package-lock.json").write_text("{}", encoding="utf-8")
        self._tools = tmp_path / "tools"
        self._path = path_without(self._tools, "npm", "cyclonedx-gomod", "cargo-cyclonedx")

    def __call__(self, printed: str, code: int = 0) -> Done:
        (self._tools / "answer").write_text(printed, encoding="utf-8")
        npm = self._tools / "npm"
        npm.write_text(
            f'#!/bin/sh\n[ "$1" = --version ] && echo 11.0.0 && exit 0\ncat "{self._tools}/answer"; exit {code}\n',
            encoding="utf-8",
        )
        npm.chmod(0o755)
        return self._mity("sbom", "shop", env={"PATH": self._path})

    @property
    def made(self) -> list[str]:
        """The bills that are there."""
        return sorted(path.relative_to(self.root).as_posix() for path in self.root.glob("sbom/*"))


@pytest.fixture
def shop(mity: Mity, tmp_path: Path) -> Shop:
    return Shop(mity, tmp_path)


def test_a_valid_bill_is_written(shop: Shop) -> None:
    done = shop(f"npm warn something\n{bill()}\n")
    assert done.code == 0, done.text
    assert "node: 1 components by npm 11.0.0" in done.text
    assert shop.made == ["sbom/node.cdx.json"]
    written = json.loads((shop.root / "sbom" / "node.cdx.json").read_text(encoding="utf-8"))
    assert written["components"] == [COMPONENT]


@pytest.mark.rotation("stories", of=3)
def test_a_bill_that_the_schema_refuses_is_a_failure(shop: Shop) -> None:
    done = shop(bill(type="sandwich"))
    assert done.code == 1, done.text
    assert "is invalid" in done.text
    assert shop.made == []


@pytest.mark.rotation("stories", of=3)
@pytest.mark.parametrize(
    ("printed", "code", "said"),
    [("npm error network", 1, "exited with 1: npm error network"), ("nothing of JSON", 0, "left no bill")],
    ids=["failed", "no-bill"],
)
def test_what_could_not_be_listed_is_no_proof(shop: Shop, printed: str, code: int, said: str) -> None:
    done = shop(printed, code)
    assert done.code == 4, done.text
    assert said in " ".join(done.text.split())
    assert shop.made == []


@pytest.mark.rotation("stories", of=3)
def test_an_ecosystem_without_a_program_is_said(shop: Shop) -> None:
    (shop.root / "Cargo.toml").write_text('[package]\nname = "shop"\nversion = "1.0.0"\n', encoding="utf-8")
    done = shop(bill())
    assert done.code == 4, done.text
    assert "rust not looked at" in done.text
    assert shop.made == ["sbom/node.cdx.json"], "what could be listed is written"


@pytest.mark.timeout(120)
def test_the_packages_of_python_are_listed_by_the_real_program(mity: Mity) -> None:
    root = mity.workspace / "api"
    root.mkdir()
    (root / "requirements.txt").write_text("click==8.1.7\nrich==13.7.1\n", encoding="utf-8")
    done = mity("sbom", "api")
    assert done.code == 0, done.text
    listed = json.loads((root / "sbom" / "python.cdx.json").read_text(encoding="utf-8"))["components"]
    assert sorted(one["name"] for one in listed) == ["click", "rich"]
