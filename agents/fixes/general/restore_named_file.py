"""A README or licence in pyproject.toml that was renamed."""

from __future__ import annotations

import re

from mity.agents.project_files import unwrapped
from mity.changes.edit import Edit
from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_TRIGGER = re.compile(
    r"(?:Readme|License|licence|readme|license)[- ]file does not exist: (?P<hatch>\S+)"
    r"|File '(?:[^'\n]*[^\w.'\n-])?(?P<setuptools>[\w.-]++)' (?:cannot be found|does not exist)"
    r"|(?i:readme|license|licence)\b[^\n]{0,60}?[\"'`](?P<other>[\w./-]+)[\"'`] (?:does not exist|(?:was )?not found)"
)
_KINDS = ("readme", "license", "licence", "copying")


class RestoreNamedFile(Rule):
    """Refers to the file that exists instead of the missing one, if there is exactly one of its kind."""

    id = "restore-named-file"
    former_id = "named-file"
    title = "refer to the readme or licence that exists"

    def propose(self, failure: FailureContext) -> Proposal | None:
        found = _TRIGGER.search(unwrapped(failure))
        text = failure.read("pyproject.toml")
        if found is None or text is None:
            return None
        gone = found["hatch"] or found["setuptools"] or found["other"]
        kind = next((kind for kind in _KINDS if gone.lower().startswith(kind)), "")
        if not kind or (failure.root / gone).exists():
            return None
        there = sorted(p.name for p in failure.root.iterdir() if p.is_file() and p.name.lower().startswith(kind))
        quoted = [sign + gone + sign for sign in "\"'" if sign + gone + sign in text]
        if gone in failure.owned and len(there) != 1:
            return None  # it can be put back as it was
        if len(there) != 1 or len(quoted) != 1:
            return Advice(f"pyproject.toml refers to {gone}, which does not exist: create it, or refer to another file")
        made = text.replace(quoted[0], quoted[0].replace(gone, there[0]))
        title = f"refer to {there[0]} in pyproject.toml instead of {gone}"
        return Fix(self.id, title, (Edit("pyproject.toml", made.encode()),), scope=("pyproject.toml",))
