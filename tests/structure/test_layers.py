"""Imports go one way, there are no circles, and the world is touched in one room."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from house import Module, imported, modules, own_imports

from mity.agents.routes import ROUTES
from mity.stacks.model import COMMANDS
from mity.stations import BUILT_IN

ROOMS = (
    *(
        "text",
        "errors",
        "suggest",
        "reading",
        "redaction",
        "confinement",
        "command",
        "plugins",
        "workflow",
        "stacks",
        "system",
        "projects",
        "trust",
        "changes",
        "evidence",
        "scanners",
        "forge",
        "releases",
        "infrastructure",
        "sbom",
    ),
    *("runs", "coding", "engine", "reviews", "issues", "fleet"),
    *("dsl", "healing", "telemetry", "notify", "services", "triggers", "engines"),
    *("features", "updates", "operations", "app"),
    *("agents", "stations", "web", "mcp", "cli"),
)
"""The rooms from bottom to top: a room imports what stands before it."""
STRANGERS = {"agents", "stations"}
"""Both come in by entry points like anybody's; neither imports the other."""
BECOMES_THE_COMMAND = "mity.system.sandbox.confine"
"""Is started by that room in front of a command, gives its rights up, and becomes the command."""
STARTERS = {"os.system", "os.popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.posix_spawnp", "pty.spawn"}


def room(name: str) -> str:
    """The room of a module: its folder, or itself on the ground floor; empty for the public names."""
    return name.split(".")[1] if "." in name else ""


def test_every_room_has_its_place() -> None:
    assert {room(name) for name in modules()} - {"", "__main__"} == set(ROOMS)


def test_imports_go_down() -> None:
    wrong = [
        f"{module.name} imports {name}"
        for module in modules().values()
        for name in own_imports(module)
        if room(module.name) in ROOMS
        if name != "mity" and not allowed(room(module.name), room(name))
    ]
    assert wrong == []


def allowed(importer: str, imported: str) -> bool:
    apart = importer != imported and {importer, imported} == STRANGERS
    return not apart and ROOMS.index(imported) <= ROOMS.index(importer)


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
        for node in module.nodes
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (ast.unparse(node) in STARTERS or ast.unparse(node).startswith(("os.exec", "os.spawn")))
    }
    assert {where.rpartition(":")[0] for where in starters} == {BECOMES_THE_COMMAND}


WORLD = {"socket", "subprocess", "shutil", "tempfile", "psutil", "git", "gitdb", "filelock", "os", "urllib"}
TOUCHES = {
    *("read_text", "write_text", "read_bytes", "write_bytes", "mkdir", "unlink", "rmdir", "touch", "rename", "iterdir"),
    *("glob", "rglob", "stat", "lstat", "exists", "is_file", "is_dir", "is_symlink", "symlink_to", "chmod", "resolve"),
}
PURE = ("text", "errors", "suggest", "redaction", "command", "workflow", "coding")
"""Rooms that neither read nor write the world: not by a library, not by a call."""


READERS = {"mity.workflow.sources"}
"""Finds the files of workflows; all that they say is read elsewhere."""


def test_pure_rooms_do_no_io() -> None:
    wrong = [
        f"{module.name}:{line} {what}"
        for module in modules().values()
        if room(module.name) in PURE and module.name not in READERS
        for line, what in touches(module)
    ]
    assert wrong == []


def touches(module: Module) -> Iterator[tuple[int, str]]:
    """Where a module imports what touches the world, opens a file, or calls what only a path has."""
    yield from ((0, name) for name in imported(module) if name.split(".")[0] in WORLD)
    for node in module.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "open":
            yield node.lineno, "open"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in TOUCHES:
            yield node.lineno, node.func.attr


def texts(module: Module) -> Iterator[tuple[int, str]]:
    """Every text of a module that is no docstring."""
    docs = {
        id(node.body[0].value)
        for node in module.nodes
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in module.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value


def test_the_engine_names_no_station_and_no_agent() -> None:
    """Workflows and the verbs of stack.yaml are data; `predefined` holds the one, `stacks` the other."""
    stations = set(BUILT_IN) - set(COMMANDS) - {"commit"}  # a word of git too
    assert {"scaffold", "validate"} <= stations
    names = stations | {agent for agent in ROUTES.values() if agent != "factory"}
    assert {"devops", "tester"} <= names
    wrong = {
        f"{module.name}:{line} {text!r}"
        for module in modules().values()
        if room(module.name) in ("vocabulary", "system", "engine")
        for line, text in texts(module)
        if text in names
    }
    assert not wrong
