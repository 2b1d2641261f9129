"""What a complaint means that no row knows: by its words, by what it quotes, and by the name of an exception."""

from __future__ import annotations

import re
import time

from mity.agents import wording
from mity.agents.classify import classify
from mity.agents.wording import meant, named, says_nothing
from mity.healing.model import ErrorType
from rows import each

BUILD, CONFIG, DEPENDENCY = ErrorType.BUILD, ErrorType.CONFIG, ErrorType.DEPENDENCY
RUNTIME, TEST, UNKNOWN = ErrorType.RUNTIME, ErrorType.TEST, ErrorType.UNKNOWN


@each(
    ("sentence", "kind"),
    [
        ("Feature `postgres` is not defined in field `project.optional-dependencies`", CONFIG),
        ("--json cannot be used with --freeze", CONFIG),
        ("required variable PORT is missing a value: set it", CONFIG),
        ('The requested profile "prdo" could not be activated because it does not exist.', CONFIG),
        ("Sessions are in a dependency cycle: lint -> test -> lint", CONFIG),
        ("Group `docs` is not defined in the project's `dependency-groups` table", CONFIG),
        ("Unable to find candidates for reqests.", DEPENDENCY),
        ("Package 'python3.13' has no installation candidate", DEPENDENCY),
        ('https://yarn.example/a-1.0.tgz: Integrity check failed for "a"', DEPENDENCY),
        ("the frob.resolved file is out-of-date and is preventing correct resolution", DEPENDENCY),
        ("Detected unknown package 'framework-frob'", DEPENDENCY),
        ("could not download file from 'https://frob.example/x.tar.xz'", DEPENDENCY),
        ("dependency failed to start: container app-db-1 is unhealthy", RUNTIME),
        ("cc1plus: out of memory allocating 65536 bytes", RUNTIME),
        ("connect to host 10.0.0.5 port 22: Connection timed out", RUNTIME),
        ("Could not get lock /var/lib/frob/lock. It is held by process 301", RUNTIME),
        ("Compilation Error", BUILD),
        ("src/app.frob.ts:4:1: the widget is upside down", BUILD),
        ("syntax error near unexpected token `fi'", BUILD),
        ("syntax error in /etc/frob/frob.yaml at line 3", CONFIG),
        ("Unable to resolve module `./src/Loader.jsx` from `index.js`", BUILD),
        ("Unable to resolve module `frob-errors` from `index.js`", DEPENDENCY),
        ("12 tests failed", TEST),
        ("Coverage for lines (71.2%) does not meet global threshold (80%)", TEST),
        ("the widget is upside down", UNKNOWN),
        ("Command frob failed with exit code 1", UNKNOWN),
        ("Execution failed for task ':frob'.", UNKNOWN),
    ],
)
def test_the_words_of_a_complaint_tell_its_class(sentence: str, kind: ErrorType) -> None:
    assert meant(sentence) is kind


def test_what_is_quoted_is_a_name_and_means_nothing() -> None:
    assert meant("the widget 'connection refused' is upside down") is UNKNOWN
    assert meant("cannot open 'openssl/ssl.h'") is CONFIG
    assert says_nothing("error: builder for '/store/frob.drv' failed with exit code 1;")


@each(
    ("name", "kind"),
    [
        ("UnknownPackageError: no frob", DEPENDENCY),
        ("frob.errors.DependencyResolutionError", DEPENDENCY),
        ("FrobConfigurationError: it is", CONFIG),
        ("[FrobUsageError]: it is", CONFIG),
        ("TemplateSyntaxError: it is", BUILD),
        ("WidgetError: the package is gone", RUNTIME),
        ("ValueError", RUNTIME),
    ],
)
def test_the_name_of_an_exception_tells_its_class(name: str, kind: ErrorType) -> None:
    assert named(name, RUNTIME) is kind


@each(
    ("text", "kind", "line"),
    [
        # the first line says nothing, what is quoted below it does: the last of that
        (
            "error: builder for '/store/frob.drv' failed with exit code 1;\n       last 3 log lines:\n"
            "       > package frob not found, going on without\n"
            "       > chmod: cannot access 'bin/frob': No such file or directory\n"
            "       For full logs, run 'frob log'.\n",
            CONFIG,
            "       > chmod: cannot access 'bin/frob': No such file or directory",
        ),
        (
            "error: the builder failed with exit code 1;\n > package frob not found\n > cannot open the file\n",
            CONFIG,
            " > cannot open the file",
        ),
        ("ERROR: unable to go on:\n  frob (no such package):\n", DEPENDENCY, "  frob (no such package):"),
        # advice behind a complaint is not what broke
        (
            "No frobs matching the pattern were found.\nPlease check the file for mistakes.\n",
            CONFIG,
            "No frobs matching",
        ),
        ("frob exited with code 1\nERROR: compilation failed for it\n", BUILD, "ERROR: compilation failed for it"),
        ("  [!] could not find compatible versions for it\n  In Frobfile:\n", DEPENDENCY, "  [!] could not find"),
        ("frob: cannot read file widget.toml\n", CONFIG, "frob: cannot read file widget.toml"),
        # the line of a source is shown with it, as compilers do
        (
            "Error: unknown widget: titel\n  ┌─ main.frob:3:2\n  │\n3 │ #titel\n  │  ^^^^^\n",
            BUILD,
            "Error: unknown widget",
        ),
        ("src/Shop.frob:9:12: error: [F-88]\n    Value not in scope: totl\n", BUILD, "src/Shop.frob:9:12"),
        (
            '× Found an unknown key `lintter`.\n  > 1 │ {"lintter": 1}\n  in frob.json:1:2\n',
            CONFIG,
            "× Found an unknown",
        ),
    ],
)
def test_a_log_that_no_row_knows_has_the_class_and_the_line_of_its_words(text: str, kind: ErrorType, line: str) -> None:
    for code in (None, 1):
        found = classify(text, exit_code=code)
        assert found is not None, code
        assert found.error_type is kind, (code, found.error_type)
        assert found.evidence[0].startswith(line), (code, found.evidence)
        assert found.confidence < 0.25


@each(
    "text",
    [
        "config.status: creating Makefile\nconfig.status: error.h is unchanged\n",
        "error.log\nfailed_tests.txt\ninvalid.json\nmissing.txt\n",
        "[main 3f2c1aa] Handle invalid tokens: unknown user is not allowed\n 2 files changed, 10 insertions(+)\n",
        'NOTICE:  table "users" does not exist, skipping\nDROP TABLE\n',
        "src/a.py:12: raise ValueError('unknown option')\n",
        "worker: job 12: 3 files not found, 9 copied\nworker: job 13: waiting\n",
        'INFO: 127.0.0.1:4242 - "GET /favicon.ico HTTP/1.1" 404 Not Found\n',
        "Options:\n  --strict   fail when a file is missing or a value is invalid\n",
        "frobd: widget not found, using defaults\n",
        "/work/a.js\n  3:7  warning  'x' is never used\n\n✖ 1 problem (0 errors, 1 warning)\n",
        "debconf: unable to initialize frontend: Dialog\nSetting up libfrob5:amd64 (15.6-0) ...\n",
        "kernel: usb 1-1: device not accepting address, trying again\n",
        "This project requires Node 20.\n",
        "error rate: 0.0\n",
        "Suite   Passed  Failed\nunit        12       0\nFailed suites:\n  none\n",
        'Outputs:\n\nfailed = "frob"\n',
    ],
)
def test_words_of_failure_in_what_went_well_are_none(text: str) -> None:
    assert classify(text) is None


def test_a_long_line_is_read_in_little_time() -> None:
    patterns = [one for one in vars(wording).values() if isinstance(one, re.Pattern)]
    assert len(patterns) > 8
    began = time.process_time()
    for piece in ("a", "a/", "a.b", "not ", "' ", "package ", "(resolve ", "A_", "connection ", "://", "ab/.", '"a'):
        line = (piece * 400)[:400]
        for pattern in patterns:
            list(pattern.finditer(line))
        meant(line)
    assert time.process_time() - began < 0.5
