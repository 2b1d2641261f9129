"""An import of one of the project's own classes that has moved to another package."""

from __future__ import annotations

from mity.agents.java.javac import complaints
from mity.agents.java.sources import homes, is_own, java_files, replaced_import
from mity.agents.project_files import editable
from mity.changes.edit import Edit
from mity.healing.model import Advice, ErrorType, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_MOST = 5


class MovedClass(Rule):
    """Corrects the imports when exactly one package of the project holds the class."""

    id = "moved-class"
    title = "import a class from its current package"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if failure.diagnosis.error_type is not ErrorType.BUILD or ".java" not in failure.output:
            return None
        texts = java_files(failure)
        made: dict[str, str] = {}
        moves: dict[str, str] = {}
        for one in complaints(failure):
            package, name = one.imported
            if not name or name == "*" or not is_own(texts, package):
                continue
            there = homes(texts, name)
            if len(there) != 1 or there == [package]:
                continue
            old, new = f"{package}.{name}", f"{there[0]}.{name}"
            if not editable(one.file):
                return Advice(
                    f"{one.file} imports {old}, which is {new} now: correct the import; mity does not edit tests"
                )
            made[one.file] = replaced_import(made.get(one.file, texts[one.file]), old, new)
            moves[old] = new
        if not made:
            return None
        said = ", ".join(f"{old} is {new} now" for old, new in moves.items())
        if len(made) > _MOST:
            return Advice(f"{said}: correct the imports in {len(made)} files")
        edits = tuple(Edit(path, text.encode()) for path, text in made.items())
        return Fix(self.id, f"{said}: correct the imports in {', '.join(made)}", edits, scope=tuple(made))
