"""A package that sources import and package.json does not name: declared if it is known for certain, else asked."""

from __future__ import annotations

import re

from mity.agents.fixes.near_name import near
from mity.agents.fixes.npm_lock import relocked, unlocked
from mity.agents.node.imports import statements
from mity.agents.node.messages import said
from mity.agents.node.modules import scripts
from mity.agents.node.packages import FILES, declared, installing, manifest, npm, package_of, table
from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_MISSING = (
    re.compile(r"Cannot find (?:module|package) '(?P<name>[^'\n]+)'"),
    re.compile(r"(?:Could not resolve|[Ff]ailed to resolve import) ['\"](?P<name>[^'\"\n]+)['\"]"),
    re.compile(r"Cannot find dependency '(?P<name>[^'\n]+)'"),
)
_UNTYPED = re.compile(r"Could not find a declaration file for module '(?P<name>[^'\n]+)'")


class NpmPackage(Rule):
    """Only what the project's own sources import, only under a name of the table; a near name is never installed."""

    id = "npm-package"
    title = "declare and install a missing package"
    final = True  # installing again what is declared brings nothing that is not

    def applies(self, case: FailureContext) -> bool:
        return bool(manifest(case)) and bool(_missing(case) or _untyped(case))

    def plan(self, case: FailureContext) -> Proposal | None:
        if names := _missing(case):
            return _declared(case, self.id, names)
        return _typed(case, self.id, _untyped(case))


def _declared(case: FailureContext, rule: str, names: list[str]) -> Proposal | None:
    if any(unlocked(case, name) for name in names):
        name = next(name for name in names if unlocked(case, name))
        return relocked(case, rule, f"{name} is declared but not in the lock")
    used = {package_of(s.module) for path in scripts(case) for s in statements(case.read(path) or "")}
    known = table()["known"]
    for name in names:
        if name not in known["names"]:
            meant = next((one for one in sorted({*declared(case), *known["names"]}) if near(name, one, shortest=3)), "")
            if meant:
                return Advice(
                    f"nothing declares '{name}': is '{meant}' meant? Correct the import, mity installs no guess"
                )
            return Advice(f"nothing declares '{name}': check the name, then add it", f"npm install {name}")
    run = [name for name in names if name in used]
    dev = [name for name in names if name not in used]
    types = [f"@types/{name}" for name in names if name in known["typed_apart"] and _typescript(case)]
    commands = (
        *(npm(case, "install", "--package-lock-only", *(_wanted(case, name) for name in run)) if run else ()),
        *(npm(case, "install", "--package-lock-only", "--save-dev", *dev, *types) if dev or types else ()),
    )
    if not commands:
        return Advice(f"{names[0]} is imported and not declared: add it", f"npm install {names[0]}")
    title = f"{', '.join(names)} is imported: add {', '.join((*names, *types))} to package.json"
    return Fix(rule, title, commands=(*commands, *installing(case)), scope=FILES)


def _typed(case: FailureContext, rule: str, names: list[str]) -> Proposal | None:
    """The types of packages that bring none."""
    types = [f"@types/{name}" for name in names if name in table()["known"]["typed_apart"]]
    if len(types) < len(names):
        name = next(name for name in names if name not in table()["known"]["typed_apart"])
        text = f"{name} brings no types: add those that are published for it, or declare the module in a .d.ts file"
        return Advice(text, f"npm install --save-dev @types/{name.lstrip('@').replace('/', '__')}")
    commands = npm(case, "install", "--package-lock-only", "--save-dev", *types)
    title = f"{', '.join(names)} brings no types: add {', '.join(types)}"
    return Fix(rule, title, commands=(*commands, *installing(case)), scope=FILES) if commands else None


def _missing(case: FailureContext) -> list[str]:
    """Packages that imports name and that neither package.json names nor, if it does, the lock holds."""
    text = said(case)
    found = [package_of(match["name"]) for pattern in _MISSING for match in pattern.finditer(text)]
    return [n for n in dict.fromkeys(found) if n and (n not in declared(case) or unlocked(case, n))]


def _untyped(case: FailureContext) -> list[str]:
    return list(dict.fromkeys(filter(None, (package_of(m["name"]) for m in _UNTYPED.finditer(said(case))))))


def _typescript(case: FailureContext) -> bool:
    return "typescript" in declared(case)


def _wanted(case: FailureContext, name: str) -> str:
    """The package in the range of its sisters: those of one scope are released together."""
    scope = f"{name.partition('/')[0]}/"
    ranges = {p.wanted for n, p in declared(case).items() if name.startswith("@") and n.startswith(scope)}
    return f"{name}@{ranges.pop()}" if len(ranges) == 1 else name
