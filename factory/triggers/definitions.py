"""The workflows that have triggers, read again when a file of theirs changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from mity.errors import UsageError
from mity.text.records import dataclass
from mity.triggers.clock import Cron
from mity.triggers.occurrence import SCHEDULE, WEBHOOK
from mity.workflow.bodies import Stations
from mity.workflow.library import Library

Json = dict[str, Any]
SPECS = "specs/**/*.md"
"""What a trigger on specifications looks at where it names nothing else."""
_OF_SPECS = ("spec_added", "spec_modified")
_MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class Trigger:
    """One trigger of a workflow: `number` is its place in the list, from 0; `cron` is set for a schedule."""

    workflow: str
    number: int
    data: Json
    cron: Cron | None = None

    @property
    def type(self) -> str:
        """Its type, as definitions name it."""
        return str(self.data["type"])

    @property
    def key(self) -> str:
        """What stays the same as long as a schedule is not changed."""
        return f"{self.workflow} {self.data.get('cron', '')} {self.data.get('timezone', '')}"

    @property
    def globs(self) -> tuple[str, ...]:
        """The files that it waits for."""
        if self.type in _OF_SPECS:
            return (str(self.data.get("filter") or SPECS),)
        return (str(self.data["filter"]),) if self.type == "file_changed" else ()


class Triggers:
    """The triggers of one workspace. What cannot be served is told to `note`, once, and the others are served."""

    def __init__(self, workspace: Path, library: Library, stations: Stations, note: Callable[[str], None]) -> None:
        self._workspace = workspace
        self._library = library
        self._stations = stations
        self._note = note
        self._seen: object = None
        self._told: set[str] = set()
        self.all: tuple[Trigger, ...] = ()

    def refresh(self) -> bool:
        """Reads the definitions again if a file of theirs changed; whether one did."""
        seen = self._signature()
        if seen == self._seen:
            return False
        self._seen = seen
        self.all = tuple(self._read())
        return True

    def of_type(self, *types: str) -> list[Trigger]:
        """The triggers of some types."""
        return [one for one in self.all if one.type in types]

    @property
    def globs(self) -> tuple[str, ...]:
        """The files that are waited for."""
        return tuple(sorted({glob for one in self.all for glob in one.globs}))

    @property
    def hooks(self) -> bool:
        """Whether any waits for what a forge tells."""
        return bool(self.of_type(WEBHOOK, "review_requested"))

    def _signature(self) -> object:
        found = []
        for name in self._library.own_files():
            try:
                info = (self._workspace / name).stat()
                found.append((name, info.st_mtime_ns, info.st_size, info.st_ino))
            except OSError:
                found.append((name, 0, 0, 0))
        return found

    def _read(self) -> Iterator[Trigger]:
        for entry in self._library.entries():
            if entry.shipped or entry.shadowed:
                continue
            try:
                found = self._library.find(entry.name, self._stations).triggers
            except UsageError as error:  # an abstract one is none that could be run
                first = str(error).partition("\n")[0]  # the lines below show its place to whoever validates it
                if "is abstract" not in str(error):
                    self._tell(f"workflow '{entry.name}' is not served: {first}")
                continue
            for number, data in enumerate(found):
                if data.get("type") not in (None, _MANUAL):
                    yield from self._trigger(entry.name, number, data)

    def _trigger(self, workflow: str, number: int, data: Json) -> Iterator[Trigger]:
        if data["type"] != SCHEDULE:
            yield Trigger(workflow, number, data)
            return
        try:
            yield Trigger(workflow, number, data, Cron(str(data["cron"]), str(data.get("timezone", ""))))
        except UsageError as error:
            self._tell(f"workflow '{workflow}' is not started by its trigger {number + 1}: {error}")

    def _tell(self, text: str) -> None:
        if text not in self._told:
            self._told.add(text)
            self._note(text)
