"""Files by whose mere presence a program would load something else than before: modules that hide others."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from mity.changes.protected import matches

_EVERYWHERE = frozenset({"pytest", "_pytest", "pluggy", "iniconfig", "sitecustomize", "usercustomize", "conftest"})
"""Modules that no project may hide, in whatever folder a path may lead to them."""
_TOOLS = frozenset(
    {"py", "coverage", "hypothesis", "nose", "nose2", "mock", "unittest2", "pytest_asyncio", "anyio", "xdist"}
    | {"pytest_cov", "behave", "robot", "ruff", "mypy", "pyright", "pylint", "flake8", "bandit", "tox", "nox", "pip"}
    | {"assertpy", "hamcrest", "sure", "expects", "approvaltests", "syrupy", "inline_snapshot", "deepdiff", "ddt"}
    | {"parameterized", "schemathesis", "moto", "vcr", "testcontainers", "time_machine", "polyfactory", "tavern"}
    | {"model_bakery", "dirty_equals", "snapshottest", "testfixtures", "tenacity", "playwright", "selenium", "pexpect"}
    | {"setuptools", "pkg_resources", "_distutils_hack", "distutils", "wheel", "build", "hatchling"}
)
LIBRARIES = frozenset(
    {"fastapi", "starlette", "pydantic", "pydantic_core", "pydantic_settings", "sqlalchemy", "alembic", "uvicorn"}
    | {"httpx", "requests", "flask", "django", "rest_framework", "aiohttp", "click", "typer", "rich", "numpy", "pandas"}
    | {"jinja2", "yaml", "structlog", "attrs", "attr", "celery", "redis", "psycopg", "psycopg2", "asyncpg", "aiosqlite"}
    | {"typing_extensions", "annotated_types", "dotenv", "cryptography", "jwt", "bcrypt", "passlib", "freezegun"}
    | {"respx", "responses", "faker", "factory", "boto3", "scipy", "sklearn", "torch", "werkzeug", "itsdangerous"}
)
_ROOTS = frozenset(
    {"", "src", "lib", "python", "scripts", "bin", "tools", "tests", "test", "spec", "backend", "server"}
)
_JAVA = (
    *("**/org/junit/**", "**/junit/framework/**", "**/org/testng/**", "**/org/assertj/**", "**/org/hamcrest/**"),
    *("**/org/mockito/**", "**/org/opentest4j/**", "**/org/apiguardian/**", "**/io/restassured/**", "**/spock/**"),
    *("**/org/apache/maven/**", "**/io/kotest/**", "**/kotlin/test/**", "**/com/google/common/truth/**"),
    *("**/java/lang/**", "**/java/util/**", "**/org/jacoco/**", "**/org/gradle/**"),
)


def shadow(path: str, before: bytes | None, package: Callable[[str], bool] | None = None) -> str:
    """What a new file hides, or an empty string; `package` tells whether a folder is a package of Python, if known."""
    if before is not None:
        return ""
    if path.endswith((".java", ".kt", ".groovy", ".scala")) and matches(path, _JAVA):
        return "a package of the test tools"
    place = PurePosixPath(path)
    if place.name == "go.mod" and len(place.parts) > 1:
        return "the packages of its folder from the module that they belong to"
    if place.suffix not in (".py", ".pyi", ".so", ".pyd", ".pyc"):
        return ""
    modules = _modules(place)
    for folder, name in modules:
        if (folder, name) != modules[-1] and package is not None and package(f"{folder}/{name}".lstrip("/")):
            continue  # a package that is there already hides what it hides without this file
        found = name in sys.stdlib_module_names or name in LIBRARIES or name in _TOOLS or name.startswith("pytest_")
        if name in _EVERYWHERE or (found and _is_root(folder, package)):
            return f"the module {name}"
    return ""


def packages_of(root: Path) -> Callable[[str], bool]:
    """Tells which folders below `root` are packages of Python."""
    return lambda folder: (root / folder / "__init__.py").is_file()


def _is_root(folder: str, package: Callable[[str], bool] | None) -> bool:
    """Whether imports may begin in a folder: at the top, where sources usually lie, where nothing makes a package."""
    if package is None:
        return folder in _ROOTS
    return "/" not in folder and not (folder and package(folder))


def _modules(place: PurePosixPath) -> list[tuple[str, str]]:
    """Each folder from which a file can be imported, with the first name under which it is found there."""
    parts = [*place.parts[:-1], place.name.split(".")[0]]
    names = parts[:-1] if parts[-1] == "__init__" else parts
    return [("/".join(parts[:number]), name) for number, name in enumerate(names)]
