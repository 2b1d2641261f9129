"""What a runner puts around the output of commands: labels before lines, other streams between, its last words."""

from __future__ import annotations

from mity.agents.classify import classify
from mity.agents.framing import streams, unframed
from mity.agents.normalise import clean
from mity.healing.model import Diagnosis, ErrorType
from rows import each

COMPILED = ["main.go:5:2: undefined: prnt", "main.go:9:2: undefined: prnt", "note: module requires Go 1.21"]
INCLUDED = [
    "a.c:1:10: fatal error: shop.h: No such file or directory",
    '    1 | #include "shop.h"',
    "compilation ended.",
]


def diagnosed(lines: list[str]) -> Diagnosis:
    """The diagnosis of a log that failed, which must be there."""
    found = classify("\n".join(lines) + "\n")
    assert found is not None, lines
    return found


@each("label", ["web    | ", "@acme/app:build: ", "app:build: ", "app-1  | ", "09:12:01  ", "09:12:01 "])
def test_a_label_before_every_line_goes(label: str) -> None:
    found = diagnosed([label + line for line in COMPILED * 2])
    assert (found.rule, found.error_type) == ("go.compile", ErrorType.BUILD), found
    assert found.evidence[0] == label + COMPILED[0]


@each(
    "lines",
    [
        ["[nodemon] starting `node a.js`", "[nodemon] app crashed", "[nodemon] restarting", "[nodemon] starting"],
        ["[ERROR] no", "[ERROR] no", "[INFO] yes", "[ERROR] no"],
        ["a.c | 10", "b.c | 11", "c.c | 12", "d.c | 13"],
        ["src/a.c:1:2: error: one", "src/b.c:1:2: error: two", "src/c.c:1:2: error: three"],
        ["12 | let x = 1;", "13 | let y = 2;", "14 | let z = 3;", "15 | }"],
    ],
)
def test_what_a_tool_says_itself_is_no_label(lines: list[str]) -> None:
    assert unframed(lines) == lines


@each(
    ("printed", "cleaned"),
    [
        ("build\tRun tests\t2026-07-15T11:03:26.2292915Z error: no", "error: no"),
        ("2026-05-11T09:12:00.123456Z 01E error: no", "error: no"),
        ("2026-05-11T09:12:00.123456Z 00O+error: no", "error: no"),
        ("@acme/app:test: error: no", "error: no"),
        ("09:12:00  error: no", "error: no"),
    ],
)
def test_stamps_of_services_go(printed: str, cleaned: str) -> None:
    assert clean(printed) == cleaned


def test_a_stream_is_read_as_one_although_another_writes_between_its_lines() -> None:
    mixed = [f"{label}{line}" for line in INCLUDED for label, line in (("app-1 | ", line), ("db-1  | ", "checkpoint"))]
    found = diagnosed([*mixed, "app-1 exited with code 1"])
    assert (found.rule, found.subject) == ("native.header-local", "shop.h"), found
    assert found.evidence == ("app-1 | " + INCLUDED[0], "app-1 | " + INCLUDED[1])


def test_one_stream_stays_as_it_is() -> None:
    assert streams(["app-1 | one", "app-1 | two"]) == []
    assert streams(["one", "two"]) == []


@each(
    "closing",
    [
        ["##[error]Process completed with exit code 1.", "Post job cleanup.", "Cleaning up orphan processes"],
        ["##[error]Bash exited with code '1'.", "##[section]Finishing: CI"],
        ["[Pipeline] }", "[Pipeline] // stage", "ERROR: script returned exit code 1", "Finished: FAILURE"],
        ["ERROR: Job failed: exit code 1"],
    ],
)
def test_an_unknown_failure_shows_what_was_said_ahead_of_the_words_of_the_service(closing: list[str]) -> None:
    found = diagnosed(["reading the plan", "the widget is upside down", *closing])
    assert found.error_type is ErrorType.UNKNOWN
    assert "the widget is upside down" in found.evidence


def test_the_level_of_a_structured_entry_counts() -> None:
    entry = '{"time":"2026-11-29T21:58:30Z","level":"%s","msg":"open config","err":"permission denied"}'
    found = diagnosed(['{"level":"INFO","msg":"starting"}', entry % "ERROR", "exit status 1"])
    assert (found.error_type, found.rule) == (ErrorType.RUNTIME, "common.logged-error"), found
    assert found.evidence[0].endswith("open config: permission denied")
    assert classify(entry % "WARN" + "\n") is None


def in_job(job: str, *said: str) -> str:
    """Lines of a job, as `gh run view --log` prints them."""
    return "".join(f"{job}\tRun make\t2026-11-30T06:00:00.1234567Z {line}\n" for line in said)


def classified(text: str) -> str:
    """The id of the row that decides, without an exit code."""
    found = classify(text)
    assert found is not None
    return found.rule


FAILED = "##[error]Process completed with exit code 1."


def test_of_several_jobs_the_first_that_failed_is_told() -> None:
    fine = in_job("docs", "src/a.ts(3,4): error TS2322: Type 'x'.", "built")
    types = in_job("types", "src/b.ts(3,4): error TS2322: Type 'y' is not assignable to type 'z'.", FAILED)
    lacking = in_job("python", "E   ModuleNotFoundError: No module named 'torch'", FAILED)
    assert classified(fine + types + lacking) == "ts.error"
    assert classified(fine + lacking + types) == "python.module-missing"


def test_a_job_that_was_only_cancelled_is_not_the_one_that_failed() -> None:
    stopped = in_job("linux", "working", "##[error]The operation was canceled.")
    assert classified(stopped + in_job("mac", "error: linker `cc` not found", FAILED)) == "rust.linker"


def test_the_name_of_a_step_may_be_a_long_command() -> None:
    step = "Run python -m pytest tests/ -v --ignore=tests/benchmarks --cov=shop --cov-report=term-missing"
    log = in_job("test", "E   ModuleNotFoundError: No module named 'torch'", FAILED).replace("Run make", step)
    assert classified(log) == "python.module-missing"


@each(
    "before",
    ["0.823 ", "2024-01-17T03:50:13.376 app[148ed] den [info] ", "[ci/lint                ]   | "],
)
def test_seconds_of_a_build_and_labels_of_a_host_are_taken_off(before: str) -> None:
    lines = ["making", "making more", "error[E0308]: mismatched types", " --> src/main.rs:2:5", "  |"]
    assert classified("".join(f"{before}{line}\n" for line in lines)) == "rust.error-code"


def test_what_act_puts_before_a_line_is_taken_off_whatever_the_names_of_workflow_and_job() -> None:
    text = "[Build & Test/unit] [DEBUG] echo\n[Build & Test/unit]   | frob: error: upside down\n"
    found = classify(text + "[Build & Test/unit]   ❌  Failure - Main Frob\n[Build & Test/unit] 🏁  Job failed\n")
    assert found is not None
    assert "[Build & Test/unit]   | frob: error: upside down" in found.evidence
    assert classify(text + "[Build & Test/unit] 🏁  Job succeeded\n") is None


@each(
    "line",
    [
        "Nov  3 09:12:01 web-1 frob[812]: ",
        "Nov 30 09:12:01 host.example systemd[1]: ",
        "Building: ",
    ],
)
def test_the_journal_and_a_deployment_put_words_before_lines(line: str) -> None:
    found = classify(line + "ModuleNotFoundError: No module named 'frob'\n")
    assert found is not None
    assert found.rule == "python.module-missing"


def test_of_the_failed_steps_of_a_job_the_first_counts() -> None:
    stamp = "2026-11-30T09:12:01.1234567Z "
    step = f"{stamp}##[error]Process completed with exit code 1.\n"
    first = f"{stamp}lib/cart.rb:3:7: C: Metrics/MethodLength: Method has too many lines. [12/10]\n"
    second = f"{stamp}ModuleNotFoundError: No module named 'frob'\n"
    found = classify(first + step + second + step)
    assert found is not None
    assert found.rule == "rubocop.offence"
