"""Lists what an application is made of, each ecosystem by the program of its field, and checks what came out."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mity.command import Command, Outcome
from mity.errors import ToolError
from mity.reading import read_text
from mity.sbom.ecosystems import ECOSYSTEMS, Ecosystem
from mity.sbom.schema import components, invalid, real_names, unresolved
from mity.sbom.written import bill_of
from mity.system.scratch import Scratch
from mity.system.tools import Toolbox
from mity.text.records import dataclass

RunWith = Callable[[Command, Path], Outcome]
_LIMIT_S = 600.0
_MAVEN = "java"
"""Its plug-in lists what it could not resolve as well, and ends well."""


@dataclass(frozen=True, slots=True)
class Bill:
    """The bill of one ecosystem: its text, or why there is none (`unseen`), or what is wrong with it (`wrong`)."""

    ecosystem: str
    by: str = ""
    text: str = ""
    count: int = 0
    unseen: str = ""
    wrong: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain JSON data for the evidence."""
        said = {"by": self.by, "components": self.count, "not_looked_at": self.unseen, "wrong": self.wrong}
        return {name: value for name, value in said.items() if value or name == "components"}


def bills(project: Path, toolbox: Toolbox, run: RunWith) -> list[Bill]:
    """A bill for each ecosystem that the project uses; none for a project that uses none that is known.

    `run` is given each command with the folder beside the project that it writes to.
    """
    return [_bill(project, one, toolbox, run) for one in ECOSYSTEMS if one.used_by(project)]


def _bill(project: Path, one: Ecosystem, toolbox: Toolbox, run: RunWith) -> Bill:
    with Scratch("sbom") as scratch:
        target = scratch / "bom.json"
        found = _told(project, one, toolbox, run, target) if one.tool else Bill(one.name, "mity")
        if not found.unseen and one.reads:
            try:
                found = dataclasses.replace(found, text=bill_of(project.name, one.reads(project, target)))
            except (OSError, ValueError, KeyError) as error:
                return dataclasses.replace(found, unseen=_why(error))
            except ToolError as error:
                return dataclasses.replace(found, unseen=str(error))
    return found if found.unseen else _checked(found)


def _told(project: Path, one: Ecosystem, toolbox: Toolbox, run: RunWith, target: Path) -> Bill:
    """The bill that the program of an ecosystem wrote, without a text where it only told of packages."""
    assert one.tool is not None
    tool = toolbox.resolve(one.tool)
    program = one.program(project, tool)
    if not program:
        return Bill(one.name, unseen=tool.problem)
    by = f"{tool.name} {tool.version}".strip()
    try:
        words = one.words(project, target)
    except (OSError, ValueError) as error:
        return Bill(one.name, by, unseen=f"its lock cannot be read: {_why(error)}")
    if not words:
        return Bill(one.name, by, unseen=one.lacks)
    file = target if one.to_file else None
    command = Command((*program, *words), project, timeout=_LIMIT_S, title=f"{tool.name} {words[0]}", stdout=file)
    done = run(command, target.parent)
    if not done.ok:
        last = done.last_words()
        return Bill(one.name, by, unseen=f"{done.summary}{f': {last[:200]}' if last else ''}")
    if one.reads:
        return Bill(one.name, by, unseen="" if target.is_file() else f"{tool.name} ended well and told nothing")
    try:
        text = real_names(done.output[done.output.index("{") :]) if one.prints else read_text(target)
    except (OSError, ValueError):
        return Bill(one.name, by, unseen=f"{tool.name} ended well and left no bill")
    return Bill(one.name, by, text)


def _why(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error)


def _checked(bill: Bill) -> Bill:
    try:
        count = components(bill.text)
        wrong = invalid(bill.text)
    except ToolError as error:
        return Bill(bill.ecosystem, bill.by, bill.text, components(bill.text), unseen=str(error))
    except ValueError as error:
        return Bill(bill.ecosystem, bill.by, wrong=str(error))
    lacking = unresolved(bill.text) if bill.ecosystem == _MAVEN else []
    more = f" and {len(lacking) - 1} more" if len(lacking) > 1 else ""
    unseen = f"Maven could not look up {lacking[0]}{more}" if lacking else ""
    return Bill(bill.ecosystem, bill.by, bill.text, count, unseen, wrong)
