"""Of each runner's output the failing test, its file and its line are told; the outputs are real ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import SAMPLES
from mity.stacks.failing import FailingTest, in_output, in_reports, told
from mity.stacks.places import innermost

RUNNERS = SAMPLES / "runners"
PRINTED = {
    "jest.log": ("t/a.jest.test.js", "sum › adds numbers failed at t/a.jest.test.js:4: expect(received).toBe"),
    "vitest.log": (
        "t/b.vi.test.mjs",
        "t/b.vi.test.mjs > sum > adds numbers failed at t/b.vi.test.mjs:4: AssertionError",
    ),
    "mocha.log": ("t/c.mocha.js", "sum adds numbers failed at t/c.mocha.js:4: AssertionError"),
    "ava.log": ("t/d.ava.js", "adds numbers failed at t/d.ava.js:3"),
    "tape.log": ("t/e.tape.js", "adds numbers failed at t/e.tape.js:3"),
    "tap.log": ("t/f.tap.js", "adds numbers failed at t/f.tap.js:3"),
    "node-tap.log": ("t/g.node.test.js", "adds numbers failed at t/g.node.test.js:4"),
    "node-spec.log": ("t/g.node.test.js", "adds numbers failed at t/g.node.test.js:5: AssertionError"),
    "unittest.log": ("t/test_h.py", "test_adds (t.test_h.Sum.test_adds) failed at t/test_h.py:4"),
    "cargo.log": ("tests/t.rs", "adds_numbers failed at tests/t.rs:1: assertion `left == right` failed"),
    "uvu.log": ("test/index.js", 'Date "Dates" failed at test/index.js:6: Expected values to be strictly equal'),
    "go.log": ("g_test.go", "TestAdds failed at g_test.go:6: g_test.go:6: 1 is not 3"),
}
WRITTEN = {
    "pytest.xml": ("t/test_p.py", "t.test_p::test_adds failed at t/test_p.py:2: assert 1 == 3"),
    "vitest.xml": ("t/b.vi.test.mjs", "t/b.vi.test.mjs::sum > adds numbers failed at t/b.vi.test.mjs:4: expected 1"),
    "mocha.xml": ("t/c.mocha.js", "sum::adds numbers failed at t/c.mocha.js:4: Expected values"),
    "node.xml": ("t/g.node.test.js", "test::adds numbers failed at t/g.node.test.js:4: Expected values"),
}


def project(root: Path, source: str) -> Path:
    (root / source).parent.mkdir(parents=True, exist_ok=True)
    (root / source).write_text("\n" * 9)
    return root


@pytest.mark.parametrize("log", PRINTED)
def test_what_a_runner_prints_names_test_file_and_line(tmp_path: Path, log: str) -> None:
    source, said = PRINTED[log]
    text = (RUNNERS / log).read_text().replace("{root}", str(project(tmp_path, source)))
    lines = told(in_output(text, tmp_path))
    assert any(line.startswith(said) for line in lines), lines
    coloured = "\n".join(f"\x1b[31m{line}\x1b[39m" if line else "" for line in text.split("\n"))
    assert any(source in line for line in told(in_output(coloured, tmp_path)))


@pytest.mark.parametrize("report", WRITTEN)
def test_what_a_runner_writes_names_test_file_and_line(tmp_path: Path, report: str) -> None:
    source, said = WRITTEN[report]
    path = project(tmp_path, source) / "report.xml"
    path.write_text((RUNNERS / report).read_text().replace("{root}", str(tmp_path)))
    lines = told(in_reports([path], tmp_path))
    assert lines[0].startswith(said), lines


def test_what_surefire_prints_names_class_and_line(tmp_path: Path) -> None:
    text = (SAMPLES / "logs/surefire.item.log").read_text()
    assert told(in_output(text, tmp_path))[0] == ("ShopTest.adds failed at ShopTest.java:4: expected: <4> but was: <3>")


def test_places_of_others_are_no_places(tmp_path: Path) -> None:
    project(tmp_path, "node_modules/tape/index.js")
    assert not any(
        one.place for one in in_output("not ok 1 adds\n  ---\n  at: x (node_modules/tape/index.js:5:1)\n", tmp_path)
    )
    assert in_output("3 passing\n  1) no test at all\n", tmp_path) == []
    assert in_reports([tmp_path / "none.xml"], tmp_path) == []


def test_more_than_three_are_only_counted() -> None:
    lines = told([FailingTest(f"t{number}") for number in range(5)])
    assert lines == ("t0 failed", "t1 failed", "t2 failed", "2 more tests failed")


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ('E     File "{root}/src/a.py", line 3\nE       def f(\nE   SyntaxError: never closed', "src/a.py:3"),
        ('  File "./src/a.py", line 3\n    def f(\nSyntaxError: never closed', "src/a.py:3"),
        ("tests/test_a.py:1: in <module>\n    import a\nsrc/a.py:5: in <module>\nE   KeyError: 'X'", "src/a.py:5"),
        ("    at Object.<anonymous> ({root}/src/a.py:2:15)", "src/a.py:2"),
        ("{root}/src/a.py:7\n  while(i {\nSyntaxError\n    at require ({root}/tests/test_a.py:2:8)", "src/a.py:7"),
        ("Error: nothing that is here (/usr/lib/x.js:3:1)", ""),
    ],
)
def test_the_innermost_place_in_the_project(tmp_path: Path, text: str, at: str) -> None:
    for source in ("src/a.py", "tests/test_a.py"):
        project(tmp_path, source)
    assert innermost(text.replace("{root}", str(tmp_path)), tmp_path) == at


def test_of_tests_that_cannot_be_loaded_the_place_is_where_the_loading_ended(tmp_path: Path) -> None:
    for source in ("src/a.py", "tests/test_a.py"):
        project(tmp_path, source)
    said = "tests/test_a.py:1: in &lt;module&gt;\n    import a\nsrc/a.py:5: in &lt;module&gt;\nE   KeyError: 'X'"
    case = f'<testcase name="tests.test_a"><error message="collection failure">{said}</error></testcase>'
    (tmp_path / "r.xml").write_text(f"<testsuites><testsuite>{case}</testsuite></testsuites>")
    lines = told(in_reports([tmp_path / "r.xml"], tmp_path))
    assert lines == ("tests.test_a cannot be loaded at src/a.py:5: KeyError: 'X'",)


def test_a_failure_of_the_code_under_test_is_told_with_its_own_place(tmp_path: Path) -> None:
    for source in ("tests/test_p.py", "shop/pans.py", "tests/helper.py"):
        project(tmp_path, source)
    trace = 'Traceback:\n  File "tests/test_p.py", line 4, in test_a\n  File "{}", line 7, in f\nKeyError: 1\n'
    report = (
        '<testsuite><testcase classname="p" name="a"><error message="KeyError: 1">{}</error></testcase></testsuite>'
    )
    path = tmp_path / "report.xml"
    for deepest, where in (("shop/pans.py", "(raised at shop/pans.py:7)"), ("tests/helper.py", "helper.py:7: ")):
        path.write_text(report.format(trace.format(deepest)))
        line = told(in_reports([path], tmp_path))[0]
        assert where in line and ("raised" in line) == (deepest == "shop/pans.py"), line


def ava(root: Path, *titles: str) -> FailingTest:
    """What is told of the failing test that AVA wrote as TAP, in a project with tests of these titles."""
    (root / "package.json").write_text("{}")
    (root / "t").mkdir()
    for number, title in enumerate(titles):
        (root / f"t/d{number}.test.js").write_text(
            f"import test from 'ava';\n\ntest({title}, t => {{\n\tt.is(1, 3);\n}});\n"
        )
    (found,) = in_output((RUNNERS / "ava-tap.log").read_text().replace("{root}", str(root)), root)
    return found


def test_where_no_line_is_told_the_test_is_found_by_its_title(tmp_path: Path) -> None:
    found = ava(tmp_path, "'subtracts numbers'", "'adds numbers'")
    assert str(found) == "adds numbers failed at t/d1.test.js:3: t.is(): 1 is not 3"


@pytest.mark.parametrize(
    "titles", [("'adds numbers'", '"adds numbers"'), ("'adds numbers of'",), ("adds_numbers",), ()]
)
def test_a_title_that_is_there_twice_or_not_at_all_is_no_place(tmp_path: Path, titles: tuple[str, ...]) -> None:
    assert ava(tmp_path, *titles).place == ""
