"""A library that the sources use and pom.xml does not declare: added when the manager of the versions knows it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mity.agents.java.javac import complaints
from mity.agents.java.knowledge import artifact_of, database_artifact, jakarta_name
from mity.agents.java.pom import POM, Pom, parse, read
from mity.agents.java.pom_edits import with_dependency
from mity.agents.java.sources import imports, is_own, is_test, java_files
from mity.changes.edit import Edit
from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_ABSENT = re.compile(r"package ([\w.]+\.[\w.]+) does not exist")
_CLASS = re.compile(
    r"(?:ClassNotFoundException|NoClassDefFoundError|[Ll]oad (?:JDBC )?driver class):? (?P<name>[a-z]\w*(?:[./]\w+)+)"
)
_DATABASE = re.compile(r"Unsupported Database: (?P<flyway>\w+)|database kind '(?P<kind>[\w-]+)'")
_TRIGGERS = ("does not exist", ".java:[", "ClassNotFoundException", "NoClassDefFoundError", "river", "Unsupported Data")


class MavenDependency(Rule):
    """Adds it without a version, beside its likes. A name that the tables do not hold is a person's to say."""

    id = "maven-dependency"
    title = "declare a missing library in pom.xml"

    def propose(self, failure: FailureContext) -> Proposal | None:
        pom = read(failure) if any(sign in failure.output for sign in _TRIGGERS) else None
        if pom is None:
            return None
        missing = dict(_missing(failure))
        wanted = {package: artifact_of(pom, package) for package in missing}
        wanted |= {name: artifact for name, artifact in _at_run_time(failure, pom) if artifact}
        scopes: dict[str, str] = {}
        for package, artifact in wanted.items():
            if artifact and pom.declared(artifact) is None:
                scopes.setdefault(artifact, "test")
                scopes[artifact] = scopes[artifact] if missing.get(package) else ""
        if scopes:
            return self._fix(failure, pom, scopes)
        unknown = [package for package in missing if not wanted[package]]
        return Advice(f"no known library provides {unknown[0]}: declare the one you mean in {POM}") if unknown else None

    def _fix(self, failure: FailureContext, pom: Pom, scopes: dict[str, str]) -> Proposal:
        names = ", ".join(scopes)
        made: Pom | None = pom
        for artifact, scope in scopes.items():
            data = with_dependency(made, artifact, scope=scope) if made else None
            made = parse(data) if data else None
        if made is None:
            return Advice(f"{names} is used but not declared: add it to {POM}")
        # What runs is what was built: a launch needs the build before it.
        commands = tuple(failure.commands("build")) if failure.stage == "launch" else ()
        title = f"{names} is used but not declared: add it to {POM}"
        return Fix(self.id, title, (Edit(POM, made.data),), commands, scope=(POM,))


def _missing(failure: FailureContext) -> Iterator[tuple[str, bool]]:
    """Foreign packages that the compiler lacks; True for those that tests alone need."""
    texts = java_files(failure)
    errors = complaints(failure)
    wrong = {(one.file, ".".join(one.imported)) for one in errors if one.imported[1]}
    sound = {
        name.rpartition(".")[0] for path, text in texts.items() for name in imports(text) if (path, name) not in wrong
    }
    found: dict[str, bool] = {}
    for one in errors:
        said = _ABSENT.search(one.text)
        package = one.imported[0] or (said[1] if said else "")
        if not package or one.text.startswith("cannot find symbol") or package in sound:
            continue
        if not is_own(texts, package) and not jakarta_name(package):
            found[package] = found.get(package, True) and is_test(one.file)
    yield from found.items()


def _at_run_time(failure: FailureContext, pom: Pom) -> Iterator[tuple[str, str]]:
    """Classes and databases that a running program looks for, with what brings them."""
    for found in _CLASS.finditer(failure.output):
        package = found["name"].replace("/", ".").rpartition(".")[0]
        yield package, artifact_of(pom, package)
    for found in _DATABASE.finditer(failure.output):
        yield found.group(), database_artifact(pom, found["kind"] or "", found["flyway"] or "")
