"""Packages as cargo, NuGet and Gradle tell of them, for a bill that mity writes itself."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from mity.reading import read_bytes, read_text
from mity.scanners.files import project_files
from mity.text.data import parse_json
from mity.text.records import dataclass

_MOST = 256 << 20
_USUAL_REGISTRY = re.compile(
    r"(?:registry\+https://github\.com/rust-lang/|sparse\+https://index\.)crates\.io(?:-index|/)"
)
_NET_PROJECTS = ("**/*.csproj", "**/*.fsproj", "**/*.vbproj")
_LOCK, _ASSETS = "packages.lock.json", "obj/project.assets.json"


@dataclass(frozen=True, slots=True)
class Package:
    """A package: `kind` and `qualifiers` are those of its package URL, `needs` the keys of what it depends on.

    `licence` is what it names, an SPDX expression as a rule; `sha256` that of its file.
    """

    kind: str
    name: str
    version: str
    group: str = ""
    licence: str = ""
    sha256: str = ""
    qualifiers: tuple[tuple[str, str], ...] = ()
    needs: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """What names it among the others."""
        return f"{self.group}:{self.name}:{self.version}"


def crates(project: Path, told: Path) -> list[Package]:
    """The crates in the answer of `cargo metadata`, those of others alone; digests are those of Cargo.lock.

    Raises OSError, ValueError.
    """
    data = _table(parse_json(read_bytes(told, _MOST)))
    lock = _table(tomllib.loads(read_text(project / "Cargo.lock", most=_MOST)))
    digests = {_of_lock(one): str(one.get("checksum") or "") for one in _rows(lock, "package")}
    packages = {str(one.get("id")): one for one in _rows(data, "packages") if one.get("source")}
    nodes = {str(one.get("id")): one for one in _rows(_table(data.get("resolve")), "nodes")}
    found = []
    for name, one in packages.items():
        needs = {_key("", packages[on]) for on in _texts(nodes.get(name), "dependencies") if on in packages}
        source = str(one["source"])
        found.append(
            Package(
                "cargo",
                str(one["name"]),
                str(one["version"]),
                licence=str(one.get("license") or "").replace("/", " OR "),
                sha256=digests.get(_of_lock(one), ""),
                qualifiers=() if _USUAL_REGISTRY.fullmatch(source) else (_from(source),),
                needs=frozenset(needs),
            )
        )
    return found


def _from(source: str) -> tuple[str, str]:
    kind, _, address = source.partition("+")
    return ("vcs_url", source) if kind == "git" else ("repository_url", address or source)


def _of_lock(one: Mapping[str, Any]) -> tuple[str, str, str]:
    return str(one.get("name")), str(one.get("version")), str(one.get("source") or "")


def nuget_packages(project: Path) -> list[Package]:
    """The packages that NuGet chose for each project: by its lock, else by what `dotnet restore` left.

    Raises OSError, ValueError: also where a project has neither.
    """
    found: dict[str, Package] = {}
    for name in project_files(project).matching(_NET_PROJECTS):
        folder = (project / name).parent
        if (folder / _LOCK).is_file():
            listed = _of_nuget_lock(_table(parse_json(read_bytes(folder / _LOCK))))
        elif (folder / _ASSETS).is_file():
            listed = _of_assets(_table(parse_json(read_bytes(folder / _ASSETS, _MOST))))
        else:
            raise ValueError(f"{name} has neither a {_LOCK} nor an {_ASSETS}: run `dotnet restore` first")
        for one in listed:
            before = found.get(one.key, one)
            found[one.key] = Package(one.kind, one.name, one.version, needs=before.needs | one.needs)
    return [
        Package(one.kind, one.name, one.version, needs=frozenset(one.needs & found.keys())) for one in found.values()
    ]


def _of_nuget_lock(data: Mapping[str, Any]) -> Iterator[Package]:
    for framework in _table(data.get("dependencies")).values():
        rows = {str(name): _table(one) for name, one in _table(framework).items()}
        chosen = {name.lower(): f":{name}:{one.get('resolved')}" for name, one in rows.items()}
        for name, one in rows.items():
            if one.get("resolved"):  # a project of the solution has none
                yield _nuget(name, str(one["resolved"]), one.get("dependencies"), chosen)


def _of_assets(data: Mapping[str, Any]) -> Iterator[Package]:
    for target in _table(data.get("targets")).values():
        rows = {tuple(str(name).split("/", 1)): _table(one) for name, one in _table(target).items()}
        chosen = {name[0].lower(): f":{name[0]}:{name[-1]}" for name in rows}
        for name, one in rows.items():
            if one.get("type") == "package":
                yield _nuget(name[0], name[-1], one.get("dependencies"), chosen)


def _nuget(name: str, version: str, needs: Any, chosen: Mapping[str, str]) -> Package:
    keys = {chosen[low] for one in _table(needs) if (low := str(one).lower()) in chosen}
    return Package("nuget", name, version, needs=frozenset(keys))


def gradle_modules(told: Path) -> list[Package]:
    """The modules that Gradle resolved, as the script of mity's told them. Raises OSError, ValueError.

    What could not be resolved is a ValueError: a bill without it would be less than the truth.
    """
    found: dict[str, Package] = {}
    for line in read_text(told, most=_MOST).splitlines():
        data = _table(parse_json(line))
        if failed := data.get("failed"):
            raise ValueError(f"Gradle could not resolve {failed}")
        one = Package("maven", str(data["name"]), str(data["version"]), str(data["group"]), "", str(data["sha256"]))
        before = found.get(one.key, one)
        needs = before.needs | frozenset(map(str, data.get("needs") or ()))
        found[one.key] = Package(
            "maven", one.name, one.version, one.group, "", one.sha256 or before.sha256, (), frozenset(needs)
        )
    return list(found.values())


def _key(group: str, one: Mapping[str, Any]) -> str:
    return f"{group}:{one.get('name')}:{one.get('version')}"


def _table(data: Any) -> dict[str, Any]:
    return data if isinstance(data, dict) else {}


def _rows(data: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = data.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _texts(data: Any, name: str) -> Iterable[str]:
    found = _table(data).get(name)
    return map(str, found) if isinstance(found, list) else ()
