"""Tests, linters, type checkers and formatters that a project sets up itself, found by the files in which it does."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from mity.reading import read_bytes
from mity.text.records import dataclass

TEST, LINT, TYPES, FORMAT = "test", "lint", "types", "format"
REPORT = ".mity/cache/verify-junit.xml"
"""Where tests are told to write their report that write one wherever they are told."""
_PROJECTS = (".venv/bin", "venv/bin", "node_modules/.bin")
"""Folders of programs that belong to a project."""
_READ = 256 * 1024
_HOOKS = ".pre-commit-config.yaml"
_UNSET = r'(?!\\?"?echo \\"Error: no test specified)'


@dataclass(frozen=True, slots=True)
class OwnTool:
    """A tool: what it does, how it is called, and the signs that a project has set it up.

    A sign is a file (a glob) and a pattern for what is in it; an empty pattern fits anything. Of the tools of one
    `family` the first that is set up counts. `report` is where it writes what it counted, `libtest` tells that it
    prints it, `needs` is another program that it is made of, `absent` what it prints when it is not installed. What is
    `quiet` ends with 0 and names what it would change.
    """

    kind: str
    argv: tuple[str, ...]
    signs: tuple[tuple[str, str], ...]
    family: str = ""
    report: str = ""
    libtest: bool = False
    needs: str = ""
    absent: str = ""
    quiet: bool = False


_PYTEST = ("python", "-m", "pytest", f"--junit-xml={REPORT}")
_NO_PYTEST = r"No module named '?pytest"
TOOLS = (
    OwnTool(
        TEST,
        _PYTEST,
        (
            *(("pytest.ini", ""), ("pyproject.toml", r"^\[tool\.pytest"), ("setup.cfg", r"^\[tool:pytest\]")),
            *(("tox.ini", r"^\[pytest\]"), ("conftest.py", ""), ("tests/**/test_*.py", ""), ("test_*.py", "")),
            *(("tests/**/*_test.py", ""), ("*_test.py", "")),
        ),
        report=REPORT,
        absent=_NO_PYTEST,
    ),
    OwnTool(TEST, ("npm", "test"), (("package.json", rf'"test"\s*:\s*"{_UNSET}'),)),
    OwnTool(TEST, ("cargo", "test"), (("Cargo.toml", ""),), libtest=True),
    OwnTool(TEST, ("go", "test", "./..."), (("go.mod", ""),)),
    OwnTool(TEST, ("mvn", "--batch-mode", "test"), (("pom.xml", ""),), report="**/target/surefire-reports/TEST-*.xml"),
    OwnTool(TEST, ("./gradlew", "test"), (("gradlew", ""),), report="**/build/test-results/test/*.xml"),
    OwnTool(TEST, ("dotnet", "test"), (("*.sln", ""), ("*.slnx", ""), ("*.csproj", ""))),
    OwnTool(
        LINT,
        ("ruff", "check", "--output-format=concise", "."),
        (("ruff.toml", ""), (".ruff.toml", ""), ("pyproject.toml", r"^\[tool\.ruff")),
    ),
    OwnTool(LINT, ("flake8",), ((".flake8", ""), ("setup.cfg", r"^\[flake8\]"), ("tox.ini", r"^\[flake8\]"))),
    OwnTool(LINT, ("pylint", "--recursive=y", "."), ((".pylintrc", ""), ("pyproject.toml", r"^\[tool\.pylint"))),
    OwnTool(LINT, ("npm", "run", "lint"), (("package.json", r'"lint"\s*:\s*"'),), family="node"),
    OwnTool(
        LINT,
        ("eslint", "."),
        (("eslint.config.*", ""), (".eslintrc*", ""), ("package.json", r'"eslintConfig"\s*:')),
        family="node",
    ),
    OwnTool(LINT, ("oxlint",), ((".oxlintrc.json", ""),), family="node"),
    OwnTool(LINT, ("biome", "check", "."), (("biome.json*", ""),), family="node"),
    OwnTool(LINT, ("golangci-lint", "run"), ((".golangci.*", ""),), family="go"),
    OwnTool(LINT, ("go", "vet", "./..."), (("go.mod", ""),), family="go"),
    OwnTool(
        LINT,
        ("cargo", "clippy", "--all-targets", "--", "--deny", "warnings"),
        (("Cargo.toml", ""),),
        needs="cargo-clippy",
    ),
    OwnTool(
        TYPES,
        ("mypy", "."),
        (("mypy.ini", ""), (".mypy.ini", ""), ("pyproject.toml", r"^\[tool\.mypy"), ("setup.cfg", r"^\[mypy\]")),
    ),
    OwnTool(TYPES, ("pyright",), (("pyrightconfig.json", ""), ("pyproject.toml", r"^\[tool\.pyright"))),
    OwnTool(TYPES, ("npm", "run", "typecheck"), (("package.json", r'"typecheck"\s*:\s*"'),), family="node"),
    OwnTool(TYPES, ("npm", "run", "type-check"), (("package.json", r'"type-check"\s*:\s*"'),), family="node"),
    OwnTool(TYPES, ("vue-tsc", "--noEmit"), (("tsconfig.json", r"\bvue\b"),), family="node"),
    OwnTool(TYPES, ("tsc", "--noEmit"), (("tsconfig.json", ""),), family="node"),
    OwnTool(
        FORMAT,
        ("ruff", "format", "--check", "."),
        (
            ("pyproject.toml", r"^\[tool\.ruff\.format"),
            ("ruff.toml", r"^\[format\]"),
            (".ruff.toml", r"^\[format\]"),
            (_HOOKS, r"\bid:\s*ruff-format\b"),
        ),
    ),
    OwnTool(
        FORMAT,
        ("black", "--check", "."),
        (("pyproject.toml", r"^\[tool\.black"), (_HOOKS, r"\bid:\s*black\b")),
    ),
    OwnTool(
        FORMAT,
        ("isort", "--check-only", "."),
        ((".isort.cfg", ""), ("pyproject.toml", r"^\[tool\.isort"), ("setup.cfg", r"^\[isort\]")),
    ),
    *(
        OwnTool(FORMAT, ("npm", "run", name), (("package.json", rf'"{name}"\s*:\s*"'),), family="node")
        for name in ("format:check", "check:format", "format-check", "fmt:check", "prettier:check")
    ),
    OwnTool(
        FORMAT,
        ("prettier", "--check", "."),
        (
            *((".prettierrc*", ""), ("prettier.config.*", ""), ("package.json", r'"prettier"\s*:\s*\{')),
            (_HOOKS, r"\bid:\s*prettier\b"),
        ),
        family="node",
    ),
    OwnTool(FORMAT, ("dprint", "check"), (("dprint.json*", ""), (".dprint.json*", "")), family="node"),
    OwnTool(FORMAT, ("deno", "fmt", "--check"), (("deno.json*", r'"fmt"\s*:'),), family="node"),
    OwnTool(FORMAT, ("gofmt", "-l", "."), (("go.mod", ""),), quiet=True),
    OwnTool(FORMAT, ("cargo", "fmt", "--check"), (("Cargo.toml", ""),), needs="rustfmt"),
    OwnTool(FORMAT, ("mvn", "--batch-mode", "spotless:check"), (("pom.xml", "<artifactId>spotless-maven-plugin<"),)),
    OwnTool(
        FORMAT,
        ("mvn", "--batch-mode", "com.spotify.fmt:fmt-maven-plugin:check"),
        (("pom.xml", "<artifactId>fmt-maven-plugin<"),),
    ),
    OwnTool(FORMAT, ("./gradlew", "spotlessCheck"), (("build.gradle*", r"com\.diffplug\.(?:gradle\.)?spotless"),)),
    OwnTool(
        FORMAT,
        ("dotnet", "format", "--verify-no-changes"),
        ((".editorconfig", r"^\[[^\]]*[.{,](?:cs|fs|vb)\b|^(?:dotnet|csharp)_"),),
    ),
    OwnTool(FORMAT, ("terraform", "fmt", "-check", "-recursive"), (("*.tf", ""),)),
)


def own_tools(project: Path, kind: str) -> list[OwnTool]:
    """The tools of a kind that a project has set up."""
    found: list[OwnTool] = []
    for tool in TOOLS:
        taken = tool.family and any(one.family == tool.family for one in found)
        if tool.kind == kind and not taken and any(_set_up(project, *sign) for sign in tool.signs):
            found.append(tool)
    return found


def program(project: Path, name: str) -> str:
    """The program of a tool: the project's own, else the first on PATH; empty when there is none.

    Relative folders of PATH are passed over: what is in them depends on the project.
    """
    if "/" in name:
        return str(project / name) if os.access(project / name, os.X_OK) else ""
    names = ("python", "python3") if name == "python" else (name,)
    return next((found for one in names for folder in _folders(project) if (found := _in(folder, one))), "")


def _folders(project: Path) -> Iterator[Path]:
    yield from (project / folder for folder in _PROJECTS)
    on_path = (Path(folder) for folder in os.environ.get("PATH", os.defpath).split(os.pathsep))
    yield from (folder for folder in on_path if folder.is_absolute())


def _in(folder: Path, name: str) -> str:
    return shutil.which(name, path=str(folder)) or ""


def _set_up(project: Path, glob: str, pattern: str) -> bool:
    return any(not pattern or _holds(path, pattern) for path in project.glob(glob) if path.is_file())


def _holds(path: Path, pattern: str) -> bool:
    try:
        text = read_bytes(path, _READ).decode("utf-8", "replace")
    except OSError:
        return False
    return re.search(pattern, text, re.MULTILINE) is not None
