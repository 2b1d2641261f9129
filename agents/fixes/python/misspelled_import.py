"""A misspelled import: the one name that is a typing error away is put in its place, where there is exactly one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from mity.agents.python.evidence import Place, places
from mity.agents.python.misspelled import meant_module, meant_name
from mity.agents.python.names import distribution_of, is_stdlib, top
from mity.agents.python.needs import candidates, known
from mity.agents.python.sources import edited, own_module, parse
from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rank, Rule

_MODULE = re.compile(r"No module named ['\"](?P<module>[\w.]+)['\"]")
_NAME = re.compile(r"cannot import name '(?P<name>\w+)' from '(?P<module>[\w.]+)'")


class MisspelledImport(Rule):
    """Changes one word of one import statement; what the project imports rightly elsewhere shows what was meant."""

    id = "misspelled-import"
    title = "correct a misspelled import"
    rank = Rank.FACTUAL

    def propose(self, failure: FailureContext) -> Proposal | None:
        for found in reversed(list(_MODULE.finditer(failure.output))):
            if proposal := self._module(failure, found["module"], found.end()):
                return proposal
        for found in reversed(list(_NAME.finditer(failure.output))):
            module, name = found["module"], found["name"]
            if meant := meant_name(failure, module, name):
                return self._corrected(failure, found.end(), module, name, meant)
        return None

    def _module(self, failure: FailureContext, module: str, end: int) -> Proposal | None:
        if "." not in module and (distribution_of(module) or is_stdlib(module) or known(failure, candidates(module))):
            return None
        wrong = module
        meant = meant_module(failure, module)
        while not meant and "." in wrong:  # the first part that is misspelled may stand further ahead
            wrong = wrong.rpartition(".")[0]
            meant = meant_module(failure, wrong) if not own_module(failure, wrong) else ""
        if not meant:
            return None
        return self._corrected(failure, end, wrong, wrong.rpartition(".")[2], meant.rpartition(".")[2])

    def _corrected(self, failure: FailureContext, end: int, module: str, old: str, new: str) -> Proposal | None:
        """The edit of the statement among the places before `end` that has the wrong word."""
        for place in places(failure, end):
            data = failure.read_bytes(place.file) or b""
            changed = _with_word(data, module, old, new)
            if changed is None:
                continue
            edit = edited(failure, place.file, changed)
            if edit is None:
                return Advice(f"{_at(place)} imports {old}: did you mean {new}? mity does not edit tests")
            return Fix(self.id, f"{_at(place)} imports {old}: import {new}", (edit,), scope=(place.file,))
        return None


def _at(place: Place) -> str:
    return f"{place.file}:{place.line}"


def _with_word(data: bytes, module: str, old: str, new: str) -> bytes | None:
    """The file with one word of its imports of `module` changed; None where it imports no such thing."""
    parsed = parse(data)
    nodes = list(_naming(parsed, module, old)) if parsed else []
    if not nodes:
        return None
    lines = data.decode("utf-8", "surrogateescape").splitlines(keepends=True)
    for node in nodes:
        first, last = node.lineno - 1, node.end_lineno or node.lineno
        text = "".join(lines[first:last])
        made = re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", new, text, count=1)
        lines[first:last] = [made, *[""] * (last - first - 1)]
    changed = "".join(lines).encode("utf-8", "surrogateescape")
    return changed if parse(changed) is not None and changed != data else None


def _naming(parsed: ast.Module, module: str, word: str) -> Iterator[ast.Import | ast.ImportFrom]:
    """The import statements that name `module`, or `word` from it."""
    for node in ast.walk(parsed):
        if isinstance(node, ast.Import):
            if any(_begins(alias.name, module) for alias in node.names):
                yield node
        elif isinstance(node, ast.ImportFrom):
            said = node.module or ""
            from_it = not said or module == said or module.endswith(f".{said}")
            parts = said.split(".")
            whole = word in parts and (_begins(said, module) or (node.level and module.endswith(said)))
            if whole or (from_it and any(alias.name == word for alias in node.names)):
                yield node


def _begins(name: str, module: str) -> bool:
    return name == module or name.startswith(f"{module}.") or (top(name) == module)
