"""What several scanners say of one thing, as one finding."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from mity.scanners.finding import Finding, Look, in_order

_TWIN = re.compile(r"^S(\d{3})$")


def merged(looks: Iterable[Look]) -> list[Finding]:
    """All findings, the worst first. Secrets are one by place, others by rule too; rules of Ruff are Bandit's."""
    found: dict[tuple[object, ...], Finding] = {}
    for one in in_order(finding for look in looks for finding in look.findings):
        key = _key(one)
        found[key] = _both(found[key], one) if key in found else one
    return in_order(found.values())


def _key(one: Finding) -> tuple[object, ...]:
    if one.purpose == "secrets" and one.line and "commit" not in one.evidence:
        return one.purpose, one.path, one.line
    if one.purpose == "dependencies":
        return one.purpose, one.path, one.rule, one.known
    return one.purpose, one.path, one.line, _TWIN.sub(r"B\1", one.rule), one.known, one.message if not one.line else ""


def _both(first: Finding, other: Finding) -> Finding:
    tools = dict.fromkeys((*first.tools, *other.tools))
    return replace(first, tools=tuple(tools), column=first.column or other.column, fix=first.fix or other.fix)
