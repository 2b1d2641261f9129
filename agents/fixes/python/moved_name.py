"""A name imported from a module that does not define it: the import is changed to the one module that does."""

from __future__ import annotations

import re

from mity.agents.python.evidence import places
from mity.agents.python.names import EXPORTS, distribution_of
from mity.agents.python.needs import usable
from mity.agents.python.sources import edited, with_moved_name, without_name
from mity.agents.tables import table
from mity.healing.model import Advice, ErrorType, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_IMPORT = re.compile(r"cannot import name '(?P<name>\w+)' from (?!partially)'(?P<module>[\w.]+)'")
_PYDANTIC = re.compile(
    r"`(?P<module>pydantic):?(?P<name>\w+)` has been (?:moved|removed)|`(?P<bare>\w+)` has been moved to"
)
_KINDS = (ErrorType.BUILD, ErrorType.DEPENDENCY, ErrorType.RUNTIME, ErrorType.UNKNOWN, ErrorType.TEST)


class MovedName(Rule):
    """Changes that one import; a name that several modules define is reported."""

    id = "moved-name"
    title = "import a name from its current module"

    def propose(self, failure: FailureContext) -> Proposal | None:
        found = self._name(failure) if failure.diagnosis.error_type in _KINDS else None
        if found is None:
            return None
        module, name, end = found
        homes = self._homes(failure, module, name)
        for place in places(failure, end):
            data = failure.read_bytes(place.file) or b""
            if without_name(data, module, name) is None:
                continue
            if len(homes) != 1:
                return self._ask(f"{place.file}:{place.line}", module, name, homes)
            new, part = homes[0]
            edit = edited(failure, place.file, with_moved_name(data, module, name, new, part))
            if edit is None:
                return Advice(
                    f"{place.file} imports {name} from {module}: import it from {new}; mity does not edit tests"
                )
            title = f"{place.file} imports {name} from {module}: import it from {new}"
            return Fix(self.id, title, (edit,), scope=(place.file,))
        return None

    def _ask(self, where: str, module: str, name: str, homes: list[tuple[str, str]]) -> Advice:
        if homes:
            return Advice(f"{where} imports {name} from {module}; it may come from {' or '.join(m for m, _ in homes)}")
        return Advice(f"{where} imports {name} from {module}, which does not have it: correct the name")

    def _name(self, failure: FailureContext) -> tuple[str, str, int] | None:
        """Module, name and the offset of the message that says so."""
        found = list(_IMPORT.finditer(failure.output))
        if found:
            return found[-1]["module"], found[-1]["name"], found[-1].end()
        moved = list(_PYDANTIC.finditer(failure.output))
        if moved:
            return "pydantic", moved[-1]["name"] or moved[-1]["bare"], moved[-1].end()
        return None

    def _homes(self, failure: FailureContext, module: str, name: str) -> list[tuple[str, str]]:
        """Where the name is: as the table of moved names says, else the modules known for it."""
        tables = table(EXPORTS)
        if target := tables["moved"].get(f"{module}:{name}"):
            new, _, part = target.partition(":")
            return [(new, part)] if usable(failure, new) or distribution_of(new) else []
        if module not in tables["homes"]["modules"]:
            return []
        homes = [home for home, names in tables["names"].items() if name in names and home != module]
        return [(home, name) for home in homes if home in tables["homes"]["modules"] and usable(failure, home)]
