"""Tests of JavaScript: reports that runners are made to leave, TAP, and what is printed where there is neither."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from mity.stacks.counts import Counts
from mity.stacks.node_tests import node_options, read_node
from mity.stacks.printed import read_printed
from mity.system.child_environment import PRELOAD
from rows import each

RUNNERS = Path(__file__).parents[1] / "samples" / "runners"
TAPE = (
    "TAP version 13\n# adds\nok 1 should be equal\nnot ok 2 should be equal\n  ---\n    ok 9 no test\n  ...\n\n1..2\n"
)
NESTED = """TAP version 14
# Subtest: a.js
    # Subtest: adds
        ok 1 - one
        not ok 2 - two # TODO later
        1..2
    ok 1 - adds # time=7.7ms
    # Subtest: nothing in it
    ok 2 - alone # SKIP
    1..2
not ok 1 - a.js # time=37.3ms
  ---
  exitCode: 1
  ...
1..1
# failed 1 test
"""


def tap(tmp_path: Path, text: str) -> Counts | None:
    (tmp_path / "1.tap").write_text(text)
    return read_node("", [tmp_path / "1.tap"])


def test_points_of_tap_are_tests_unless_they_have_subtests(tmp_path: Path) -> None:
    counts = tap(tmp_path, TAPE)
    assert counts == Counts(tests=2, failures=1)
    assert counts and counts.passing == {"adds::should be equal"}
    counts = tap(tmp_path, NESTED)
    assert counts == Counts(tests=4, errors=1, skipped=2), "a file that fails though no test in it does"
    assert counts and counts.passing == {"a.js::adds::one"}
    assert not counts.whole


def test_what_node_tap_leaves_in_a_file_has_its_sum_instead_of_the_plan(tmp_path: Path) -> None:
    """It prints the plan first, before the file is there."""
    end = "# { total: 2, pass: 1, fail: 1 }\n# time=12.5ms\n"
    text = f"# Subtest: a.ts\n    ok 1 - one\n    not ok 2 - two\n    1..2\nnot ok 1 - a.ts # time=9ms\n\n{end}"
    assert tap(tmp_path, text) == Counts(tests=2, failures=1)
    assert tap(tmp_path, text.replace("not ok", "ok").replace("pass: 1, fail: 1", "pass: 2")) == Counts(tests=2)
    for wrong in (text.replace("total: 2", "total: 3"), text.replace(", fail: 1", ""), f"{text}ok 2 - b.ts\n"):
        with pytest.raises(ValueError, match="no plan"):
            tap(tmp_path, wrong)


@each("name", ["ReferenceError: x is not defined", "test/a.js", "Uncaught exception in a.mjs", "plan != count"])
def test_what_ended_a_run_is_no_test(tmp_path: Path, name: str) -> None:
    """It is gone once the code is mended, and no test with it."""
    counts = tap(tmp_path, f"TAP version 13\nok 1 - a\nnot ok 2 - {name}\n1..2\n")
    assert counts == Counts(tests=2, errors=1)
    assert counts and (counts.known, counts.whole) == ({"a"}, False)


@each(
    ("text", "why"),
    [
        (TAPE.replace("1..2\n", ""), "no plan"),
        (TAPE.replace("1..2", "1..3"), "2 of 3"),
        (TAPE + "Bail out! no disk\n", "Bail out"),
        ("TAP version 13\n    ok 1 - a\n    1..1\n1..0\n", "cut off"),
    ],
)
def test_tap_that_was_cut_off_is_not_believed(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        tap(tmp_path, text)


@each(
    ("name", "runner"),
    [
        *(("jest", "Jest"), ("vitest", "Vitest"), ("mocha", "Mocha"), ("ava", "AVA"), ("tape", "TAP")),
        *(("node-spec", "node:test"), ("node-tap", "node:test")),
    ],
)
def test_what_runners_print_of_failures(name: str, runner: str) -> None:
    found = read_printed((RUNNERS / f"{name}.log").read_text())
    assert found and found[0] == runner
    assert found[1].failures and not found[1].passed and found[1].printed == found[1].tests


@each(
    ("text", "counts"),
    [
        ("Tests:       1 failed, 1 skipped, 1 todo, 3 total\n", (3, 1, 0, 2)),
        ("Tests:       12 passed, 12 total\nTests:       2 passed, 2 total\n", (14, 0, 0, 0)),
        ("\x1b[2m      Tests \x1b[22m \x1b[1m\x1b[32m2 passed\x1b[39m\x1b[22m\x1b[2m | 1 skipped (3)\n", (3, 0, 0, 1)),
        ("  3 passing (10ms)\n  2 pending\n\n", (5, 0, 0, 2)),
        ("  31 tests passed\n  1 test skipped\n  1 test todo\n", (33, 0, 0, 2)),
        ("  1 test failed\n  2 tests passed\n", (3, 1, 0, 0)),
        ("1..3\n# tests 3\n# pass  3\n\n# ok\n", (3, 0, 0, 0)),
        ("5 specs, 1 failure, 1 pending spec\nFinished in 0.1 seconds\n", (5, 1, 0, 1)),
        ("  Total:     5\n  Passed:    4\n  Skipped:   1\n  Duration:  0.5ms\n", (5, 0, 0, 1)),
    ],
)
def test_what_runners_print_at_their_end(text: str, counts: tuple[int, ...]) -> None:
    found = read_printed(text)
    assert found and found[1] == Counts(*counts)


@each("text", ["5 passing\n", "all 3 passing (in principle)\n", "tests passed\n", "# pass 3\n", "Tests: 3 passed\n"])
def test_other_words_count_nothing(text: str) -> None:
    assert read_printed(text) is None


MOCHA = """
const events = require("events")
module.exports = class Mocha { constructor() { this.options = { dryRun: !!process.env.DRY } } }
module.exports.prototype.run = function (done) {
  const runner = new events.EventEmitter()
  const parent = { fullTitle: () => "adds" }
  setImmediate(() => {
    runner.emit("pass", { title: "one", parent, currentRetry: () => Number(process.env.TRIED || 0) })
    runner.emit("pending", { title: "two", parent })
    if (process.env.CUT) process.exit(0)
    runner.emit("fail", { title: "three", parent }, new Error("1 == 2"))
    runner.emit("end")
    require("child_process").execFileSync(process.execPath, ["-e", "console.log('TAP version 13')"])
  })
  return runner
}
"""


def run(tmp_path: Path, *words: str, **env: str) -> Counts | None:
    """The counts of a program of Node that `npm test` would start, by the reports alone."""
    folder = tmp_path / "with space" / "reports"
    said = {"NODE_OPTIONS": node_options(PRELOAD), "MITY_TEST_REPORTS": str(folder), **env}
    node = shutil.which("node")
    assert node
    subprocess.run([node, *words], cwd=tmp_path, env={**os.environ, **said}, check=False, capture_output=True)
    return read_node("", sorted(folder.glob("*"))) if folder.is_dir() else None


@pytest.mark.slow
def test_runners_leave_reports_whatever_starts_them(tmp_path: Path) -> None:
    mocha = tmp_path / "node_modules" / "mocha"
    for name, text in {"lib/mocha.js": MOCHA, "bin/mocha.js": "new (require('../lib/mocha.js'))().run()\n"}.items():
        (mocha / name).parent.mkdir(parents=True, exist_ok=True)
        (mocha / name).write_text(text)
    (tmp_path / "start.js").write_text(
        "require('child_process').execFileSync('node', ['node_modules/mocha/bin/mocha.js'])"
    )
    counts = run(tmp_path, "start.js")
    assert counts == Counts(tests=3, failures=1, skipped=1), "what the tests start themselves is not counted"
    shutil.rmtree(tmp_path / "with space")
    with pytest.raises(ValueError, match="cut off"):
        run(tmp_path, "start.js", CUT="1")
    shutil.rmtree(tmp_path / "with space")
    again = run(tmp_path, "start.js", TRIED="2")
    assert again and again.repeated == 1, "it passed at the third try"
    shutil.rmtree(tmp_path / "with space")
    assert run(tmp_path, "start.js", DRY="1") == Counts(tests=3, failures=1, skipped=2), "nothing ran"


JEST = """
const out = process.argv.find((word) => word.startsWith("--outputFile=")).slice(13)
const test = (title, status, invocations) =>
  ({ title, status, invocations, ancestorTitles: ["calc"], failureMessages: [] })
const assertionResults = [test("adds", "passed", 3), test("takes", "passed", 1), test("later", "pending", 0)]
const file = { name: `${process.cwd()}/a.test.js`, status: "passed", assertionResults }
require("fs").writeFileSync(out, JSON.stringify({ testResults: [file] }))
"""
PLAYWRIGHT = """
const Reporter = require(process.env.PW_TEST_REPORTER)
const made = new Reporter()
const test = (title, outcome, expectedStatus, project = "") => ({
  title, expectedStatus, outcome: () => outcome, results: [{ error: { message: "1 is not 2" } }],
  location: { file: `${process.cwd()}/test/a.spec.js` }, titlePath: () => ["", project, "a.spec.js", "calc", title],
})
const tests = [
  test("adds", "flaky", "passed"), test("wrong", "expected", "failed"), test("ok", "expected", "passed", "web"),
  test("later", "skipped", "skipped"),
]
if (process.env.BAD) tests.push(test("bad", "unexpected", "passed"))
made.onBegin({}, { allTests: () => tests })
if (process.env.CUT) process.exit(0)
made.onEnd({ status: process.env.STATUS || "passed" })
console.log(process.env.PW_TEST_REPORTER || "gone")
"""


def runner(tmp_path: Path, name: str, text: str) -> str:
    path = tmp_path / "node_modules" / name
    path.parent.mkdir(parents=True)
    path.write_text(text)
    return str(path)


@pytest.mark.slow
def test_jest_tells_which_tests_were_tried_again(tmp_path: Path) -> None:
    counts = run(tmp_path, runner(tmp_path, "jest/bin/jest.js", JEST))
    assert counts == Counts(tests=3, skipped=1, repeated=1)
    assert counts.ran == {"a.test.js › calc::adds", "a.test.js › calc::takes"}


@pytest.mark.slow
def test_playwright_gets_a_reporter_more_than_its_settings_name(tmp_path: Path) -> None:
    program = runner(tmp_path, "@playwright/test/cli.js", PLAYWRIGHT)
    counts = run(tmp_path, program, "test")
    assert counts == Counts(tests=4, skipped=2, repeated=1), "what is to fail and fails has not passed"
    assert counts.ran == {"test/a.spec.js › calc::adds", "test/a.spec.js › web › calc::ok"}
    for env, why in (({"BAD": "1"}, "a failure"), ({"STATUS": "timedout"}, "a run that was ended")):
        shutil.rmtree(tmp_path / "with space")
        found = run(tmp_path, program, "test", **env)
        assert found and found.failures == 1, why
    shutil.rmtree(tmp_path / "with space")
    with pytest.raises(ValueError, match="cut off"):
        run(tmp_path, program, "test", CUT="1")
    shutil.rmtree(tmp_path / "with space")
    assert run(tmp_path, program, "show-report") is None


@pytest.mark.slow
def test_tap_that_goes_into_a_pipe_is_kept(tmp_path: Path) -> None:
    (tmp_path / "tap.js").write_text(f"process.stdout.write({json.dumps(TAPE)})")
    assert run(tmp_path, "-e", "require('child_process').execSync('node tap.js')") == Counts(tests=2, failures=1)
    shutil.rmtree(tmp_path / "with space")
    (tmp_path / "tap.js").write_text(f"console.log('hello'); console.log({json.dumps(TAPE)})")
    assert run(tmp_path, "tap.js") is None, "what begins otherwise is no report"


@pytest.mark.slow
def test_the_runner_of_node_leaves_a_report_beside_the_project_s_own(tmp_path: Path) -> None:
    test = "const { test } = require('node:test')\ntest('a', () => {})\ntest('b', { todo: true }, () => { throw 1 })\n"
    (tmp_path / "a.test.js").write_text(test)
    counts = run(tmp_path, "--test", "--test-reporter", "tap", "a.test.js")
    assert counts == Counts(tests=2, skipped=1)
