"""Packages that the lock vouches for and that are not there, or in part only: installed again as locked."""

from __future__ import annotations

import re

from mity.agents.node.messages import said
from mity.agents.node.packages import LOCK, declared, installed, installing, locked, package_of
from mity.healing.model import Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_INSIDE = re.compile(
    r"(?:Cannot find module|ENOENT: no such file or directory, open) '[^'\n]*[\\/]node_modules[\\/]"
    r"(?P<name>(?:@[^\\/'\n]+[\\/])?[^\\/'\n]+)[\\/]"
)
_FROM = re.compile(
    r"(?:Cannot find module '[^'\n]+'(?: imported from|\s*\n(?:[^\n]*\n){0,2}?- )\s*'?[^\n']*"
    r"|No known conditions[^\n]*|Failed to resolve entry for package \"(?P<entry>[^\"]+)\"[^\n]*)"
    r"(?:[\\/]node_modules[\\/](?P<name>(?:@[^\\/\n]+[\\/])?[^\\/\n']+))?"
)
_NAMED = re.compile(
    r"Cannot find (?:module|package|dependency) '(?P<name>[^'\n]+)'|(?<![\w-])(?P<tool>[\w-]++): (?:command )?not found"
)


class NpmInstall(Rule):
    """Reinstalls the whole tree from the lock file; a single package is never repaired alone."""

    id = "npm-install"
    title = "install the packages as locked"

    def propose(self, failure: FailureContext) -> Proposal | None:
        install = installing(failure) if (failure.root / LOCK).is_file() else ()
        names = _broken(failure) if install else []
        if not names:
            return None
        there = (failure.root / "node_modules").is_dir()
        part = "incomplete" if there and installed(failure, names[0]) else "missing"
        what = f"{names[0]} is {part}" if there else "node_modules is missing"
        discards = ("node_modules",) if there else ()
        return Fix(self.id, f"{what}: install again as locked", commands=install, move_aside=discards)


def _broken(failure: FailureContext) -> list[str]:
    """The packages that are damaged or missing, and locked, in the order of the output."""
    text = said(failure)
    found = [match["name"] or match["entry"] or "" for match in _FROM.finditer(text) if "node_modules" in match.group()]
    found += [match["entry"] for match in _FROM.finditer(text) if match["entry"]]
    found += [match["name"] for match in _INSIDE.finditer(text)]
    names = [match["name"] or match["tool"] for match in _NAMED.finditer(text)]
    found += [name for name in map(package_of, names) if name in declared(failure) and not installed(failure, name)]
    return [name for name in dict.fromkeys(one.replace("\\", "/") for one in found) if name and locked(failure, name)]
