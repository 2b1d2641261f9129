"""`mity secure --fix`: vulnerable packages upgraded by the project's own manager, proven, or put back."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from advisories import advisories

from harness import Done, Mity
from scanner_scripts import Scripts

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
APP = '[project]\nname = "shop"\nversion = "1.0.0"\nrequires-python = ">=3.9"\ndependencies = ["idna>=2"]\n'
BUILD = '[tool.setuptools]\npy-modules = []\n[dependency-groups]\ndev = ["pytest"]\n'
TESTS = "import idna\n\n\ndef test_encode():\n    assert idna.encode('ab') == b'ab'\n"
OLD_ONLY = "from importlib.metadata import version\n\n\ndef test_old():\n    assert version('idna') < '3'\n"


def shown(done: Done) -> list[tuple[str, str, str]]:
    """Package, evidence and fix of the findings that are left."""
    return [(one["rule"], one["path"], one["evidence"]) for one in done.json["security"]["findings"]]


def files(root: Path) -> dict[str, bytes]:
    """The files that people keep, with their bytes."""
    left_out = {".venv", ".mity", "node_modules", "target", "__pycache__", ".pytest_cache"}
    found = (path for path in root.rglob("*") if path.is_file() and not left_out & set(path.relative_to(root).parts))
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def python(mity: Mity, tests: str = TESTS) -> Path:
    """A project with requirements.txt, which pins an old idna, and one test."""
    root = mity.workspace
    (root / "requirements.txt").write_text("# what the shop needs\nidna==2.10  # names of hosts\npytest==8.4.2\n")
    (root / "test_shop.py").write_text(tests)
    return root


def test_a_pin_is_raised_to_the_lowest_version_that_mends_it(mity: Mity, scripts: Scripts) -> None:
    root = python(mity)
    with advisories(idna="3.7") as known:
        done = mity("secure", "--fix", "--json", env=known.pip)
    assert (done.code, shown(done)) == (0, []), done.text
    assert (True, "upgrade idna 2.10 to 3.7") in [(one["upgraded"], one["how"]) for one in done.json["upgrades"]]
    assert (root / "requirements.txt").read_text() == (
        "# what the shop needs\nidna==3.7  # names of hosts\npytest==8.4.2\n"
    )


def test_an_upgrade_that_breaks_a_test_is_put_back(mity: Mity, scripts: Scripts) -> None:
    root = python(mity, OLD_ONLY)
    before = files(root)
    with advisories(idna="3.7") as known:
        done = mity("secure", "--fix", "--json", env=known.pip)
    assert (done.code, ("TEST-idna", "requirements.txt", "idna 2.10") in shown(done)) == (1, True), done.text
    assert files(root) == before
    (one,) = [one for one in done.json["upgrades"] if one["file"] == "requirements.txt"]
    assert (one["upgraded"], one["how"].startswith("upgrade idna 2.10 to 3.7: put back")) == (False, True), one


def test_a_dry_run_says_how_and_changes_nothing(mity: Mity, scripts: Scripts) -> None:
    root = python(mity)
    before = files(root)
    with advisories(idna="3.7") as known:
        done = mity("secure", "--fix", "--dry-run", "--json", env=known.pip)
    shown_ = [(one["package"], one["file"], one["how"]) for one in done.json["upgrades"]]
    assert (done.code, shown_) == (0, [("idna", "requirements.txt", "upgrade idna 2.10 to 3.7")]), done.text
    assert (files(root), (root / ".venv").exists(), (root / ".mity").exists()) == (before, False, False)


def npm(root: Path, *words: str) -> None:
    subprocess.run(["npm", *words, "--package-lock-only", "--no-audit"], cwd=root, check=True, capture_output=True)


@pytest.mark.rotation("stories", of=3)
def test_packages_of_npm_and_one_that_another_brings(mity: Mity, scripts: Scripts) -> None:
    root = mity.workspace
    package = {"name": "shop", "version": "1.0.0", "private": True, "scripts": {"test": "node --test"}}
    (root / "package.json").write_text(json.dumps(package, indent=2) + "\n")
    code = "test('red', () => { if (!chalk.red('x').includes('x')) throw new Error('it is not'); });\n"
    (root / "shop.test.js").write_text(f"const test = require('node:test');\nconst chalk = require('chalk');\n{code}")
    npm(root, "install", "chalk@~4.1.0", "supports-color@7.1.0")
    npm(root, "install", "--save-prefix=~", "chalk@4.1.0")
    npm(root, "uninstall", "supports-color")
    with advisories(chalk="4.1.1", supports_color="7.2.0") as known:
        done = mity("secure", "--fix", "--json", env=known.npm)
    assert (done.code, shown(done)) == (0, []), done.text
    lock = json.loads((root / "package-lock.json").read_text())["packages"]
    versions = [lock[f"node_modules/{name}"]["version"] for name in ("chalk", "supports-color")]
    assert versions == ["4.1.1", "7.2.0"], "the lowest that mends it, not the newest"
    assert json.loads((root / "package.json").read_text())["dependencies"] == {"chalk": "~4.1.1"}
