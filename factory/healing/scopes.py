"""What a fix may change, by the kind of error."""

from __future__ import annotations

from mity.changes.policy import ChangePolicy
from mity.changes.protected import CONFIGS, MANIFESTS, SOURCES, matches
from mity.healing.model import Diagnosis, ErrorType, Fix

MOST_SOURCE_FILES = 5
MOST_SOURCE_LINES = 60
_IN_SOURCES = (ErrorType.BUILD, ErrorType.TEST, ErrorType.RUNTIME, ErrorType.UNKNOWN)
_SKEW = "version-skew"
# A lock beside tests holds versions, and no test.
_LOCKS_BESIDE_TESTS = ("uv.lock", "Cargo.lock", "package-lock.json", "packages.lock.json")


def allowed(diagnosis: Diagnosis, fix: Fix) -> tuple[str, ...]:
    """The globs a fix for this diagnosis may change: what its type allows, further narrowed by its own scope."""
    configs = (*CONFIGS, *(f"**/{name}" for name in CONFIGS))
    at_start = (*configs, "pom.xml", "**/pom.xml")
    manifests = (*MANIFESTS, *(f"**/{name}" for name in MANIFESTS))
    by_type: dict[ErrorType, tuple[str, ...]] = {
        # Releases that do not fit each other: repaired in a manifest, or in the named file that uses the old name.
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


def fix_policy(diagnosis: Diagnosis, fix: Fix) -> ChangePolicy:
    """What a fix for this diagnosis may change, and how much where it changes sources."""
    by_agent = fix.generator is not None
    limited = by_agent or diagnosis.error_type is ErrorType.BUILD
    return ChangePolicy(
        allowed=allowed(diagnosis, fix),
        exempt=_LOCKS_BESIDE_TESTS,
        within=fix.scope,
        named=fix.scope,
        most_files=MOST_SOURCE_FILES if limited else None,
        most_lines=MOST_SOURCE_LINES if limited else None,
        only_new_lines=True,
        only_existing=not by_agent,  # what a rule restores as a whole is no rewriting
    )
