"""What a change may touch: one policy as data, one place that decides."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

from mity.changes.awareness import CODE, awareness
from mity.changes.diff import added_text, count_lines, count_new_lines
from mity.changes.file_roles import without_role
from mity.changes.folded import put_together
from mity.changes.gates import gate, strict_gate
from mity.changes.hidden_failures import hidden_failure
from mity.changes.idioms import without_idioms
from mity.changes.import_time import patched
from mity.changes.protected import JUDGED, PROTECTED, is_test, matches, matches_any_case
from mity.changes.python_code import reach
from mity.changes.readable import readable, undecodable
from mity.changes.shadows import shadow
from mity.changes.silencers import joined, silencer
from mity.changes.surroundings import surroundings
from mity.changes.swallowed import python_handlers, swallowed
from mity.changes.tests_within import hidden_test, product_part
from mity.text.encoding import same_text
from mity.text.records import dataclass

Changes = Mapping[str, tuple[bytes | None, bytes | None]]
Redact = Callable[[str], str]
_MOST_CODE = 400_000
_LONG_LINE = re.compile(r"[^\n]{4000}")


@dataclass(frozen=True, slots=True)
class ChangePolicy:
    """What a change may touch and how much of it. All but numbers and flags are globs of relative paths.

    Nothing `protected` may change or appear, except file names in `exempt`; `because` says why. Files of `new_only`
    (tests) stay as they are, new ones may come if they match `allowed_new`. Every other path must match `allowed` and,
    when there is one, `within`; a path in `named` may also be a new file, one that was empty, or one whose characters
    stay the same. No file is ever deleted, and no setting of tests, linters and compilers changes.

    `most_files` and `most_lines` limit the change (None: no limit). Lines are those added and removed; with
    `only_new_lines` those that were not there before, layout apart; with `only_existing` new files do not count.
    A definition may say more: nothing that matches `never` may change, every path must match `scopes` where there are
    some, and what matches `freed` is not protected for being a test or a gate.

    With `needs_tests` a change must bring tests and something else. `redact`, which masks the secrets of a text, is set
    where the author is not trusted: then the change may silence no check and hold no secret. `package` tells whether a
    folder is a package of Python, where that is known.
    """

    allowed: tuple[str, ...] = ("**",)
    protected: tuple[str, ...] = PROTECTED
    because: str = "which holds tests or gates"
    exempt: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    new_only: tuple[str, ...] = ()
    allowed_new: tuple[str, ...] = ()
    most_files: int | None = None
    most_lines: int | None = None
    only_new_lines: bool = False
    only_existing: bool = False
    needs_tests: bool = False
    scopes: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    freed: tuple[str, ...] = ()
    redact: Redact | None = None
    package: Callable[[str], bool] | None = None

    def is_new_test(self, path: str, before: bytes | None) -> bool:
        """True for a test file that was not there before."""
        return before is None and matches(path, self.new_only)


def violation(policy: ChangePolicy, changes: Changes) -> str:
    """Why a change must not be, in one clause, or an empty string.

    `changes` maps each changed path to its bytes before and after; None stands for a file that is not there.
    """
    for path, (before, after) in changes.items():
        if reason := _outside(policy, path, before, after):
            return reason
        if name := "" if _given(path, policy.freed) else gate(path, before, after):
            return f"it changed {name} in {path}, which is a gate"
        if hidden := shadow(path, before, _packages(policy, changes)):
            return f"it made {path}, which hides {hidden}"
    found = suspicion(changes, policy.redact, policy.new_only, policy.freed) if policy.redact else ""
    found = found or (_without_role(changes) if policy.redact and not policy.scopes else "")
    return found or _too_much(policy, changes) or _without_tests(policy, changes)


def _without_role(changes: Changes) -> str:
    """Which file no repair and no feature is made of, whatever is in it; scopes of a definition name their own."""
    roles = ((path, without_role(path, *pair)) for path, pair in changes.items())
    return next((f"it wrote {path}, {role}" for path, role in roles if role), "")


def _packages(policy: ChangePolicy, changes: Changes) -> Callable[[str], bool] | None:
    """Tells which folders are packages once the change is made, where it is known which are packages now."""
    known = policy.package
    return (lambda folder: f"{folder}/__init__.py" in changes or known(folder)) if known else None


def suspicion(changes: Changes, redact: Redact, tests: tuple[str, ...] = (), freed: tuple[str, ...] = ()) -> str:
    """What no change by a coding agent may hold, wherever it is and whatever it is for; or an empty string.

    New files that match `tests` may use what tests use, and tests that match `freed` may be changed.
    """
    return next(filter(None, (_suspect(path, *pair, redact, tests, freed) for path, pair in changes.items())), "")


def _suspect(
    path: str,
    before: bytes | None,
    after: bytes | None,
    redact: Redact,
    tests: tuple[str, ...],
    freed: tuple[str, ...],
) -> str:
    if what := "" if _given(path, freed) else strict_gate(path, before, after):
        return f"it changed {what} in {path}, which is a gate"
    own = matches(path, freed)
    added = added_text(before, after)
    if path.endswith(CODE) and (what := undecodable(path, before, after)):
        return f"it wrote {what} into {path}, by which compilers read other code than people"
    if not own and path.endswith(CODE) and (len(added) > _MOST_CODE or _LONG_LINE.search(added)):
        return f"it wrote more into {path} at once than anybody can review"
    if what := "" if own else hidden_test(path, before, after):
        return f"it changed {what} in {path}, which is a gate"
    test = own or (before is None and (is_test(path) or matches(path, tests)))
    found = silencer(joined(added)) or silencer(readable(path, added))
    if not found and not test:
        found = _in_product(path, before, after)
    if not found and test and path.endswith(".py"):
        found = patched(before, after)
    if found:
        return f"it silences a check in {path} ({found})"
    return f"it wrote a secret into {path}" if redact(added) != added else ""


def _given(path: str, freed: tuple[str, ...]) -> bool:
    """Whether a definition leaves a file of settings to the agent as a whole."""
    return matches(path, JUDGED) and matches(path, freed)


def _in_product(path: str, before: bytes | None, after: bytes | None) -> str:
    """What code of a product says that only a test may, or by which it hides its failures."""
    product = product_part(path, after)
    text = joined(added_text(*(without_idioms(path, data) for data in (before, product))))
    plain = readable(path, text)
    found = _knows(path, text) or (plain != text and _knows(path, plain))
    if not found and path.endswith((".py", ".pyi")):
        made = put_together(before, product)
        found = reach(before, after) or python_handlers(before, after) or hidden_failure(before, after)
        found = found or silencer(made) or _knows(path, made)
    return found or ""


def _knows(path: str, text: str) -> str:
    """What in a text of code knows of tests, of what surrounds them, or drops every error."""
    return awareness(path, text) or (surroundings(text) if path.endswith(CODE) else "") or swallowed(path, text)


def _outside(policy: ChangePolicy, path: str, before: bytes | None, after: bytes | None) -> str:
    if before is not None and after is None:
        return f"it deleted {path}"
    if matches(path, policy.never):
        return f"it changed {path}, which the step never lets anybody change"
    if policy.scopes and not matches(path, policy.scopes):
        return f"it changed {path}, which is outside the scopes of the step"
    freed = matches(path, policy.freed) or matches(PurePosixPath(path).name, policy.exempt)
    if matches_any_case(path, policy.protected) and not freed:
        return f"it changed {path}, {policy.because}"
    test = matches(path, policy.new_only) and not matches(path, policy.freed)
    if test and before is not None:
        return f"it changed {path}, a test that was there before"
    fits = matches(path, policy.allowed_new if test else policy.allowed)
    if not (fits and (not policy.within or matches(path, policy.within))) and not _harmless(
        policy, path, before, after
    ):
        return f"it changed {path}, which is outside its scope"
    return ""


def _harmless(policy: ChangePolicy, path: str, before: bytes | None, after: bytes | None) -> bool:
    """True for a file that the policy names and that is new or was empty, or whose characters stay the same."""
    if path not in policy.named or after is None:
        return False
    return not before or same_text(before, after)


def _too_much(policy: ChangePolicy, changes: Changes) -> str:
    counted = [pair for pair in changes.values() if pair[0] or not policy.only_existing]
    if policy.most_files is not None and len(counted) > policy.most_files:
        return f"it changed {len(counted)} files, {policy.most_files} at most"
    count = count_new_lines if policy.only_new_lines else count_lines
    lines = sum(count(before, after) for before, after in counted)
    if policy.most_lines is not None and lines > policy.most_lines:
        return f"it changed {lines} lines, {policy.most_lines} at most"
    return ""


def _without_tests(policy: ChangePolicy, changes: Changes) -> str:
    tests = [path for path, (before, _) in changes.items() if policy.is_new_test(path, before)]
    if not policy.needs_tests or (tests and len(tests) < len(changes)):
        return ""
    return "it brought tests and nothing else" if tests else "it brought no new test file"
