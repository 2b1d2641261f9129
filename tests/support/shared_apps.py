"""One proven application of each stack in a test session: the first worker that needs it makes it, tests break copies.

Its applications share warm caches of packages as well, which are the machine's: those of npm, uv, Maven and cargo.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock

from harness import git
from mity import templates
from mity.stacks.catalog import Catalogue
from mity.system.tools import Tool, Toolbox
from proven_apps import AWKWARD, Factory
from tables import common

NAME = "demo"
CATALOGUE = Catalogue([Path(templates.__path__[0])])
OPTIONS = {"python-fastapi": ("--set", "license=MIT", "--set", "license=Proprietary")}
"""Answers of a stack beside the awkward ones; an answer with two values makes two applications."""
PLAIN = ("dotnet-webapi",)
"""Stacks that take no quotes in a path (MSBuild's issues 12598 and 6203)."""
LINKED = {
    "node_modules": (".vite", ".vite-temp", ".cache", ".tmp"),
    ".venv": (),
    "target/debug": ("incremental", ".cargo-lock", f"*{NAME}*"),
    "target/release": ("incremental", ".cargo-lock", f"*{NAME}*"),
}
"""Generated folders whose files are written once, so that copies may share them by hard links; what is left out."""
DOTNET = {
    "DOTNET_CLI_TELEMETRY_OPTOUT": "1",
    "DOTNET_GENERATE_ASPNET_CERTIFICATE": "false",
    "DOTNET_NOLOGO": "1",
    "MSBUILDDISABLENODEREUSE": "1",
    "UseSharedCompilation": "false",
}


@dataclass(frozen=True)
class Proven:
    """What `mity smoke` made of a stack: the factory whose newest run proved it, and the applications, read only."""

    factory: Factory
    apps: list[Path]

    @property
    def app(self) -> Path:
        """The first application."""
        return self.apps[0]

    def copy(self, folder: Path) -> Path:
        """A copy of the first application, which a test may break, in a folder that is there."""
        return copy(self.app, folder / NAME)


class Shelf:
    """The proven applications of a session. `folder` is the same for all its workers."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._folder.mkdir(exist_ok=True)

    def factory(self, stack: str, folder: Path) -> Factory:
        """mity with the tools and caches of a stack, and a workspace in `folder`. Skips where a tool is missing."""
        folder.mkdir(exist_ok=True)
        made = Factory(folder, plain=stack in PLAIN, **self._environment(stack))
        if stack in PLAIN and (sources := Path.home() / ".nuget" / "NuGet").is_dir():
            shutil.copytree(sources, made.mity.home / ".nuget" / "NuGet", dirs_exist_ok=True)
        return made

    def proven(self, stack: str) -> Proven:
        """The proven applications of a stack. When making them failed once, it is not tried again."""
        place = self._folder / stack
        made = place / "made.json"
        with FileLock(self._folder / f"{stack}.lock"):
            factory = self.factory(stack, place)
            if not made.exists():
                made.write_text(json.dumps(_make(factory, stack)), encoding="utf-8")
        found = json.loads(made.read_text(encoding="utf-8"))
        assert found["apps"], f"{stack} is not proven:\n{found['error']}"
        return Proven(factory, [Path(path) for path in found["apps"]])

    def _environment(self, stack: str) -> dict[str, str]:
        """The variables that give a stack its tools and caches."""
        cache = {"XDG_CACHE_HOME": str(self._folder / "home" / "cache")}
        tools_of(stack)
        language = CATALOGUE.get(stack).stack.language
        if language == "typescript":
            return {**cache, **_node()}
        if language == "several":
            made = {**cache, **_node(), **_rust(""), **_python(""), **_java("java-springboot")}
            return {**made, "PATH": os.pathsep.join([str(Path(sys.executable).parent), made["PATH"]])}
        return {**cache, **{"java": _java, "csharp": _dotnet, "python": _python, "rust": _rust}[language](stack)}


def shelf_of(temporary: pytest.TempPathFactory) -> Shelf:
    """The shelf of this session."""
    return Shelf(common(temporary) / "proven")


@functools.cache
def tools_of(stack: str) -> dict[str, Tool]:
    """The tools that a stack requires, as this machine has them. Skips where one that it needs is missing."""
    tools = Toolbox().resolve_all(CATALOGUE.get(stack).stack.requires)
    if absent := [tool.problem for tool in tools.values() if not tool.ready and not tool.optional]:
        pytest.skip(absent[0])
    return tools


def copy(app: Path, target: Path) -> Path:
    """A copy of an application as it was built. Times of files are kept, so that nothing is built again for them."""
    inner = {Path(name).name for name in LINKED}
    shutil.copytree(app, target, symlinks=True, ignore=shutil.ignore_patterns(*inner, "__pycache__", "logs"))
    for name, left_out in LINKED.items():
        if (app / name).is_dir():
            ignore = shutil.ignore_patterns(*left_out)
            shutil.copytree(app / name, target / name, symlinks=True, ignore=ignore, copy_function=os.link)
    if (target / ".venv").is_dir():
        _relocate(target / ".venv", str(app), str(target))
    return target


@contextmanager
def copied(proven: Proven, folder: Path) -> Iterator[Path]:
    """A copy in `folder` that goes at the end of a test: a thousand links in each of a hundred copies are many."""
    app = proven.copy(folder)
    yield app
    shutil.rmtree(app, ignore_errors=True)


def place_in(folder: Path, proven: Proven, name: str = "") -> Path:
    """A new folder of that name, or else with the same awkward name as the one that the application was made in."""
    place = folder / (name or proven.factory.mity.workspace.name)
    place.mkdir()
    return place


def grow(proven: Proven, folder: Path, **features: Sequence[str]) -> Path:
    """A copy of a proven application with more features, each given by its fields, and each proven and committed."""
    app = proven.copy(place_in(folder, proven))
    for name, fields in features.items():
        words = [word for field in fields for word in ("--field", field)]
        assert proven.factory("add-feature", name, "--app", str(app), *words)["verdict"] == "proven"
        assert git(app, "status", "--porcelain") == ""
    return app


def _make(factory: Factory, stack: str) -> dict[str, object]:
    """The folders of new proven applications, or none and why."""
    try:
        apps = factory.smoke(stack, NAME, *AWKWARD, *OPTIONS.get(stack, ()))
    except (AssertionError, subprocess.TimeoutExpired) as error:
        return {"apps": [], "error": str(error)}
    return {"apps": [str(path) for path in apps], "error": ""}


def _relocate(environment: Path, old: str, new: str) -> None:
    """Makes a linked environment of Python the copy's own: scripts and paths name its folder."""
    for path in [*environment.glob("bin/*"), *environment.glob("lib/*/site-packages/*.pth")]:
        if path.is_symlink() or old.encode() not in (data := path.read_bytes()):
            continue
        mode = path.stat().st_mode
        path.unlink()  # a hard link: writing into it would change the first application's
        path.write_bytes(data.replace(old.encode(), new.encode()))
        path.chmod(mode)


def _node() -> dict[str, str]:
    """npm's cache of this user."""
    return {"npm_config_cache": str(Path("~/.npm").expanduser()), "NG_CLI_ANALYTICS": "false"}


def _python(stack: str) -> dict[str, str]:
    """uv beside this Python, and the cache that other sessions filled."""
    cache = os.environ.get("UV_CACHE_DIR") or str(Path("~/.cache/uv").expanduser())
    return {"UV_CACHE_DIR": cache, "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])}


def _rust(stack: str) -> dict[str, str]:
    """The machine's cargo and its packages; what is compiled stays with each application."""
    homes = {"CARGO_HOME": ".cargo", "RUSTUP_HOME": ".rustup"}
    return {name: os.environ.get(name) or str(Path.home() / folder) for name, folder in homes.items()}


def _java(stack: str) -> dict[str, str]:
    """The JDK and the Maven that fit, and the machine's own store of Maven packages."""
    tools = tools_of(stack)
    home = Path(tools["javac"].path).resolve().parents[1]
    folders = [str(home / "bin"), str(Path(tools["mvn"].path).parent), os.environ["PATH"]]
    store = Path.home() / ".m2" / "repository"
    return {
        "PATH": os.pathsep.join(folders),
        "JAVA_HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "MAVEN_OPTS": f"{os.environ.get('MAVEN_OPTS', '')} -Dmaven.repo.local={store}".strip(),
    }


def _dotnet(stack: str) -> dict[str, str]:
    """This machine's package sources and packages of NuGet."""
    packages = os.environ.get("NUGET_PACKAGES") or str(Path.home() / ".nuget" / "packages")
    return {"NUGET_PACKAGES": packages, **DOTNET}
