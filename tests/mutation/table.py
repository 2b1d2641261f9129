"""The table of changes to mity that its tests must notice: the TOML files beside this one."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
_ALWAYS = ("tests/cli", "tests/engine")
"""The rooms whose tests go through everything else."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change to mity: in `file` the text `old`, which is there just once, becomes `new`; it breaks what `why` says.

    `tests` are the files or folders in which it should be noticed. Those `held_out` were chosen by lot before any test
    was written for the table: how many of them are noticed says what the tests notice that nobody thought of.
    """

    id: str
    file: str
    old: str
    new: str
    why: str
    tests: tuple[str, ...]
    held_out: bool = False

    @property
    def room(self) -> tuple[str, ...]:
        """The folders whose tests are asked when its own do not notice it."""
        parts = Path(self.file).with_suffix("").parts
        room = parts[1] if parts[0] == "factory" else parts[0]
        return tuple(dict.fromkeys(one for one in (f"tests/{room}", *_ALWAYS) if (ROOT / one).is_dir()))

    def changed(self, root: Path) -> str:
        """The text of the file in the tree at `root` with the change. Raises LookupError unless there is one place."""
        path = root / self.file
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        if (count := text.count(self.old)) != 1:
            raise LookupError(
                f"the text of mutant '{self.id}' is there {count} times in {self.file}, and must be once: bring its "
                f"row up to date with the code, or take it out when what it breaks ({self.why}) is gone"
            )
        return text.replace(self.old, self.new)


def mutants() -> list[Mutant]:
    """Every row of the table. Raises TypeError for one that has other keys than a mutant has."""
    tables = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(HERE.glob("*.toml"))]
    rows = [row for table in tables for row in table["mutant"]]
    return [Mutant(**{**row, "tests": tuple(row["tests"])}) for row in rows]
