"""Verdicts: the first cause and not the last wrapper, nothing from success, the same answer in another run."""

from __future__ import annotations

from log_samples import RECORDED, read

from mity.agents.classify import classify, fingerprint
from mity.agents.routes import ROUTES
from mity.agents.signatures import rows
from mity.healing.model import Diagnosis, ErrorType
from rows import each


def verdict(text: str, exit_code: int | None = None, local_names: frozenset[str] = frozenset()) -> Diagnosis:
    """The diagnosis, which must be there."""
    found = classify(text, exit_code=exit_code, local_names=local_names)
    assert found is not None
    return found


WRAPPER = """
[INFO] BUILD FAILURE
[ERROR] Failed to execute goal org.apache.maven.plugins:maven-surefire-plugin:3.5.2:test (default-test) on project shop
npm ERR! code ELIFECYCLE
make: *** [Makefile:3: all] Error 2
##[error]Process completed with exit code 1.
"""


def test_wrappers_do_not_hide_the_cause() -> None:
    for name in RECORDED[::6]:
        plain = verdict(read(name), 1)
        void = any(row.id == plain.rule and row.veto and row.veto.search(WRAPPER) for row in rows())
        if plain.confidence > 0.41 and not void:  # a cause or a summary itself, and of no other tool than Maven's
            assert verdict(read(name) + WRAPPER, 1).rule == plain.rule, name


@each("code", [1, 2, 101, 255])
def test_a_failed_command_always_has_a_diagnosis(code: int) -> None:
    for text in ("", "nothing to see here\n", "\n\n", "all went well\n"):
        found = verdict(text, code)
        assert (found.error_type, found.rule) == (ErrorType.UNKNOWN, "unknown")
    assert verdict("one\nlast words\n", code).evidence == ("last words",)


@each(
    "text",
    [
        "",
        "0 errors, 0 warnings\n",
        "Build succeeded.\n    0 Warning(s)\n    0 Error(s)\n",
        "test handles_error ... ok\ntest result: ok. 1 passed; 0 failed\n",
        "WARN  retrying after ECONNRESET\nadded 5 packages in 3s\n",
        "npm warn deprecated x@1.0.0: error prone\n\nup to date, audited 5 packages in 1s\n",
        "Port 5173 is in use, trying another one...\n  VITE v7.0.0  ready in 300 ms\n",
        "[notice] To update, run: pip install --upgrade pip\n",
        "[WARNING] error-prone not configured\n[INFO] BUILD SUCCESS\n",
        "npm warn ERESOLVE overriding peer dependency\nadded 12 packages in 2s\n",
    ],
)
def test_success_that_mentions_errors_is_not_a_failure(text: str) -> None:
    assert classify(text) is None
    assert classify(text, exit_code=0) is None


@each(
    ("text", "kind"),
    [
        ("APPLICATION FAILED TO START\n\nDescription:\n\nSomething odd\n\n[INFO] BUILD SUCCESS\n", ErrorType.RUNTIME),
        ("Web server failed to start. Port 8080 was already in use.\n[INFO] BUILD SUCCESS\n", ErrorType.PORT),
        ("FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n", ErrorType.RUNTIME),
    ],
)
def test_failures_that_hide_behind_exit_code_0(text: str, kind: ErrorType) -> None:
    assert verdict(text, 0).error_type is kind
    assert verdict(text).error_type is kind


def test_exit_code_0_silences_what_is_not_strong() -> None:
    text = "src/a.ts(1,7): error TS2322: Type 'string' is not assignable to type 'number'.\n"
    assert verdict(text).error_type is ErrorType.BUILD
    assert classify(text, exit_code=0) is None


def test_only_what_follows_the_last_success_counts() -> None:
    broken = "src/a.ts(1,7): error TS2322: Type 'string' is not assignable to type 'number'.\n"
    fixed = "10:00:00 - Found 0 errors. Watching for file changes.\n"
    assert classify(broken + fixed) is None
    assert verdict(fixed + broken).subject.startswith("Type 'string'")
    assert verdict(broken + fixed, 1).error_type is ErrorType.BUILD


def test_the_first_error_of_a_compiler_is_the_cause() -> None:
    text = "".join(f"src/{name}.ts(3,1): error TS2322: {name} is wrong.\n" for name in "abc")
    found = verdict(text)
    assert found.subject == "a is wrong."
    assert found.location is not None
    assert (found.location.file, found.location.line, found.location.column) == ("src/a.ts", 3, 1)


def test_a_linter_names_the_file_above_the_complaint() -> None:
    """The nearest name that stands alone: not that of a file of which it only warns."""
    text = (
        "\n  scripts/bench.js:3:1\n  ⚠  3:1  Unexpected todo comment  no-warning-comments\n\n  index.js:4:2\n"
        "  ✖  4:2  Unexpected var, use let or const instead.  no-var\n\n  1 warning\n  1 error\n"
    )
    found = classify(text, exit_code=1)
    assert found is not None and found.location is not None
    assert (found.location.file, found.location.line) == ("index.js", 4)


def test_a_collection_error_comes_before_failed_tests() -> None:
    text = "E   ModuleNotFoundError: No module named 'httpx'\nE       assert 1 == 2\n=== 1 failed, 1 error in 1s ===\n"
    assert (verdict(text).error_type, verdict(text).subject) == (ErrorType.DEPENDENCY, "httpx")


def test_the_deepest_cause_of_the_jvm_wins() -> None:
    text = (
        "Application run failed\nBeanCreationException: Error creating bean with name 'a'\n"
        "Caused by: org.springframework.beans.factory.UnsatisfiedDependencyException: no\n"
        "Caused by: java.lang.IllegalArgumentException: Could not resolve placeholder 'shop.key' in \"${shop.key}\"\n"
    )
    assert (verdict(text).error_type, verdict(text).subject) == (ErrorType.CONFIG, "shop.key")


def test_a_log_of_mere_stack_traces_is_not_a_failed_command() -> None:
    trace = "12:00 WARN something\nCaused by: java.io.IOException: closed\n"
    assert classify(trace) is None
    assert verdict(trace, 1).subject == "java.io.IOException"


TRACE = 'Traceback (most recent call last):\n  File "/home/dev/app/shop/main.py", line 1, in <module>\n'


def test_a_missing_module_is_local_when_the_log_shows_the_package() -> None:
    local = TRACE + "ModuleNotFoundError: No module named 'shop.orders'\n"
    third = TRACE + "ModuleNotFoundError: No module named 'httpx'\n"
    assert verdict(local).error_type is ErrorType.BUILD
    assert verdict(third).error_type is ErrorType.DEPENDENCY
    assert verdict(third, local_names=frozenset({"httpx"})).error_type is ErrorType.BUILD


@each(
    ("specifier", "kind"),
    [
        ("react", ErrorType.DEPENDENCY),
        ("./cart", ErrorType.BUILD),
        ("@/cart", ErrorType.BUILD),
        ("@scope/x", ErrorType.DEPENDENCY),
    ],
)
def test_a_specifier_says_whose_module_it_is(specifier: str, kind: ErrorType) -> None:
    text = f"src/a.ts(1,19): error TS2307: Cannot find module '{specifier}' or its corresponding type declarations.\n"
    assert verdict(text).error_type is kind


def test_the_fingerprint_survives_another_run() -> None:
    for name in RECORDED[::8]:
        text = read(name)
        elsewhere = verdict(text.replace("/home/dev/app", "/srv/work/elsewhere"), 1)
        assert verdict(text, 1).fingerprint == elsewhere.fingerprint, name


def test_the_fingerprint_ignores_places_and_tells_subjects_apart() -> None:
    one = fingerprint("r", "t", "C:\\a\\b.py:12 said 3.14 at 10:00:00")
    assert one == fingerprint("r", "t", "/x/y/b.py:99 said 2.71 at 11:30:05")
    assert one != fingerprint("r", "t", "/x/y/c.py:99 said 2.71 at 11:30:05")
    assert fingerprint("r", "t", "httpx") != fingerprint("r", "t", "httpx2")


@each(
    ("code", "kind", "error_type"),
    [
        (137, "resource", ErrorType.RUNTIME),
        (-9, "resource", ErrorType.RUNTIME),
        (130, "interrupted", ErrorType.UNKNOWN),
    ],
)
def test_a_signal_speaks_when_the_log_is_silent(code: int, kind: str, error_type: ErrorType) -> None:
    found = verdict("working\n", code)
    assert (found.kind, found.error_type) == (kind, error_type)


def test_the_stage_of_the_caller_fills_in() -> None:
    text = "src/a.ts(1,7): error TS2322: no\n"
    build, test = classify(text, stage="build"), classify("FAILED tests/test_a.py::test_a - assert 1\n", stage="build")
    assert build is not None
    assert test is not None
    assert (build.stage, test.stage) == ("build", "test")


def test_every_class_of_error_has_a_specialist() -> None:
    assert set(ROUTES) == set(ErrorType)
    assert ROUTES[ErrorType.BUILD] == "implementer"
    assert ROUTES[ErrorType.TEST] == "tester"
    assert ROUTES[ErrorType.CONFIG] == "architect"
    assert ROUTES[ErrorType.UNKNOWN] == "factory"
    assert {ROUTES[kind] for kind in (ErrorType.DEPENDENCY, ErrorType.RUNTIME, ErrorType.PORT)} == {"devops"}


def test_of_several_causes_of_a_chain_the_last_one_decides() -> None:
    """Java names what it met first, then "Caused by"; Python goes on after it caught the first."""
    java = "java.lang.ClassNotFoundException: org.first.Wrapper\nCaused by: ClassNotFoundException: org.real.Cause\n"
    assert verdict(java, 1).subject == "org.real.Cause"
    python = "ModuleNotFoundError: No module named 'speedups'\nModuleNotFoundError: No module named 'httpx'\n"
    assert verdict(python, 1).subject == "httpx"


@each(
    ("folder", "error_type"),
    [
        ("/app/src", ErrorType.BUILD),
        ("/home/dev/.cargo/registry/src/frob-1.0.0/src", ErrorType.DEPENDENCY),
        ("C:/Users/dev/AppData/Local/Pub/Cache/hosted/frob-1.0.0/lib", ErrorType.DEPENDENCY),
        ("/app/node_modules/frob/src", ErrorType.DEPENDENCY),
    ],
)
def test_a_fault_in_a_file_that_was_fetched_is_one_of_the_dependency(folder: str, error_type: ErrorType) -> None:
    assert verdict(f"{folder}/turn.dart:3:7: Error: upside down\n").error_type is error_type


def test_what_a_test_says_of_a_certificate_is_no_word_of_the_registry() -> None:
    """Requests and pip print the same exception; only pip's own words are of what it fetches."""
    said = (
        "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed (_ssl.c:1)'))"
    )
    failed = (
        f"error = {said}\nFAILED tests/test_session.py::test_ca - {said}\n===== 1 failed, 215 passed in 8.01s =====\n"
    )
    found = classify(failed, exit_code=1)
    assert found is not None and found.error_type is not ErrorType.DEPENDENCY
    pip = f"WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by '{said}': /simple/idna/\n"
    found = classify(pip, exit_code=1)
    assert found is not None and found.error_type is ErrorType.DEPENDENCY
