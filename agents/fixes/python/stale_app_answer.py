"""A command of mity's that no longer matches the project: the package was renamed since its answers were recorded."""

from __future__ import annotations

import re

from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext, Rule
from mity.text.data import parse_json

_TRIGGER = re.compile(
    r"Error loading ASGI app\. (?:Could not import module|Attribute \"\w+\" not found in module) \"(?P<app>[\w.]+)"
    r"|No module named (?P<run>\w+)\.__main__|can't open file '(?P<file>[^']+)'|the folder (?P<folder>\S+) is not there"
)


class StaleAppAnswer(Rule):
    """Reports which recorded answer is out of date. A stack's commands are never changed for one project."""

    id = "stale-app-answer"
    former_id = "own-command"
    title = "correct an outdated answer in .mity/app.json"

    def propose(self, failure: FailureContext) -> Proposal | None:
        found = _TRIGGER.search(failure.output)
        if found is None:
            return None
        what = next(filter(None, found.groups())).split(".")[0]
        if what not in " ".join(failure.result.outcome.command.argv):
            return None
        try:
            known = parse_json(failure.read(".mity/app.json") or "{}").get("answers", {}).get("package_name", "")
        except (ValueError, AttributeError):
            known = ""
        packages = sorted(path.parent.name for path in failure.root.glob("src/*/__init__.py"))
        if known != what or known in packages or not packages:
            return None
        where = '"package_name" in .mity/app.json'
        return Advice(
            f"mity's command refers to {known}, but the project contains {', '.join(packages)}: correct {where}"
        )
