"""A version in go.mod that does not exist: the one that go.sum knows takes its place."""

from __future__ import annotations

import re

from mity.agents.go.modules import LOCK, MANIFEST, SCOPE, locked, required
from mity.changes.edit import Edit
from mity.healing.model import Advice, ErrorType, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_SAID = re.compile(
    r"missing go\.sum entry|unknown revision|invalid version|no matching versions for query|reading \S+: 404 Not Found"
    r"|module \S+@\S+: not found"
)
_QUERY = re.compile(
    r"go\.mod:(?P<line>\d+)(?::\d+)?: (?:no matching versions for query|invalid version|[^\n]*unknown rev)"
)


class GoVersion(Rule):
    """Asked behind the rule that lets go complete go.sum, which fails where a version is not there."""

    id = "go-version"
    title = "require the version that go.sum knows"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if not _SAID.search(failure.output):
            return None
        known, wanted = locked(failure), required(failure)
        wrong = {path: version for path, version in wanted.items() if version not in known.get(path, [version])}
        text = failure.read(MANIFEST) or ""
        for path, version in wrong.items():
            if len(known[path]) != 1:
                return Advice(
                    f"{path} {version} is not known: {LOCK} has {' and '.join(known[path])}; choose in {MANIFEST}"
                )
            text = re.sub(
                rf"({re.escape(path)}[ \t]+){re.escape(version)}(?=\s)", rf"\g<1>{known[path][0]}", text, count=1
            )
        if not wrong:
            return _told(failure)
        title = ", ".join(f"{path} {known[path][0]}" for path in wrong)
        edit = Edit(MANIFEST, text.encode())
        return Fix(self.id, f"require {title}, which {LOCK} knows", (edit,), scope=SCOPE, cause=ErrorType.DEPENDENCY)


def _told(failure: FailureContext) -> Advice | None:
    found = _QUERY.search(failure.output)
    lines = (failure.read(MANIFEST) or "").splitlines()
    if found is None or not 0 < int(found["line"]) <= len(lines):
        return None
    line = lines[int(found["line"]) - 1].strip()
    return Advice(f"{MANIFEST}:{found['line']} asks for a version that does not exist ({line}): choose another")
