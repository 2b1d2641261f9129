"""What the README says is run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from harness import Mity

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.rotation("stories", of=3)
def test_the_engine_example_runs_as_it_stands(tmp_path: Path) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    done = subprocess.run([sys.executable, "-c", example], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == "completed proven Hello, world!\n"
    assert list((tmp_path / "workspace" / ".mity" / "logs").glob("*.json"))


def test_exactly_two_commands_start_a_newcomer() -> None:
    commands = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    assert len(commands) == 2
    assert "create-app" in commands[0]
    assert "pytest" in commands[1]
    assert commands[1].strip().rsplit(" && ", 1)[1] in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_every_verb_the_readme_names_exists(mity: Mity) -> None:
    named = set(re.findall(r"`mity ([a-z]+(?:-[a-z]+)?)", README)) - {"create"}
    shown = mity("--help").out
    assert named
    assert {verb for verb in named if f"\n  {verb} " not in shown} == set()


def test_pages_and_pictures_that_are_linked_exist() -> None:
    for link in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / link).exists(), link
