"""Which artefact a project needs for a package that its compiler lacks, and in which version."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from pathlib import Path, PurePosixPath

from mity.agents.java.knowledge import artifact_of, manager
from mity.agents.java.pom import POM, Artifact, Pom, parse, read
from mity.agents.java.repository import classes_of, fetched, lineage, local_repository, managed_in
from mity.agents.java.sources import is_test, java_files, package_of
from mity.agents.project_files import files
from mity.agents.tables import table
from mity.healing.rules import FailureContext
from mity.system.git_history import earlier_versions

_TABLE = "java/artifacts.toml"
_MOST_ARTIFACTS = 3000
_MOST_COMMITS = 5


def pom_of(failure: FailureContext, file: str) -> str:
    """The pom.xml of the module that a file belongs to; "" where there is none."""
    places = (str(folder / POM) for folder in PurePosixPath(file).parents)
    return next((path for path in places if (failure.root / path).is_file()), "")


def library(failure: FailureContext, path: str, package: str, name: str = "") -> tuple[str, str]:
    """The artefact that provides a class of a package, and the version to declare; two empty texts if none is certain.

    The version is "" where parents, BOMs or the table of managers say it, else that of the last commit, of the other
    modules or of the artefact's family, else the newest that the local repository holds.
    """
    pom = read(failure, path)
    if pom is None:
        return "", ""
    if own := _module(failure, path, package):
        return own
    if known := artifact_of(pom, package):
        return known, ""
    if not manager(pom) and _foreign_manager(pom):
        return "", ""
    coordinates, usual = usual_artifact(package)
    coordinates = _dropped(failure, path, package, name) or coordinates
    if not coordinates and name:
        holders = _holders(f"{package}.{name}")
        coordinates = holders[0] if len(holders) == 1 else ""
    if not coordinates:
        return "", ""
    return coordinates, _version(failure, path, pom, coordinates, usual)


def _module(failure: FailureContext, path: str, package: str) -> tuple[str, str] | None:
    """The one other module of the project whose sources hold the package, as one of its neighbours declares it."""
    texts = java_files(failure)
    found = {pom_of(failure, file) for file, text in texts.items() if package_of(text) == package and not is_test(file)}
    own = read(failure, found.pop()) if len(found - {path}) == 1 and path not in found else None
    if own is None:
        return None
    group = own.root.value("groupId") or own.root.value("parent", "groupId")
    coordinates = f"{group}:{own.root.value('artifactId')}"
    version = (
        ""
        if coordinates in managed_in(failure, path)
        else own.root.value("version") or own.root.value("parent", "version")
    )
    return coordinates, version if "${" not in version else "${project.version}"


def usual_artifact(package: str) -> tuple[str, str]:
    """What the table knows for a package or the nearest above it."""
    known: dict[str, str] = table(_TABLE)["packages"]["any"]
    parts = package.split(".")
    found = next((known[one] for end in range(len(parts), 0, -1) if (one := ".".join(parts[:end])) in known), "")
    coordinates, _, version = found.rpartition(":")
    return coordinates, version


def _foreign_manager(pom: Pom) -> bool:
    """Whether the versions are managed by a release that the table was not written for: its names may differ."""
    names = {name for about in table(_TABLE)["managers"].values() for name in about["names"]}
    return bool(names & pom.managers.keys())


def _version(failure: FailureContext, path: str, pom: Pom, coordinates: str, usual: str) -> str:
    if coordinates in managed_in(failure, path):
        return ""
    if before := _before(failure, path, coordinates):
        return before.version
    others = _elsewhere(failure, path, coordinates)
    family = {one.version for one in pom.dependencies if _kin(one.coordinates, coordinates) and one.version}
    if len(others) == 1:
        return others.pop()
    if len(family) == 1:
        return family.pop()
    return next(iter(fetched(coordinates)), usual)


def _before(failure: FailureContext, path: str, coordinates: str) -> Artifact | None:
    """The dependency as the last commit declared it that had it."""
    poms = (parse(data) for data in earlier_versions(failure.root, path))
    return next((one for pom in poms if pom and (one := pom.declared(coordinates))), None)


def _dropped(failure: FailureContext, path: str, package: str, name: str) -> str:
    """The one dependency of earlier commits that is declared no more and holds the class; "" where none is certain."""
    now, wanted, found = read(failure, path), f"{package}.{name}", set()
    for pom in filter(None, map(parse, earlier_versions(failure.root, path, _MOST_COMMITS))):
        gone = [one for one in pom.dependencies if now and now.declared(one.coordinates) is None]
        found |= {
            one.coordinates
            for one in gone
            for version in fetched(one.coordinates)[:1]
            if name and wanted in classes_of(one.coordinates, version)
        }
    return found.pop() if len(found) == 1 else ""


def _elsewhere(failure: FailureContext, path: str, coordinates: str) -> set[str]:
    """The versions, as they are written out, that other modules declare."""
    found = set()
    for other in files(failure, POM):
        pom = read(failure, other) if other != path else None
        one = pom.declared(coordinates) if pom else None
        if pom and one and one.version and "${" not in pom.resolved(one.version):
            found.add(pom.resolved(one.version))
    return found


def _kin(one: str, other: str) -> bool:
    """Whether two artefacts are released together: the same group, and names that begin alike."""
    (group, _, name), (same, _, like) = one.partition(":"), other.partition(":")
    return group == same and name.split("-")[0] == like.split("-")[0]


def _holders(wanted: str) -> list[str]:
    """The artefacts of the local repository whose newest release holds a class; names that begin like it first."""
    found = []
    for folder in islice(_artifacts(local_repository(), wanted), _MOST_ARTIFACTS):
        coordinates = f"{'.'.join(folder.parts[:-1])}:{folder.name}"
        newest = next(iter(fetched(coordinates)), "")
        if newest and wanted in classes_of(coordinates, newest):
            found.append(coordinates)
    return found


def _artifacts(root: Path, wanted: str) -> Iterable[PurePosixPath]:
    top = wanted.split(".")
    for depth in (2, 1):
        start = root.joinpath(*top[:depth])
        if start.is_dir():
            jars = (path for path in start.rglob("*.jar") if re.match(r"\d", path.parent.name))
            yield from dict.fromkeys(PurePosixPath(path.parents[1].relative_to(root).as_posix()) for path in jars)
            return


def declared_classes(failure: FailureContext, path: str) -> dict[str, set[str]]:
    """The classes of what a module declares, parents included, as far as it is there: simple name to packages."""
    found: dict[str, set[str]] = {}
    managed = managed_in(failure, path)
    for pom in lineage(failure, path):
        for one in pom.dependencies:
            coordinates = f"{pom.resolved(one.group)}:{one.name}"
            version = pom.resolved(one.version) or managed.get(coordinates, "")
            there = fetched(coordinates)
            use = version if version in there else next(iter(there), "")
            for full in classes_of(coordinates, use) if use else ():
                package, _, name = full.rpartition(".")
                found.setdefault(name, set()).add(package)
    return found
