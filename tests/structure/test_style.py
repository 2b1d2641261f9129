"""Small files, short functions, docstrings, broad excepts only where one is meant, nothing of this machine."""

from __future__ import annotations

import ast
import inspect
import re
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path

from house import ROOT, Module, git_files, modules

from rows import each

LONGEST_FILE = 250
LONGEST_FUNCTION = 50
MOST_BROAD_EXCEPTS = 2
Function = ast.FunctionDef | ast.AsyncFunctionDef


def test_files_and_functions_are_short() -> None:
    files = {module.name: module.lines for module in modules().values()}
    functions = {
        f"{module.name}.{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for module in modules().values()
        for node in module.nodes
        if isinstance(node, Function)
    }
    assert {name: lines for name, lines in files.items() if lines > LONGEST_FILE} == {}
    assert {name: lines for name, lines in functions.items() if lines > LONGEST_FUNCTION} == {}
    assert len(files) > 200
    assert len(functions) > 1000


def test_no_two_test_files_have_one_name() -> None:
    """A file of tests is a module by its name alone, wherever it lies."""
    paths = [Path(name) for name in git_files("tests") if name.endswith(".py")]
    named = Counter(path.name for path in paths if "samples" not in path.parts)
    assert [name for name, count in named.items() if count > 1] == ["conftest.py"]
    assert len(named) > 300


def undocumented(module: Module) -> Iterator[str]:
    """Public classes, functions and methods without a docstring of their own or of what they override."""
    loaded = import_module(module.name)
    for node in module.tree.body:
        if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
            if ast.get_docstring(node) is None:
                yield node.name
            if isinstance(node, ast.ClassDef):
                methods = [n.name for n in node.body if isinstance(n, Function) and not n.name.startswith("_")]
                kind = getattr(loaded, node.name)
                yield from (f"{node.name}.{name}" for name in methods if not inspect.getdoc(getattr(kind, name)))


def test_public_names_have_a_docstring() -> None:
    assert [module.name for module in modules().values() if not ast.get_docstring(module.tree)] == []
    loaded = [module for name, module in modules().items() if name != "mity.__main__"]
    assert [f"{module.name}.{name}" for module in loaded for name in undocumented(module)] == []


def broad(handler: ast.ExceptHandler) -> bool:
    """True when a handler catches everything and does not hand it on."""
    kinds = ast.unparse(handler.type).strip("()").split(", ") if handler.type else ["BaseException"]
    last = handler.body[-1]
    hands_on = isinstance(last, ast.Raise) and last.exc is None
    return bool({"Exception", "BaseException"} & set(kinds)) and not hands_on


def test_at_most_two_broad_excepts() -> None:
    found = [
        f"{module.name}:{node.lineno}"
        for module in modules().values()
        for node in module.nodes
        if isinstance(node, ast.ExceptHandler) and broad(node)
    ]
    assert len(found) <= MOST_BROAD_EXCEPTS, found
    suppressed = [
        f"{module.name}:{node.lineno}"
        for module in modules().values()
        for node in module.nodes
        if isinstance(node, ast.Call)
        and "suppress" in ast.dump(node.func)
        and re.search(r"suppress\((.*\W)?(Base)?Exception\W", ast.unparse(node))
    ]
    assert suppressed == []


def test_no_drawers() -> None:
    """Names that say nothing of what is inside."""
    drawers = {"utils", "util", "helpers", "helper", "base", "common", "misc"}
    assert [name for name in modules() if name.rpartition(".")[2] in drawers] == []


# put together here so that this very file holds none of them
HOSTS = [
    ".".join(parts)
    for parts in (
        *(("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("yarnpkg", "com"), ("maven", "org")),
        *(
            ("repo", "maven", "apache", "org"),
            ("crates", "io"),
            ("nuget", "org"),
            ("golang", "org"),
            ("rubygems", "org"),
        ),
    )
]
GO_MODULES = ("factory/scanners/locks/", "factory/scanners/shipped/govulncheck.yaml")
PLACES = ["/" + "/".join(parts) for parts in (("work", "main"), ("work", "shared"), ("opt", "mv"), ("opt", "wheels"))]
FORBIDDEN = re.compile(
    "|".join([*(rf"(?<![\w-]){re.escape(host)}\b" for host in HOSTS), *(rf"{place}\b" for place in PLACES)])
)


def test_the_forbidden_words_are_found() -> None:
    for word in (f"https://{HOSTS[0]}/simple", f"registry.{HOSTS[2]}", f"{PLACES[0]}/x", f"'{PLACES[-1]}'"):
        assert FORBIDDEN.search(word), word
    for word in ("https://pypi.example", "crates.iota", "/work/mainly", "/opt/mvn"):
        assert not FORBIDDEN.search(word), word


def test_no_file_names_this_machine_or_a_registry() -> None:
    wrong = []
    for name in git_files():
        data = Path(ROOT / name).read_bytes()
        text = data.decode("utf-8", "replace")
        if b"\0" in data or not any(word in text for word in (*HOSTS, *PLACES)):
            continue
        if name.startswith(GO_MODULES):  # the name of a module is an address, and of a tool's checksums the whole
            text = text.replace(f"{HOSTS[-2]}/", "")
        for number, line in enumerate(text.splitlines(), 1):
            if found := FORBIDDEN.search(line):
                wrong.append(f"{name}:{number}: {found[0]}")
    assert wrong == []


@each("group", ["console_scripts", "mity.agents", "mity.stations"])
def test_entry_points_load(group: str) -> None:
    ours = [entry for entry in entry_points(group=group) if entry.value.startswith("mity.")]
    assert ours
    for entry in ours:
        assert callable(entry.load())
