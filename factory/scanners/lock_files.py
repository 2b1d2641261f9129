"""What lock files pin that the scanners' own programs do not read: those of uv, Poetry, PDM, pnpm and Yarn."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from mity.reading import read_text
from mity.text.records import dataclass
from mity.text.toml_data import parse_toml

_HERE = ("virtual", "editable", "directory", "path", "workspace")
"""Words of sources that are folders of the project itself."""
_PNPM = re.compile(r"^  '?/?((?:@[^/@\s']+/)?[^/@\s'()]+)[@/](\d[^\s'():_]*)[^:\n]*'?:")
_ODD = re.compile(r"^  '?([^'\s].*?)'?:\s*$")
_YARN = re.compile(r'^"?((?:@[^/@\s"]+/)?[^@\s",]+)@(.+?)"?:\s*$')
_YARN_VERSION = re.compile(r'^  version:? "?([^"\s]+)"?\s*$')
_YARN_RESOLUTION = re.compile(r'^  resolution: "((?:@[^/@\s"]+/)?[^@\s"]+)@([^:"]+):')
_ALIAS = re.compile(r"^npm:((?:@[^/@\s]+/)?[^@\s]+)@")
_FOR_SOME = re.compile(r"^ +(?:os|cpu|libc|conditions): ?\S")


@dataclass(frozen=True, slots=True)
class Locked:
    """A package of a registry at the version that a lock file pins; `some` when only some machines install it."""

    name: str
    version: str
    some: bool = False


@dataclass(frozen=True, slots=True)
class Pins:
    """What a lock file pins: packages of a registry, and names of those that come from elsewhere."""

    packages: tuple[Locked, ...]
    elsewhere: tuple[str, ...] = ()


def read_lock(path: Path) -> Pins:
    """What the lock file at a path pins. Raises OSError, ValueError for a file that is no such lock."""
    text = read_text(path)
    pins = READERS[path.name](text)
    packages = tuple(sorted(set(pins.packages), key=lambda one: (one.name, one.version)))
    return Pins(packages, tuple(sorted(set(pins.elsewhere))))


def _python(text: str) -> Pins:
    data = parse_toml(text)
    listed = data.get("package", [])
    if not isinstance(listed, list) or not ("package" in data or "version" in data or "metadata" in data):
        raise ValueError("it lists no packages")
    found, elsewhere = [], []
    for one in listed:
        if not isinstance(one, dict) or not isinstance(name := one.get("name"), str):
            raise ValueError("a package of it has no name")
        kind = _kind(one)
        if kind in _HERE:
            continue
        if isinstance(version := one.get("version"), str) and kind == "registry":
            found.append(Locked(name, version))
        else:
            elsewhere.append(name)
    return Pins(tuple(found), tuple(elsewhere))


def _kind(package: Mapping[str, Any]) -> str:
    """Where a package comes from: the key of uv, the type of Poetry, or the key of PDM."""
    source = package.get("source")
    if isinstance(source, dict):
        if "type" in source:
            return "registry" if source["type"] == "legacy" else str(source["type"])
        return next(iter(source), "registry")
    return next((key for key in ("git", "url", "path", "editable") if key in package), "registry")


def _pnpm(text: str) -> Pins:
    found: list[Locked] = []
    elsewhere: list[str] = []
    if "lockfileVersion" not in text[:200]:
        raise ValueError("it names no version of its form")
    for line in _section(text, "packages:"):
        if line[2:3].strip():
            if fits := _PNPM.match(line):
                found.append(Locked(fits[1], fits[2]))
            elif odd := _ODD.match(line):
                elsewhere.append(odd[1])
        elif found and _FOR_SOME.match(line):
            found[-1] = Locked(found[-1].name, found[-1].version, some=True)
    return Pins(tuple(found), tuple(elsewhere))


def _section(text: str, head: str) -> Iterator[str]:
    """The lines below a key at the left margin, up to the next one."""
    inside = False
    for line in text.splitlines():
        if line and not line[0].isspace():
            inside = line.rstrip() == head
        elif inside and line.strip():
            yield line


def _yarn(text: str) -> Pins:
    if "# yarn lockfile v1" not in text[:300] and "__metadata:" not in text[:600]:
        raise ValueError("it names no version of its form")
    found: list[Locked] = []
    elsewhere: list[str] = []
    optional: set[str] = set()
    for block in re.split(r"\n\s*\n", text):
        lines = [line for line in block.splitlines() if line.strip() and not line.startswith("#")]
        if lines and (head := _YARN.match(lines[0])):
            _block(head, lines[1:], found, elsewhere)
            optional.update(_optional(lines))
    packages = tuple(replace(one, some=one.some or one.name in optional) for one in found)
    return Pins(packages, tuple(elsewhere))


def _optional(lines: list[str]) -> Iterator[str]:
    """The packages that a block of Yarn 1 asks for where they can be had."""
    inside = False
    for line in lines:
        if line.startswith("    ") and inside:
            yield line.split()[0].strip('":')
        else:
            inside = line.rstrip() == "  optionalDependencies:"


def _block(head: re.Match[str], lines: list[str], found: list[Locked], elsewhere: list[str]) -> None:
    """Takes in one block of yarn.lock: by its resolution where it has one (Yarn 2), else by its head (Yarn 1)."""
    version = next((fits[1] for line in lines if (fits := _YARN_VERSION.match(line))), "")
    name, wanted = head[1], head[2].split(", ")[0]
    if resolution := next((fits for line in lines if (fits := _YARN_RESOLUTION.match(line))), None):
        name, kind = resolution[1], resolution[2]
    else:
        alias = _ALIAS.match(wanted)
        name, kind = alias[1] if alias else name, "elsewhere" if "/" in wanted and not alias else "npm"
    if kind in ("workspace", "link", "portal", "patch"):
        return  # of the project, or a second entry of a package that has one
    if kind == "npm" and version:
        found.append(Locked(name, version, any(_FOR_SOME.match(line) for line in lines)))
    else:
        elsewhere.append(name)


READERS: Mapping[str, Callable[[str], Pins]] = {
    "uv.lock": _python,
    "poetry.lock": _python,
    "pdm.lock": _python,
    "pnpm-lock.yaml": _pnpm,
    "yarn.lock": _yarn,
}
"""By the name of the file."""
