"""What a fix may change, by the kind of error, and what no fix may ever change."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from mity.changes.gates import gate
from mity.changes.protected import CONFIGS, LOCKS, MANIFESTS, PROTECTED, SOURCES, matches
from mity.healing.model import Diagnosis, ErrorType, Fix
from mity.text.encoding import same_text

MOST_SOURCE_FILES = 5
MOST_SOURCE_LINES = 60
_IN_SOURCES = (ErrorType.BUILD, ErrorType.TEST, ErrorType.RUNTIME, ErrorType.UNKNOWN)
_SKEW = "version-skew"


def allowed(diagnosis: Diagnosis, fix: Fix) -> tuple[str, ...]:
    """The globs a fix for this diagnosis may change: what its type allows, further narrowed by its own scope."""
    configs = (*CONFIGS, *(f"**/{name}" for name in CONFIGS))
    at_start = (*configs, "pom.xml", "**/pom.xml")
    manifests = (*MANIFESTS, *(f"**/{name}" for name in MANIFESTS))
    by_type: dict[ErrorType, tuple[str, ...]] = {
        # Releases that do not fit each other: mended in a manifest, or in the named file that uses the old name.
        ErrorType.DEPENDENCY: (*manifests, *(p for p in fix.scope if "*" not in p and diagnosis.kind == _SKEW)),
        ErrorType.CONFIG: (*manifests, *configs),
        ErrorType.BUILD: fix.scope,
        # An application that dies of a file it or its runtime reads at start: that file, named one by one.
        ErrorType.RUNTIME: (".env", ".env.*", *(p for p in fix.scope if "*" not in p and matches(p, at_start))),
    }
    globs = by_type.get(diagnosis.error_type, ())
    # Somebody who reads the code may also mend the code, where no manifest or setting is to blame.
    reads = fix.generator is not None and diagnosis.error_type in _IN_SOURCES
    return (*globs, *SOURCES) if reads else globs


def violation(diagnosis: Diagnosis, fix: Fix, changed: Mapping[str, tuple[bytes | None, bytes | None]]) -> str:
    """Why the changes of a fix must not be, or an empty string.

    `changed` maps each changed path to its bytes before and after; None stands for a file that is not there.
    """
    globs = allowed(diagnosis, fix)
    for path, (before, after) in changed.items():
        if before is not None and after is None:
            return f"it deleted {path}"
        # A lock beside tests holds versions, and no test.
        if matches(path, PROTECTED) and PurePosixPath(path).name not in LOCKS:
            return f"it touched {path}, which holds tests or gates"
        narrowed = matches(path, globs) and (not fix.scope or matches(path, fix.scope))
        if not narrowed and not _harmless(path, fix, before, after):
            return f"it touched {path}, which is outside its scope"
        if name := gate(path, before, after):
            return f"it changed {name} in {path}, which is a gate"
    if diagnosis.error_type is ErrorType.BUILD or fix.generator is not None:
        # What a rule puts back whole is no rewriting; what somebody else writes anew is.
        return _too_much({p: pair for p, pair in changed.items() if pair[0] or fix.generator is not None})
    return ""


def _harmless(path: str, fix: Fix, before: bytes | None, after: bytes | None) -> bool:
    """True for a file that the fix names and that is new or was empty, or whose characters stay the same."""
    if path not in fix.scope or after is None:
        return False
    return not before or same_text(before, after)


def _too_much(changed: Mapping[str, tuple[bytes | None, bytes | None]]) -> str:
    if len(changed) > MOST_SOURCE_FILES:
        return f"it touched {len(changed)} source files, {MOST_SOURCE_FILES} at most"
    lines = sum(_changed_lines(before or b"", after or b"") for before, after in changed.values())
    return f"it changed {lines} lines, {MOST_SOURCE_LINES} at most" if lines > MOST_SOURCE_LINES else ""


def _changed_lines(before: bytes, after: bytes) -> int:
    """Lines that are not in the other version; line ends, tabs and encodings do not count."""
    old, new = ({re.sub(rb"\s+", b" ", line.strip()) for line in data.splitlines()} for data in (before, after))
    if b"\0" in before:
        return 0
    return len(new - old)
