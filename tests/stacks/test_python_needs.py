"""What a Python project says of its tests: what is installed for them, how they are called, by which interpreter."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from mity.stacks.python.interpreter import preferred_python, wanted_python
from mity.stacks.python.needs import install_words
from mity.stacks.python.pytest_words import pytest_words
from rows import each

NAMED = '[project]\nname = "a"\n'
EXTRAS = NAMED + '[project.optional-dependencies]\ndocs = ["sphinx"]\ntest = ["pytest>=7"]\nyaml = ["pyyaml"]\n'
POETRY = """\
[tool.poetry]
name = "a"
[tool.poetry.dependencies]
python = "^3.9"
[tool.poetry.group.docs.dependencies]
sphinx = "*"
[tool.poetry.group.dev.dependencies]
pytest = "^7.1.2"
mock = [{version = "^1", python = "<3.8"}, {version = "~2.1", python = ">=3.8"}]
rich = {version = "*", extras = ["x"]}
own = {path = "../own"}
"""
GROUPS = NAMED + '[dependency-groups]\nbase = ["pytest"]\nTests = [{include-group = "base"}, "mock"]\nlint = ["ruff"]\n'
TOX = "[testenv]\nextras = test\ndeps =\n  -r{toxinidir}/reqs.txt\n  py39: old\n  mock>1 # why\n  {[x]deps}\n"
NOX = '@nox.session\ndef tests(session):\n    session.install("-e", ".[yaml]", "mock", "-r", "reqs.txt")\n'
HATCH = (
    NAMED
    + '[tool.hatch.envs.default]\ndependencies = ["pytest", "mock"]\n[tool.hatch.envs.docs]\ndependencies = ["x"]\n'
)
SETUP = """\
from setuptools import setup
TESTS = ["pytest", "mock"]
setup(name="a", extras_require={"test": TESTS + ["x"]}, tests_require=TESTS, python_requires=">=3.8")
"""
CFG = "[metadata]\nname = a\n[options]\npython_requires = >=3.8\n[options.extras_require]\ntesting =\n  pytest\n"


def project(root: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


@each(
    ("files", "words"),
    [
        ({"pyproject.toml": NAMED}, "--editable . pytest"),
        ({"pyproject.toml": EXTRAS}, "--editable .[test] pytest"),
        ({"pyproject.toml": EXTRAS.replace("test =", "web =")}, "--editable .[web,yaml] pytest"),
        (
            {"pyproject.toml": EXTRAS.replace("test =", "web ="), "README.md": "pip install -e '.[web]'"},
            "--editable .[web] pytest",
        ),
        ({"pyproject.toml": GROUPS}, "--editable . pytest mock"),
        (
            {"pyproject.toml": POETRY},
            "--editable . pytest<8,>=7.1.2 mock<2,>=1 ; python_version < '3.8' "
            "mock<2.2,>=2.1 ; python_version >= '3.8' rich[x]",
        ),
        (
            {"pyproject.toml": NAMED + '[tool.pdm.dev-dependencies]\ntest = ["pytest", "mock"]\n'},
            "--editable . pytest mock",
        ),
        ({"pyproject.toml": EXTRAS, "tox.ini": TOX, "reqs.txt": ""}, "--editable .[test] -r reqs.txt mock>1 pytest"),
        (
            {"pyproject.toml": EXTRAS, "noxfile.py": NOX, "reqs.txt": ""},
            "--editable .[test,yaml] -r reqs.txt mock pytest",
        ),
        ({"pyproject.toml": HATCH}, "--editable . pytest mock"),
        ({"setup.py": SETUP}, "--editable .[test] pytest mock"),
        ({"setup.py": "from setuptools import setup\nsetup()\n", "setup.cfg": CFG}, "--editable .[testing] pytest"),
        (
            {
                "pyproject.toml": NAMED,
                "requirements.txt": "x",
                "requirements/tests.txt": "",
                "requirements/tests.in": "",
            },
            "--editable . -r requirements.txt -r requirements/tests.txt pytest",
        ),
        ({"requirements.txt": "x", "requirements-dev.txt": "y"}, "-r requirements.txt -r requirements-dev.txt pytest"),
        (
            {"requirements.txt": "x", "dev-requirements.txt": "", "docs-requirements.txt": ""},
            "-r requirements.txt -r dev-requirements.txt pytest",
        ),
        (
            {"setup.py": "", "requirements-dev.txt": "", "tox.ini": "[testenv]\ndeps =\n  pytest\n  mock\n"},
            "--editable . pytest mock",
        ),
        (
            {"setup.py": "", "requirements-dev.txt": "", "tox.ini": "[testenv]\ndeps =\n  -rrequirements-dev.txt\n"},
            "--editable . -r requirements-dev.txt pytest",
        ),
        ({"Pipfile": '[packages]\nx = "==1.2"\n[dev-packages]\nmock = "*"\n'}, "x==1.2 mock pytest"),
        ({"pyproject.toml": NAMED + 'dependencies = ["x"]\n[tool.uv]\npackage = false\n'}, "x pytest"),
        ({"pyproject.toml": "[project\n", "setup.py": "def ("}, "--editable . pytest"),
    ],
)
def test_what_is_installed(tmp_path: Path, files: dict[str, str], words: str) -> None:
    assert " ".join(install_words(project(tmp_path, files))) == words


@each(
    ("files", "words"),
    [
        ({"tests/test_a.py": ""}, "tests"),
        ({"test/test_a.py": ""}, "test"),
        ({"tests/data.txt": "", "a/test_a.py": ""}, ""),
        ({"tests/test_a.py": "", "pyproject.toml": '[tool.pytest.ini_options]\ntestpaths = ["a"]\n'}, ""),
        ({"tests/test_a.py": "", "setup.cfg": "[tool:pytest]\naddopts = --doctest-modules\n"}, ""),
        (
            {"test_a.py": "", "a/b.py": "", "tox.ini": "[testenv]\ncommands = py.test test_a.py a -v --cov a -n 4\n"},
            "test_a.py a",
        ),
        ({"tests/a.py": "", "src/b.py": "", "tox.ini": "[testenv]\ncommands = pytest --cov src tests\n"}, "tests"),
        ({"tests/a.py": "", "tox.ini": "[testenv]\ncommands = pytest --cov -k b tests\n"}, "-k b tests"),
        (
            {
                "tests/test_a.py": "",
                "b.py": "",
                "tox.ini": "[testenv]\ncommands = pytest -v --cov x --ignore b.py {posargs:tests}\n",
            },
            "--ignore b.py tests",
        ),
        (
            {
                "tests/unit/test_a.py": "",
                "noxfile.py": NOX + '    session.run("pytest", "-m", "not slow", "tests/unit", *a)\n',
            },
            "-m 'not slow' tests/unit",
        ),
        ({"tests/test_a.py": "", "tox.ini": "[testenv]\ncommands = {env:X:pytest} {posargs}\n"}, "tests"),
        (
            {
                "tests/test_a.py": "",
                "setup.cfg": "",
                "tox.ini": "[testenv]\ncommands = pytest --cov-config setup.cfg\n",
            },
            "tests",
        ),
        ({"test.py": ""}, "test.py"),
        ({"test_x.py": ""}, ""),
    ],
)
def test_what_pytest_collects(tmp_path: Path, files: dict[str, str], words: str) -> None:
    import shlex

    assert shlex.join(pytest_words(project(tmp_path, files))) == words


@pytest.mark.parametrize(
    ("files", "fits", "fails"),
    [
        ({"pyproject.toml": NAMED + 'requires-python = ">=3.12"\n'}, "3.12.1", "3.11.7"),
        ({"pyproject.toml": POETRY}, "3.11.7", "3.8.1"),
        ({"setup.cfg": CFG}, "3.8.0", "3.7.9"),
        ({"setup.py": SETUP}, "3.8.0", "3.7.9"),
        ({"Pipfile": '[requires]\npython_version = "3.10"\n'}, "3.10.4", "3.11.0"),
    ],
)
def test_which_interpreters_fit(tmp_path: Path, files: dict[str, str], fits: str, fails: str) -> None:
    wanted = wanted_python(project(tmp_path, files))
    assert fits in wanted
    assert fails not in wanted


def test_any_interpreter_fits_a_project_that_does_not_say(tmp_path: Path) -> None:
    assert str(wanted_python(tmp_path)) == ""
    project(tmp_path, {".python-version": "3.12.4\n"})
    assert preferred_python(tmp_path) == "3.12"
