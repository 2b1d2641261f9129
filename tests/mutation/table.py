"""The table of changes to mity that its tests must notice."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FOLDERS = ("factory", "stations", "agents")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change to mity: the text `old` becomes `new`, which breaks what `why` says.

    `old` is in just one place of the code, and by it the place is found: files may move. `tests` are the files in
    which the change should be noticed. `group` is `review` for the survivors of an outside review, `first` for the
    changes that the tests were written against, and `held-out` for those that were tried only when the tests were done.
    """

    id: str
    old: str
    new: str
    why: str
    tests: tuple[str, ...]
    group: str

    def place(self, root: Path) -> Path:
        """The file of the tree at `root` that has the text. Raises LookupError unless there is just one place."""
        found = [path for path in sources(root) if self.old in path.read_text(encoding="utf-8")]
        count = sum(path.read_text(encoding="utf-8").count(self.old) for path in found)
        if count != 1:
            where = f" in {', '.join(str(path.relative_to(root)) for path in found)}" if found else ""
            raise LookupError(
                f"the text of mutant '{self.id}' is there {count} times{where}, and must be once: bring the table up "
                f"to date with the code, or take the row out when what it breaks ({self.why}) is gone"
            )
        return found[0]


def sources(root: Path) -> Iterable[Path]:
    """mity's own Python files."""
    return (path for folder in FOLDERS for path in sorted((root / folder).rglob("*.py")))


def mutants() -> list[Mutant]:
    """Every row of the tables."""
    found = []
    for path in sorted(HERE.glob("*.toml")):
        for row in tomllib.loads(path.read_text(encoding="utf-8"))["mutant"]:
            tests = tuple(str(one) for one in row["tests"])
            found.append(Mutant(row["id"], row["old"], row["new"], row["why"], tests, row.get("group", path.stem)))
    return found
