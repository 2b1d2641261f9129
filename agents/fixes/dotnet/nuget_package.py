"""A package that C# code uses and its project does not reference: declared where the version is known already."""

from __future__ import annotations

from mity.agents.dotnet.messages import Message, errors
from mity.agents.dotnet.namespaces import known
from mity.agents.dotnet.projects import (
    CENTRAL,
    LOCK,
    central,
    edit,
    items,
    project_of,
    resolved,
    restoring,
    version_in,
    with_item,
)
from mity.agents.project_files import editable
from mity.command import Command
from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_CODES = ("CS0246", "CS0234", "CS0400")


class NugetPackage(Rule):
    """A name from the table, or one of the central list; anything else is a person's to say."""

    id = "nuget-package"
    title = "reference a package that the code uses"

    def propose(self, failure: FailureContext) -> Proposal | None:
        for message in errors(failure, *_CODES):
            package = _package(failure, message)
            project = project_of(failure, message.file) or message.project
            text = failure.read(project) if project else None
            if not package or text is None or package in items(text, "PackageReference"):
                continue
            if not editable(project):
                words = f"dotnet add {project} package {package}"
                return Advice(f"{project} lacks {package}: add it; mity does not edit test projects", words)
            return self._referencing(failure, project, text, package)
        return None

    def _referencing(self, failure: FailureContext, project: str, text: str, package: str) -> Proposal | None:
        versions = failure.read(CENTRAL) or ""
        scope = (project, CENTRAL, f"**/{LOCK}", LOCK)
        version = version_in(versions, "PackageVersion", package) or resolved(failure, package)
        if not version:
            argv = (failure.tools.get("dotnet", "dotnet"), "add", project, "package", package)
            commands = (Command(argv, failure.root, timeout=600), *restoring(failure))
            return Fix(self.id, f"add the package {package} to {project}", commands=commands, scope=scope)
        own = central(failure)
        made = with_item(text, "PackageReference", package, "" if own else version)
        if made is None:
            return None
        edits = [edit(project, made)]
        if own and (listed := with_item(versions, "PackageVersion", package, version)):
            edits.append(edit(CENTRAL, listed))
        title = f"reference {package} {version} in {project}"
        return Fix(self.id, title, tuple(edits), restoring(failure, "--force-evaluate"), scope=scope)


def _package(failure: FailureContext, message: Message) -> str:
    """The package that brings the namespace which a using at the place of the error names."""
    lines = (failure.read(message.file) or "").splitlines()
    line = lines[message.line - 1].strip() if 0 < message.line <= len(lines) else ""
    named = line.removeprefix("global ").removeprefix("using ").rstrip("; ") if "using " in line else ""
    table: dict[str, str] = known()["packages"]
    listed = items(failure.read(CENTRAL) or "", "PackageVersion")
    certain = {**{name: name for name in listed}, **table}
    fits = [space for space in certain if named == space or named.startswith(f"{space}.")]
    return certain[max(fits, key=len)] if fits else ""
