"""A TOML table that is defined twice: merged if both agree or define different keys."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from mity.agents.fixes.general.toml_punctuation import wrong
from mity.agents.project_files import editable, files, named
from mity.changes.edit import Edit
from mity.healing.model import Advice, ErrorType, Fix, Proposal
from mity.healing.rules import FailureContext, Rule
from mity.text.toml_data import parse_toml

_TRIGGER = re.compile(r"twice \(at line|duplicate key|Cannot (?:declare|overwrite)|DuplicateKey|already exists")
_HEADER = re.compile(r"^\s*\[(?P<name>[^\[\]]+)\]\s*(?:#.*)?$")


class DuplicateTomlTable(Rule):
    """Merges two tables of the same name. If they contradict each other, a person must choose."""

    id = "duplicate-toml-table"
    former_id = "toml-twice"
    title = "merge duplicate tables"

    def propose(self, failure: FailureContext) -> Proposal | None:
        if not _TRIGGER.search(failure.output):
            return None
        for path in dict.fromkeys((*named(failure, ".toml"), *files(failure, "pyproject.toml"))):
            text = failure.read(path)
            error = wrong(text) if text is not None else None
            if text is None or error is None or not ("twice" in error or "overwrite" in error):
                continue
            name, made = joined(text)
            if made is None or wrong(made) is not None or not editable(path):
                return Advice(f"{path} defines the same thing twice ({error}): keep one of the definitions")
            title = f"merge the two tables [{name}] in {path}"
            return Fix(self.id, title, (Edit(path, made.encode()),), scope=(path,), cause=ErrorType.CONFIG)
        return None


def joined(text: str) -> tuple[str, str | None]:
    """The name of the first duplicate table, and the text with both merged; None if they contradict each other."""
    blocks = _blocks(text)
    first: dict[str, int] = {}
    for index, (name, lines) in enumerate(blocks):
        if name not in first:
            first[name] = index
            continue
        home = first[name]
        one, other = _data(blocks[home][1]), _data(lines)
        if one is None or other is None or any(key in one and one[key] != value for key, value in other.items()):
            return name, None
        if set(other) & set(one) and not set(other) <= set(one):
            return name, None
        more = [] if set(other) <= set(one) else [line for line in lines[1:] if line.strip()]
        kept = blocks[home][1]
        while more and len(kept) > 1 and not kept[-1].strip():
            kept = kept[:-1]
        blocks[home] = (name, [*kept, *more, *([""] if more else [])])
        del blocks[index]
        return name, "\n".join(line for _, block in blocks for line in block).rstrip("\n") + "\n"
    return "", None


def _blocks(text: str) -> list[tuple[str, list[str]]]:
    """The tables with their lines; the lines before the first have an empty name, each [[item]] its own."""
    blocks: list[tuple[str, list[str]]] = [("", [])]
    for number, line in enumerate(text.split("\n")):
        if found := _HEADER.match(line):
            blocks.append((re.sub(r"\s|[\"']", "", found["name"]), [line]))
        elif line.lstrip().startswith("[[") and line.rstrip().endswith("]]"):
            blocks.append((f"[[{number}]]", [line]))
        else:
            blocks[-1][1].append(line)
    return blocks


def _data(lines: list[str]) -> dict[str, Any] | None:
    try:
        return parse_toml("\n".join(lines[1:]))
    except tomllib.TOMLDecodeError:
        return None
