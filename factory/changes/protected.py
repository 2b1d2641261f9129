"""Which files are tests, gates, manifests, settings and sources: the globs that every policy on changes is made of."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from mity.command import Command

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


def config_files_of_tests(root: Path, commands: Iterable[Command]) -> tuple[str, ...]:
    """The files of the project that the commands of its tests name."""
    words = {word for command in commands for word in command.argv}
    return tuple(sorted(word for word in words if not Path(word).is_absolute() and (root / word).is_file()))
