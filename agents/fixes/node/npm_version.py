"""A range in package.json that no published version fits: the version that the lock holds is asked for instead."""

from __future__ import annotations

import re
from dataclasses import replace

from mity.agents.node.managers import manager
from mity.agents.node.messages import said
from mity.agents.node.packages import FILES, MANIFEST, Package, declared, locked
from mity.agents.node.remembered import remembered
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
        if package is None or package.wanted != wanted or len(line.findall(text)) != 1:
            return Advice(
                f"no version of {name} matches {wanted}: choose one that was published", f"npm view {name} version"
            )
        before = remembered(failure, name, but=wanted)
        if not version and before is None:
            return _below(failure, self.id, package)
        kept = before.wanted if before and not version else f"{wanted[0] if wanted[0] in '^~' else '^'}{version}"
        made = line.sub(lambda match: f"{match[1]}{kept}{match[2]}", text)
        why = "which the lock file pins" if version else "as before"
        title = f"no version of {name} matches {wanted}: require {kept}, {why}"
        return Fix(self.id, title, (Edit(MANIFEST, made.encode()),), scope=FILES)


def _below(failure: FailureContext, rule: str, package: Package) -> Proposal:
    """The newest version that was published below an exact one or one with a caret: nothing older knows better."""
    number = package.wanted.lstrip("^~=v ")
    keeper = manager(failure)
    commands = keeper.add(failure, [f"{package.name}@<={number}"], dev=package.section == "devDependencies")
    exact = tuple(replace(one, argv=(*one.argv, "--save-exact")) for one in commands)
    title = f"no version of {package.name} matches {package.wanted}: require the newest one below it"
    if keeper.name not in ("npm", "pnpm") or not exact or not re.fullmatch(r"\d+\.\d+\.\d+", number):
        return Advice(
            f"no version of {package.name} matches {package.wanted}: choose one that was published",
            f"npm view {package.name} version",
        )
    return Fix(rule, title, commands=exact, scope=keeper.scope)


def _found(failure: FailureContext) -> re.Match[str] | None:
    return next((found for line in said(failure).splitlines() if (found := _SAID.search(line))), None)
