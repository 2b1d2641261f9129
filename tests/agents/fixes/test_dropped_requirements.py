"""A requirement that is used and was taken out lately is put back as it stood."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from dependency_case import PYPROJECT, case, fix, lines, project, silent, text

from mity.agents.fixes.python.restore_requirement import RestoreRequirement
from rows import each

LOCKED = (
    'version = 1\n[[package]]\nname = "shop"\nsource = { editable = "." }\n[package.metadata]\n'
    'requires-dist = [{ name = "kitchenware", extras = ["pan"], specifier = ">=2,<3" }]\n'
    '[package.metadata.requires-dev]\ndev = [{ name = "pytest-plates", specifier = ">=1" }]\n'
)
MISSING = "ModuleNotFoundError: No module named 'kitchenware'\n"
STALE = "error: The lockfile at `uv.lock` needs to be updated, but `--locked` was provided.\n"
SOURCE = {"src/shop/menu.py": "import kitchenware\n"}


def commit(root: Path) -> None:
    git = ("git", "-c", "user.name=T", "-c", "user.email=t@example.com")
    for words in (("init", "--quiet"), ("add", "--all"), ("commit", "--quiet", "--message", "all")):
        subprocess.run((*git, *words), cwd=root, check=True)


@pytest.mark.slow
@each(
    ("path", "before", "after"),
    [
        (
            "pyproject.toml",
            PYPROJECT.replace('  "pydantic>=2",\n', '  "kitchenware>=2",  # pans\n  "pydantic>=2",\n'),
            PYPROJECT,
        ),
        (
            "pyproject.toml",
            PYPROJECT.replace('["pytest>=8"]', '["pytest>=8", "kitchenware"]'),
            PYPROJECT,
        ),
        ("requirements.txt", "click\nkitchenware==2.0.0\n    # via -r a.in\nzope\n", "click\nzope\n"),
        (
            "setup.cfg",
            "[options]\ninstall_requires =\n\tclick\n\tkitchenware\n",
            "[options]\ninstall_requires =\n\tclick\n",
        ),
        (
            "setup.py",
            "setup(\n    install_requires=[\n        'a',\n        'kitchenware',\n    ],\n)\n",
            "setup(\n    install_requires=[\n        'a',\n    ],\n)\n",
        ),
    ],
)
def test_the_lines_of_an_earlier_commit(tmp_path: Path, path: str, before: str, after: str) -> None:
    project(tmp_path, {path: before, **SOURCE})
    commit(tmp_path)
    project(tmp_path, {path: after})
    commit(tmp_path)
    assert text(fix(RestoreRequirement(), case(tmp_path, MISSING)), path) == before


def test_what_a_lock_says_that_was_declared(tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": PYPROJECT, "uv.lock": LOCKED, **SOURCE})
    done = fix(RestoreRequirement(), case(tmp_path, STALE, stage="build"))
    assert '  "kitchenware[pan]>=2,<3",\n' in text(done, "pyproject.toml")
    assert lines(done) == ["/opt/uv lock"]


def test_what_nothing_uses_may_go(tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": PYPROJECT, "uv.lock": LOCKED.replace("pytest-plates", "plates")})
    assert silent(RestoreRequirement(), case(tmp_path, STALE, stage="build"))


def test_what_was_never_declared_is_not_put_back(tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": PYPROJECT, **SOURCE})
    commit(tmp_path)
    assert silent(RestoreRequirement(), case(tmp_path, MISSING))
