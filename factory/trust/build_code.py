"""What the build tools of a project run by themselves: install scripts, build backends, plugins, wrappers."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from mity.system.trees import tree
from mity.text.data import json_with_comments, parse_json
from mity.text.toml_data import parse_toml
from mity.trust import sources
from mity.trust.build_files import BROUGHT, what_runs
from mity.trust.pom import pom_lines
from mity.trust.strange_files import strange, version_file

MOST_BYTES = 2_000_000
_GENERATED = ("node_modules", ".venv", "venv", "target", "dist", "build", ".tox", ".mity")
_NPM = ("preinstall", "install", "postinstall", "prepare", "preprepare", "postprepare", "prepublish", "dependencies")
LOCKS = (
    *("package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "uv.lock", "poetry.lock"),
    *("pdm.lock", "Pipfile.lock", "Cargo.lock", "packages.lock.json"),
)
_REQUIREMENTS = re.compile(r"(?:[\w.-]*requirements?[\w.-]*|constraints?[\w.-]*|base|dev|prod|test)\.(?:txt|in|lock)")
_LISTS = re.compile(r"^(?:req|dep|constraint|pip|requirements?)", re.IGNORECASE)
"""How folders are called that hold lists for pip."""
_GRADLE = re.compile(r"""\bid\s*\(?\s*["']([^"']+)["']|apply\s+plugin\s*:\s*["']([^"']+)["']""")
_TASK = re.compile(r"<(Exec|UsingTask|Import|InlineTask)\b[^>]*>")


def build_code(project: Path) -> list[str]:
    """A line for each piece of code that building the project runs beyond the commands of its stack.

    Files that cannot be read are named too: what they would run is not known.
    """
    found = [f"{path}: programs that came with the project" for path in _brought(project)]
    for path in tree(project, _GENERATED):
        place = PurePosixPath(path.as_posix())
        if what := what_runs(place) or strange(place):
            found.append(f"{path}: {what}")
        read = _reader(place)
        if read is None:
            continue
        text = _text(project / path)
        found += [f"{path}: {line}" for line in (["cannot be read"] if text is None else read(text))]
    return list(dict.fromkeys(found))


def _brought(project: Path) -> Iterator[str]:
    """Folders of installed programs, and of results at the top, that the project has before anything was built."""
    for here, folders, _ in os.walk(project):
        place = Path(here).relative_to(project)
        for name in sorted(folders):
            if name in BROUGHT or (not place.parts and name in _GENERATED):
                yield (place / name).as_posix()
        folders[:] = [name for name in folders if name not in BROUGHT]


def _reader(path: PurePosixPath) -> Callable[[str], Iterator[str]] | None:
    name, suffix = path.name, path.suffix
    if name in _READERS:
        return _READERS[name]
    if suffix == ".go":
        return sources.go_source
    if _REQUIREMENTS.fullmatch(path.name) or (suffix in (".txt", ".in", ".pip") and _LISTS.search(path.parent.name)):
        return sources.requirement_lines
    if name.startswith("pylock") and suffix == ".toml":
        return sources.addresses
    if name.startswith("tsconfig") and suffix == ".json":
        return _tsconfig
    if suffix in (".sln", ".slnx", ".slnf"):
        return sources.outside
    return _msbuild if suffix in (".csproj", ".props", ".targets", ".fsproj", ".vbproj", ".user", ".proj") else None


def _text(path: Path) -> str | None:
    try:
        if path.is_symlink() or path.stat().st_size > MOST_BYTES:
            return None
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None


def _package_json(text: str) -> Iterator[str]:
    try:
        data = parse_json(text)
    except ValueError:
        yield "is not JSON"
        return
    scripts = _table(data, "scripts")
    for name in _NPM:
        if name in scripts:
            yield f"npm runs at install: {scripts[name]}"
    yield from (f"npm run {name}: {text}" for name, text in scripts.items() if name not in _NPM)
    yield from sources.package_settings(data)


def _pyproject(text: str) -> Iterator[str]:
    try:
        data = parse_toml(text)
    except ValueError:
        yield "is not TOML"
        return
    build = _table(data, "build-system")
    if build or "project" in data:
        backend = str(build.get("build-backend") or "setuptools")
        inside = build.get("backend-path")
        needs = ", ".join(map(str, build.get("requires") or ())) if isinstance(build.get("requires"), list) else ""
        yield (
            f"build backend {backend}"
            + (f" from {inside}" if inside else "")
            + (f", which needs {needs}" * bool(needs))
        )
    hooks = _table(_table(_table(data, "tool"), "hatch"), "build")
    if "hooks" in hooks:
        yield f"hatch build hooks: {', '.join(map(str, _table(hooks, 'hooks')))}"
    settings = _table(_table(_table(data, "tool"), "pytest"), "ini_options")
    if "addopts" in settings:
        yield f"pytest is called with {settings['addopts']}"
    for group, plugins in _table(_table(data, "project"), "entry-points").items():
        yield f"plugins of {group}: {plugins}"
    yield from sources.toml_settings(data)


def _table(data: Any, name: str) -> dict[str, Any]:
    found = data.get(name) if isinstance(data, dict) else None
    return found if isinstance(found, dict) else {}


def _whole(what: str) -> Callable[[str], Iterator[str]]:
    def read(text: str) -> Iterator[str]:
        yield what

    return read


def _gradle(text: str) -> Iterator[str]:
    yield "a program of Gradle"
    for one in _GRADLE.finditer(text):
        yield f"Gradle plugin {one[1] or one[2]}"


def _cargo(text: str) -> Iterator[str]:
    try:
        data = parse_toml(text)
    except ValueError:
        yield "is not TOML"
        return
    build, library = _table(data, "package").get("build"), _table(data, "lib")
    if isinstance(build, str):
        yield f"Cargo runs {build}"
    if library.get("proc-macro") or library.get("proc_macro"):
        yield "a macro that the compiler runs"
    if links := _table(data, "package").get("links"):
        yield f"Cargo links {links}"
    yield from sources.toml_settings(data)


def _tsconfig(text: str) -> Iterator[str]:
    try:
        yield from sources.compiler_settings(json_with_comments(text.encode()))
    except ValueError:
        yield "is not JSON"


def _version(name: str) -> Callable[[str], Iterator[str]]:
    def read(text: str) -> Iterator[str]:
        if place := version_file(name, text):
            yield f"in place of a version it names {place}"

    return read


def _msbuild(text: str) -> Iterator[str]:
    text = sources.uncommented(text)
    yield from sources.msbuild_settings(text)
    for one in _TASK.finditer(text):
        yield f"MSBuild runs {' '.join(one[0].split())}"


_READERS: dict[str, Callable[[str], Iterator[str]]] = {
    "package.json": _package_json,
    "pyproject.toml": _pyproject,
    "setup.py": _whole("setuptools runs it"),
    "conftest.py": _whole("pytest runs it"),
    "build.rs": _whole("Cargo runs it before it compiles"),
    "Cargo.toml": _cargo,
    "pom.xml": pom_lines,
    "build.gradle": _gradle,
    "build.gradle.kts": _gradle,
    "settings.gradle": _gradle,
    "settings.gradle.kts": _gradle,
    "go.mod": sources.go_module,
    **{name: _version(name) for name in (".python-version", ".nvmrc", ".node-version", ".java-version", ".go-version")},
    **dict.fromkeys(LOCKS, sources.addresses),
    "mvnw": _whole("the Maven wrapper"),
    "gradlew": _whole("the Gradle wrapper"),
}
"""By the name of the file: what of its text runs."""
