"""The text of a pull request: what changed, what was verified and how, and what nobody should take it for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mity import __version__
from mity.issues.brief import Brief
from mity.text.markdown import code, words
from mity.text.records import dataclass

_MOST_FILES, _LONGEST = 100, 600
_TITLES = {"build": "Build", "check": "Lint and types", "test": "Tests", "keep-tests": "Earlier tests"}


@dataclass(frozen=True, slots=True)
class Changed:
    """A file that a commit changes, with the lines that came and went; -1 for a binary file."""

    path: str
    came: int
    gone: int


def changed_files(numstat: str) -> list[Changed]:
    """The files in what `git diff --numstat -z` prints without looking for renames."""
    found = []
    for row in filter(None, numstat.split("\0")):
        came, gone, path = row.split("\t", 2)
        found.append(Changed(path, _number(came), _number(gone)))
    return found


def pull_text(
    brief: Brief,
    changed: Sequence[Changed],
    verified: Mapping[str, Mapping[str, Any]],
    told: Mapping[str, str],
    limits: Iterable[str],
) -> str:
    """Markdown. `verified` maps steps to `{status, evidence}`; `told` are sentences of the agent by their headings.

    What others wrote stays text: it notifies nobody, links nowhere and is no command.
    """
    lines = ["## Changes", ""]
    lines += [line for heading, said in told.items() if said for line in (f"{heading}: {_short(said)}", "")]
    lines += [f"- {code(one.path)} ({_size(one)})" for one in changed[:_MOST_FILES]]
    lines += [f"- and {len(changed) - _MOST_FILES} more files"] if len(changed) > _MOST_FILES else []
    lines += ["", "## Verification", ""]
    lines += [_row(name, one) for name, one in verified.items()]
    lines += ["", "## Limits", ""]
    lines += [f"- {_short(limit)}" for limit in limits]
    lines += [
        "- Tests show what they test. The words under Changes are those of a coding agent, which may be wrong: read "
        "the difference before you merge.",
        "",
        f"Fixes #{brief.number}",
        "",
        f"Made by mity {__version__}.",
    ]
    return "\n".join(lines) + "\n"


def _row(name: str, one: Mapping[str, Any]) -> str:
    title, status, shown = _TITLES.get(name, name), str(one.get("status") or "not run"), one.get("evidence")
    if status != "success" or not isinstance(shown, Mapping) or not shown or shown.get("checks") == []:
        why = "nothing there to run" if status == "success" else status
        return f"➖ {title}: not verified ({_short(why)})  "
    return f"✅ {title}: {_short(said(shown))}  "


def said(shown: Mapping[str, Any]) -> str:
    """What evidence shows, in a clause: how the tests ended where it says so."""
    if {"passed", "failed"} <= shown.keys():
        skipped = f", {shown['skipped']} skipped" if shown.get("skipped") else ""
        return f"{shown['passed']} passed, {shown['failed']} failed{skipped}"
    if {"before", "now"} <= shown.keys():
        number, named = int(shown["now"]) - int(shown["before"]), [str(one) for one in shown.get("new") or ()]
        more = ", …" if len(named) < number else ""
        new = f": {', '.join(named)}{more}" if named else ""
        return f"{shown['before']} ran before and still run, {number} are new{new}"
    commands = shown.get("commands") or shown.get("checks")
    return "; ".join(map(str, commands[:3])) if isinstance(commands, list) and commands else "passed"


def _size(one: Changed) -> str:
    return "binary" if one.came < 0 else f"+{one.came} −{one.gone}"


def _number(word: str) -> int:
    return int(word) if word.isdecimal() else -1


def _short(said: str) -> str:
    line = " ".join(said.split())
    return words(line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…")
