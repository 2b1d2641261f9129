"""A submodule that is not checked out is told where the failure names it, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from real_outputs import Sample, failure

from mity.agents.fixes.general.missing_submodule import MissingSubmodule
from mity.healing.model import Advice
from mity.healing.rules import FailureContext

MODULES = '[submodule "cases"]\n\tpath = tests/data\n\turl = x\n[submodule "doc"]\n\tpath = "doc"\n\turl = y\n'


def case(root: Path, text: str, modules: str = MODULES) -> FailureContext:
    """A test run that failed in a project with these submodules."""
    return failure(Sample("missing-submodule", "", text=text, files={".gitmodules": modules}, stage="test"), root)


@pytest.mark.parametrize(
    "text",
    [
        "FileNotFoundError: [Errno 2] No such file or directory: '/home/dev/app/tests/data/cases'\n",
        "FileNotFoundError: [WinError 3] The system cannot find the path: 'C:\\\\a\\\\tests\\\\data\\\\cases'\n",
        "error: couldn't read `tests/data`: No such file or directory (os error 2)\n",
    ],
)
def test_the_submodule_is_named_with_the_command_that_brings_it(tmp_path: Path, text: str) -> None:
    wanted = Advice(
        "tests/data is a submodule of git that is not checked out", "git submodule update --init tests/data"
    )
    assert MissingSubmodule().propose(case(tmp_path, text)) == wanted
    (tmp_path / "tests/data").mkdir(parents=True)
    assert MissingSubmodule().propose(case(tmp_path, text)) == wanted


def test_what_is_there_or_is_not_named_is_not_meant(tmp_path: Path) -> None:
    text = "FileNotFoundError: [Errno 2] No such file or directory: 'tests/data/cases'\n"
    for other in (
        text.replace("data", "database"),
        text.replace("tests", "mytests"),
        "No such file or directory: 'a'\n",
    ):
        assert MissingSubmodule().propose(case(tmp_path, other)) is None
    assert MissingSubmodule().propose(case(tmp_path, text, "")) is None
    (tmp_path / "tests/data").mkdir(parents=True)
    (tmp_path / "tests/data/one").touch()
    assert MissingSubmodule().propose(case(tmp_path, text)) is None


def test_two_are_named_together(tmp_path: Path) -> None:
    found = MissingSubmodule().propose(replace(case(tmp_path, "cannot read tests/data/a and doc/b\n")))
    assert found == Advice(
        "tests/data and doc are submodules of git that are not checked out",
        "git submodule update --init tests/data doc",
    )
