"""What a fix may change, by the kind of error, and what no fix may ever change."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from mity.encoding import same_text
from mity.healing.model import Diagnosis, ErrorType, Fix

MANIFESTS = (
    "pyproject.toml", "setup.cfg", "setup.py", "requirements*.txt", "requirements*.in", "requirements*.lock",
    "requirements/*", "uv.lock", "poetry.lock", "pdm.lock", "Pipfile", "Pipfile.lock", "package.json",
    "package-lock.json", "pnpm-lock.yaml", "yarn.lock", "Cargo.toml", "Cargo.lock", "pom.xml", "*.csproj",
    "Directory.*.props", "packages.lock.json", "go.mod", "go.sum",
)  # fmt: skip
LOCKS = ("uv.lock", "Cargo.lock", "package-lock.json", "packages.lock.json")
CONFIGS = (
    ".env", ".env.*", "*.toml", "*.ini", "*.cfg", "*.json", "*.yaml", "*.yml", "*.properties", ".npmrc",
    ".gitattributes", ".dockerignore", "mvnw", "gradlew", "*.sh", "alembic.ini", "*.sln", "*.slnx",
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
SOURCES = tuple(
    f"**/*.{suffix}"
    for suffix in (
        *("py", "pyi", "js", "jsx", "mjs", "cjs", "ts", "tsx", "mts", "cts", "vue", "svelte", "html", "css", "scss"),
        *("rs", "java", "kt", "cs", "go", "sql", "graphql", "proto", "jinja", "j2"),
    )
)
MOST_SOURCE_FILES = 5
MOST_SOURCE_LINES = 60
_IN_SOURCES = (ErrorType.BUILD, ErrorType.TEST, ErrorType.RUNTIME, ErrorType.UNKNOWN)
_SKEW = "version-skew"
_BUILD_GATES = (
    *("TargetFramework", "TargetFrameworks", "LangVersion", "Nullable", "TreatWarningsAsErrors", "AnalysisLevel"),
    *("WarningLevel", "WarningsAsErrors", "WarningsNotAsErrors", "NoWarn", "EnforceCodeStyleInBuild", "AnalysisMode"),
)
_GATES = ("pytest", "coverage", "ruff", "mypy", "pylint", "flake8", "black", "isort", "bandit", "tox", "pyright")


def allowed(diagnosis: Diagnosis, fix: Fix) -> tuple[str, ...]:
    """The globs a fix for this diagnosis may change: what its type allows, further narrowed by its own scope."""
    configs = (*CONFIGS, *(f"**/{name}" for name in CONFIGS))
    at_start = (*configs, "pom.xml", "**/pom.xml")
    manifests = (*MANIFESTS, *(f"**/{name}" for name in MANIFESTS))
    by_type: dict[ErrorType, tuple[str, ...]] = {
        # Releases that do not fit each other: mended in a manifest, or in the named file that uses the old name.
        ErrorType.DEPENDENCY: (*manifests, *(p for p in fix.scope if "*" not in p and diagnosis.kind == _SKEW)),
        ErrorType.CONFIG: (*manifests, *configs),
        ErrorType.BUILD: fix.scope,
        # An application that dies of a file it or its runtime reads at start: that file, named one by one.
        ErrorType.RUNTIME: (".env", ".env.*", *(p for p in fix.scope if "*" not in p and matches(p, at_start))),
    }
    globs = by_type.get(diagnosis.error_type, ())
    # Somebody who reads the code may also mend the code, where no manifest or setting is to blame.
    reads = fix.author is not None and diagnosis.error_type in _IN_SOURCES
    return (*globs, *SOURCES) if reads else globs


def violation(diagnosis: Diagnosis, fix: Fix, changed: Mapping[str, tuple[bytes | None, bytes | None]]) -> str:
    """Why the changes of a fix must not be, or an empty string.

    `changed` maps each changed path to its bytes before and after; None stands for a file that is not there.
    """
    globs = allowed(diagnosis, fix)
    for path, (before, after) in changed.items():
        if before is not None and after is None:
            return f"it deleted {path}"
        # A lock beside tests holds versions, and no test.
        if matches(path, PROTECTED) and PurePosixPath(path).name not in LOCKS:
            return f"it touched {path}, which holds tests or gates"
        narrowed = matches(path, globs) and (not fix.scope or matches(path, fix.scope))
        if not narrowed and not _harmless(path, fix, before, after):
            return f"it touched {path}, which is outside its scope"
        if name := gate(path, before, after):
            return f"it changed {name} in {path}, which is a gate"
    if diagnosis.error_type is ErrorType.BUILD or fix.author is not None:
        # What a rule puts back whole is no rewriting; what somebody else writes anew is.
        return _too_much({p: pair for p, pair in changed.items() if pair[0] or fix.author is not None})
    return ""


def _harmless(path: str, fix: Fix, before: bytes | None, after: bytes | None) -> bool:
    """True for a file that the fix names and that is new or was empty, or whose characters stay the same."""
    if path not in fix.scope or after is None:
        return False
    return not before or same_text(before, after)


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


def _tool_tables(data: bytes | None) -> dict[str, Any] | None:
    """The [tool] tables of a pyproject.toml, without the settings of pytest that only say where sources lie.

    None when the file cannot be read.
    """
    try:
        tables = tomllib.loads((data or b"").decode("utf-8-sig")).get("tool", {})
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
        tables = tomllib.loads((data or b"").decode("utf-8-sig"))
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
