"""What a requirement may become: another version, never another source, nor a tool that hides failures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

RUNNERS = frozenset(
    {"pytest", "pluggy", "unittest2", "nose", "nose2", "hypothesis", "coverage", "pytest-cov", "tox", "nox", "ruff"}
    | {"mypy", "pyright", "pylint", "flake8", "bandit", "iniconfig", "doctest", "behave", "robotframework"}
    | {"vitest", "jest", "mocha", "chai", "ava", "karma", "jasmine", "jasmine-core", "cypress", "playwright", "tap"}
    | {"@playwright/test", "@jest/globals", "@jest/core", "jest-circus", "@vitest/runner", "@vitest/expect", "expect"}
    | {
        "eslint",
        "typescript",
        "vue-tsc",
        "prettier",
        "biome",
        "@biomejs/biome",
        "c8",
        "nyc",
        "oxlint",
        "ts-node",
        "tsx",
    }
    | {"ts-jest", "babel-jest", "jsdom", "happy-dom", "jest-junit", "mocha-junit-reporter", "vite", "vite-node"}
    | {"@angular/cli", "@angular/build", "@testing-library/jest-dom", "karma-jasmine", "webdriverio"}
)
"""Packages that run, judge or report tests and checks."""
_HIDING = frozenset(
    {"pytest-rerunfailures", "pytest-retry", "flaky", "pytest-ignore-flaky", "pytest-quarantine", "pytest-skipuntil"}
    | {"pytest-skip-slow", "pytest-ignore", "pytest-expect", "pytest-xfail", "pytest-soft-assertions", "pytest-check"}
    | {"jest-retries", "cypress-plugin-retries", "mocha-retry", "pytest-custom-exit-code", "pytest-only"}
)
_PLUGINS = frozenset(
    f"pytest-{name}"
    for name in (
        *("aiohttp", "alembic", "anyio", "asyncio", "asyncio-cooperative", "base-url", "bdd", "benchmark"),
        *("cases", "celery", "click", "codspeed", "console-scripts", "cov", "databases", "datadir", "datafiles"),
        *("dependency", "describe", "django", "docker", "docker-compose", "docker-tools", "dotenv", "echo"),
        *("elasticsearch", "env", "factoryboy", "fixture-config", "flake8", "flask", "flask-sqlalchemy"),
        *("freezegun", "freezer", "grpc", "harvest", "helpers-namespace", "homeassistant-custom-component"),
        *("html", "httpbin", "httpserver", "httpx", "httpx-ws", "icdiff", "insta", "instafail", "json-report"),
        *("kafka", "lazy-fixture", "lazy-fixtures", "localftpserver", "localserver", "markdown-docs", "memray"),
        *("metadata", "mock", "mock-resources", "mockito", "mongo", "mongodb", "mpl", "mypy", "mysql", "order"),
        *("ordering", "parallel", "playwright", "postgres", "postgresql", "pretty", "profiling", "pylint", "qt"),
        *("random-order", "randomly", "recording", "redis", "regressions", "reportlog", "repeat"),
        *("requests-mock", "responses", "ruff", "sanic", "selenium", "sftpserver", "snapshot", "socket"),
        *("sqlalchemy", "sqlalchemy-mock", "steps", "structlog", "subprocess", "subtests", "sugar", "tap"),
        *("textual-snapshot", "timeout", "tmp-files", "tornado", "tornasync", "trio", "twisted", "typeguard"),
        *("unordered", "vcr", "virtualenv", "xdist", "xprocess", "xvfb"),
    )
)
"""Plugins of pytest that give fixtures, reports or order, and leave the results of tests as they are."""
_ELSEWHERE = re.compile(
    r"@\s|://|^(?:file|link|portal|npm|git|github|gitlab|bitbucket|gist|workspace|patch|exec|http|https|ssh)\b.*:"
    r"|^[.~]{0,2}/|^[\w.-]+/[\w.-]+(?:#|$)|^-|\s--(?!hash=)\w",
    re.IGNORECASE,
)
_NAME = re.compile(r"^\s*([@\w][\w./-]*)")


def normal(name: str) -> str:
    """The name of a package as registries compare it."""
    return re.sub(r"[-_.]+", "-", name.lower()) if not name.startswith("@") else name.lower()


def named(requirement: str) -> str:
    """The package that a requirement of Python names."""
    found = _NAME.match(requirement)
    return normal(found[1]) if found else ""


def wrong_list(before: Any, after: Any) -> str:
    """What is wrong with a list of requirements of Python that is other than before; or an empty string."""
    old, new = (list(map(str, one)) if isinstance(one, list) else [] for one in (before, after))
    if lost := RUNNERS & (set(map(named, old)) - set(map(named, new))):
        return min(lost)
    return next((one for one in new if one not in old and _bad(named(one), one)), "")


def wrong_value(name: str, after: Any) -> str:
    """What is wrong with the new version of one package in a table; None stands for a package that is taken out."""
    package = normal(name)
    if after is None:
        return name if package in RUNNERS else ""
    versions = after if isinstance(after, str) else " ".join(map(str, after)) if isinstance(after, list) else str(after)
    return name if _bad(package, versions) else ""


def wrong_lines(before: bytes | None, after: bytes | None) -> str:
    """What is wrong with a requirements.txt that is other than before."""
    old, new = (
        [line.strip() for line in (data or b"").decode("utf-8", "replace").splitlines()] for data in (before, after)
    )
    return wrong_list([one for one in old if _counts(one)], [one for one in new if _counts(one)])


def _counts(line: str) -> bool:
    return bool(line) and not line.startswith(("#", "--hash"))


def _bad(package: str, requirement: str) -> bool:
    unknown = package.startswith("pytest-") and package not in _PLUGINS and package not in RUNNERS
    return package in _HIDING or unknown or bool(_ELSEWHERE.search(requirement))


def first(found: Iterable[str]) -> str:
    """The first that is not empty."""
    return next(filter(None, found), "")
