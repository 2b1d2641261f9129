"""Scripts that were in a project from the start and end well whatever fails in them: what they made is not proven."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness import Mity
from mity.services.forgiving import forgiven, forgiving
from rows import each

FORGIVES = {
    "tsc || true": "tsc",
    "tsc -b||true": "tsc -b",
    "tsc || :": "tsc",
    "tsc || exit 0": "tsc",
    "tsc || exit 0; vite build": "tsc",
    "tsc && vite build || echo 'something failed'": "vite build",
    "(tsc && vite build) || true": "vite build",
    "tsc && echo done || echo failed": "tsc",
    "echo begins && tsc && rm x || true": "tsc",
    "tsc; true": "tsc",
    "tsc ; exit 0": "tsc",
    "tsc\ntrue": "tsc",
    "rm -rf dist || true; tsc || true": "tsc",
    "ruff check --exit-zero && tsc": "ruff check --exit-zero",
}
HONEST = (
    *("tsc", "tsc && vite build", "rm -rf dist || true && tsc", "rm -rf dist || true; tsc", "mkdir -p dist || true"),
    *("tsc || exit 1", "tsc || (echo 'no types' && exit 1)", "echo begins; tsc", "tsc; vite build", "test -d x || tsc"),
    *("echo a || true", "true || true", "echo a; true"),
    *("cp a b || true", "tsc || npx tsc", "true && tsc", "echo '|| true'", "tsc # || true is never written", "tsc 'x"),
)


@each("script", FORGIVES)
def test_a_script_that_forgives_is_told_with_what_it_forgives(script: str) -> None:
    assert forgiven(script) == FORGIVES[script]


@each("script", HONEST)
def test_a_script_that_fails_when_its_work_fails_is_not(script: str) -> None:
    assert forgiven(script) == ""


def manifest(folder: Path, scripts: dict[str, str], **more: object) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text(json.dumps({"name": "x", "version": "1.0.0", "scripts": scripts, **more}))


def test_the_scripts_that_a_script_runs_count_as_well(tmp_path: Path) -> None:
    manifest(tmp_path, {"build": "npm run types && vite build", "types": "tsc || true", "lint": "eslint . || true"})
    assert "'types' of package.json" in forgiving(tmp_path, [("/bin/npm", "run", "--if-present", "build")])
    assert forgiving(tmp_path, [("/bin/npm", "ci"), ("/bin/npm", "pack")]) == "", "nothing of it ran"
    manifest(tmp_path, {"build": "vite build", "prebuild": "tsc || true"})
    assert "'prebuild'" in forgiving(tmp_path, [("yarn", "run", "build")])
    manifest(tmp_path, {}, workspaces=["packages/*", "../*", 7])
    manifest(tmp_path / "packages" / "a", {"build": "tsc || true"})
    found = forgiving(tmp_path, [("npm", "run", "build", "--workspaces", "--if-present")])
    assert "packages/a/package.json" in found
    (tmp_path / "package.json").write_text("[" * 5_000)
    assert forgiving(tmp_path, [("npm", "run", "build")]) == ""


@pytest.mark.slow
def test_a_build_that_forgives_leaves_the_run_unproven(mity: Mity) -> None:
    manifest(mity.workspace, {"build": "node no-such-file.js || true", "test": "node --test"})
    (mity.workspace / "a.test.js").write_text("const { test } = require('node:test')\ntest('a', () => {})\n")
    done = mity("heal", ".", "--json")
    assert done.code == 4, done.text
    assert "ends well whatever `node no-such-file.js` finds" in done.out
    manifest(mity.workspace, {"build": "node --version", "test": "node --test"})
    assert "whatever" not in mity("heal", ".", "--json").out
