"""Words of success behind a failure, complaints that were outlived, and the lines that show the cause."""

from __future__ import annotations

from log_samples import read

from mity.agents.classify import classify
from mity.agents.presence import WORTH_A_PASS, holds_any
from mity.healing.model import Diagnosis, ErrorType
from rows import each

RUN_FAILED = "ERROR 12 --- [main] o.s.boot.SpringApplication : Application run failed\n"
MAVEN_SUCCESS = "[INFO] ---\n[INFO] BUILD SUCCESS\n[INFO] Total time:  8.8 s\n"


def verdict(text: str, exit_code: int | None = None) -> Diagnosis:
    """The diagnosis, which must be there."""
    found = classify(text, exit_code=exit_code)
    assert found is not None
    return found


@each("exit_code", [None, 0])
@each("sample", ["spring.placeholder.log", "spring.no-bean.log", "spring.mapping.log"])
def test_a_context_that_fails_has_its_cause_although_maven_ends_well(sample: str, exit_code: int | None) -> None:
    found = verdict(RUN_FAILED + read(sample) + MAVEN_SUCCESS, exit_code)
    assert found.rule == sample.removesuffix(".log")


def test_what_was_mended_before_such_a_failure_is_not_its_cause() -> None:
    mended = RUN_FAILED + read("spring.placeholder.log") + "Started Shop in 3.2 seconds\n"
    assert verdict(mended + RUN_FAILED + read("spring.mapping.log") + MAVEN_SUCCESS).rule == "spring.mapping"


def test_a_complaint_that_a_program_outlived_is_no_failure() -> None:
    assert classify("error: no objects passed to apply\n" + "service/shop created\n" * 30) is None
    assert verdict("service/shop created\n" * 30 + "error: no objects passed to apply\n").rule == "common.error-line"


def test_a_logged_error_is_the_failure_only_of_a_program_that_ends_with_it() -> None:
    logged = "2026-11-29 11:59:53,865 - ERROR - the service answered 404\n"
    assert verdict(logged).error_type is ErrorType.RUNTIME
    assert classify(logged + "2026-11-29 11:59:54,001 - INFO - 3 images done\n") is None


@each(
    ("text", "error_type", "shown"),
    [
        ("Error: Error locking state: Error acquiring the state lock: refused\n", ErrorType.RUNTIME, 0),
        (
            "Error: provider.random: no suitable version installed\n  versions installed: none\n",
            ErrorType.DEPENDENCY,
            0,
        ),
        ("ld: entry point (_main) undefined. for architecture x86_64\n", ErrorType.BUILD, 0),
        ("00:00 0/0: : ERROR: [Errno 2] No such file or directory: 'install'\n", None, 0),
        ("abort.cc:12:10: fatal error: 'string' file not found\n   12 | #include <string>\n", ErrorType.DEPENDENCY, 0),
        ("collected 9 items / 1 error\n\n!!! Interrupted: 1 error during collection !!!\n", ErrorType.TEST, 2),
        ("  1 failing\n\n  1) cart\n       pays:\n     Error: Exited with code 1\n", ErrorType.TEST, 4),
        ("  1 failing\n\n  1)  pays:\n     Uncaught Error: gone\n", ErrorType.TEST, 3),
    ],
)
def test_what_tools_end_with_is_told_with_the_line_that_says_most(
    text: str, error_type: ErrorType | None, shown: int
) -> None:
    found = verdict(text)
    assert error_type in (None, found.error_type)
    assert text.splitlines()[shown] in found.evidence


@each(
    "text",
    [
        "Warning: The environment variable HOME is not set. The home folder of the user is used.\nready\n",
        "Make sure that the SHOP_KEY environment variable is not set in production.\n",
        "shop.csproj : warning NU1900: Unable to load the service index for source https://nuget.example/index.json\n",
        "Found 3 errors (3 fixed, 0 remaining).\n",
    ],
)
def test_advice_and_warnings_are_no_failures(text: str) -> None:
    assert classify(text) is None


@each(
    ("text", "subject"),
    [
        ("Error: PORT environment variable is required but was not provided.\n    at index.ts:7:9\n", "PORT"),
        ("Error: Neither apiKey nor config.authenticator provided\n    at Stripe (stripe.js:155:23)\n", "apiKey"),
    ],
)
def test_a_setting_that_a_program_asks_for_is_configuration(text: str, subject: str) -> None:
    found = verdict(text, 1)
    assert (found.error_type, found.subject) == (ErrorType.CONFIG, subject)


@each(
    "text",
    [
        "nox: error: unrecognized flag '--sesion'\n",
        "Error: unknown flag: --replica\n",
        "error: the following required arguments were not provided:\n  --name <NAME>\n",
        "ERROR: C:\\app\\pytest.ini:3: unexpected line\n",
        "[app] Error: Invalid configuration object. It does not match the schema.\n",
        "ValueError: Missing `tool.frob.version` configuration\n",
        "Error: The bundler only supports Node.js >= 22.12\n",
        "This build requires Frob >=99.0, but you are using Frob 2.5.1. It failed.\nError: stopped\n",
        "frob could not find any valid configuration.\n",
    ],
)
def test_what_a_tool_says_of_its_command_line_and_settings_is_configuration(text: str) -> None:
    assert verdict(text, 1).error_type is ErrorType.CONFIG


def test_a_step_that_failed_has_failed_although_later_ones_end_well() -> None:
    log = "pick headers....................Failed\n- hook id: headers\n\n##[error]Process completed with exit code 1.\n"
    found = verdict(f"{log}##[group]Run make down\nDone: 0 errors\nSuccessfully installed x-1.0\n")
    assert found.error_type is ErrorType.BUILD


def test_a_proxy_that_is_not_configured_is_no_failure() -> None:
    assert classify("No proxy configuration found\nbuilding the image\n") is None


@each(
    "text",
    [
        "E       ValueError: Unknown option 'x' in configuration\nFAILED tests/test_a.py::test_a\n1 failed in 0.1s\n",
        "E       KeyError: 'options'\nFAILED tests/test_a.py::test_a - KeyError: 'options'\n1 failed in 0.1s\n",
    ],
)
def test_a_failing_test_about_settings_is_a_failing_test(text: str) -> None:
    assert verdict(text, 1).error_type is ErrorType.TEST


@each("name", ["'options'", "'NoneType' object has no attribute 'settings'"])
def test_a_name_of_a_setting_in_an_error_of_the_program_is_no_setting(name: str) -> None:
    kind = "KeyError" if name.startswith("'options") else "AttributeError"
    assert (
        verdict(f'Traceback (most recent call last):\n  File "a.py", line 1\n{kind}: {name}\n', 1).error_type
        is ErrorType.RUNTIME
    )


def test_a_long_match_is_shown_by_its_ends() -> None:
    frames = "".join(f"    value = frame({number})\n" for number in range(8))
    start = '  File "/srv/lib/pydantic_settings/main.py", line 292, in __init__\n'
    end = "pydantic_core._pydantic_core.ValidationError: 1 validation error for Shop\napi_key\n  Field required\n"
    evidence = verdict(start + frames + end, 1).evidence
    assert "1 validation error for Shop" in "\n".join(evidence)
    assert len(evidence) <= 6


def test_a_module_that_a_package_under_test_lacks_is_its_own() -> None:
    lacking = "test_shop.py:1: in <module>\n    import shop.prices\nE   ModuleNotFoundError: No module named '{}'\n"
    assert verdict(lacking.format("shop.prices"), 2).error_type is ErrorType.BUILD
    assert verdict(lacking.format("shop"), 2).error_type is ErrorType.DEPENDENCY


def test_literals_are_found_in_short_and_in_long_texts() -> None:
    for filler in ("", "nothing to see\n" * (WORTH_A_PASS // 10)):
        text = filler + "panic: ^C\n"
        assert holds_any(text, ["panic: "])
        assert holds_any(text, ["absent", "^C"])
        assert not holds_any(text, ["panic!", "error", "^D"])


@each(
    "frame",
    [
        '  File "/srv/.venv/lib/python3.11/site-packages/shopkit/__init__.py", line 1, in <module>\n',
        ".venv/Lib/site-packages/shopkit/__init__.py:1: in <module>\n",
    ],
)
def test_a_name_that_one_library_misses_in_another_is_a_dependency(frame: str) -> None:
    missing = (
        "    from shopcore import validate\nImportError: cannot import name 'validate' from 'shopcore' (/srv/{})\n"
    )
    assert verdict(frame + missing.format("site-packages/shopcore/__init__.py"), 1).error_type is ErrorType.DEPENDENCY
    assert verdict(missing.format("shopcore.py"), 1).error_type is ErrorType.BUILD


@each(
    ("text", "expected"),
    [
        ("AttributeError: module 'mediapipe' has no attribute 'solutions'\n", ErrorType.DEPENDENCY),
        ("AttributeError: module 'os' has no attribute 'pth'\n", ErrorType.BUILD),
        ("SyntaxError: The requested module 'pdf-parse' does not provide an export named 'x'\n", ErrorType.DEPENDENCY),
        ("SyntaxError: The requested module './shop.js' does not provide an export named 'x'\n", ErrorType.BUILD),
        ("SyntaxError: The requested module 'node:fs' does not provide an export named 'x'\n", ErrorType.BUILD),
    ],
)
def test_a_member_that_a_library_lacks_is_a_dependency(text: str, expected: ErrorType) -> None:
    assert verdict(text, 1).error_type is expected


def test_a_plugin_that_fails_with_an_exception_of_its_own_failed_the_build() -> None:
    goal = (
        "[ERROR] Failed to execute goal com.example:launch-maven-plugin:2.4.1:{} (cli) on project shop: no JRE path\n"
    )
    stack = "net.example.BuilderException: no JRE path\n    at net.example.Builder.build (Builder.java:76)\n"
    assert verdict(stack + goal.format("launch")).rule == "maven.goal-failed"
    assert verdict(stack + goal.format("run"), 1).error_type is ErrorType.RUNTIME


def test_a_make_file_that_cannot_be_read_is_told_with_its_line() -> None:
    found = verdict("Makefile:2: *** missing separator.  Stop.\n")
    assert (found.error_type, found.subject) == (ErrorType.CONFIG, "missing separator")
