"""What a fix may change, by the kind of error, and what no fix may ever change."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from mity.healing.model import Diagnosis, ErrorType, Fix

MANIFESTS = (
    "pyproject.toml", "setup.cfg", "setup.py", "requirements*.txt", "requirements*.in", "requirements*.lock",
    "requirements/*", "uv.lock", "poetry.lock", "pdm.lock", "Pipfile", "Pipfile.lock", "package.json",
    "package-lock.json", "pnpm-lock.yaml", "yarn.lock", "Cargo.toml", "Cargo.lock", "pom.xml", "*.csproj",
    "Directory.*.props", "packages.lock.json", "go.mod", "go.sum",
)  # fmt: skip
CONFIGS = (
    ".env", ".env.*", "*.toml", "*.ini", "*.cfg", "*.json", "*.yaml", "*.yml", "*.properties", ".npmrc",
    ".gitattributes", ".dockerignore", "mvnw", "gradlew", "*.sh", "alembic.ini",
)  # fmt: skip
PROTECTED = (
    "tests/**", "test/**", "**/tests/**", "**/test/**", "**/__tests__/**", "**/__snapshots__/**", "**/*.snap",
    "**/test_*.py", "**/*_test.*", "**/*.test.*", "**/*.spec.*", "**/*Test.java", "**/*Tests.java", "**/*Tests.cs",
    "conftest.py", "**/conftest.py", ".github/**", ".gitlab-ci.yml", ".circleci/**", "Jenkinsfile",
    "azure-pipelines.yml", "bitbucket-pipelines.yml", "tox.ini", "noxfile.py", "pytest.ini", ".coveragerc",
    "ruff.toml", ".ruff.toml", "mypy.ini", ".flake8", ".pylintrc", ".pre-commit-config.yaml", "eslint.config.*",
    ".eslintrc*", ".oxlintrc.json", "vitest.config.*", "jest.config.*", "karma.conf.*", "codecov.yml",
    ".codecov.yml", "clippy.toml", "rustfmt.toml", "checkstyle.xml", "spotbugs*.xml", ".git/**",
)  # fmt: skip
MOST_SOURCE_FILES = 5
MOST_SOURCE_LINES = 60
_GATES = ("pytest", "coverage", "ruff", "mypy", "pylint", "flake8", "black", "isort", "bandit", "tox", "pyright")


def allowed(diagnosis: Diagnosis, fix: Fix) -> tuple[str, ...]:
    """The globs a fix for this diagnosis may change: what its type allows, further narrowed by its own scope."""
    by_type: dict[ErrorType, tuple[str, ...]] = {
        ErrorType.DEPENDENCY: MANIFESTS,
        ErrorType.CONFIG: (*MANIFESTS, *CONFIGS, *(f"**/{name}" for name in CONFIGS)),
        ErrorType.BUILD: fix.scope,
        ErrorType.RUNTIME: (".env", ".env.*"),
    }
    return by_type.get(diagnosis.error_type, ())


def violation(diagnosis: Diagnosis, fix: Fix, changed: Mapping[str, tuple[bytes | None, bytes | None]]) -> str:
    """Why the changes of a fix must not be, or an empty string.

    `changed` maps each changed path to its bytes before and after; None stands for a file that is not there.
    """
    globs = allowed(diagnosis, fix)
    for path, (before, after) in changed.items():
        if before is not None and after is None:
            return f"it deleted {path}"
        if matches(path, PROTECTED):
            return f"it touched {path}, which holds tests or gates"
        if not matches(path, globs) or (fix.scope and not matches(path, fix.scope)):
            return f"it touched {path}, which is outside its scope"
        if gate := _gate(path, before, after):
            return f"it changed {gate} in {path}, which is a gate"
    if diagnosis.error_type is ErrorType.BUILD:
        return _too_much(changed)
    return ""


_SIGNS = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


@cache
def _pattern(globs: tuple[str, ...]) -> re.Pattern[str]:
    parts = [
        "".join(_SIGNS.get(piece) or re.escape(piece) for piece in re.split(r"(\*\*/|\*\*|\*|\?)", glob))
        for glob in globs
    ]
    return re.compile("|".join(parts), re.DOTALL)


def matches(path: str, globs: Iterable[str]) -> bool:
    """True when one of the globs fits the whole relative path; `**/` also stands for no folder."""
    globs = tuple(globs)
    return bool(globs) and _pattern(globs).fullmatch(path) is not None


def _too_much(changed: Mapping[str, tuple[bytes | None, bytes | None]]) -> str:
    if len(changed) > MOST_SOURCE_FILES:
        return f"it touched {len(changed)} source files, {MOST_SOURCE_FILES} at most"
    lines = sum(_changed_lines(before or b"", after or b"") for before, after in changed.values())
    return f"it changed {lines} lines, {MOST_SOURCE_LINES} at most" if lines > MOST_SOURCE_LINES else ""


def _changed_lines(before: bytes, after: bytes) -> int:
    """Lines that are not in the other version; line ends, tabs and encodings do not count."""
    old, new = ({re.sub(rb"\s+", b" ", line.strip()) for line in data.splitlines()} for data in (before, after))
    if b"\0" in before:
        return 0
    return len(new - old)


def _gate(path: str, before: bytes | None, after: bytes | None) -> str:
    """The name of a test, lint or coverage setting that differs between two versions of a manifest."""
    if path.endswith("pyproject.toml"):
        old, new = _tool_tables(before), _tool_tables(after)
        return next((f"[tool.{name}]" for name in _GATES if old.get(name) != new.get(name)), "") if old else ""
    if path.endswith("setup.cfg"):
        return "[tool:pytest]" if _section(before, b"[tool:pytest]") != _section(after, b"[tool:pytest]") else ""
    return ""


def _tool_tables(data: bytes | None) -> dict[str, Any]:
    """The [tool] tables of a pyproject.toml, without the settings of pytest that only say where sources lie."""
    try:
        tables = tomllib.loads((data or b"").decode("utf-8-sig")).get("tool", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return {}
    found = dict(tables) if isinstance(tables, dict) else {}
    options = dict(found.get("pytest", {}).get("ini_options", {})) if isinstance(found.get("pytest"), dict) else {}
    if options:
        options.pop("pythonpath", None)
        found["pytest"] = options or None
    return {name: value for name, value in found.items() if value is not None}


def _section(data: bytes | None, title: bytes) -> bytes:
    text = data or b""
    return text.partition(title)[2].partition(b"\n[")[0]
