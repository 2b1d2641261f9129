"""mity validate: files, formatters, linters, type checkers and tests of any project, then what `secure` looks for."""

from __future__ import annotations

import pytest

from harness import Mity
from rows import each
from scanner_scripts import Scripts, sarif


def results(report: dict[str, object]) -> dict[str, str]:
    rows = report["results"]
    assert isinstance(rows, list)
    return {one["station"]: one["result"]["status"] for one in rows}


def test_a_whole_project_is_validated(mity: Mity, scripts: Scripts) -> None:
    (mity.workspace / "ruff.toml").write_text("[format]\n")
    (mity.workspace / "test_app.py").write_text("def test_it() -> None:\n    assert True\n")
    scripts.writes("ruff", "0.9.0", sarif())
    scripts.writes("bandit", "1.9.4", {"errors": [], "results": []})
    done = mity("validate", "--json")
    assert done.code == 0, done.text
    assert set(results(done.json).values()) == {"done"}
    said = {one["station"]: one["result"]["message"] for one in done.json["results"]}
    assert said["format"] == "passed: ruff format --check ."
    assert said["types"] == "the project has no type checker"
    assert said["tests"].startswith("1 files of tests, run by")
    assert not (mity.workspace / ".pytest_cache").exists()


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
@each(
    "name, text, said",
    [
        ("a.json", "{,}", "a.json"),
        ("a.toml", "x = \n", "a.toml"),
        ("a.yaml", "a: [\n", "a.yaml"),
        ("a.py", "x = 1\n<<<<<<< HEAD\ny = 1\n=======\ny = 2\n>>>>>>> other\n", "a.py:2: a merge left its marks"),
        ("a.md", "{{ cookiecutter.name }}\n", "a.md:1: a template placeholder"),
    ],
)
def test_files_that_are_not_whole(mity: Mity, name: str, text: str, said: str) -> None:
    path = mity.workspace / name
    path.write_text(text)
    flow = "name: files\nsteps:\n  - {station: check-files}\n"
    (mity.workspace / "flow.yaml").write_text(flow)
    done = mity("run", "flow.yaml", "--json")
    path.unlink()
    assert (done.code, said in done.json["error"]) == (1, True), done.text


def test_data_of_tests_and_formats_with_comments_are_let_be(mity: Mity) -> None:
    (mity.workspace / "tests").mkdir()
    (mity.workspace / "tests" / "broken.json").write_text("{,}")
    (mity.workspace / "tsconfig.json").write_text("{ // strict\n}")
    (mity.workspace / "chart.yaml").write_text("a: {{ .Values.a }}\n{{- if x }}\n")
    (mity.workspace / "flow.yaml").write_text("name: files\nsteps:\n  - {station: check-files}\n")
    assert mity("run", "flow.yaml", "-q").code == 0


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_everything_is_told_whatever_fails_first(mity: Mity, scripts: Scripts) -> None:
    (mity.workspace / "a.json").write_text("{")
    (mity.workspace / "ruff.toml").write_text("")
    (mity.workspace / "a.py").write_text("import os\n")
    scripts.runs("ruff", "0.9.0", "echo 'a.py:1:8: F401 `os` imported but unused'; exit 1")
    scripts.runs("bandit", "1.9.4", "exit 3")
    done = mity("validate", "--json")
    status = results(done.json)
    assert done.code == 1
    assert (status["files"], status["lint"], status["tests"]) == ("failed", "failed", "unavailable")
    assert (status["secure>code"], status["secure>secrets"]) == ("unavailable", "done")
