"""A package or a version that no source has: the nearest version is for a person to take, a near name never."""

from __future__ import annotations

import re
from difflib import get_close_matches

from mity.agents.dotnet.messages import errors
from mity.agents.dotnet.namespaces import known
from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext, Rule

_NAME = re.compile(r"Unable to find package (?P<name>[\w-]+(?:\.[\w-]+)*)")
_VERSION = re.compile(r"Unable to find (?:a stable )?package (?P<name>[\w.-]+) with version \((?P<wanted>[^)]+)\)")
_NEAREST = re.compile(r"Nearest version: (?P<version>[\w.+-]+)")


class UnknownNugetPackage(Rule):
    """Says what is not there, and what the sources have."""

    id = "unknown-nuget-package"
    former_id = "nuget-choice"
    title = "report the package or version that does not exist"

    def propose(self, failure: FailureContext) -> Proposal | None:
        for message in errors(failure, "NU1101", "NU1102", "NU1103", "NU1107", "NU1403"):
            if message.code == "NU1107":
                return Advice(f"the required versions conflict; NuGet says: {message.text}")
            if message.code == "NU1403":
                return Advice(
                    "a package does not match the checksum in the lock file: find out which of the two changed"
                )
            if found := _VERSION.search(message.text):
                near = _NEAREST.search(failure.output)
                there = f", the nearest is {near['version']}" if near else ""
                text = f"no source has {found['name']} {found['wanted']}{there}: choose an existing version"
                return Advice(text, f"dotnet package search {found['name']} --exact-match")
            if found := _NAME.search(message.text):
                names = [*known()["packages"].values()]
                close = get_close_matches(found["name"], names, n=1, cutoff=0.8)
                meant = f": did you mean {close[0]}?" if close else ": check the name"
                text = (
                    f"no source has a package {found['name']}{meant} Correct it in {message.project or 'the project'}"
                )
                return Advice(text, f"dotnet package search {found['name']}")
        return None
