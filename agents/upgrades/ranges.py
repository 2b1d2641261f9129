"""Ranges of versions as Python's managers write them: whether one allows a version, and the like of it that does."""

from __future__ import annotations

import re

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version

_CARET = re.compile(r"^\s*(?P<sign>\^|~(?!=))\s*(?P<version>\d+(?:\.\d+)*)\s*$")
_BARE = re.compile(r"^\s*\d+(?:\.\d+)*\s*$")


def allows(range_: str, version: str) -> bool:
    """Whether a range has a version in it; one that cannot be read is taken to have it."""
    if found := _CARET.match(range_):
        low, high = found["version"], _above(found["sign"], found["version"])
        range_ = f">={low},<{high}"
    elif _BARE.match(range_):
        range_ = f"=={range_.strip()}"
    try:
        return SpecifierSet("" if range_.strip() == "*" else range_).contains(version, prereleases=True)
    except InvalidSpecifier:
        return True


def allowing(range_: str, version: str) -> str:
    """A range of the same form that begins with the version; an upper bound goes to the next major version."""
    if found := _CARET.match(range_):
        return f"{found['sign']}{version}"
    if _BARE.match(range_):
        return version
    clauses = [one.strip() for one in range_.split(",") if one.strip()]
    exact = next((one for one in clauses if one.startswith(("==", "==="))), "")
    if exact and not exact.endswith(".*"):
        return f"=={version}"
    if exact:
        parts = version.split(".")
        return f"=={'.'.join(parts[: max(len(exact.removeprefix('==').strip().split('.')) - 1, 1)])}.*"
    if any(one.startswith("~=") for one in clauses):
        return f"~={version}"
    bounded = any(one.startswith("<") for one in clauses)
    return f">={version},<{_major(version) + 1}" if bounded else f">={version}"


def _above(sign: str, version: str) -> str:
    """The first version that a caret or a tilde does not allow."""
    parts = [int(one) for one in version.split(".")]
    if sign == "~":
        at = min(1, len(parts) - 1)
    else:
        at = next((place for place, one in enumerate(parts) if one), len(parts) - 1)
    return ".".join(map(str, [*parts[:at], parts[at] + 1]))


def _major(version: str) -> int:
    try:
        return Version(version).major
    except InvalidVersion:
        return 0
