"""A class that is used and never imported: the import is added when exactly one package is known to hold it."""

from __future__ import annotations

from mity.agents.java.javac import Complaint, complaints
from mity.agents.java.knowledge import artifact_of, known_homes
from mity.agents.java.libraries import declared_classes, pom_of
from mity.agents.java.pom import Pom, read
from mity.agents.java.repository import jdk_classes
from mity.agents.java.sources import habits, homes, imports, java_files, knows, package_of, with_import
from mity.agents.project_files import editable
from mity.changes.edit import Edit
from mity.healing.model import Advice, ErrorType, Fix, Proposal
from mity.healing.rules import FailureContext, Rule
from mity.system.git_history import earlier_versions


class JavaImport(Rule):
    """Adds the imports that the compiler misses, all at once; a name with two homes is asked about."""

    id = "java-import"
    title = "add a missing import"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if failure.diagnosis.error_type is not ErrorType.BUILD or ".java" not in failure.output:
            return None
        wrong = complaints(failure)
        texts = java_files(failure)
        made: dict[str, str] = {}
        added: list[str] = []
        for one in wrong:
            text = made.get(one.file, texts.get(one.file, ""))
            if one.imported[1] or not one.name or not text or knows(text, one.name):
                continue
            found = self._homes(failure, texts, one)
            if len(found) > 1:
                return Advice(f"{_where(one)} without importing it; it may come from {' or '.join(sorted(found))}")
            if not found or not editable(one.file):
                continue
            path = f"{found.pop()}.{one.name}"
            made[one.file] = with_import(text, path)
            added.append(path)
        if not made:
            return self._nowhere(failure, texts, wrong)
        edits = tuple(Edit(path, text.encode()) for path, text in made.items())
        return Fix(self.id, f"import {', '.join(added)} in {', '.join(made)}", edits, scope=tuple(made))

    def _homes(self, failure: FailureContext, texts: dict[str, str], one: Complaint) -> set[str]:
        """The packages that may hold the class: of an earlier commit, else the project's own, else those known here."""
        if len(before := _before(failure, one)) == 1:
            return before
        own = set(homes(texts, one.name)) - {package_of(texts[one.file])}
        if own:
            return own
        used = {path.rpartition(".")[0] for text in texts.values() for path in imports(text)}
        pom = read(failure)
        known = known_homes(one.name)
        there = {package for package, jdk in known.items() if jdk or package in used or _declared(pom, package)}
        there = there or self._provided(failure, one)
        habit = habits(texts, one.name)
        return habit if habit and habit <= there else there | habit

    def _provided(self, failure: FailureContext, one: Complaint) -> set[str]:
        """The packages of the libraries that the module declares, and of the JDK, that hold a class of this name."""
        if (path := pom_of(failure, one.file)) and (found := declared_classes(failure, path).get(one.name)):
            return found
        javac = failure.tools.get("javac", "")
        return set(jdk_classes(javac).get(one.name, ())) - {"java.lang"} if javac else set()

    def _nowhere(self, failure: FailureContext, texts: dict[str, str], wrong: list[Complaint]) -> Advice | None:
        """The advice on a class that is not known anywhere, and on one that only a test does not import."""
        for one in wrong:
            if one.name and not one.imported[1] and not knows(texts.get(one.file, ""), one.name):
                if not editable(one.file):
                    return Advice(f"{_where(one)} without importing it: add the import; mity does not edit tests")
                if not self._homes(failure, texts, one):
                    return Advice(f"{_where(one)}, which is not defined anywhere: define it or correct the spelling")
        return None


def _before(failure: FailureContext, one: Complaint) -> set[str]:
    """The packages from which earlier commits of the file imported the class."""
    texts = (data.decode("utf-8", "replace") for data in earlier_versions(failure.root, one.file, 5))
    found = (path.rpartition(".") for text in texts for path in imports(text))
    return {package for package, _, name in found if name == one.name}


def _where(one: Complaint) -> str:
    return f"{one.file}:{one.line} uses {one.name}"


def _declared(pom: Pom | None, package: str) -> bool:
    """Whether pom.xml itself declares what brings a package."""
    return pom is not None and pom.declared(artifact_of(pom, package)) is not None
