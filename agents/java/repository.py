"""What is there of classes beyond the project: those of the JDK, and those of the jars in Maven's local repository."""

from __future__ import annotations

import os
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from mity.agents.java.pom import POM, Pom, parse
from mity.healing.rules import FailureContext
from mity.reading import read_bytes

_OPTION = re.compile(r"-Dmaven\.repo\.local=(\S+)")
_RELEASE = re.compile(r"\d+(?:[.-]\d+)*(?:[.-](?:Final|GA|RELEASE|jre|SP\d*))?")
_MOST_PARENTS = 8
_MOST_JAR = 40_000_000


def local_repository() -> Path:
    """The folder in which Maven keeps what it fetched."""
    found = _OPTION.search(" ".join(os.environ.get(name, "") for name in ("MAVEN_OPTS", "MAVEN_ARGS")))
    return Path(found[1]) if found else Path.home() / ".m2" / "repository"


def fetched(coordinates: str) -> list[str]:
    """The releases of an artefact whose jar is in the local repository, the newest first."""
    group, _, name = coordinates.partition(":")
    folder = local_repository().joinpath(*group.split("."), name)
    there = [path.parent.name for path in folder.glob(f"*/{name}-*.jar") if _jar(coordinates, path.parent.name)]
    return sorted({one for one in there if _RELEASE.fullmatch(one)}, key=_order, reverse=True)


def managed_in(failure: FailureContext, path: str) -> dict[str, str]:
    """The versions that the parents of a pom.xml and the BOMs that they import manage, by coordinates."""
    found: dict[str, str] = {}
    for pom in lineage(failure, path):
        found = {**_managed(pom, _MOST_PARENTS), **found}
    return found


def lineage(failure: FailureContext, path: str) -> Iterator[Pom]:
    """A pom.xml of the project and its parents, those of the project and those of the local repository."""
    data, place = failure.read_bytes(path), failure.root / path
    for _ in range(_MOST_PARENTS):
        pom = parse(data) if data else None
        if pom is None:
            return
        yield pom
        parent = pom.root.find("parent")
        if parent is None:
            return
        words = (parent.value("groupId"), parent.value("artifactId"), parent.value("version"))
        near = place.parent / (parent.value("relativePath") or "../pom.xml")
        place = near / POM if near.is_dir() else near
        data = _bytes(place) if parent.find("relativePath") is None or parent.value("relativePath") else None
        other = parse(data) if data else None
        if other is None or other.root.value("artifactId") != words[1]:
            place = _pom(*words)
            data = _bytes(place)


def classes_of(coordinates: str, version: str) -> frozenset[str]:
    """The classes of an artefact of the local repository, with their packages; inner ones left out."""
    path = _jar(coordinates, version)
    return _classes(path) if path else frozenset()


@cache
def jdk_classes(javac: str) -> dict[str, frozenset[str]]:
    """The packages of the JDK of a compiler by the simple names of their classes; those of java.base alone if any."""
    path = Path(javac).resolve().parents[1] / "lib" / "ct.sym"
    try:
        with zipfile.ZipFile(path) as packed:
            rows = [name.removesuffix(".sig").split("/") for name in packed.namelist() if name.endswith(".sig")]
    except (OSError, zipfile.BadZipFile):
        return {}
    newest = max((sign for row in rows for sign in row[0]), default="")
    found: dict[str, dict[bool, set[str]]] = {}
    for era, module, *package, name in rows:
        if newest in era and "$" not in name and package and package[0] in ("java", "javax", "org"):
            found.setdefault(name, {}).setdefault(module == "java.base", set()).add(".".join(package))
    return {name: frozenset(kinds.get(True) or kinds[False]) for name, kinds in found.items()}


@cache
def _classes(path: Path) -> frozenset[str]:
    try:
        if path.stat().st_size > _MOST_JAR:
            return frozenset()
        with zipfile.ZipFile(path) as packed:
            names = packed.namelist()
    except (OSError, zipfile.BadZipFile):
        return frozenset()
    ours = (name.removesuffix(".class") for name in names if name.endswith(".class") and "$" not in name)
    return frozenset(name.replace("/", ".") for name in ours if not name.startswith("META-INF"))


def _managed(pom: Pom, depth: int) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in pom.managed:
        version = pom.resolved(one.version)
        if one.scope == "import" and depth:
            data = _bytes(_pom(pom.resolved(one.group), one.name, version))
            bom = parse(data) if data else None
            found = {**(_managed(bom, depth - 1) if bom else {}), **found}
        else:
            found[f"{pom.resolved(one.group)}:{one.name}"] = version
    return found


def _pom(group: str, name: str, version: str) -> Path:
    return local_repository().joinpath(*group.split("."), name, version, f"{name}-{version}.pom")


def _jar(coordinates: str, version: str) -> Path | None:
    group, _, name = coordinates.partition(":")
    path = local_repository().joinpath(*group.split("."), name, version, f"{name}-{version}.jar")
    return path if path.is_file() else None


def _bytes(path: Path) -> bytes | None:
    try:
        return read_bytes(path)
    except (OSError, ValueError):
        return None


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))
