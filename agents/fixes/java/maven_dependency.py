"""A library that the sources use and pom.xml does not declare: added when the manager of the versions knows it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mity.agents.java.javac import complaints
from mity.agents.java.knowledge import artifact_of, database_artifact, jakarta_name
from mity.agents.java.libraries import library, pom_of
from mity.agents.java.pom import POM, Pom, parse, read
from mity.agents.java.pom_edits import with_dependency
from mity.agents.java.sources import imports, is_own, is_test, java_files, package_of
from mity.changes.edit import Edit
from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rule
from mity.text.records import dataclass

_ABSENT = re.compile(r"package ((?=\w++\.)[\w.]++) does not exist")
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
        if not any(sign in failure.output for sign in _TRIGGERS):
            return None
        wanted: dict[tuple[str, str, str], bool] = {}
        unknown = ""
        for need in (*_missing(failure), *_at_run_time(failure)):
            pom = read(failure, need.pom)
            coordinates, version = (need.artifact, "") if need.artifact else library(failure, need.pom, *need.name)
            unknown = unknown or ("" if coordinates or need.at_run_time else ".".join(need.name).removesuffix(".*"))
            if pom and coordinates and pom.declared(coordinates) is None:
                key = (need.pom, coordinates, version)
                wanted[key] = wanted.get(key, True) and need.test
        if wanted:
            return self._fix(failure, wanted)
        return Advice(f"no known library provides {unknown}: declare the one you mean in {POM}") if unknown else None

    def _fix(self, failure: FailureContext, wanted: dict[tuple[str, str, str], bool]) -> Proposal:
        names = ", ".join(dict.fromkeys(coordinates for _, coordinates, _ in wanted))
        made: dict[str, Pom | None] = {path: read(failure, path) for path, _, _ in wanted}
        for (path, coordinates, version), test in wanted.items():
            pom = made[path]
            scope = "test" if test else ""
            data = with_dependency(pom, coordinates, version=version, scope=scope) if pom else None
            made[path] = parse(data) if data else None
        edits = tuple(Edit(path, pom.data) for path, pom in made.items() if pom is not None)
        title = f"{names} is used but not declared: add it to {', '.join(made)}"
        if len(edits) < len(made):
            return Advice(title)
        # What runs is what was built: a launch needs the build before it.
        commands = tuple(failure.commands("build")) if failure.stage == "launch" else ()
        return Fix(self.id, title, edits, commands, scope=tuple(made))


@dataclass(frozen=True, slots=True)
class _Need:
    """A foreign package and class ("" if not told) that the module of `pom` lacks, and what is known to bring it."""

    pom: str
    name: tuple[str, str]
    test: bool
    at_run_time: bool = False
    artifact: str = ""


def _missing(failure: FailureContext) -> list[_Need]:
    """What the compiler lacks; with `test` what tests alone need."""
    texts = java_files(failure)
    errors = complaints(failure)
    wrong = {(one.file, ".".join(one.imported)) for one in errors if one.imported[1]}
    modules = {folder: pom_of(failure, f"{folder}/A") for folder in {path.rpartition("/")[0] for path in texts}}
    sound = {  # in the same module: what another one declares is not there for this one
        (modules[path.rpartition("/")[0]], name.rpartition(".")[0])
        for path, text in texts.items()
        for name in imports(text)
        if (path, name) not in wrong
    }
    found: dict[tuple[str, str], _Need] = {}
    for one in errors:
        said = _ABSENT.search(one.text)
        package, name = one.imported if one.imported[0] else (said[1] if said else "", "")
        key = (pom_of(failure, one.file), package)
        beside = _in_other_module(failure, texts, package, key[0])
        if not package or not key[0] or one.text.startswith("cannot find symbol") or (key in sound and not beside):
            continue
        if (beside or not is_own(texts, package)) and not jakarta_name(package):
            before = found.get(key)
            test = is_test(one.file) and (before is None or before.test)
            found[key] = _Need(key[0], (package, (before.name[1] if before else "") or name), test)
    return list(found.values())


def _in_other_module(failure: FailureContext, texts: dict[str, str], package: str, path: str) -> bool:
    """Whether a package of the project is in another module, and not in that of `path`."""
    homes = {pom_of(failure, file) for file, text in texts.items() if package_of(text) == package and not is_test(file)}
    return bool(homes) and path not in homes


def _at_run_time(failure: FailureContext) -> Iterator[_Need]:
    """Classes and databases that a running program looks for, with what brings them."""
    pom = read(failure)
    for found in _CLASS.finditer(failure.output):
        package, _, name = found["name"].replace("/", ".").rpartition(".")
        if pom and (artifact := artifact_of(pom, package)):
            yield _Need(POM, (package, name), False, True, artifact)
    for found in _DATABASE.finditer(failure.output):
        if pom and (artifact := database_artifact(pom, found["kind"] or "", found["flyway"] or "")):
            yield _Need(POM, (found.group(), ""), False, True, artifact)
