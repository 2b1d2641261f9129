"""A range in package.json that no published version fits: the version that the lock holds is asked for instead."""

from __future__ import annotations

import re

from mity.agents.node.messages import said
from mity.agents.node.packages import FILES, MANIFEST, declared, locked
from mity.changes.edit import Edit
from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_SAID = re.compile(
    r"notarget No (?:matching|valid target) version found for (?P<name>@?[^@\s]+)@(?P<wanted>[^\s]+?)\.?$"
)


class NpmVersion(Rule):
    """What the lock holds was there and worked here; without it a person must choose."""

    id = "npm-version"
    title = "require a version that was published"

    def propose(self, failure: FailureContext) -> Proposal | None:
        found = _found(failure)
        if found is None:
            return None
        name, wanted = found["name"], found["wanted"]
        package, version = declared(failure).get(name), locked(failure, name)
        text = failure.read(MANIFEST) or ""
        line = re.compile(rf"(\"{re.escape(name)}\"\s*:\s*\"){re.escape(wanted)}(\")")
        if package is None or not version or package.wanted != wanted or len(line.findall(text)) != 1:
            return Advice(
                f"no version of {name} matches {wanted}: choose one that was published", f"npm view {name} version"
            )
        kept = wanted[0] if wanted[0] in "^~" else "^"
        made = line.sub(lambda match: f"{match[1]}{kept}{version}{match[2]}", text)
        title = f"no version of {name} matches {wanted}: require {kept}{version}, which the lock file pins"
        return Fix(self.id, title, (Edit(MANIFEST, made.encode()),), scope=FILES)


def _found(failure: FailureContext) -> re.Match[str] | None:
    return next((found for line in said(failure).splitlines() if (found := _SAID.search(line))), None)
