"""Every library the house imports is one that pyproject.toml asks for, and none is asked for in vain."""

from __future__ import annotations

import functools
import re
import sys
import tomllib
from importlib.metadata import distribution

from house import ROOT, imported, modules

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PROGRAMS = {"uv"}
"""What is started, not imported."""
COMES_WITH = {
    "botocore": "boto3",
    "gitdb": "gitpython",
    "markupsafe": "jinja2",
    "sqlalchemy": "dbos",
    "packageurl-python": "cyclonedx-python-lib",
}


OPTIONAL = {
    "agent-client-protocol": {"mity.agents.coding.acp.client"},
    "watchfiles": {"mity.triggers.told_by_system"},
}
"""Libraries of extras: the only modules that import them, which nothing else imports."""
BY_NEED = {
    "cyclonedx-python-lib": "mity.sbom",
    "apprise": "mity.notify",
    "boto3": "mity.engines",
    "dbos": "mity.engines",
    "mcp": "mity.mcp",
    "psycopg": "mity.engines",
    "temporalio": "mity.engines",
    "anyio": "mity.mcp",
    "h11": "mity.web",
    "starlette": "mity.mcp mity.web",
    "uvicorn": "mity.mcp mity.web",
    "opentelemetry-api": "mity.telemetry",
    "opentelemetry-sdk": "mity.telemetry",
    "opentelemetry-exporter-otlp-proto-http": "mity.telemetry",
    "opentelemetry-exporter-otlp-proto-grpc": "mity.telemetry",
    "opentelemetry-exporter-otlp-json-file": "mity.telemetry",
}
"""Libraries of extras and the only rooms that import them; `test_loaded_modules.py` shows that it does so by need."""


def declared() -> set[str]:
    """The distributions a plain `pip install mity` brings, and those of extras that are imported."""
    extras = [line for name, lines in PROJECT["optional-dependencies"].items() if name != "test" for line in lines]
    lines = [*PROJECT["dependencies"], *(line for line in extras if distribution_of(line) in {*OPTIONAL, *BY_NEED})]
    return {distribution_of(line) for line in lines}


def distribution_of(requirement: str) -> str:
    return plain(re.split(r"[<>=!~\[; ]", requirement, maxsplit=1)[0])


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def homes() -> dict[str, str]:
    """Names of what is declared, and their distributions. An import of anything else is its own.

    Names are top-level ones, and all modules of libraries that share a top-level name.
    """
    found: dict[str, str] = {}
    for name in sorted({*declared(), *COMES_WITH}):
        record = distribution(name).read_text("RECORD") or ""  # as `files` reads it, which makes a path of each line
        paths = [line.partition(",")[0] for line in record.splitlines()]
        if name in BY_NEED:
            modules_of = (path.removesuffix(".py").removesuffix("/__init__") for path in paths if path.endswith(".py"))
            found |= {path.replace("/", "."): name for path in modules_of}
        for top in {path.partition("/")[0] for path in paths}:
            found.setdefault(top.removesuffix(".py"), name)
    return found


def home(name: str, owners: dict[str, str]) -> str:
    """The distribution that a dotted name comes from: that of its longest known part, else its top-level name."""
    parts = name.split(".")
    known = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
    return next((owners[one] for one in known if one in owners), parts[0])


@functools.cache
def used() -> dict[str, set[str]]:
    """Distribution to the modules that import it."""
    owners = homes()
    found: dict[str, set[str]] = {}
    for module in modules().values():
        for name in imported(module):
            if name.split(".")[0] not in {"mity", "__future__", *sys.stdlib_module_names}:
                owner = plain(home(name, owners))
                found.setdefault(COMES_WITH.get(owner, owner), set()).add(module.name)
    return found


def test_what_is_imported_is_declared() -> None:
    assert {name: where for name, where in used().items() if name not in declared()} == {}


def test_libraries_of_extras_are_loaded_by_nobody_else() -> None:
    assert {name: used()[name] for name in OPTIONAL} == OPTIONAL
    homes_of_extras = {name for where in OPTIONAL.values() for name in where}
    assert [one.name for one in modules().values() if homes_of_extras & set(imported(one))] == []


def test_rooms_keep_their_own_libraries() -> None:
    wrong = {
        f"{module} imports {name}"
        for name, room in BY_NEED.items()
        for module in used()[name]
        if not module.startswith(tuple(f"{one}." for one in room.split()))
    }
    assert wrong == set()


def test_what_is_declared_is_imported() -> None:
    assert declared() - PROGRAMS == used().keys()


def test_every_package_is_built_into_the_wheel() -> None:
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    folders = [path.parent for top in ("factory", "stations", "agents") for path in (ROOT / top).rglob("__init__.py")]
    names = {".".join(("mity", *path.relative_to(ROOT).parts)).replace("mity.factory", "mity") for path in folders}
    assert sorted(names - set(listed)) == [], "name them in pyproject.toml"
    assert listed == sorted(listed)
