"""A project in the solution that was moved: its path is corrected if there is only one candidate."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from mity.agents.project_files import files
from mity.changes.edit import Edit
from mity.healing.model import Advice, Fix, Proposal
from mity.healing.rules import FailureContext, Rule

_GONE = re.compile(r"MSB3202: [^\n]{0,300}?[\"“](?P<path>[^\"”\n]{1,300}proj)[\"”] was not found")


class SolutionEntry(Rule):
    """Never takes a project out of the solution by itself."""

    id = "solution-entry"
    title = "correct the path of a project in the solution"

    def propose(self, failure: FailureContext) -> Proposal | None:
        found = _GONE.search(failure.output)
        if found is None:
            return None
        gone = found["path"].replace("\\", "/")
        name = PurePosixPath(gone).name
        there = [path for path in files(failure, name) if PurePosixPath(path).name == name]
        for solution in files(failure, ".slnx", ".sln"):
            text = failure.read(solution) or ""
            stated = [path for path in re.findall(r"[\"'](?P<path>[^\"'\n]+proj)[\"']", text) if _same(path, gone)]
            if not stated:
                continue
            if len(there) == 1:
                path = there[0].replace("/", "\\") if "\\" in stated[0] else there[0]
                made = text.replace(f'"{stated[0]}"', f'"{path}"')
                title = f"refer to {there[0]} in {solution} instead of {stated[0]}"
                return Fix(self.id, title, (Edit(solution, made.encode()),), scope=(solution,))
            if any(gone.endswith(path) for path in failure.owned):
                return None  # it can be put back as it was
            return Advice(
                f"{solution} refers to {stated[0]}, which does not exist: restore it, or remove the entry",
                f"dotnet sln {solution} remove {stated[0]}",
            )
        return None


def _same(stated: str, gone: str) -> bool:
    return gone.endswith("/" + stated.replace("\\", "/").removeprefix("./"))
