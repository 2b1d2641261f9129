"""A step that verifies: the checks that a project has are found and run, counted and told."""

from __future__ import annotations

import json
import os
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest

from mity.app import App
from mity.command import Command, Outcome
from mity.engine.kinds.findings import Finding, findings
from mity.engine.kinds.verify import run_verify
from mity.engine.kinds.verify_report import Checked, markdown
from mity.runs.result import StationResult
from mity.runs.state import Status
from mity.services.step_services import BodyServices
from mity.stacks.own_tools import TOOLS, own_tools
from mity.workflow.core import Step
from rows import each
from step_bench import FAILED, PASSED, StepBench, short

EVERYTHING = ("true",)
PYTEST = """\
tests/test_calc.py:5: AssertionError
FAILED tests/test_calc.py::two - assert 1 == 2
"""
RUFF = "calc.py:1:8: F401 [*] `json` imported but unused\nFound 1 error.\n"
MYPY = 'calc.py:3: error: Name "x" is not defined  [name-defined]\nFound 1 error in 1 file (checked 2 source files)\n'


@pytest.fixture
def bench(tmp_path: Path) -> StepBench:
    """A Python project with tests, a linter and a type checker, which are all content."""
    made = StepBench(tmp_path)
    made.write("requirements.txt", "")
    made.write("pyproject.toml", "[tool.ruff]\nline-length = 100\n[tool.mypy]\nstrict = true\n")
    made.write("tests/test_calc.py", "def test_one(): pass\n")
    says(made, "python", "", report=PASSED)
    says(made, "ruff", "All checks passed!\n")
    says(made, "mypy", "Success: no issues found in 2 source files\n")
    return made


def says(bench: StepBench, name: str, output: str, code: int = 0, report: str = "") -> None:
    """Gives the project a tool that prints this, and writes a report of tests."""
    bench.write(f"said/{name}", output)
    bench.write(f"said/{name}.xml", report)
    path = bench.root / ".venv" / "bin" / name
    copy = (
        f'for word; do case "$word" in --junit-xml=*) cp said/{name}.xml "${{word#*=}}";; esac; done\n'
        if report
        else ""
    )
    bench.write(f".venv/bin/{name}", f'#!/bin/sh\necho "$0 $@" >> calls\n{copy}cat said/{name}\nexit {code}\n')
    path.chmod(0o755)


def calls(bench: StepBench) -> list[str]:
    """The tools that were called, in order."""
    return [Path(line.split()[0]).name for line in (bench.root / "calls").read_text().splitlines()]


def verified(bench: StepBench, *verify: str, inputs: dict[str, Any] | None = None, **step: Any) -> StationResult:
    """The result of a step that verifies."""
    bench.run_scope.services = BodyServices(App(bench.root, agent="off").services)
    view = bench.context.for_step(inputs or {})
    result = run_verify(Step("verify", verify=verify or EVERYTHING, **step), view, {}, bench.scope("verify"))
    json.dumps(result.to_json(), allow_nan=False)
    return result


def test_tests_linter_and_types_of_a_project_are_found_and_shown(bench: StepBench) -> None:
    done = verified(bench)
    assert (done.status, done.claims, done.outputs["passed"]) == (Status.DONE, True, True), done.message
    head = "## Verification\n\n✅ Tests: 2 passed, 0 failed\n✅ Lint: No issues\n✅ Types: No errors\n"
    assert done.outputs["report"].startswith(head)
    assert done.evidence["tests"] == {"collected": 2, "passed": 2, "failed": 0, "skipped": 0}
    rows = done.evidence["checks"]
    assert [(row["kind"], row["exit_code"]) for row in rows] == [("test", 0), ("lint", 0), ("types", 0)]
    assert all(row["duration_s"] >= 0 for row in rows)
    assert "| `ruff check --output-format=concise .` | 0 |" in done.outputs["report"]
    assert done.execution is not None and done.execution.counts is not None


def fails(bench: StepBench) -> None:
    """Lets all three checks fail."""
    says(bench, "python", PYTEST, 1, FAILED)
    says(bench, "ruff", RUFF, 1)
    says(bench, "mypy", MYPY, 1)


def test_all_failures_are_told_with_file_and_line(bench: StepBench) -> None:
    fails(bench)
    done = verified(bench)
    assert done.message == "Tests: 1 passed, 1 failed; Lint: 1 problem; Types: 1 problem"
    assert (done.status, done.outputs["passed"], calls(bench)) == (Status.FAILED, False, ["python", "ruff", "mypy"])
    report = done.outputs["report"]
    for line in (
        "❌ Tests: 1 passed, 1 failed",
        "- `two`",
        "- `tests/test_calc.py:5`: AssertionError",
        "- `calc.py:1`: F401 \\[\\*\\] \\`json\\` imported but unused",
        '- `calc.py:3`: error: Name "x" is not defined \\[name-defined\\]',
    ):
        assert line in report.splitlines(), report
    assert done.execution is not None and done.execution.outcome.command.argv[1:3] == ("-m", "pytest")


def test_fail_fast_runs_nothing_behind_a_check_that_failed(bench: StepBench) -> None:
    fails(bench)
    done = verified(bench, "true", "touch own", inputs={"mode": "fail-fast"})
    assert (calls(bench), (bench.root / "own").exists()) == (["python"], False)
    assert "⚠️ Lint: not run: a check before it failed" in done.outputs["report"]
    assert done.message == "Tests: 1 passed, 1 failed"


@pytest.mark.slow
def test_a_report_alone_does_not_fail_the_step_and_claims_nothing(bench: StepBench) -> None:
    fails(bench)
    done = verified(bench, inputs={"report": "report"})
    assert (done.status, done.claims, done.outputs["passed"]) == (Status.DONE, False, False)
    assert done.evidence["tests"]["failed"] == 1


def test_only_what_is_asked_for_runs_and_own_commands_behind_it(bench: StepBench) -> None:
    done = verified(bench, "lint", 'echo "$MITY_STEP" > own; echo bad.py:7: oops; exit 3', cwd="tests")
    assert calls(bench) == ["ruff"]
    assert (bench.root / "tests" / "own").read_text() == "main/verify\n"
    assert done.evidence["checks"][1]["exit_code"] == 3
    assert "- `bad.py:7`: oops" in done.outputs["report"]
    assert done.status is Status.FAILED


@pytest.mark.slow
def test_tests_that_say_zero_and_leave_no_report_or_a_bad_one_fail(bench: StepBench) -> None:
    says(bench, "python", "2 passed\n")
    assert "it made no test report" in verified(bench, "test").message
    says(bench, "python", "2 passed\n", 0, FAILED)
    assert verified(bench, "test").message == "Tests: 1 passed, 1 failed"
    says(bench, "python", "", 0, "<testsuite/>")
    assert verified(bench, "test").message == "Tests: 0 passed, 0 failed; junit.xml says that no test ran"


def test_what_is_asked_for_and_not_there_is_told_and_no_failure_of_the_project(bench: StepBench) -> None:
    (bench.root / "requirements.txt").unlink(), (bench.root / "pyproject.toml").unlink()
    says(bench, "python", "/usr/bin/python3: No module named pytest\n", 1)
    none, absent = "the project has none that mity knows", "/usr/bin/python3: No module named pytest"
    for kind, said in {"types": f"Types: not run: {none}", "test": f"Tests: not run: {absent}"}.items():
        done = verified(bench, kind)
        assert (done.status, done.message, done.outputs["passed"]) == (Status.UNAVAILABLE, said, True)


@pytest.mark.slow
def test_a_check_whose_tool_is_missing_makes_the_step_unavailable_and_keeps_the_rest(
    bench: StepBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in {"requirements.txt": None, "pyproject.toml": None, "ruff.toml": "", "mypy.ini": ""}.items():
        bench.write(name, text) if text is not None else (bench.root / name).unlink()
    says(bench, "python", "/usr/bin/python3: No module named pytest\n", 1)
    done = verified(bench)
    assert (done.status, calls(bench)) == (Status.UNAVAILABLE, ["python", "ruff", "mypy"])
    assert done.message == "Tests: not run: /usr/bin/python3: No module named pytest"
    assert done.outputs["passed"] is True
    (bench.root / ".venv" / "bin" / "mypy").unlink()
    monkeypatch.setenv("PATH", os.defpath)  # where the tests run there may be one
    assert "Types: not run: mypy is not there: install it" in verified(bench, "types").message


@pytest.mark.slow
def test_what_a_project_does_not_have_is_no_failure_unless_it_is_asked_for(bench: StepBench) -> None:
    bench.write("pyproject.toml", "[tool.ruff]\n")
    done = verified(bench)
    assert done.success and "➖ Types: none in this project" in done.outputs["report"]
    asked = verified(bench, "types", "lint")
    assert (asked.status, asked.message) == (
        Status.UNAVAILABLE,
        "Types: not run: the project has none that mity knows",
    )


def test_the_stack_of_a_project_says_how_it_is_verified(bench: StepBench) -> None:
    python = {"argv": [sys.executable, "-S", "-c", "open('out.xml', 'w').write(" + repr(PASSED) + ")"]}
    stack = {
        "id": "own",
        "title": "Own",
        "language": "text",
        "commands": {"test": python},
        "report": {"path": "out.xml"},
    }
    bench.write(".mity/stack.yaml", json.dumps({"schema": 1, **stack}))
    done = verified(bench, "test")
    assert (done.status, done.evidence["tests"]["collected"]) == (Status.DONE, 2), done.message
    assert not (bench.root / "calls").exists()


def test_a_folder_in_which_nothing_can_be_verified_is_unavailable(tmp_path: Path) -> None:
    done = verified(StepBench(tmp_path))
    assert (done.status, done.claims) == (Status.UNAVAILABLE, True)
    assert done.message == "nothing to verify: the project has no check that mity knows"


@pytest.mark.parametrize(
    ("inputs", "said"), [({"mode": "fast"}, "continue, fail-fast"), ({"report": 1}, "block, report")]
)
def test_inputs_that_mean_nothing_are_told(bench: StepBench, inputs: dict[str, Any], said: str) -> None:
    done = verified(bench, inputs=inputs)
    assert not done.success and said in done.message
    assert not (bench.root / "calls").exists()


@pytest.mark.slow
def test_a_step_that_takes_too_long_is_stopped_and_said_to_be(bench: StepBench) -> None:
    done = verified(bench, "sleep 20", timeout_s=0.2)
    assert done.status is Status.FAILED and "timed out" in done.message and done.duration_s < 10


@pytest.mark.slow
def test_real_tools_on_a_real_project(tmp_path: Path) -> None:
    bench = StepBench(tmp_path)
    folder = Path(sys.executable).parent
    for name in ("python", "ruff", "mypy"):
        path = bench.write(f".venv/bin/{name}", f'#!/bin/sh\nexec {shlex.quote(str(folder / name))} "$@"\n')
        path.chmod(0o755)
    bench.write("requirements.txt", "")
    bench.write("pyproject.toml", "[tool.ruff]\n[tool.mypy]\nstrict = true\n[tool.pytest.ini_options]\n")
    bench.write("calc.py", "import json\n\n\ndef add(a, b):\n    return a - b\n")
    bench.write("tests/test_calc.py", "from calc import add\n\n\ndef test_add() -> None:\n    assert add(2, 3) == 5\n")
    bench.write("conftest.py", "")
    report = verified(bench).outputs["report"]
    for line in ("- `tests/test_calc.py:5`: AssertionError", "❌ Tests: 0 passed, 1 failed", "❌ Lint: 1 problem"):
        assert line in report.splitlines(), report
    assert "- `calc.py:1`: F401" in report and "- `calc.py:4`: error: Function is missing" in report
    bench.write("calc.py", "def add(a: int, b: int) -> int:\n    return a + b\n")
    done = verified(bench)
    assert done.success, done.outputs["report"]


@each(
    ("files", "tools"),
    [
        ({"package.json": '{"scripts": {"test": "jest", "lint": "eslint ."}}', "eslint.config.js": ""}, ["npm", "npm"]),
        ({"package.json": '{"scripts": {"test": "echo \\"Error: no test specified\\" && exit 1"}}'}, []),
        ({".eslintrc.json": "{}", "tsconfig.json": "{}"}, ["eslint", "tsc"]),
        ({"go.mod": "module x\n"}, ["go", "go"]),
        ({"go.mod": "module x\n", ".golangci.yml": ""}, ["go", "golangci-lint"]),
        ({"Cargo.toml": ""}, ["cargo", "cargo"]),
        ({"pom.xml": ""}, ["mvn"]),
        ({"setup.cfg": "[flake8]\n[mypy]\n", "test_x.py": ""}, ["python", "flake8", "mypy"]),
        ({"pyrightconfig.json": "{}", "ruff.toml": ""}, ["ruff", "pyright"]),
        ({"pyproject.toml": "[tool.black]\n"}, []),
    ],
)
def test_what_a_project_sets_up_is_seen_in_its_files(tmp_path: Path, files: dict[str, str], tools: list[str]) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    found = [tool.argv[0] for kind in ("test", "lint", "types") for tool in own_tools(tmp_path, kind)]
    assert found == tools


def test_every_tool_can_be_seen_and_has_a_kind() -> None:
    assert {tool.kind for tool in TOOLS} == {"test", "lint", "types", "format"}
    assert all(tool.signs and tool.argv for tool in TOOLS)


@each(
    ("output", "found"),
    [
        (RUFF, [("calc.py", 1, "F401 [*] `json` imported but unused")]),
        (MYPY, [("calc.py", 3, 'error: Name "x" is not defined  [name-defined]')]),
        ("a.py:1: note: see here\n", []),
        ("src/a.ts(3,5): error TS2322: no.\n", [("src/a.ts", 3, "error TS2322: no.")]),
        ("src/a.ts:3:5 - error TS2322: no.\n", [("src/a.ts", 3, "- error TS2322: no.")]),
        ("error: bad\n --> src/main.rs:2:5\n", [("src/main.rs", 2, "error: bad")]),
        ("# x\n./a.go:4:2: undefined: y\n", [("./a.go", 4, "undefined: y")]),
        (
            "\n/p/src/a.js\n  1:2  error  'x' is not defined  no-undef\n  9:1  warning  y  z\n\n✖ 2 problems\n",
            [("/p/src/a.js", 1, "error 'x' is not defined no-undef"), ("/p/src/a.js", 9, "warning y z")],
        ),
        ("\x1b[31ma.py:1:1: E1 x\x1b[0m\na.py:1:1: E1 x\n", [("a.py", 1, "E1 x")]),
        ("12:30:01 started\nhttp://x.example:80/a\n", []),
    ],
    ids=short,
)
def test_complaints_are_read_from_what_tools_print(output: str, found: list[tuple[str, int, str]]) -> None:
    assert findings(output) == [Finding(*one) for one in found]


def test_the_report_is_bounded_and_what_tools_print_is_no_markdown() -> None:
    output = "".join(f"a.py:{number}: <b>*bold*</b> [x](y)\n" for number in range(1, 100))
    outcome = Outcome(Command(("tool", "a|b`c"), title="tool a|b`c\nd"), 1, output)
    text = markdown([Checked("lint", [outcome]), Checked("echo `x`", [Outcome(Command(("x",)), 2, "one\ntwo\n")])])
    assert "| `tool a\\|b'c d` | 1 |" in text
    assert "- `a.py:1`: \\<b\\>\\*bold\\*\\</b\\> \\[x\\](y)" in text
    assert text.count("- `a.py:") == 50 and "- and 49 more" in text
    assert "❌ `echo 'x'`: exit code 2" in text and "      two" in text
