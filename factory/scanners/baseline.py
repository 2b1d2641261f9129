"""The baseline: findings that somebody accepted, each with a reason and a day until which that counts."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError, field_validator

from mity.errors import UsageError
from mity.reading import read_text
from mity.scanners.finding import Finding
from mity.stacks.command_spec import Strict
from mity.text.records import dataclass
from mity.text.yaml_data import parse_yaml


class Accepted(Strict):
    """One accepted finding: its id, why, and until which day; `finding` is for people and means nothing."""

    id: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    reason: Annotated[str, Field(min_length=3, max_length=1000)]
    expires: datetime.date
    finding: str = ""

    @field_validator("id", mode="before")
    @classmethod
    def _as_text(cls, value: object) -> object:
        """An id of digits alone, which YAML takes for a number."""
        return str(value) if type(value) is int else value

    @field_validator("reason")
    @classmethod
    def _says_something(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("a reason of blanks says nothing")
        return value


class Baseline(Strict):
    """The file."""

    accepted: tuple[Accepted, ...] = ()


@dataclass(frozen=True, slots=True)
class Sorted:
    """Findings by the baseline: those that count, those that it accepts, and what is to be said of its entries."""

    counting: list[Finding]
    accepted: list[tuple[Finding, Accepted]]
    notes: list[str]


def read_baseline(path: Path) -> Baseline:
    """The baseline in a file, an empty one where there is none. Raises UsageError naming the entry that is wrong."""
    try:
        data = parse_yaml(read_text(path))
        return Baseline.model_validate(data if data is not None else {})
    except (FileNotFoundError, NotADirectoryError):
        return Baseline()
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror or error}") from error
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(map(str, first["loc"])) or "the document"
        raise UsageError(f"{path}: {place}: {first['msg']}; each entry needs id, reason and expires") from error
    except ValueError as error:
        raise UsageError(f"{path} is not YAML: {error}") from error


def sort(found: Iterable[Finding], baseline: Baseline, today: datetime.date) -> Sorted:
    """Sorts findings. An entry counts up to its day and that day included; an expired one counts no more."""
    entries = {one.id: one for one in baseline.accepted}
    result, seen = Sorted([], [], []), set[str]()
    for one in found:
        entry = entries.get(one.id)
        seen.add(one.id)
        if entry is not None and entry.expires >= today:
            result.accepted.append((one, entry))
            continue
        if entry is not None:
            result.notes.append(
                f"{one.id} ({one.place or one.evidence}) was accepted until {entry.expires}: it counts again"
            )
        result.counting.append(one)
    gone = [one.id for one in baseline.accepted if one.id not in seen]
    result.notes.extend(f"{id} is in the baseline and was not found: take it out" for id in gone)
    return result
