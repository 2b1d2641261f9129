"""A small Python project on a forge in memory, an issue about it, and mity at work on it with an agent."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path
from typing import Any

from forged import Forged
from harness import SAMPLES
from memory_forge import OneForge
from mity.app import App
from mity.engine.choice import Choice
from mity.operations.answers import answer
from mity.operations.issue import IssueRequest, prepare_issue
from mity.runs.log import ExecutionLog

BROKEN = "def add(a, b):\n    return a - b\n"
OLD_TEST = "import calc\n\n\ndef test_name():\n    assert calc.add.__name__ == 'add'\n"
NEW_TEST = "import calc\n\n\ndef test_add():\n    assert calc.add(2, 3) == 5\n"
MEND = {"replace": {"calc.py": ["a - b", "a + b"]}, "write": {"test_add.py": NEW_TEST}}
WRONG = {"replace": {"calc.py": ["a - b", "a * b"]}, "write": {"test_add.py": NEW_TEST}}
RIGHT = {"replace": {"calc.py": ["a * b", "a + b"]}}
ANALYSIS = {"summary": "add must add", "requirements": ["add(2, 3) is 5"], "files": ["calc.py"]}
SCENARIO: dict[str, list[dict[str, Any]]] = {
    "Read the issue given below": [{"print": ANALYSIS}],
    "Plan the smallest change": [{"print": {"plan": ["mend the sign", "test it"]}}],
    "Carry out the plan given below": [MEND],
}
PARTS = "Carry out the plan given below"
RUNNER = """import pathlib, runpy, sys, traceback

sys.path.insert(0, ".")
rows, bad = [], 0
for path in sorted(pathlib.Path(".").glob("test_*.py")):
    for name, test in runpy.run_path(str(path)).items():
        if name.startswith("test_"):
            try:
                test()
                rows.append(f'<testcase classname="{path.stem}" name="{name}"/>')
            except AssertionError:
                bad += 1
                traceback.print_exc()
                rows.append(f'<testcase classname="{path.stem}" name="{name}"><failure message="wrong"/></testcase>')
report = pathlib.Path(".mity/cache/junit.xml")
report.parent.mkdir(parents=True, exist_ok=True)
report.write_text(f'<testsuite tests="{len(rows)}" failures="{bad}">{"".join(rows)}</testsuite>')
sys.exit(bad > 0)
"""
STACK = {
    "schema": 1,
    "id": "calc",
    "title": "Calc",
    "language": "python",
    "ignore": ["__pycache__", ".pytest_cache"],
    "commands": {
        "build": {"argv": ["sh", "-c", "mkdir -p .mity/cache && cp calc.py .mity/cache/calc.built"], "timeout": 30},
        "test": {"argv": [sys.executable, "-SEB", "run_tests.py"], "timeout": 60},
    },
    "artefacts": [".mity/cache/calc.built"],
    "report": {"format": "junit", "path": ".mity/cache/junit.xml"},
}


def named(app: App) -> dict[str, Any]:
    """The coding agent that an application has, as `mity issue` notes it in the run."""
    return app.config.agent.model_dump(mode="json", include={"preset", "command"})


class IssueWork(Forged):
    """The forge has `calc.py`, whose `add` subtracts, a test, and a stack of its own that this user trusts."""

    def __init__(self, root: Path) -> None:
        super().__init__(
            root,
            calc_dot_py=BROKEN,
            test_old_dot_py=OLD_TEST,
            run_tests_dot_py=RUNNER,
            _dot_mity__stack_dot_yaml=json.dumps(STACK),
        )
        self.told(SCENARIO)

    def told(self, scenario: dict[str, list[dict[str, Any]]]) -> None:
        """Tells the agent what it is to do."""
        self.scenario.write_text(json.dumps(scenario))

    def bug(self, title: str = "Sums are wrong", body: str = "add(2, 3) is -1", *labels: str) -> str:
        """Opens issue 7."""
        return self.issue(7, title, body, *labels)

    def mity(self) -> App:
        """mity in the workspace, in a process that knows nothing of earlier ones."""
        words = [sys.executable, str(SAMPLES / "told_agent.py"), str(self.scenario)]
        # without a sandbox, because the agent takes notes outside of its copy
        forges, limits = OneForge(self.forge), {"enabled": False}
        return App(
            self.workspace, agent=shlex.join(words), limits=limits, forges=forges, sandbox="off"
        )  # the agent takes notes outside of its copy

    def work_on(self, url: str, **given: Any) -> ExecutionLog:
        """`mity issue URL --trust`."""
        app = self.mity()
        operation = prepare_issue(self.workspace, OneForge(self.forge), self.request(url, app, **given), named(app))
        return app.run(operation)

    def request(self, url: str, app: App, **given: Any) -> IssueRequest:
        """The request of a user who trusts what the repository names for itself."""
        from mity.reviews.consent import consent_item, new_consent

        word = new_consent()
        app.services.consents.give([consent_item(self.workspace, url, word)], keep=False)
        return IssueRequest(url, **{"consent": word, **given})

    def resume(self, log: ExecutionLog, choice: str = "") -> ExecutionLog:
        """`mity resume`, as another process does it."""
        app = self.mity()
        found, _ = app.find(log.run_id)
        return app.resume(found, Choice(choice) if choice else None)

    def comments(self) -> list[str]:
        """The comments on issue 7."""
        return [one.body for one in self.forge.said.get(7, ())]

    def stopped_before(self, url: str, step: str) -> ExecutionLog:
        """`mity issue URL` that stops before a step."""
        app = self.mity()
        operation = prepare_issue(self.workspace, OneForge(self.forge), self.request(url, app), named(app))
        operation.context.with_metadata("breaks", [step])
        return app.run(operation)

    def newest(self) -> ExecutionLog:
        """The log of the newest run."""
        return self.mity().find()[0]

    def approve(self, log: ExecutionLog, changes: str = "") -> None:
        """`mity approve`."""
        app = self.mity()
        found, _ = app.find(log.run_id)
        given = {"answer": "approve", "changes": changes, "inputs": {}}
        answer(found, "", given, lambda: app.digest(found.context))
