"""Namespaces of C#: where the project declares a type, which ones a file uses, and the edit that adds a using."""

from __future__ import annotations

import re
from typing import Any

from mity.agents.project_files import files
from mity.agents.tables import table
from mity.healing.rules import FailureContext

_NAMESPACE = re.compile(r"^\s*namespace\s+(?P<name>[\w.]+)", re.MULTILINE)
_USING = re.compile(r"^using (?!static |[\w]+ ?=)(?P<name>[\w.]+);[ \t]*\r?\n", re.MULTILINE)


def declaring(failure: FailureContext, name: str) -> set[str]:
    """The namespaces in which the project declares a type of that name."""
    declared = re.compile(
        rf"^\s*(?:public|internal|file)?[\w ]*\b(?:class|struct|record|interface|enum)\s+{name}\b", re.MULTILINE
    )
    return _where(failure, name, declared)


def extending(failure: FailureContext, name: str) -> set[str]:
    """The namespaces in which the project declares an extension method of that name."""
    return _where(failure, name, re.compile(rf"\bstatic\b[^\n;=]*\b{name}(?:<[^>\n]*>)?\(\s*this\b"))


def known() -> dict[str, Any]:
    """The table: `types` and `methods` by their namespace, `packages` by the start of theirs."""
    return table("dotnet/namespaces.toml")


def with_using(text: str, namespace: str) -> str | None:
    """The text with a using added in sorted order; None if it has it."""
    there = list(_USING.finditer(text))
    if any(found["name"] == namespace for found in there):
        return None
    end = "\r\n" if "\r\n" in text else "\n"
    line = f"using {namespace};{end}"
    after = next((found for found in there if _order(found["name"]) > _order(namespace)), None)
    if there:
        at = after.start() if after else there[-1].end()
        return text[:at] + line + text[at:]
    head = re.match(r"(?:\ufeff)?(?:(?://[^\n]*|/\*.*?\*/|#[^\n]*)?\s*\n)*", text, re.DOTALL)
    at = head.end() if head else 0
    return text[:at] + line + end + text[at:]


def _order(name: str) -> tuple[bool, str]:
    """System comes first, as in the formatter."""
    return name.split(".")[0] != "System", name


def _where(failure: FailureContext, name: str, pattern: re.Pattern[str]) -> set[str]:
    found: set[str] = set()
    for path in files(failure, ".cs"):
        text = failure.read(path) or ""
        if name in text and pattern.search(text) and (space := _NAMESPACE.search(text)):
            found.add(space["name"])
    return found
