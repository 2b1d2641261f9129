"""A Go file whose package clause differs from that of its folder: corrected when all other files agree."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import PurePosixPath

from mity.agents.go.modules import module
from mity.agents.go.sources import package, usual_name
from mity.agents.project_files import editable
from mity.changes.edit import Edit
from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_MIXED = re.compile(
    r"found packages (?P<one>\w+) \((?P<file>[^)]{1,300})\) and (?P<two>\w+) \([^)]+\) in (?P<folder>[^\n]+)"
)


class GoPackageClause(Rule):
    """Gives the one file that differs the name of the others; where nobody is in the majority, the folder's decides."""

    id = "go-package-clause"
    title = "correct the package clause of a Go file"

    def propose(self, failure: FailureContext) -> Proposal | None:
        found = _MIXED.search(failure.output)
        first = failure.inside(f"{found['folder'].strip()}/{found['file']}") if found else None
        if found is None or first is None:
            return None
        folder = PurePosixPath(first).parent
        names = {str(folder / path.name): _name(failure, str(folder / path.name)) for path in _files(failure, folder)}
        right = _right(names, usual_name(str(folder) if folder.name else module(failure)))
        wrong = [path for path, name in names.items() if name != right]
        if not right or len(wrong) != 1:
            return Advice(f"{folder} holds files of {found['one']} and {found['two']}: one folder is one package")
        path, name = wrong[0], names[wrong[0]]
        if not editable(path):
            return Advice(
                f"{path} is of package {name}, the others are of {right}: correct it; mity does not edit tests"
            )
        text = failure.read(path) or ""
        made = re.sub(rf"^package[ \t]+{name}\b", f"package {right}", text, count=1, flags=re.MULTILINE)
        title = f"{path} is of package {right}, as the other files of its folder are, not {name}"
        return Fix(self.id, title, (Edit(path, made.encode()),), scope=(path,))


def _files(failure: FailureContext, folder: PurePosixPath) -> list[PurePosixPath]:
    return sorted(PurePosixPath(path.name) for path in (failure.root / folder).glob("*.go") if path.is_file())


def _name(failure: FailureContext, path: str) -> str:
    """The package of a file; of a test of the package from outside, the package that it tests."""
    name = package(failure.read(path) or "")
    return name.removesuffix("_test") if path.endswith("_test.go") else name


def _right(names: dict[str, str], usual: str) -> str:
    """The name that all but one have, or that the folder has; "" where neither tells."""
    counts = Counter(names.values())
    (name, most), *rest = counts.most_common()
    if most > 1 and sum(count for _, count in rest) == 1:
        return name
    return usual if usual in counts else ""
