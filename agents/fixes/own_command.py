"""A command of mity's own that does not fit the project any more: the package or a script bears another name."""

from __future__ import annotations

import json
import re

from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext, Rule

_TRIGGER = re.compile(
    r"Error loading ASGI app\. (?:Could not import module|Attribute \"\w+\" not found in module) \"(?P<app>[\w.]+)"
    r"|No module named (?P<run>\w+)\.__main__|can't open file '(?P<file>[^']+)'|the folder (?P<folder>\S+) is not there"
)


class OwnCommand(Rule):
    """Says which answer of the project is out of date. The commands of a stack are not a project's to change."""

    id = "own-command"
    title = "correct the command that mity runs"

    def applies(self, case: FailureContext) -> bool:
        return _TRIGGER.search(case.output) is not None

    def plan(self, case: FailureContext) -> Proposal | None:
        found = _TRIGGER.search(case.output)
        if found is None:
            return None
        what = next(filter(None, found.groups())).split(".")[0]
        if what not in " ".join(case.trial.outcome.command.argv):
            return None
        try:
            known = json.loads(case.read(".mity/app.json") or "{}").get("answers", {}).get("package_name", "")
        except (ValueError, AttributeError):
            known = ""
        packages = sorted(path.parent.name for path in case.root.glob("src/*/__init__.py"))
        if known != what or known in packages or not packages:
            return None
        where = '"package_name" in .mity/app.json'
        return Advice(f"mity's command names {known}, the project holds {', '.join(packages)}: correct {where}")
