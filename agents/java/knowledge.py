"""Tables of what is certain: which artefact provides a package, which package contains a class."""

from __future__ import annotations

from mity.agents.java.pom import Pom
from mity.agents.tables import table

_ARTIFACTS = "java/artifacts.toml"
_CLASSES = "java/classes.toml"


def manager(pom: Pom) -> str:
    """What manages the versions of a pom.xml, by its name in the table; empty if nothing in the table does.

    Another major release than the table was written for knows other names, so it does not count.
    """
    for name, about in table(_ARTIFACTS)["managers"].items():
        for coordinates, version in pom.managers.items():
            if coordinates in about["names"] and version.split(".")[0] == about["major"]:
                return str(name)
    return ""


def artifact_of(pom: Pom, package: str) -> str:
    """The artefact that provides a package, as `group:name`, if the manager defines its version; else ""."""
    known: dict[str, str] = table(_ARTIFACTS)["packages"].get(manager(pom), {})
    parts = package.split(".")
    names = [".".join(parts[:end]) for end in range(len(parts), 0, -1)]
    return next((known[name] for name in names if name in known), "")


def database_artifact(pom: Pom, kind: str, flyway: str) -> str:
    """The artefact with the driver of a database kind, or with Flyway's support for a database; "" if unknown."""
    about = table(_ARTIFACTS)["databases"]
    if flyway:
        return str(about["flyway"].get(flyway, "")) if manager(pom) else ""
    return str(about.get(manager(pom), {}).get(kind, ""))


def renamed(pom: Pom, coordinates: str) -> str:
    """The current name of an artefact, or ""."""
    return str(table(_ARTIFACTS)["renamed"].get(manager(pom), {}).get(coordinates, ""))


def managed(pom: Pom) -> set[str]:
    """Artefacts that need no version in a pom.xml according to the table."""
    own = {str(one) for one in table(_ARTIFACTS)["packages"].get(manager(pom), {}).values()}
    return own | set(table(_ARTIFACTS)["renamed"].get(manager(pom), {}).values())


def jakarta_name(package: str) -> str:
    """The current name of a Java EE package; "" for other packages."""
    about = table(_ARTIFACTS)["jakarta"]
    part = package.removeprefix("javax.")
    if part == package or any(_within(part, one) for one in about["jdk"]):
        return ""
    return f"jakarta.{part}" if any(_within(part, one) for one in about["packages"]) else ""


def known_homes(name: str) -> dict[str, bool]:
    """The packages known to contain a class; True for those of the JDK, which are always available."""
    found: dict[str, bool] = {}
    for group, packages in table(_CLASSES).items():
        found |= {package: group == "jdk" for package, names in packages.items() if name in names}
    return found


def _within(part: str, package: str) -> bool:
    return part == package or part.startswith(f"{package}.")
