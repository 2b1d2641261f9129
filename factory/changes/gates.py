"""Settings inside manifests that decide how strict tests, linters and compilers are: told apart from all others."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from mity.text.data import parse_json, parse_toml

_BUILD_GATES = (
    *("TargetFramework", "TargetFrameworks", "LangVersion", "Nullable", "TreatWarningsAsErrors", "AnalysisLevel"),
    *("WarningLevel", "WarningsAsErrors", "WarningsNotAsErrors", "NoWarn", "EnforceCodeStyleInBuild", "AnalysisMode"),
)
_GATES = ("pytest", "coverage", "ruff", "mypy", "pylint", "flake8", "black", "isort", "bandit", "tox", "pyright")

_PACKAGE = ("scripts", "jest", "vitest", "mocha", "ava", "nyc", "c8", "eslintConfig", "prettier", "lint-staged")
_INLINE_TESTS = re.compile(rb"#\[(?:\w+::)?test\b|#\[cfg\(test\)\]|#\[ignore\b")


def gate(path: str, before: bytes | None, after: bytes | None) -> str:
    """The name of a test, lint or coverage setting that differs between two versions of a manifest."""
    if path.endswith("pyproject.toml"):
        old, new = _tool_tables(before), _tool_tables(after)
        changed = (name for name in _GATES if old is not None and old.get(name) != (new or {}).get(name))
        return next((f"[tool.{name}]" for name in changed), "") if before is not None else ""
    if path.endswith("Cargo.toml"):
        return _cargo_gate(before, after)
    if path.endswith((".csproj", ".props", ".targets")) and before:
        return next((f"<{name}>" for name in _BUILD_GATES if _elements(before, name) != _elements(after, name)), "")
    if path.endswith("setup.cfg"):
        return "[tool:pytest]" if _section(before, b"[tool:pytest]") != _section(after, b"[tool:pytest]") else ""
    return ""


def strict_gate(path: str, before: bytes | None, after: bytes | None) -> str:
    """The same for an author who is not trusted with gates: also in new files, in scripts, in inline tests."""
    name = path.rpartition("/")[2]
    if name == "pyproject.toml" and before is not None and _tool_tables(before) is None:
        return "a file that could not be read before"
    if name == "package.json":
        return _package_gate(before, after)
    if name.endswith(".rs") and before is not None and _inline_tests(before) != _inline_tests(after or b""):
        return "the tests"
    return gate(path, before or b"", after)


def _package_gate(before: bytes | None, after: bytes | None) -> str:
    try:
        old, new = parse_json(before or b"{}"), parse_json(after or b"{}")
        return next((f'"{key}"' for key in _PACKAGE if old.get(key) != new.get(key)), "")
    except (ValueError, AttributeError, RecursionError):
        return "a file that is not JSON"


def _inline_tests(data: bytes) -> list[bytes]:
    """Rust keeps tests beside the code: everything from the first mark of one on, in whatever order items stand."""
    found = _INLINE_TESTS.search(data)
    return data[found.start() :].split() if found else []


def _tool_tables(data: bytes | None) -> dict[str, Any] | None:
    """The [tool] tables of a pyproject.toml, without the settings of pytest that only say where sources lie.

    None when the file cannot be read.
    """
    try:
        tables = parse_toml((data or b"").decode("utf-8-sig")).get("tool", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return None
    found = dict(tables) if isinstance(tables, dict) else {}
    options = dict(found.get("pytest", {}).get("ini_options", {})) if isinstance(found.get("pytest"), dict) else {}
    if options:
        options.pop("pythonpath", None)
        found["pytest"] = options or None
    return {name: value for name, value in found.items() if value is not None}


def _cargo_gate(before: bytes | None, after: bytes | None) -> str:
    """Lints, the edition and the oldest compiler in a manifest of cargo, when they differ."""
    old, new = _cargo_gates(before), _cargo_gates(after)
    return next((name for name in old if before is not None and old[name] != new.get(name)), "")


def _cargo_gates(data: bytes | None) -> dict[str, Any]:
    try:
        tables = parse_toml((data or b"").decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return {}  # what could not be read before was no gate
    package, workspace = tables.get("package", {}), tables.get("workspace", {})
    languages = {name: package.get(name) for name in ("edition", "rust-version")}
    return {**languages, "[lints]": tables.get("lints"), "[workspace.lints]": workspace.get("lints")}


def _elements(data: bytes | None, name: str) -> list[bytes]:
    """What the elements of a name hold, in order."""
    return re.findall(rb"<%b(?:\s[^>]*)?>(.*?)</%b>" % (name.encode(), name.encode()), data or b"", re.DOTALL)


def _section(data: bytes | None, title: bytes) -> bytes:
    text = data or b""
    return text.partition(title)[2].partition(b"\n[")[0]
