"""An import of Java with a wrong letter: corrected when one class of the project, its libraries or the JDK is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mity.agents.java.javac import Complaint, complaints
from mity.agents.java.libraries import declared_classes, pom_of
from mity.agents.java.repository import jdk_classes
from mity.agents.java.sources import declares, java_files, package_of
from mity.agents.near import near
from mity.agents.project_files import editable
from mity.changes.edit import Edit
from mity.healing.model import Advice, ErrorType, Fix, Proposal
from mity.healing.rules import FailureContext, Rank, Rule

Homes = dict[str, set[str]]


class JavaImportPath(Rule):
    """Takes the one near package that holds the class, or the one near class that the file uses."""

    id = "java-import-path"
    title = "correct a misspelled import"
    rank = Rank.FACTUAL

    def propose(self, failure: FailureContext) -> Proposal | None:
        wrong = [one for one in complaints(failure) if one.imported[1]] if ".java" in failure.output else []
        texts = java_files(failure) if wrong else {}
        made: dict[str, str] = {}
        said: dict[str, str] = {}
        for one in wrong:
            package, name = one.imported
            text = made.get(one.file, texts.get(one.file, ""))
            meant = _meant(failure, texts, text, one)
            if len(meant) != 1:
                continue
            if not editable(one.file):
                said_of = f"{one.file}:{one.line} imports {package}.{name}"
                return Advice(f"{said_of}: did you mean {meant[0]}? mity does not edit tests")
            pattern = rf"^([ \t]*import[ \t]+(?:static[ \t]+)?){re.escape(package)}\.{re.escape(name)}(?=[.;\s])"
            made[one.file] = re.sub(pattern, rf"\g<1>{meant[0]}", text, flags=re.MULTILINE)
            said[f"{package}.{name}"] = meant[0]
        if not made:
            return None
        edits = tuple(Edit(path, text.encode()) for path, text in made.items())
        title = ", ".join(f"{old} is {new}" for old, new in said.items())
        return Fix(self.id, f"{title} in {', '.join(made)}", edits, scope=tuple(made), cause=ErrorType.BUILD)


def _meant(failure: FailureContext, texts: dict[str, str], text: str, one: Complaint) -> list[str]:
    """The full names that the import may mean."""
    package, name = one.imported
    for homes in _known(failure, texts, one):
        if package in homes.get(name, ()):
            return []  # it is there: another cause
        if paths := near(package, homes.get(name, ())):
            return [f"{path}.{name}" for path in paths]
        inside = {other for other, packages in homes.items() if package in packages}
        used = [other for other in near(name, inside) if re.search(rf"\b{other}\b", text)]
        if used and not _used(text, package, name):
            return [f"{package}.{other}" for other in used]
    return []


def _known(failure: FailureContext, texts: dict[str, str], one: Complaint) -> Iterator[Homes]:
    """The classes of the project, of the libraries of its module and of the JDK, each by simple name."""
    own: Homes = {}
    for path, text in texts.items():
        name = path.rpartition("/")[2].removesuffix(".java")
        if declares(text, name):
            own.setdefault(name, set()).add(package_of(text))
    yield own
    if path := pom_of(failure, one.file):
        yield declared_classes(failure, path)
    if javac := failure.tools.get("javac", ""):
        yield {name: set(packages) for name, packages in jdk_classes(javac).items()}


def _used(text: str, package: str, name: str) -> bool:
    """Whether a file uses a name beyond its import."""
    return len(re.findall(rf"\b{re.escape(name)}\b", text)) > len(re.findall(rf"{re.escape(package)}\.{name}\b", text))
