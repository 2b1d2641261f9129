"""A module that names another version of its parent than the parent beside it has."""

from __future__ import annotations

import re

from mity.agents.java.pom import POM, parse, read
from mity.agents.java.pom_edits import replaced
from mity.agents.project_files import files
from mity.changes.edit import Edit
from mity.healing.model import Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_TRIGGER = re.compile(r"Non-resolvable parent POM for (?P<module>[\w.:-]+): [^\n]*points at wrong local POM")


class ModuleParent(Rule):
    """Takes the version of the parent in the project; a parent from elsewhere is left alone."""

    id = "module-parent"
    title = "name the version of the parent that the project has"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if not _TRIGGER.search(failure.output):
            return None
        made: dict[str, bytes] = {}
        said = ""
        for path in files(failure, POM):
            pom, folder = read(failure, path), (failure.root / path).parent
            node = pom.root.find("parent", "version") if pom else None
            near = folder / ((pom.root.value("parent", "relativePath") if pom else "") or f"../{POM}")
            above = failure.inside(str(near / POM if near.is_dir() else near))
            parent = read(failure, above) if above else None
            if pom is None or node is None or parent is None:
                continue
            version = parent.root.value("version")
            same = parent.root.value("artifactId") == pom.root.value("parent", "artifactId")
            if same and version and "${" not in version and version != node.text.strip():
                made[path] = replaced(pom, node, version)
                said = f"{parent.root.value('artifactId')} {version}"
        edits = tuple(Edit(path, data) for path, data in made.items() if parse(data))
        title = f"name {said}, which the project has, as the parent in {', '.join(made)}"
        return Fix(self.id, title, edits, scope=tuple(made)) if edits else None
