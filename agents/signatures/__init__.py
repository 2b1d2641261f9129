"""Known errors as data: one row per error, one TOML file per family of tools.

A row says how one failure reads when it is final, what class it is and which tool prints it. Rows are read and
checked once, when the first log is classified; their patterns are compiled when a log first needs them.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from mity.agents.signatures.literals import required_literal
from mity.healing.model import ErrorType
from mity.text.records import dataclass, field

ROLES = ("cause", "summary", "wrapper", "success", "calm", "hint")
HEARSAY = 30  # summary rows below this specificity are exceptions that a program may have caught and logged


class SignatureError(ValueError):
    """A row of a signatures file is wrong; the message names the file, the row and the fault."""


@dataclass(frozen=True)
class Row:
    """One known error.

    `role`: a cause beats a summary (test counts), a summary beats a wrapper ("build failed"). A hint counts as a
    summary, but without an exit code it decides nothing alone. Success rows mark the place after which earlier
    complaints no longer count; calm rows do so for mere exceptions (`hearsay`). Among equals the higher
    `specificity` wins, then the `pick` ("first" or "last") match of the log. `literals`: texts of which one must
    stand in the matching line. `window`: how many further lines the pattern may see. `strong`: counts although the
    command said 0 or a success came later. `unless`: the row is void when this pattern is anywhere in the log.
    `local`: the language whose rules tell whether the subject belongs to the project; then the class is `local_type`.
    `survivable`: a program may print it and go on, as all `hearsay`.
    """

    id: str
    tool: str
    error_type: ErrorType
    pattern: str
    specificity: int
    role: str = "cause"
    kind: str = ""
    pick: str = "first"
    stage: str = ""
    window: int = 0
    strong: bool = False
    survivable: bool = False
    unless: str = ""
    local: str = ""
    local_type: ErrorType = ErrorType.BUILD
    subject: str = ""
    advice: str = ""
    sample: str = ""
    source: str = ""
    literals: tuple[str, ...] = field(default=())

    @property
    def hearsay(self) -> bool:
        """Whether the row is only an exception that was printed: a program may have caught and logged it."""
        return self.role == "summary" and self.specificity < HEARSAY

    @cached_property
    def final(self) -> bool:
        """Whether the row is about the last line of a log, as its pattern says by its end."""
        return self.pattern.endswith(r"\Z")

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The compiled pattern; `^` and `$` are line ends."""
        return re.compile(self.pattern, re.MULTILINE)

    @cached_property
    def veto(self) -> re.Pattern[str] | None:
        """The compiled `unless`."""
        return re.compile(self.unless, re.MULTILINE) if self.unless else None


KEYS = {entry.name for entry in fields(Row)} - {"error_type"} | {"type"}


@cache
def rows() -> tuple[Row, ...]:
    """All rows of all files, ids unique, in file order."""
    folder = files(__name__)
    found: list[Row] = []
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.name.endswith(".toml"):
            found.extend(parse(entry.read_text(encoding="utf-8"), entry.name))
    seen: set[str] = set()
    for row in found:
        if row.id in seen:
            raise SignatureError(f"{row.id}: this id is used twice")
        seen.add(row.id)
    return tuple(found)


def parse(document: str, name: str) -> list[Row]:
    """The rows of one file; raises SignatureError with the row's id for anything wrong."""
    data = tomllib.loads(document)
    defaults = {"tool": str(data.get("tool", "")), "source": str(data.get("source", ""))}
    return [_row({**defaults, **entry}, name) for entry in data.get("row", [])]


def _row(entry: dict[str, Any], name: str) -> Row:
    where = f"{name}: {entry.get('id', '(row without id)')}"
    unknown = sorted(set(entry) - KEYS)
    missing = [key for key in ("id", "pattern") if not entry.get(key)]
    if unknown or missing:
        raise SignatureError(f"{where}: unknown {unknown}, missing {missing}")
    role = entry.get("role", "cause")
    if role not in ROLES or entry.get("pick", "first") not in ("first", "last"):
        raise SignatureError(f"{where}: role or pick is not one of the known words")
    values = {key: value for key, value in entry.items() if key not in ("type", "local_type", "literals")}
    literals = tuple(entry.get("literals", ())) or tuple(filter(None, [required_literal(entry["pattern"])]))
    if not literals:
        raise SignatureError(f"{where}: no literal text can be read off the pattern; give `literals`")
    try:
        values["error_type"] = ErrorType(entry.get("type", "Unknown"))
        values["local_type"] = ErrorType(entry.get("local_type", "BuildError"))
    except ValueError as error:
        raise SignatureError(f"{where}: {error}") from error
    return Row(**{"specificity": 50, **values, "literals": literals})
