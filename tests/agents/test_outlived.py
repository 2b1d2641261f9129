"""Complaints that a program outlived and those that it ended with, told apart by what stands behind them alone."""

from __future__ import annotations

from mity.agents.classify import classify
from rows import each

TRACE = 'Traceback (most recent call last):\n  File "shop.py", line 6, in <module>\n'
REFUSED = "ConnectionRefusedError: [Errno 111] Connection refused\n"
ABSENT = "FileNotFoundError: [Errno 2] No such file or directory: 'prices.csv'\n"
STACK = (
    "Error: boom\n    at /srv/shop.js:1:67\n    at Layer.handle (/srv/node_modules/express/lib/router/layer.js:95:5)\n"
)
PANIC = "\nthread '<unnamed>' (31) panicked at src/main.rs:1:70:\nlost its lease\nnote: run with `RUST_BACKTRACE=1`\n"
JAVA = "java.lang.RuntimeException: row 7\n\tat A.main(A.java:1)\nCaused by: java.io.IOException: full\n\t... 1 more\n"
UP = " * Running on http://127.0.0.1:5000\n"
CURL = "curl: (7) Failed to connect to 127.0.0.1 port 80 after 0 ms: Couldn't connect to server\n"
ASKED = 'psql: error: connection to server at "db", port 5432 failed: Connection refused\n'
DIAL = '2026/11/30 19:30:53 attempt 1 failed: Get "http://shop/": dial tcp 127.0.0.1:80: connect: connection refused\n'


@each(
    "text",
    [
        f"WARNING:sync:no cache, starting cold\n{TRACE}{ABSENT}INFO:sync:synced\n",
        f"2026-11-30 19:29:22,529 ERROR shop row 7 is left out\n{TRACE}ValueError: x\n"
        "2026-11-30 19:29:22,530 INFO shop row 8\n",
        f"{UP}[2026-11-30 19:29:27,175] ERROR in app: Exception on /boom [GET]\n{TRACE}RuntimeError: boom\n"
        '127.0.0.1 - - [30/Nov/2026 19:29:27] "GET /boom HTTP/1.1" 500 -\n'
        '127.0.0.1 - - [30/Nov/2026 19:29:27] "GET / HTTP/1.1" 200 -\n',
        f"INFO:     Application startup complete.\nERROR:    Exception in ASGI application\n{TRACE}RuntimeError: boom\n"
        "INFO:     Shutting down\nINFO:     Finished server process [19042]\n",
        f"| ERROR    | shop.cli:main:12 - no sku\n{TRACE}KeyError: 'sku'\n| SUCCESS  | shop.cli:main:12 - 2\n",
        f"/ 200\nException occurred during processing of request from ('127.0.0.1', 4)\n{TRACE}OSError: x\n---\n/ 2\n",
        "2026/11/30 20:14:39 main.go:3: ERROR fetch: unexpected EOF\n2026/11/30 20:14:39 main.go:3: fetched 2\n",
        f"1 / 1 = 1.0\n{TRACE}ZeroDivisionError: division by zero\nleft out 0\n1 / 2 = 0.5\nwrote table.csv\n",
        f"91 mail.send [I] mail 1\n91 mail.send [E] mail 2 stays\n{TRACE}OSError: x\n91 mail.send [I] mail 3\n",
        "ok 1 - SyntaxError: Unexpected end of JSON input\nok 2 - TypeError: null\n1..2\n",
        f"Exception in thread worker-1:\n{TRACE}KeyError: 'job'\nqueue drained\n",
        f"Task exception was never retrieved\nfuture: <Task finished>\n{TRACE}ValueError: lost\nserved 2 requests\n",
        f"web  | {TRACE.replace(chr(10), chr(10) + 'web  | ')}{REFUSED}web  | INFO:root:connected\n",
        f"Server listening on http://localhost:3000\n{STACK}ok\nbye\n",
        f"{STACK}[lint] lint ok\n[lint] node -e \"f('error')\" exited with code 0\n",
        f"{PANIC}2 workers finished\n",
        f"{JAVA}import: 99 rows, 1 rejected\n",
        f"{CURL}not up yet (1)\ndeployed\n",
        f"{ASKED}checked 3 hosts\n",
        f"{DIAL}2026/11/30 19:30:53 using cached prices\n",
        "ERROR: UNIQUE constraint failed: t.a\ninserted 2 rows, 1 duplicate\n",
        "[ERROR] job 1 failed, continuing\n3 jobs, 1 skipped\n",
        "WARN  Retrying in 0 seconds as it raised ConnectionError: Connection refused.\nconnected after 4 attempts\n",
        "a.rst:4: WARNING: autodoc: failed to import 'x'; the following exception was raised:\nNo module named 'x'\n"
        "build succeeded, 1 warning.\n",
        "WARNING in ./src/index.js\nexport 'a' (imported as 'a') was not found in './b'\n\n"
        "webpack 5.1.0 compiled with 1 warning in 9 ms\n",
        f"{STACK}✔ answers 500 (3.2ms)\nℹ tests 1\nℹ pass 1\nℹ fail 0\n",
        "+ ls /nonexistent\nls: cannot access '/nonexistent': No such file or directory\n+ true\n+ : all good\n",
        "Failed imports check.................................(no files to check)Skipped\n- hook id: failed-check\n",
        f"2026-11-30T09:00:00.1000000Z {STACK}2026-11-30T09:00:02.1Z Post job cleanup.\n"
        "2026-11-30T09:00:02.2000000Z Cleaning up orphan processes\n",
        "INFO  [db] begin\nERROR [db] failed: (sqlite3.OperationalError) no such table: gone\n[SQL: drop table gone]\n"
        "(Background on this error at: https://example.com/e/e3q8)\nINFO  [db] Running upgrade a1 -> b2_error_table\n",
        "error: 2 suggestions\nbuilt dist/errors.js\n",
        "nox > failed to find a config: using the default\nnox > Ran 2 sessions:\nnox > * lint: success\n"
        "nox > * tests: skipped (no docker: cannot connect to the daemon)\n",
        "2026/11/30 20:14:39 ERROR dial tcp: connection refused\n--- PASS: TestA (0.00s)\nPASS\nok  \tshop\t0.009s\n",
        "2026/11/30 20:14:39 config: open shop.yaml: no such file or directory\nlistening on :8080\n",
        f"listening on 18660\n{STACK}GET / 200 2ms\nclosed\n",
        f"{PANIC}a worker died, skipped its part\n12 files converted\n",
        f"{JAVA}INFO: Shutdown complete\n",
        f"{CURL}attempt 2 failed\nfetched\n",
        "Error: mirror 1 does not answer\nDownloaded from mirror 2\n",
        "Error: sprite is broken\n1 feature passed, 0 failed, 0 skipped\nTook 0min 0.0s\n",
        "2/2 frob EXPECTEDFAIL  0.1s  exit status 1\n\nOk:         1   \nExpected Fail: 1   \nFail:       0   \n",
        "ERROR: no plugin named frob found, going without\n",
    ],
)  # fmt: skip
def test_what_a_program_outlived_is_no_failure(text: str) -> None:
    assert classify(text) is None


@each(
    "text",
    [
        f"INFO:sync:begin\nERROR:sync:sync failed\n{TRACE}{ABSENT}",
        f"{TRACE}{ABSENT}reading prices\n",  # what was printed before may be written behind it
        f"{TRACE}{ABSENT}wrote 2 rows\n",
        f"ERROR:    {TRACE}{REFUSED}\nERROR:    Application startup failed. Exiting.\n",
        f"{UP}ERROR in app: x\n{TRACE}{ABSENT}INFO: Worker failed to boot.\n",
        f"{STACK}\nNode.js v20.11.0\n",
        "Error: connect ECONNREFUSED 127.0.0.1:1\n    at a (node:net:1:2)\nEmitted 'error' event on Socket at:\n"
        "    at b (node:net:1:2) {\n  errno: -111,\n  port: 1\n}\n\nNode.js v20.20.2\n",
        f'{STACK}------\nDockerfile:7\nERROR: failed to solve: "make" did not complete successfully: exit code: 1\n',
        f"{STACK}Shutting down because of an error\n",
        f"{PANIC}error: process didn't exit successfully: `target/debug/shop` (exit status: 101)\n",
        f"{JAVA}",
        f"{CURL}the service did not answer, giving up\n",
        f"{ASKED}",
        f"{DIAL}2026/11/30 19:30:53 shutting down\n",
        "ERROR [db] no such table: gone\nOperationalError: no such table: gone\nINFO  [db] closing after an error\n",
        "--- FAIL: TestA (0.00s)\nFAIL\tshop\t0.01s\nok  \tcart\t0.009s\n",
        "2026/11/30 20:14:39 listening on :8080\n2026/11/30 20:14:40 open shop.yaml: no such file or directory\n",
        f"{STACK}closed\n",  # nothing had come up
        "INFO root: POST /a\nERROR root: Unhandled exception: no price | Path: /a\nINFO root: POST /a 500\n",
        "ERROR: UNIQUE constraint failed: t.a\nthe second row is like the first\n",
        "[ERROR] job 1 failed, continuing\n[ERROR] job 2 failed\n",
        "index.rst:4: WARNING: undefined label: 'x' [ref.ref]\n"
        "build finished with problems, 1 warning (with warnings treated as errors).\n",
        "+ cp build/app.tar out/\ncp: cannot stat 'build/app.tar': No such file or directory\n"
        "+ cleanup\n+ rm -rf out\n",
        f"2026-11-30T09:00:00.1000000Z {STACK}2026-11-30T09:00:02.1Z ##[error]Process completed with exit code 1.\n"
        "2026-11-30T09:00:02.2000000Z Cleaning up orphan processes\n",
    ],
)
def test_what_a_program_ended_with_is_its_failure(text: str) -> None:
    assert classify(text) is not None


def test_a_program_that_went_on_and_returned_another_code_than_0_has_failed() -> None:
    found = classify(f"{STACK}ok\nbye\n", exit_code=1)
    assert found is not None and "Error: boom" in found.evidence


@each(
    ("text", "rule", "shown"),
    [
        ("[warn] src/a.js\n[warn] Code style issues found in the above file.\n", "prettier.check", "[warn] src/a.js"),
        (
            "not ok 1 - sum\n  ---\n  duration_ms: 2.1\n  location: '/srv/a.test.js:1:51'\n"
            "  failureType: 'testCodeFailure'\n  error: |-\n    Expected values to be strictly equal:\n    \n",
            "node.test-item",
            "    Expected values to be strictly equal:",
        ),
        (
            "⎯⎯ Unhandled Errors ⎯⎯\n\nVitest caught 1 unhandled error during the test run.\n\n"
            "⎯⎯ Uncaught Exception ⎯⎯\nError: late failure\n ❯ a.test.js:1:72\n",
            "vitest.unhandled",
            "Error: late failure",
        ),
        (
            "---- src/lib.rs - f (line 1) stdout ----\nTest executable failed (exit status: 101).\n\nstderr:\n\n"
            "thread 'main' (5) panicked at /tmp/a.rs:6:1:\nassertion `left == right` failed\n",
            "rust.test-panicked",
            "assertion `left == right` failed",
        ),
        ("Sorry: TabError: inconsistent use of tabs (a.py, line 3)\n", "python.syntax", "Sorry:"),
        (
            "  ● adds\n\n    expect(received).toBe(expected) // Object.is equality\n\n"
            "    Expected: 3\n    Received: 2\n",
            "jest.item",
            "    Received: 2",
        ),
    ],
)  # fmt: skip
def test_the_line_that_says_what_is_wrong_is_shown(text: str, rule: str, shown: str) -> None:
    found = classify(text, exit_code=1)
    assert found is not None and found.rule == rule
    assert any(line.startswith(shown) for line in found.evidence), found.evidence
