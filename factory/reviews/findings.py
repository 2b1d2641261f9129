"""Findings: what a tool, or an opinion, says of a line that a pull request changed, with its evidence."""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from mity.command import Outcome
from mity.engine.kinds.findings import findings
from mity.redaction.shapes import shaped
from mity.text.records import dataclass

ERROR, WARNING, OPINION = "error", "warning", "opinion"
Lines = Mapping[str, Mapping[int, str]]
"""The changed lines: path to number to text."""
_LEVEL = re.compile(r"^(?:-\s+)?(?P<level>error|warning|note|info|hint)\b[:\s]*", re.IGNORECASE)
_RULES = (
    re.compile(r"^(?P<rule>[A-Z]{1,5}\d{2,5}):?\s+(?:\[\*\]\s+)?"),
    re.compile(r"^\[(?P<rule>E\d{4})\]:\s*"),
    re.compile(r"\s*\[(?P<rule>[a-z][\w-]{2,60})\]$"),
    re.compile(r"\s+\((?P<rule>[a-z][\w-]{2,60})\)$"),
    re.compile(r"\s+(?P<rule>(?:@?[\w-]+/)*[a-z]+(?:-[a-z]+)+|no-\w+)$"),
)
_PYLINT_MILD = re.compile(r"^[CRWI]\d{4}$")
_MOST_SECRETS = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding at a line, counted from 1. `command` is what found it, `twin` counts equal ones of a file from 0.

    `text` is the digest of the line itself, by which the finding is known again when lines move.
    """

    path: str
    line: int
    level: str
    tool: str
    rule: str
    message: str
    command: str
    text: str = ""
    twin: int = 0

    @property
    def fingerprint(self) -> str:
        """What the finding is known by: not its line, and not how the tool was called."""
        parts = (self.path, self.tool, self.rule, self.message, self.text, str(self.twin))
        return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:20]

    def to_json(self) -> dict[str, Any]:
        """Plain data, as `read_finding` takes it."""
        return {name: getattr(self, name) for name in self.__slots__}


def read_finding(data: Mapping[str, Any]) -> Finding:
    """What `to_json` wrote. Raises KeyError, TypeError or ValueError when it is something else."""
    texts = {name: str(data[name]) for name in ("path", "level", "tool", "rule", "message", "command", "text")}
    return Finding(line=int(data["line"]), twin=int(data["twin"]), **texts)


def digest(text: str) -> str:
    """What a line is known by, without its blanks around."""
    return hashlib.sha256(text.strip().encode("utf-8", "replace")).hexdigest()[:12]


def told_apart(found: Iterable[Finding]) -> list[Finding]:
    """Findings each once, in the order of files and lines; equal ones at different lines are numbered."""
    unique = {(one.path, one.line, one.tool, one.rule, one.message): one for one in found}
    seen: Counter[str] = Counter()
    result = []
    for one in sorted(unique.values(), key=lambda one: (one.path, one.line, one.tool, one.rule, one.message)):
        plain = one.fingerprint
        result.append(replace(one, twin=seen[plain]))
        seen[plain] += 1
    return result


def of_tool(outcome: Outcome, root: Path, changed: Lines) -> Iterator[Finding]:
    """What a linter or type checker printed of changed lines. Where it names no level, its exit code decides."""
    usual = WARNING if outcome.ok else ERROR
    command = outcome.command.title or outcome.command.line
    for one in findings(outcome.output):
        path = _relative(one.file, outcome.command.cwd or root, root)
        if (text := changed.get(path, {}).get(one.line)) is None:
            continue
        level, rule, message = _read(one.text, usual)
        if level and message:
            yield Finding(path, one.line, level, _name(outcome), rule, message, command, digest(text))


def secrets_in(changed: Lines) -> Iterator[Finding]:
    """The changed lines that hold what has the form of a secret; its value is never repeated."""
    count = 0
    for path, lines in changed.items():
        for number, text in lines.items():
            if any(shaped(text)):
                said = "this line holds what has the form of a secret: take it out of the history and revoke it"
                yield Finding(
                    path, number, ERROR, "mity", "secret", said, "the forms of well-known tokens", digest(text)
                )
                count += 1
                if count >= _MOST_SECRETS:
                    return


def opinions(remarks: object, changed: Lines, agent: str) -> Iterator[Finding]:
    """What a coding agent remarked that names a changed line and says something; all else is passed over."""
    for one in remarks if isinstance(remarks, list) else ():
        if not isinstance(one, dict) or not isinstance(line := one.get("line"), int) or isinstance(line, bool):
            continue
        path, message = str(one.get("file") or one.get("path") or ""), " ".join(str(one.get("message") or "").split())
        if message and (text := changed.get(path, {}).get(line)) is not None:
            yield Finding(path, line, OPINION, agent, "opinion", message[:2000], f"asked of {agent}", digest(text))


def _read(text: str, usual: str) -> tuple[str, str, str]:
    """Level, rule and message in a complaint's text; the level is empty for what is a mere note."""
    level, rule = usual, ""
    if found := _LEVEL.match(text):
        word = found["level"].lower()
        level = word if word in (ERROR, WARNING) else ""
        text = text[found.end() :]
    for pattern in _RULES:
        if match := pattern.search(text):
            rule, text = match["rule"], (text[: match.start()] + text[match.end() :]).strip()
            break
    if _PYLINT_MILD.match(rule):
        level = WARNING
    return level, rule, text.strip()


def _name(outcome: Outcome) -> str:
    """The tool's name as people know it: the program, or the module that Python runs."""
    words = (outcome.command.title or outcome.command.line).split()
    named = words[words.index("-m") + 1] if "-m" in words[:-1] else words[0] if words else ""
    return os.path.basename(named).removesuffix(".exe")  # noqa: PTH119


def _relative(path: str, cwd: Path, root: Path) -> str:
    """A path as a tool printed it, from the root of the repository; unchanged where it leads out of it."""
    whole = os.path.normpath(cwd / path)
    return os.path.relpath(whole, root).replace(os.sep, "/") if whole.startswith(f"{root}{os.sep}") else path
