"""A small project with a failing test, and what becomes of it when an agent plays a role there."""

from __future__ import annotations

import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness import SAMPLES
from mity.system.trees import tree_digests

AGENT = SAMPLES / "scripted_agent.py"
KEY = "acme-4711-very-secret"
FILES = {
    "calc.py": "def add(a, b):\n    return a - b\n",
    "README.md": "# Demo\n",
    "pyproject.toml": '[project]\nname = "demo"\nversion = "1"\n',
    ".env": "TOKEN=hidden-from-agents\n",
    "tests/test_calc.py": (
        "from calc import add\n\n\ndef test_add():\n    assert add(2, 3) == 5\n\n\n"
        "def test_nothing():\n    assert add(0, 0) == 0\n"
    ),
    "run_tests.py": """
import pathlib
import runpy
import sys

sys.path.insert(0, ".")
cases = runpy.run_path("tests/test_calc.py")
names = [name for name in cases if name.startswith("test_")]
failed = 0
for name in names:
    try:
        cases[name]()
    except AssertionError:
        failed += 1
        print(f"FAILED tests/test_calc.py::{name} - AssertionError: assert add is wrong")
report = pathlib.Path(sys.argv[1])
report.parent.mkdir(exist_ok=True)
rows = "".join(f'<testcase name="{name}"/>' for name in names)
report.write_text(f'<testsuite tests="{len(names)}" failures="{failed}">{rows}</testsuite>')
print(f"{'=' * 20} {failed} failed, {len(names) - failed} passed in 0.01s {'=' * 20}")
sys.exit(1 if failed else 0)
""",
    ".mity/stack.yaml": """
schema: 1
id: tiny
title: A project of a few files, tested without any package
language: python
requires: [{tool: python, version: ">=3.11"}]
ignore: [reports, built]
commands:
  build: {argv: ["${python}", -c, "import pathlib; pathlib.Path('built').write_text('yes')"], timeout: 30}
  test: {argv: ["${python}", run_tests.py, "${report}"], timeout: 30}
artefacts: [built]
report: {path: reports/junit.xml}
""",
}


@dataclass(frozen=True)
class Played:
    """What became of the project after an agent had played its role."""

    code: int
    text: str
    log: dict[str, Any]
    changed: list[str]
    project: Path

    @property
    def healing(self) -> dict[str, Any]:
        """The story of the last station that was healed."""
        found = [row["result"]["healing"] for row in self.log["results"] if "healing" in row["result"]]
        assert isinstance(found[-1], dict)
        return found[-1]

    @property
    def attempts(self) -> list[dict[str, Any]]:
        """What the log says of the tries of the agent."""
        healing = self.healing
        return [attempt for attempt in healing["attempts"] if attempt["rule"] == "coding-agent"]

    @property
    def transcript(self) -> str:
        """Everything that was printed."""
        logs = self.project / ".mity" / "logs"
        return "".join(path.read_text(encoding="utf-8") for path in sorted(logs.rglob("*.log")))


def state(project: Path) -> dict[str, str]:
    """Digests of the project's files."""
    return tree_digests(project, ("reports", "built", ".mity"))


def differing(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """The names of the files that differ."""
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def agent(role: str) -> str:
    """The command line of the agent."""
    return shlex.join([sys.executable, str(AGENT), role])
