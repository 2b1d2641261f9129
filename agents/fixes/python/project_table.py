"""Keys of [project] that no build backend accepts: defined twice, or unknown."""

from __future__ import annotations

import re
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from mity.agents.project_files import unwrapped
from mity.changes.edit import Edit
from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rule
from mity.suggest import did_you_mean

_BOTH = re.compile(
    r"(?:Metadata field|field) `?(?P<name>[\w-]+)`? cannot be both statically defined and listed in"
    r"|(?<![\w-])`?(?:project\.)?(?P<other>[\w-]++)`? (?:is|was) (?:both|also) (?:defined|listed) .{0,40}dynamic"
)
_UNKNOWN = re.compile(
    r"`project` must not contain \{'(?P<key>[\w-]+)'\}"
    r"|Unknown classifier in field `project.classifiers`: (?P<classifier>.+)"
)
_KEYS = (
    "name", "version", "description", "readme", "requires-python", "license", "license-files", "authors",
    "maintainers", "keywords", "classifiers", "urls", "scripts", "gui-scripts", "entry-points", "dependencies",
    "optional-dependencies", "dynamic",
)  # fmt: skip


class ProjectTable(Rule):
    """Removes a version that is also dynamic if both agree; everything else is reported."""

    id = "project-table"
    title = "define a field of [project] only once"

    def propose(self, failure: FailureContext) -> Proposal | None:
        output = unwrapped(failure)
        if found := _UNKNOWN.search(output):
            what = found["key"] or found["classifier"].strip()
            hint = f": {did_you_mean(what, _KEYS)}" if found["key"] else ""
            return Advice(f"pyproject.toml contains '{what}', which is not a valid entry{hint}")
        twice = _BOTH.search(output)
        text = failure.read("pyproject.toml")
        if twice is None or text is None:
            return None
        name = twice["name"] or twice["other"]
        made = _without_static(failure, text) if name == "version" else None
        if made is None:
            return Advice(f"pyproject.toml both sets {name} and lists it as dynamic: remove one of the two")
        edit = Edit("pyproject.toml", made.encode())
        return Fix(self.id, "take the version from the file that defines it", (edit,), scope=("pyproject.toml",))


def _without_static(failure: FailureContext, text: str) -> str | None:
    """pyproject.toml without a static version that agrees with the file the dynamic one is read from."""
    try:
        document: Any = tomlkit.parse(text)
        version = str(document["project"]["version"])
        path = str(document["tool"]["hatch"]["version"]["path"])
    except (TOMLKitError, KeyError, TypeError):
        return None
    held = re.search(
        r"""^(?:__version__|VERSION)\s*(?::.*)?=\s*["']([^"']+)["']""", failure.read(path) or "", re.MULTILINE
    )
    if held is None or held[1] != version:
        return None
    del document["project"]["version"]
    return tomlkit.dumps(document)
