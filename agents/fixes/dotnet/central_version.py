"""Package versions that contradict the central list, or each other: stated once, where they belong, the higher one."""

from __future__ import annotations

import re

from mity.agents.dotnet.messages import Message, errors
from mity.agents.dotnet.projects import (
    CENTRAL,
    LOCK,
    central,
    edit,
    items,
    resolved,
    restoring,
    version_in,
    with_item,
    with_version,
    without_version,
)
from mity.agents.project_files import editable, files
from mity.changes.edit import Edit
from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_LOWERED = re.compile(
    r"package downgrade: (?P<name>[\w.-]+) from (?P<high>[\w.-]+)"
    r" to (?:centrally defined )?(?P<low>[\w.-]+?)\.?(?:\s|$)"
)
_NAMES = re.compile(r"items?:? (?P<names>[\w., -]+?)(?:\.?$| do(?:es)? not)")


class CentralVersion(Rule):
    """NU1008, NU1010, NU1109 and NU1605: what NuGet names is written down; no version is invented or lowered."""

    id = "central-version"
    title = "set a package version where it belongs"

    def propose(self, failure: FailureContext) -> Proposal | None:
        for message in errors(failure, "NU1008", "NU1010", "NU1109", "NU1605"):
            lowered = message.code in ("NU1109", "NU1605")
            made = self._raised(failure, message) if lowered else self._moved(failure, message)
            if made is not None:
                return made
        return None

    def _raised(self, failure: FailureContext, message: Message) -> Proposal | None:
        """The version of a package that another one asks for in a higher version, in the place where it is stated."""
        found = _LOWERED.search(message.text)
        if found is None:
            return None
        name, high, low = found["name"], found["high"], found["low"]
        for path in (CENTRAL, message.project, *files(failure, ".csproj")):
            text = failure.read(path) or ""
            tag = "PackageVersion" if path == CENTRAL else "PackageReference"
            if version_in(text, tag, name) != low or not editable(path):
                continue
            made = with_version(text, tag, name, high)
            if made is not None:
                return self._fix(failure, f"raise {name} from {low} to {high} in {path}", (edit(path, made),))
        return Advice(f"{name} {low} is too old for a package that requires {high}: replace {low} with {high}")

    def _moved(self, failure: FailureContext, message: Message) -> Proposal | None:
        """References that state a version, or that the central list does not know."""
        project = message.project
        text, versions = failure.read(project) or "", failure.read(CENTRAL) or ""
        if not central(failure) or not text or not editable(project):
            return None
        named = _NAMES.search(message.text)
        for name in re.split(r"[,; ]+", named["names"].strip(" .")) if named else ():
            if name not in items(text, "PackageReference"):
                continue
            version = version_in(text, "PackageReference", name) or resolved(failure, name)
            if name not in items(versions, "PackageVersion") and not version:
                words = f"dotnet add {project} package {name}"
                return Advice(f"{CENTRAL} has no version of {name}: add one", words)
            text = without_version(text, name) or text
            versions = with_item(versions, "PackageVersion", name, version) or versions
        pairs = ((project, text), (CENTRAL, versions))
        edits = tuple(edit(path, made) for path, made in pairs if made != failure.read(path))
        said = f"set the versions of {project} in {CENTRAL}"
        return self._fix(failure, said, edits) if edits else None

    def _fix(self, failure: FailureContext, title: str, edits: tuple[Edit, ...]) -> Fix:
        scope = (*(edit.path for edit in edits), f"**/{LOCK}")
        return Fix(self.id, title, edits, restoring(failure, "--force-evaluate"), scope=scope)
