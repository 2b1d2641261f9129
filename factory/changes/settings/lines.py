"""Scripts and other files without a structure: which of their lines decide whether a failure is one."""

from __future__ import annotations

import re
from collections import Counter

_FORGIVES = re.compile(
    r"\|\|\s*(?:true|:|exit\s+0|echo\b|/bin/true|return\s+0)|;\s*(?:true|:|exit\s+0)\s*$|\bset\s+\+e|\bset\s+\+o\s+errexit"
    r"|^\s*(?:exit|return)(?:\s+0)?\s*(?:#.*)?$|\btrap\b|^\s*-\s*\w|\bif\s+!\s|continue-on-error|allow_failure|ignoreFailures"
    r"|\bunalias\b|\balias\s+\w+=|\bfunction\s+(?:pytest|npm|npx|cargo|mvn|go|dotnet)\b|^\s*(?:pytest|npm|npx|cargo|mvn|go"
    r"|dotnet)\s*\(\)|--exit-zero|--pass-with-no-tests|--passWithNoTests|-DskipTests|--no-verify|&\s*$|\bPATH="
    r"|^\s*HEALTHCHECK\s+NONE|^\s*SHELL\b[^\n]{0,200}\+e"
    r"|^\s*entrypoint\s*:|^\s*(?:command|CMD|ENTRYPOINT)\b[^\n]*\btrue\b",
    re.MULTILINE,
)
_STRICT = re.compile(r"\bset\s+-\w*[eu]|pipefail|errexit|ErrorActionPreference")
_PROVES = re.compile(
    r"\b(?:pytest|unittest|tox|nox|ruff|mypy|pyright|flake8|pylint|coverage|vitest|jest|mocha|karma|playwright|cypress"
    r"|eslint|tsc|biome|prettier|nextest|clippy|surefire|ctest|golangci-lint|staticcheck|bandit|test|tests|lint|check"
    r"|verify|typecheck|audit)\b"
)


def lines_that_differ(before: bytes | None, after: bytes | None) -> list[str]:
    """The lines that only one of two versions has, without their indentation."""
    old, new = (Counter(_lines(data)) for data in (before, after))
    return [*(new - old).elements(), *(old - new).elements()]


def script_gate(before: bytes | None, after: bytes | None) -> str:
    """What in a script now forgives a failure, or proves nothing any more; or an empty string."""
    old, new = (Counter(_lines(data)) for data in (before, after))
    came, gone = list((new - old).elements()), list((old - new).elements())
    if found := next((line for line in came if _FORGIVES.search(line)), ""):
        return f"`{found}`"
    if found := next((line for line in gone if _STRICT.search(line) or _PROVES.search(line)), ""):
        return f"`{found}`"
    return ""


def _lines(data: bytes | None) -> list[str]:
    return [line.strip() for line in (data or b"").decode("utf-8", "replace").splitlines()]
