"""A question of a run as a person reads it in a client: whose words are whose, and every choice in sight."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mity.mcp.shown import clean_text

_MARK = "| "
"""Begins each line of what a project, an agent or the assistant says: none of mity's own lines begins so."""
_LINES, _LETTERS, _SHORT = 20, 1_200, 160


def as_text(run_id: str, asked: Mapping[str, Any]) -> str:
    """A question with its choices. What others wrote is cut before it pushes them out of sight."""
    lines = [f"Run {run_id} asks at {_line(asked['step'])}:", *_quoted(str(asked["question"]))]
    lines += _named("cause", asked.get("cause", ()))
    lines += _named("tried", asked.get("tried", ()))
    for one in asked["options"]:
        destroys = f" (destroys {_line(one['destroys'])})" if one.get("destroys") else ""
        lines.append(f"- {_line(one['choice'])}: {_line(one['label'])}{destroys}")
    return "\n".join([*lines, "To answer, call `answer` with this run_id and one of these choices."])


def proposal(choice: str, text: str) -> list[str]:
    """What an assistant would answer, in lines; none where it proposes nothing."""
    if not choice:
        return []
    return [f"The assistant proposes: {_line(choice)}", *(_quoted(text) if text else ())]


def _named(title: str, said: Iterable[object]) -> list[str]:
    found = [line for one in said for line in str(one).splitlines()][:10]
    return [f"{title}:", *(f"{_MARK}{_line(line)}" for line in found)] if found else []


def _quoted(text: str) -> list[str]:
    """A text of others, line by line."""
    lines = [line for line in clean_text(text, _LETTERS + 1)[:_LETTERS].splitlines() if line.strip()]
    more = len(text) > _LETTERS or len(lines) > _LINES
    return [*(f"{_MARK}{line}" for line in lines[:_LINES]), *(["… (show_run has the rest)"] if more else [])]


def _line(text: object) -> str:
    """One line of at most 160 letters."""
    line = " ".join(clean_text(str(text), 4 * _SHORT).split())
    return line if len(line) <= _SHORT else f"{line[:_SHORT]}…"
