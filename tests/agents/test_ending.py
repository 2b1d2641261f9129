"""A log without an exit code that no rule knows: whether it ends badly decides between Unknown and nothing."""

from __future__ import annotations

from mity.agents.classify import classify
from mity.healing.model import ErrorType
from rows import each

BEFORE = "reading the plan\nstep 1 of 3\nstep 2 of 3\n"


@each(
    "end",
    [
        "frobnicate: error: the widget is upside down",
        "Error: the widget is upside down",
        "FATAL the widget is upside down",
        "fatal: the widget is upside down",
        "WidgetException: upside down",
        "com.example.WidgetException",
        "FAILED",
        "task failed after 3 s",
        "script exited with code 3",
        "the process returned a non-zero exit status",
        "Killed",
        "Segmentation fault (core dumped)",
        "frob: *** [all] Error 2",
        "./frob.sh: line 3: frobnicate: command not found",
        "frob failed",
        "evaluation failed :( (1.2 seconds)\nall of it failed :(",
        "[WidgetError]: module 'frob' has no attribute 'Widget'",
        "src/a.frob(3,1): fatal error FR0042: upside down",
        "✖ frob-staged could not find a widget",
        "No valid configuration found.",
        "Frob 3.28 or higher is required.  You are running version 3.25.1",
        "The widget is a package of its own. Install it with `frob add widget`",
        "usage: frob.sh up|down",
        "  × Frob exited because of its widget",
        "Task never defined: frob - did you mean? frobs",
    ],
)
def test_one_that_ends_badly_is_unknown(end: str) -> None:
    found = classify(f"{BEFORE}{end}\n")
    assert found is not None, end
    assert found.evidence


@each(
    "end",
    [
        "",
        "step 3 of 3",
        "0 errors, 2 warnings",
        "Error handling enabled\nlistening",
        "done, 3 files, no failures",
        "error handling was set up\nall is well, finished in 3 s",
        "retry 1 failed\nthe widget was installed successfully",
        "process exited with code 0",
        "listening on port 3000",
        "[info] Failed to find a favicon, none is served",
        "Errors: 0",
        "ERROR:root:attempt 2 failed: ConnectionRefusedError: Connection refused, retrying\ndone: 0 errors, 2 retries",
        "✔ error handling works (1.2ms)\nℹ tests 1\nℹ fail 0",
        "Aborted 3 stale uploads\nserver running",
        "fatal: no upstream configured\nEverything up-to-date",
        "2026/01/01 10:00:00 dial tcp 127.0.0.1:5432: connect: connection refused, retrying\nlistening on :8080",
        "psql: error: connection to server failed: Connection refused\nserver running on port 3000",
        "rm: cannot remove 'build/none': No such file or directory\nmake: [Makefile:4: clean] Error 1 (ignored)\nbuilt",
        "Usage: frob [OPTIONS]\n\nOptions:\n  --help  Show this message and exit.",
        "mailer: could not send it, will retry\nserving",
        "[info] Could not find a config file, using defaults",
        "curl: (7) Failed to connect to localhost port 8080: Connection refused\nDeployment finished successfully",
    ],
)
def test_one_that_does_not_is_none(end: str) -> None:
    assert classify(f"{BEFORE}{end}\n") is None


def test_the_exit_code_decides_where_it_is_known() -> None:
    assert classify(f"{BEFORE}Error: the widget is upside down\n", exit_code=0) is None
    found = classify(BEFORE, exit_code=1)
    assert found is not None and found.error_type is ErrorType.UNKNOWN


STAMP = "2026/11/30 06:33:57 "


@each(
    ("last", "rule"),
    [
        ("open carts.json: no such file or directory", "go.log-last"),
        ("listen tcp :80: bind: permission denied", "go.log-last"),
        ("yaml: unmarshal errors:", "go.log-last"),
        ("unexpected end of JSON input", "go.log-last"),
        ("missing required flag -shop", "go.log-last"),
        ("SHOP_KEY must be set", "go.environ"),
        ("the cart holds 43 pieces", None),
        ("listening on :8080", None),
        ("GET /carts 200 3ms", None),
        ("goose: no migrations to run. current version: 4", None),
    ],
)
def test_the_last_line_of_a_go_program_is_its_failure_only_when_it_says_so(last: str, rule: str | None) -> None:
    found = classify(f"{STAMP}opening the shop\n{STAMP}{last}\n")
    assert (found.rule if found else None) == rule
    code = classify(f"{STAMP}opening the shop\n{STAMP}{last}\n", exit_code=1)
    assert code is not None
    assert code.rule == (rule or "go.log-last")
