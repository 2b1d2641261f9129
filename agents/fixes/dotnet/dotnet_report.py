"""What .NET refuses and no rule repairs: the SDK, a project file, a service, the first error of the compiler."""

from __future__ import annotations

import re

from mity.agents.dotnet.messages import errors
from mity.healing.model import Advice, ErrorType, Proposal
from mity.healing.rules import FailureContext, Rank, Rule

_DOTNET = re.compile(r"\.NET|dotnet|error (?:CS|MSB|NETSDK)\d|resolve service for type")
_SDK = re.compile(r"Requested SDK version: (?P<version>\S+)|compatible \.NET SDK version (?P<other>\S+) was not found")
_INSTALLED = re.compile(r"^(?P<version>\d++\.\d++\.\d++\S*+) \[", re.MULTILINE)
_TARGET = re.compile(r"NETSDK1045: [^\n]{0,300}?targeting (?P<what>\.NET \S+ ?[\d.]*\d)")
_WINDOWS = re.compile(r"NETSDK1100: ")
_RUNTIME = re.compile(r"framework '(?P<name>[\w.]+)', version '(?P<version>[\w.-]+)'[^\n]*was not found")
_SERVICE = re.compile(
    r"Unable to resolve service for type '(?P<type>[^']+)' while attempting to activate '(?P<who>[^']+)'"
)
_PROJECT = re.compile(
    r"(?<![^\s:(])(?P<file>[^\s:(]++)(?:(?<=proj)|(?<=props)|(?<=targets)|(?<=slnx))"
    r"\((?P<line>\d+),\d+\): error (?:MSB4025|MSB4024|MSB4068): "
    r"(?P<text>[^\n]*?)(?: \[|$)",
    re.MULTILINE,
)


class DotnetReport(Rule):
    """One sentence and the command. The target framework, warnings as errors and the SDK's release stay as they are."""

    id = "dotnet-report"
    title = "report what .NET rejects"
    rank = Rank.LAST_RESORT

    def propose(self, failure: FailureContext) -> Proposal | None:
        if not _DOTNET.search(failure.output):
            return None
        said = failure.output
        if found := _SDK.search(said):
            there = ", ".join(dict.fromkeys(row["version"] for row in _INSTALLED.finditer(said))) or "none"
            version = found["version"] or found["other"]
            text = f"global.json requires the SDK {version}; installed: {there}. Install it, or let global.json roll"
            return Advice(f'{text} forward ("rollForward": "latestMajor")', "dotnet --list-sdks")
        if found := _TARGET.search(said):
            return Advice(f"this SDK is too old for {found['what']}: install a newer one", "dotnet --list-sdks")
        if _WINDOWS.search(said):
            text = "the project targets Windows: build it there, or set EnableWindowsTargeting in the project"
            return Advice(text, "dotnet build -p:EnableWindowsTargeting=true")
        if found := _RUNTIME.search(said):
            return Advice(f"the runtime {found['name']} {found['version']} is not installed", "dotnet --list-runtimes")
        if found := _SERVICE.search(said):
            text = f"{found['who'].rpartition('.')[2]} requires {found['type']}, which is not registered: add it"
            return Advice(f"{text} to the services")
        if found := _PROJECT.search(said):
            return Advice(f"{found['file']}:{found['line']} is not valid XML: {found['text']} Correct it")
        return self._first(failure) if failure.diagnosis.error_type is ErrorType.BUILD else None

    def _first(self, failure: FailureContext) -> Advice | None:
        """The first error that the compiler places in the project."""
        for message in errors(failure):
            if message.file and message.line:
                return Advice(f"fix {message.file}:{message.line}: {message.code} {message.text}")
        return None
