"""What is told of a failure on a forge says in which file and line it was, where that is known."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_project import SmallProject

from mity.issues.progress import Progress
from mity.runs import events
from mity.runs.events import Event
from mity.runs.failed_places import failed_places
from rows import each

REPORT = (
    '<testsuite><testcase classname="tests.test_a" name="test_add"><failure message="assert 5 == 6">'
    "tests/test_a.py:2: AssertionError</failure></testcase></testsuite>"
)
BROKEN = """cat <<'EOF' >&2
  File "src/app.py", line 3
    total = (
            ^
SyntaxError: '(' was never closed
EOF
exit 1"""


def project(tmp_path: Path, **commands: str) -> SmallProject:
    test = f"echo '{REPORT}' > r.xml; exit 1"
    made = SmallProject(tmp_path, {"build": "true", "test": test, **commands}, report={"path": "r.xml"})
    made.write("tests/test_a.py", "def test_add():\n    assert 2 + 3 == 6\n")
    made.write("src/app.py", "\n\ntotal = (\n")
    return made


@pytest.mark.slow
@each(
    ("commands", "station", "said"),
    [({}, "test", "tests/test\\_a.py:2"), ({"build": BROKEN}, "build", "src/app.py:3")],
    ids=["a test", "a build"],
)
def test_the_comment_on_an_issue_names_the_place(
    tmp_path: Path, commands: dict[str, str], station: str, said: str
) -> None:
    log = project(tmp_path, **commands).run("build", "test", heal=True)
    progress = Progress({})
    progress.hear(
        Event(1, "", events.STEP_FINISHED, station, station, {"result": log.results[station].to_json()}, "run-1")
    )
    assert f" at {said}: " in progress.text()


@pytest.mark.parametrize("file", ["/etc/passwd", "../x.py", "C:\\x.py", ""])
def test_a_place_outside_of_the_project_is_none(file: str) -> None:
    told = {"location": {"file": file, "line": 1}}
    assert failed_places({"healing": {"unresolved": told}}) == []
    assert failed_places({"needs_input": {"cause": [f"test_x failed at {file}:1: x"]}}) == []
    assert failed_places({"healing": None, "needs_input": {"cause": 7}}) == []
