"""What a fix may change, by the kind of error."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mity.changes.protected import CONFIGS, MANIFESTS, NOBODYS, SOURCES, freed_by, matches
from mity.healing.model import Diagnosis, ErrorType, Fix
from mity.text.records import dataclass

if TYPE_CHECKING:
    from mity.changes.policy import ChangePolicy

MOST_SOURCE_FILES = 5
MOST_SOURCE_LINES = 60
WORD_LINES = 6
_IN_SOURCES = (ErrorType.BUILD, ErrorType.TEST, ErrorType.RUNTIME, ErrorType.UNKNOWN)
_SKEW = "version-skew"
_VENDORED = ("vendor/**",)  # copies of what the manifest names, made by the manager of the dependencies
# A lock beside tests holds versions, and no test.
_LOCKS_BESIDE_TESTS = ("uv.lock", "Cargo.lock", "package-lock.json", "packages.lock.json")


@dataclass(frozen=True, slots=True)
class HealingTerms:
    """What a definition says of the repairs of one step: globs of all that they may change, and of what they never may.

    Tests, pipelines and gates stay out of bounds, unless a glob of `scopes` names them: `tests/**` does, `**` and
    `src/**` do not.
    """

    scopes: tuple[str, ...] = ()
    never: tuple[str, ...] = ()

    @property
    def freed(self) -> tuple[str, ...]:
        """Those of `scopes` that name tests, pipelines or gates."""
        return freed_by(self.scopes)

    def applied_to(self, policy: ChangePolicy) -> ChangePolicy:
        """A policy with these terms on top of its own."""
        never = (*self.never, *NOBODYS) if self.freed else self.never
        return replace(policy, scopes=self.scopes, never=never, freed=self.freed)

    def shown(self, allowed: tuple[str, ...], forbidden: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The globs that a coding agent is told it may change, and those that it may not."""
        left = tuple(glob for glob in forbidden if glob not in self.freed)
        return self.scopes or allowed, (*self.never, *left)


NO_TERMS = HealingTerms()
"""Nothing besides what holds for every repair."""


def allowed(diagnosis: Diagnosis, fix: Fix) -> tuple[str, ...]:
    """The globs a fix for this diagnosis may change: what its type allows, further narrowed by its own scope."""
    configs = (*CONFIGS, *(f"**/{name}" for name in CONFIGS))
    at_start = (*configs, "pom.xml", "**/pom.xml")
    manifests = (*MANIFESTS, *(f"**/{name}" for name in MANIFESTS))
    named = [path for path in fix.scope if "*" not in path]
    skewed, cause = diagnosis.kind == _SKEW, fix.cause or diagnosis.error_type
    by_type: dict[ErrorType, tuple[str, ...]] = {
        # Releases that do not fit each other: repaired in a manifest, or in the named file that uses the old name. A
        # misspelled import looks like a distribution that lacks: a word of the one file that has it.
        ErrorType.DEPENDENCY: (*manifests, *_VENDORED, *(p for p in named if skewed or _one_source(fix))),
        ErrorType.CONFIG: (*manifests, *configs),
        ErrorType.BUILD: fix.scope,
        # An application that dies of a file it or its runtime reads at start: that file, named one by one.
        ErrorType.RUNTIME: (".env", ".env.*", *(p for p in named if matches(p, at_start))),
        # Tests that lack a plug-in of their runner: the manifest that is to declare it, and its lock.
        ErrorType.TEST: tuple(p for p in named if matches(p, manifests)),
    }
    globs = by_type.get(cause, ())
    # Somebody who reads the code may also mend the code, where no manifest or setting is to blame.
    reads = fix.generator is not None and diagnosis.error_type in _IN_SOURCES
    return (*globs, *SOURCES) if reads else globs


def _one_source(fix: Fix) -> bool:
    """Whether a fix is one edit of one source file and nothing else."""
    return len(fix.edits) == 1 and not fix.commands and matches(fix.edits[0].path, SOURCES)


def fix_policy(diagnosis: Diagnosis, fix: Fix) -> ChangePolicy:
    """What a fix for this diagnosis may change, and how much where it changes sources."""
    by_agent = fix.generator is not None
    limited = by_agent or (fix.cause or diagnosis.error_type) is ErrorType.BUILD
    from mity.changes.policy import ChangePolicy  # it reads many languages: loaded when something is repaired

    return ChangePolicy(
        allowed=allowed(diagnosis, fix),
        exempt=_LOCKS_BESIDE_TESTS,
        within=fix.scope,
        named=fix.scope,
        most_files=MOST_SOURCE_FILES if limited else None,
        most_lines=MOST_SOURCE_LINES if limited else WORD_LINES if _one_source(fix) else None,
        only_new_lines=True,
        only_existing=not by_agent,  # what a rule restores as a whole is no rewriting
    )
