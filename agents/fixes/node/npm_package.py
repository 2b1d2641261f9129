"""A package that sources import and package.json does not name: declared if it is known for certain, else asked."""

from __future__ import annotations

import re

from mity.agents.fixes.node.misspelled_module import intended
from mity.agents.fixes.node.misspelled_name import near
from mity.agents.fixes.node.npm_lock import relocked, unlocked
from mity.agents.node.declaring import declaring
from mity.agents.node.imports import specifiers
from mity.agents.node.messages import said
from mity.agents.node.modules import scripts
from mity.agents.node.packages import declared, known_packages, manifest, package_of
from mity.agents.node.remembered import remembered
from mity.agents.node.unresolved import unresolved_imports
from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext, Rank, Rule

_MISSING = (
    re.compile(r"Cannot find (?:module|package) '(?P<name>[^'\n]+)'"),
    re.compile(r"(?:Could not resolve|[Ff]ailed to resolve import) ['\"](?P<name>[^'\"\n]+)['\"]"),
    re.compile(r"Cannot find dependency '(?P<name>[^'\n]+)'"),
    re.compile(
        r"(?<![@\w./-])(?P<name>[@\w./-]+)'? should be listed in the project's dependencies"
    ),  # what linters say
    re.compile(r'"(?P<name>[@\w./-]+)" is extraneous'),
)
_UNTYPED = re.compile(r"Could not find a declaration file for module '(?P<name>[^'\n]+)'")


class NpmPackage(Rule):
    """Only what the project's own sources import, only under a name of the table; a near name is never installed."""

    id = "npm-package"
    title = "declare and install a missing package"
    rank = Rank.FINAL  # installing again what is declared brings nothing that is not

    def propose(self, failure: FailureContext) -> Proposal | None:
        if not manifest(failure):
            return None
        names = _missing(failure)
        if any(_mistyped(failure, name) for name in names):
            return None  # the import is to be corrected
        if names:
            return _declared(failure, self.id, names)
        names = _untyped(failure)
        return _typed(failure, self.id, names) if names else None


def _declared(failure: FailureContext, rule: str, names: list[str]) -> Proposal | None:
    if any(unlocked(failure, name) for name in names):
        name = next(name for name in names if unlocked(failure, name))
        return relocked(failure, rule, f"{name} is declared but not in the lock file")
    known = known_packages()["known"]
    sure = {*known["names"], *known_packages()["programs"].values()}
    for name in names:
        if name not in sure and remembered(failure, name) is None:
            meant = next((one for one in sorted({*declared(failure), *sure}) if near(name, one, shortest=3)), "")
            if meant:
                return Advice(
                    f"nothing declares '{name}': did you mean '{meant}'? Correct the import; mity installs no guesses"
                )
            return Advice(f"nothing declares '{name}': check the name, then add it", f"npm install {name}")
    used = {package_of(name) for path in scripts(failure) for name in specifiers(failure.read(path) or "")}
    run = [_wanted(failure, name) for name in names if name in used]
    dev = [_wanted(failure, name) for name in names if name not in used]
    types = [f"@types/{name}" for name in names if name in known["typed_apart"] and _typescript(failure)]
    verb = "is" if len(names) == 1 else "are"
    return declaring(failure, rule, f"{', '.join(names)} {verb} imported", run, [*dev, *types])


def _mistyped(failure: FailureContext, name: str) -> bool:
    """Whether sources import a near name of a declared package, or of a module of Node's."""
    known = {*known_packages()["known"]["names"], *known_packages()["programs"].values()}
    wrong = [(file, one) for file, one in unresolved_imports(failure) if package_of(one) == name]
    return name not in known and any(intended(failure, file, one) for file, one in wrong)


def _typed(failure: FailureContext, rule: str, names: list[str]) -> Proposal | None:
    """The types of packages that bring none."""
    types = [f"@types/{name}" for name in names if name in known_packages()["known"]["typed_apart"]]
    if len(types) < len(names):
        name = next(name for name in names if name not in known_packages()["known"]["typed_apart"])
        text = f"{name} has no type definitions: add the published ones, or declare the module in a .d.ts file"
        return Advice(text, f"npm install --save-dev @types/{name.lstrip('@').replace('/', '__')}")
    return declaring(failure, rule, f"{', '.join(names)} has no type definitions", [], types)


def _missing(failure: FailureContext) -> list[str]:
    """Packages that imports name and that neither package.json names nor, if it does, the lock holds."""
    text = said(failure)
    found = [package_of(match["name"]) for pattern in _MISSING for match in pattern.finditer(text)]
    return [n for n in dict.fromkeys(found) if n and (n not in declared(failure) or unlocked(failure, n))]


def _untyped(failure: FailureContext) -> list[str]:
    return list(dict.fromkeys(filter(None, (package_of(m["name"]) for m in _UNTYPED.finditer(said(failure))))))


def _typescript(failure: FailureContext) -> bool:
    return "typescript" in declared(failure)


def _wanted(failure: FailureContext, name: str) -> str:
    """The package in the range of its sisters: those of one scope are released together."""
    scope = f"{name.partition('/')[0]}/"
    ranges = {p.wanted for n, p in declared(failure).items() if name.startswith("@") and n.startswith(scope)}
    return f"{name}@{ranges.pop()}" if len(ranges) == 1 else name
