"""A standard library module that this interpreter lacks, or that a project file hides: never installed."""

from __future__ import annotations

import re
import sys

from mity.agents.python.evidence import missing_name
from mity.agents.python.names import is_stdlib, top, what_became_of
from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext, Rule

_FROM = re.compile(r"(?:cannot import name '\w+' from|module) (?:partially initialized module )?'(\w+)'")


class StdlibModule(Rule):
    """Reports what became of the module, or which file hides it. Changes nothing."""

    id = "stdlib-module"
    title = "explain a missing module of the standard library"

    def propose(self, failure: FailureContext) -> Proposal | None:
        module = missing_name(failure)
        if hidden := self._hidden(failure, module):
            return Advice(
                f"{hidden} hides the standard library module of the same name: rename the file",
                f"git mv {hidden} my_{hidden}",
            )
        if not module or not is_stdlib(module):
            return None
        said = what_became_of(module) or what_became_of(top(module))
        fallback = f"'{module}' belongs to the standard library and is missing here: use a Python that includes it"
        return Advice(f"{said or fallback}; no package is installed in its place")

    def _hidden(self, failure: FailureContext, module: str) -> str:
        """A file or package in the project's root that has the name of a standard module in the output."""
        spoken = {match[1] for match in _FROM.finditer(failure.output)} | {top(module)}
        for name in sorted(spoken & set(sys.stdlib_module_names)):
            for path in (f"{name}.py", f"{name}/__init__.py", f"src/{name}.py"):
                if (failure.root / path).is_file():
                    return path
        return ""
