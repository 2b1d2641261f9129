"""Every form of the report says in which file and line it failed, where that is known."""

from __future__ import annotations

from pathlib import Path

from small_project import SmallProject

from harness import Mity
from mity.cli.report_formats import FORMATS
from mity.operations.final_report import final_report
from rows import each

TEXT = "def test_add():\n    assert 2 + 3 == 6\n"
REPORT = (
    '<testsuite><testcase classname="tests.test_a" name="test_add"><failure message="assert 5 == 6">'
    "tests/test_a.py:2: AssertionError</failure></testcase></testsuite>"
)


@each(
    ("form", "said"),
    [
        ("markdown", "- `tests/test_a.py:2`: "),
        ("html", "<code>tests/test_a.py:2</code>"),
        ("json", '"line": 2'),
        ("sarif", '"startLine": 2'),
        ("junit", 'file="tests/test_a.py" line="2"'),
    ],
)
def test_a_failing_test_has_its_place_in_the_report(tmp_path: Path, form: str, said: str) -> None:
    app = SmallProject(
        tmp_path, {"build": "true", "test": f"echo '{REPORT}' > r.xml; exit 1"}, report={"path": "r.xml"}
    )
    app.write("tests/test_a.py", TEXT)
    log = app.run("build", "test")
    assert said in FORMATS[form](final_report(log, tmp_path / "log.json"))


def test_diagnose_says_the_place_as_well(mity: Mity) -> None:
    (mity.workspace / "tests").mkdir()
    (mity.workspace / "tests" / "test_a.py").write_text(TEXT)
    (mity.workspace / "x.log").write_text(
        f"___ test_add ___\n\n{TEXT}E       assert 5 == 6\n\n"
        "tests/test_a.py:2: AssertionError\n=== 1 failed in 0.1s ===\n"
    )
    assert "tests/test_a.py:2" in mity("diagnose", "x.log").out
