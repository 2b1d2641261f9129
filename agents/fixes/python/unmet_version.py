"""A version that no release meets: the line that asks for it is named; which version is meant only a person knows."""

from __future__ import annotations

import re

from mity.agents.python.manifest import Declared, declared, manifests, parsed
from mity.agents.python.names import canonical
from mity.healing.model import Advice, Proposal
from mity.healing.rules import FailureContext, Rule

_NAME = r"(?<![\w.-])(?P<name>[A-Za-z][\w.-]*+)"
_ABSENT = (
    re.compile(rf"there (?:is|are) no versions? of {_NAME}"),
    re.compile(rf"[Bb]ecause (?:only )?{_NAME}\S*+ (?:is|are) (?:available|unavailable)"),
    re.compile(rf"only (?:the following versions of )?{_NAME}\S*+ (?:is|are) available"),
    re.compile(rf"(?:No matching distribution found for|that satisfies the requirement) {_NAME}"),
    re.compile(rf"{_NAME} was not found in the package registry"),
    re.compile(
        rf"no versions of {_NAME} match|{_NAME.replace('name', 'other')} \(\S+\) which doesn't match any versions"
    ),
)


class UnmetVersion(Rule):
    """Reports where the project asks for a version, or for a name, that the registry does not have."""

    id = "unmet-version"
    title = "say which line asks for a version that does not exist"

    def propose(self, failure: FailureContext) -> Proposal | None:
        names = {
            canonical(found[group])
            for pattern in _ABSENT
            for found in pattern.finditer(failure.output)
            for group in found.groupdict()
            if found[group]
        }
        asked = [one for one in _asked(failure) if one.name in names]
        said = [one for one in asked if _said(failure.output, one.text)] or asked
        places = list(dict.fromkeys(f"{_line(failure, one)} asks for {one.text}" for one in said))
        if not places or len({one.name for one in said}) > 1:
            return None
        return Advice(f"{' and '.join(places[:3])}, which no release meets: ask for a version that exists")


def _asked(failure: FailureContext) -> list[Declared]:
    """What the project declares, compiled requirements among it."""
    found = declared(failure)
    for path in manifests(failure.root):
        for line in (failure.read(path) or "").splitlines() if path.endswith((".txt", ".in", ".lock")) else ():
            bare = re.sub(r"\s+#.*$|\s*\\$", "", line).strip()
            if bare and (requirement := parsed(bare)):
                found.append(Declared(canonical(requirement.name), bare, path))
    return found


def _said(output: str, text: str) -> bool:
    """Whether the output names the range of a requirement, in whatever order its parts stand."""
    requirement = parsed(text)
    parts = [str(one) for one in requirement.specifier] if requirement else []
    return bool(parts) and all(part in output for part in parts)


def _line(failure: FailureContext, one: Declared) -> str:
    """The place of a requirement as `file:line`; the file alone where its text is put together."""
    name = re.compile(rf"(?<![\w.-]){re.escape(one.text)}|^\W*{re.escape(one.name)}\b.*[=:<>~!]", re.IGNORECASE)
    for number, line in enumerate((failure.read(one.file) or "").splitlines(), 1):
        if one.text in line or (one.name in line.lower() and name.search(line)):
            return f"{one.file}:{number}"
    return one.file
