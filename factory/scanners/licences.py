"""Licences of packages against a policy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from mity.scanners.finding import Finding
from mity.scanners.settings import LicencePolicy
from mity.text.records import dataclass, field

_TOKEN = re.compile(r"\(|\)|[^\s()]+")
_DEEPEST = 50


@dataclass(frozen=True, slots=True)
class Package:
    """A package with the licence that it names, an SPDX expression where it has one, and the file that asks for it."""

    name: str
    version: str
    licence: str
    path: str = ""


@dataclass(slots=True)
class Packages:
    """Packages of all kinds, and in sentences those kinds that could not be looked at."""

    found: list[Package] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)


def judge(packages: Iterable[Package], policy: LicencePolicy) -> Iterator[Finding]:
    """A finding for each package that the policy does not let in."""
    for one in sorted(set(packages), key=lambda one: (one.name, one.version, one.path)):
        if one.name in policy.except_:
            continue
        if not one.licence:
            yield _finding(one, policy.unknown, "no-licence", f"{one.name} names no licence")
        elif not permitted(one.licence, policy):
            yield _finding(one, policy.severity, "licence", f"{one.name} is under {one.licence}")


def _finding(one: Package, severity: str, rule: str, said: str) -> Finding:
    known = f"{one.name}\0{one.licence}"
    fix = "use another package, or name it under [secure.licences.except] with a reason"
    made = {"evidence": f"{one.name} {one.version}", "fix": fix, "known": known}
    return Finding("licences", ("mity",), rule, severity, f"{said}, which the policy does not allow", one.path, **made)  # type: ignore[arg-type]


def permitted(expression: str, policy: LicencePolicy) -> bool:
    """Whether an SPDX expression can be met by licences that the policy lets in: of `OR` one, of `AND` all.

    A text that is no such expression is one name.
    """
    words = _TOKEN.findall(expression.replace("/", " OR "))
    try:
        value, rest = _either(words, policy, 0)
        if not rest:
            return value
    except (IndexError, ValueError):
        pass
    return _lets_in(expression, policy)


def _either(words: list[str], policy: LicencePolicy, depth: int) -> tuple[bool, list[str]]:
    value, words = _both(words, policy, depth)
    while words and words[0].upper() == "OR":
        other, words = _both(words[1:], policy, depth)
        value = value or other
    return value, words


def _both(words: list[str], policy: LicencePolicy, depth: int) -> tuple[bool, list[str]]:
    value, words = _one(words, policy, depth)
    while words and words[0].upper() == "AND":
        other, words = _one(words[1:], policy, depth)
        value = value and other
    return value, words


def _one(words: list[str], policy: LicencePolicy, depth: int) -> tuple[bool, list[str]]:
    if words[0] == "(":
        if depth > _DEEPEST:
            raise ValueError("nested too deeply")
        value, words = _either(words[1:], policy, depth + 1)
        if words[0] != ")":
            raise ValueError("a bracket is missing")
        return value, words[1:]
    if words[0] == ")" or words[0].upper() in ("AND", "OR", "WITH"):
        raise ValueError("no licence")
    if len(words) > 2 and words[1].upper() == "WITH":
        return _lets_in(f"{words[0]} WITH {words[2]}", policy) or _lets_in(words[0], policy), words[3:]
    return _lets_in(words[0], policy), words[1:]


def _lets_in(name: str, policy: LicencePolicy) -> bool:
    word = name.strip().lower()
    if any(fnmatchcase(word, one.lower()) for one in policy.deny):
        return False
    return not policy.allow or any(fnmatchcase(word, one.lower()) for one in policy.allow)
