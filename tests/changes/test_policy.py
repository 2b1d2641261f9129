"""The one policy: limits to the line, globs to the slash, gates by name; and the secrets that a review finds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mity.changes.diff import count_lines, count_new_lines
from mity.changes.edit import Edit
from mity.changes.gates import gate
from mity.changes.policy import ChangePolicy, violation
from mity.changes.protected import is_test, matches
from mity.changes.review import review
from mity.changes.shadows import packages_of
from mity.coding.task import feature_policy
from mity.healing.model import Diagnosis, ErrorType, Fix
from mity.healing.scopes import fix_policy
from mity.redaction import Redactor
from rows import each


class Generator:
    """An author whose edits do not matter here."""

    def __init__(self) -> None:
        self.record: dict[str, object] = {}

    def edits(self, run: object, limit_s: float) -> tuple[Edit, ...]:
        return ()


BY_RULE = fix_policy(Diagnosis(ErrorType.BUILD), Fix("r", "t", scope=("src/**",)))
BY_AGENT = fix_policy(Diagnosis(ErrorType.TEST), Fix("r", "t", generator=Generator()))
POLICIES = pytest.mark.parametrize("policy", [BY_RULE, BY_AGENT], ids=["rule", "agent"])


def lines(count: int) -> bytes:
    return b"".join(b"x = %d\n" % number for number in range(count))


@POLICIES
def test_five_files_pass_and_six_do_not(policy: ChangePolicy) -> None:
    changes = {f"src/{number}.py": (b"a\n", b"b\n") for number in range(6)}
    assert violation(policy, changes) == "it changed 6 files, 5 at most"
    changes.popitem()
    assert violation(policy, changes) == ""


@POLICIES
def test_sixty_lines_pass_and_sixty_one_do_not(policy: ChangePolicy) -> None:
    assert violation(policy, {"src/a.py": (b"a\n", lines(60))}) == ""
    assert violation(policy, {"src/a.py": (b"a\n", lines(61))}) == "it changed 61 lines, 60 at most"
    halves = {"src/a.py": (b"a\n", lines(31)), "src/b.py": (b"a\n", lines(30))}
    assert violation(policy, halves) == "it changed 61 lines, 60 at most"


def test_new_files_count_for_an_agent_and_not_for_a_rule() -> None:
    assert violation(BY_AGENT, {"src/a.py": (None, lines(61))}) == "it changed 61 lines, 60 at most"
    assert violation(BY_RULE, {"src/a.py": (None, lines(61))}) == ""


def test_a_fix_is_held_to_its_own_scope_as_well() -> None:
    policy = fix_policy(Diagnosis(ErrorType.CONFIG), Fix("r", "t", scope=("a.toml", "new/x.py")))
    assert violation(policy, {"a.toml": (b"a = 1\n", b"a = 2\n"), "new/x.py": (None, b"x\n")}) == ""
    assert violation(policy, {"b.toml": (b"a = 1\n", b"a = 2\n")}) == "it changed b.toml, which is outside its scope"
    assert violation(policy, {"new/x.py": (b"a\n", b"b\n")}) == "it changed new/x.py, which is outside its scope"


def test_a_file_in_a_package_that_is_there_hides_nothing(tmp_path: Path) -> None:
    """A project that is a well-known library gets its own file back; its top module and new packages are refused."""
    (tmp_path / "src/dotenv").mkdir(parents=True)
    (tmp_path / "src/dotenv/__init__.py").touch()
    policy = replace(BY_RULE, package=packages_of(tmp_path))
    assert violation(policy, {"src/dotenv/variables.py": (None, b"x = 1\n")}) == ""
    for path in ("src/dotenv.py", "src/click/main.py", "src/pytest/__init__.py", "src/dotenv/pytest.py"):
        assert "which hides the module" in violation(policy, {path: (None, b"x = 1\n")}), path


def test_a_star_does_not_cross_a_slash() -> None:
    assert matches("b.toml", ("*.toml",))
    assert not matches("a/b.toml", ("*.toml",))
    assert not matches("a/b/c.toml", ("a/*.toml",))
    assert matches("a/b/c.toml", ("a/**",)) and matches("c.toml", ("**/c.toml",))
    assert matches("ab", ("a?",)) and not matches("a/", ("a?",))


@each(
    ("path", "before", "after", "found"),
    [
        ("setup.cfg", b"[tool:pytest]\naddopts = -ra\n", b"[tool:pytest]\n", "[tool:pytest]"),
        ("sub/setup.cfg", b"[metadata]\n[tool:pytest]\nx = 1\n", b"[metadata]\n", "[tool:pytest]"),
        ("setup.cfg", b"[metadata]\nname = a\n[tool:pytest]\nx=1\n", b"[metadata]\nname = b\n[tool:pytest]\nx=1\n", ""),
        ("pyproject.toml", b"[tool.pytest.ini_options]\npythonpath = ['a']\n", b"", ""),
        (
            "pyproject.toml",
            b"[tool.pytest.ini_options]\naddopts = 'a'\n",
            b"[tool.pytest.ini_options]\naddopts = 'a'\npythonpath = ['src']\n",
            "",
        ),
        (
            "pyproject.toml",
            b"[tool.pytest.ini_options]\naddopts = 'a'\n",
            b"[tool.pytest.ini_options]\naddopts = 'b'\npythonpath = ['src']\n",
            "[tool.pytest]",
        ),
        ("Cargo.toml", b"[lints.rust]\nunsafe_code='forbid'\n", b"", "[lints]"),
        ("App.csproj", b"<Nullable>enable</Nullable>", b"<Nullable>disable</Nullable>", "<Nullable>"),
    ],
)
def test_gates_inside_manifests(path: str, before: bytes, after: bytes, found: str) -> None:
    assert gate(path, before, after) == found
    reason = violation(ChangePolicy(), {path: (before, after)})
    assert reason == (f"it changed {found} in {path}, which is a gate" if found else "")


@each(
    ("changes", "why"),
    [
        ({"src/a.py": (b"a", b"b"), "tests/test_a.py": (None, b"x")}, ""),
        ({"src/a.py": (b"a", b"b")}, "it brought no new test file"),
        ({"tests/test_a.py": (None, b"x")}, "it brought tests and nothing else"),
        ({"tests/test_a.py": (b"a", b"b")}, "it changed tests/test_a.py, a test that was there before"),
        ({"tests/pytest.ini": (None, b"b")}, "it changed tests/pytest.ini, which no feature may change"),
        ({"judge.py": (b"a", b"b")}, "it changed judge.py, which no feature may change"),
        ({"checks/new.py": (None, b"b"), "a.py": (None, b"b")}, ""),
        ({"tests/run.sh": (None, b"b")}, "it changed tests/run.sh, which is outside its scope"),
        ({"src/a.py": (b"a", None)}, "it deleted src/a.py"),
        ({"a.py": (lines(1500), b"y\n" * 1500), "tests/a.py": (None, b"x")}, "it changed 3001 lines, 3000 at most"),
    ],
)  # fmt: skip
def test_what_a_feature_by_an_agent_may_change(changes: dict[str, tuple[bytes | None, bytes | None]], why: str) -> None:
    assert violation(feature_policy(("checks/**",), ("judge.py",)), changes) == why


def test_an_author_who_is_not_trusted_writes_no_secret_and_may_keep_what_was_there() -> None:
    key = "acme-4711-very-secret"
    policy = ChangePolicy(redact=Redactor({"ACME_API_KEY": key}).text)
    changes = {"src/a.py": (b"x = 1\n", f"x = 1\ny = '{key}'\n".encode())}
    assert violation(policy, changes) == "it wrote a secret into src/a.py"
    assert violation(ChangePolicy(), changes) == ""
    kept = f"y = '{key}'\n".encode()
    assert violation(policy, {"src/a.py": (kept, b"x = 1\n" + kept)}) == ""


@each(
    "line",
    ["x = 1  # type: ignore", "x = 1  # noqa", "// eslint-disable", "@SuppressWarnings", "#[allow(dead_code)]"],
)
def test_an_author_who_is_not_trusted_silences_no_check(line: str) -> None:
    policy = ChangePolicy(redact=Redactor({}).text)
    changes = {"src/a.py": (b"x = 1\n", f"x = 1\n{line}\n".encode())}
    assert violation(policy, changes).startswith("it silences a check in src/a.py (")
    assert violation(ChangePolicy(), changes) == "", "a rule of mity's own may restore such a line"
    assert violation(policy, {"src/a.py": (f"{line}\n".encode(), f"y = 2\n{line}\n".encode())}) == ""


def test_lines_are_counted_in_two_ways() -> None:
    assert count_lines(b"a\r\nb\n", b"a\nc\nc\n") == 3
    assert count_new_lines(b"a\n\tb\n", b"a\n    b\nc\nc\n") == 1
    assert count_new_lines(b"\0a", b"b\n") == 0
    assert count_lines(None, b"a\n") == count_new_lines(None, b"a\n") == 1


@each("path", ["src/a.spec.ts", "conftest.py", "a/tests/x.py", "AppTests.cs", "sub/test_x.py"])
def test_what_counts_as_a_test(path: str) -> None:
    assert is_test(path)
    assert not is_test("src/latest.py") and not is_test("pytest.ini")


@each(
    "token",
    [
        "sk-" + "a1B2c3D4" * 3,
        "ghp_" + "a1B2c3D4e5" * 3,
        "github_pat_" + "a1B2c3D4e5" * 3,
        "glpat-" + "a1B2c3D4e5" * 2,
        "xoxb-" + "1234567890",
        "AKIA" + "ABCDEFGHIJ123456",
        "eyJ" + "hbGciOiJIUzI1.eyJzdWIiOiIxMjM0.SflKxwRJSMeKKF2",
        "-----BEGIN RSA " + "PRIVATE KEY-----",
    ],
)
def test_a_review_finds_the_tokens_that_a_log_never_shows(token: str) -> None:
    found = review({"src/a.py": ("x = 1\n", f"x = 1\nuse('{token}')\n")})
    assert [(one.level, one.rule, one.line) for one in found] == [("block", "secret", 2)]
    if not token.startswith("-"):
        assert Redactor().text(f"use {token} now") == "use *** now"
