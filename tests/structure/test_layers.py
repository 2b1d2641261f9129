"""Imports go one way, there are no circles, and the world is touched in one room."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from house import Module, imported, modules, own_imports

from mity.agents.routes import ROUTES
from mity.stacks import COMMANDS
from mity.stations import BUILT_IN

VOCABULARY = {
    f"mity.{name}"
    for name in (
        *("errors", "events", "command", "result", "context", "station", "workflow", "state", "log", "stacks"),
        *("redaction", "naming", "suggest", "recipe", "reports", "encoding", "variants", "feature_rules", "structured"),
        *("commission",),
        *("features", "features.names", "features.field", "features.model", "features.grammar", "features.samples"),
        *("features.view", "features.check", "features.change", "features.specfile", "features.ownership"),
        *("features.plan", "features.review"),
        *("healing", "healing.model", "healing.ports", "healing.session", "healing.guardrails", "healing.scopes"),
        *("healing.rules", "healing.loop"),
    )
}
EDGE = ("mity.cli", "mity.web", "mity.__main__")
MAY_IMPORT = {
    "vocabulary": {"vocabulary"},
    "system": {"vocabulary", "system"},
    "engine": {"vocabulary", "system", "engine"},
    "names": {"vocabulary", "engine"},
    "stations": {"vocabulary", "system", "engine", "names", "stations"},
    "agents": {"vocabulary", "system", "engine", "names", "agents"},
    "app": {"vocabulary", "system", "engine"},
    "edge": {"vocabulary", "system", "engine", "app", "names", "edge"},
}
STARTERS = {"os.system", "os.popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.posix_spawnp", "pty.spawn"}


def below(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def room(name: str) -> str:
    """The layer a module belongs to; what stands nowhere else is the engine."""
    if name in VOCABULARY:
        return "vocabulary"
    if name == "mity":
        return "names"
    for package, layer in (("mity.system", "system"), ("mity.stations", "stations"), ("mity.agents", "agents")):
        if below(name, package):
            return layer
    if name == "mity.app":
        return "app"
    return "edge" if below(name, *EDGE) else "engine"


def test_the_vocabulary_is_there() -> None:
    assert modules().keys() >= VOCABULARY


@pytest.mark.parametrize("module", modules().values(), ids=str)
def test_imports_go_one_way(module: Module) -> None:
    allowed = MAY_IMPORT[room(module.name)]
    wrong = {name: room(name) for name in own_imports(module) if room(name) not in allowed}
    assert not wrong, f"{module.name} ({room(module.name)}) imports {wrong}"


def test_no_import_circles() -> None:
    graph = {module.name: own_imports(module) for module in modules().values()}
    assert list(circles(graph)) == []


def circles(graph: dict[str, set[str]]) -> Iterator[list[str]]:
    """One circle for each import that closes one."""
    done: set[str] = set()

    def visit(name: str, way: list[str]) -> Iterator[list[str]]:
        if name in way:
            yield [*way[way.index(name) :], name]
        elif name not in done:
            for wanted in sorted(graph[name]):
                yield from visit(wanted, [*way, name])
            done.add(name)

    for name in graph:
        yield from visit(name, [])


def test_the_circle_finder_finds_circles() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"b", "d"}, "d": set()}
    assert list(circles(graph)) == [["b", "c", "b"]]


def test_one_room_starts_processes() -> None:
    importers = {m.name for m in modules().values() if {"subprocess"} & {n.split(".")[0] for n in imported(m)}}
    assert importers == {"mity.system.process"}
    others = {m.name for m in modules().values() if {"multiprocessing", "pty"} & set(imported(m))}
    assert not others
    starters = {
        f"{module.name}:{node.lineno}"
        for module in modules().values()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Attribute)
        and (ast.unparse(node) in STARTERS or ast.unparse(node).startswith(("os.exec", "os.spawn")))
    }
    assert not starters


def test_vocabulary_and_loop_do_no_io() -> None:
    """What plain data needs nothing of: processes, sockets, files, databases."""
    world = {"socket", "subprocess", "shutil", "tempfile", "psutil", "git", "gitdb", "filelock", "os", "urllib"}
    wrong = {
        f"{name}: {found}"
        for name in VOCABULARY
        for found in (what.split(".")[0] for what in imported(modules()[name]))
        if found in world
    }
    assert not wrong


def texts(module: Module) -> Iterator[tuple[int, str]]:
    """Every text of a module that is no docstring."""
    docs = {
        id(node.body[0].value)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value


def test_the_engine_names_no_station_and_no_agent() -> None:
    """Workflows and the verbs of stack.yaml are data; `predefined` holds the one, `stacks` the other."""
    stations = {station.name for station in BUILT_IN} - set(COMMANDS) - {"commit"}  # a word of git too
    assert {"scaffold", "validate"} <= stations
    names = stations | {agent for agent in ROUTES.values() if agent != "factory"}
    assert {"devops", "tester"} <= names
    wrong = {
        f"{module.name}:{line} {text!r}"
        for module in modules().values()
        if room(module.name) in ("vocabulary", "system", "engine") and module.name != "mity.predefined"
        for line, text in texts(module)
        if text in names
    }
    assert not wrong
