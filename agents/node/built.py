"""From a line of what a build made to the line of the source that it was made of."""

from __future__ import annotations

from mity.agents.node.modules import scripts
from mity.healing.rules import FailureContext
from mity.system.git_history import is_ignored

_MOST = 10  # lines that are asked about


def source_of(failure: FailureContext, file: str, line: int) -> tuple[str, int] | None:
    """The place itself, or that of the same line in a source where git ignores the file; None where that is not clear.

    An edit of a file that the build makes would be gone with the next build.
    """
    if not is_ignored(failure.root, file):
        return file, line
    lines = (failure.read(file) or "").splitlines()
    wanted = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    places = [
        (path, number)
        for path in scripts(failure)
        if wanted and path != file
        for number, text in enumerate((failure.read(path) or "").splitlines(), 1)
        if text.strip() == wanted
    ]
    found = [place for place in places if not is_ignored(failure.root, place[0])] if len(places) < _MOST else []
    return found[0] if len(found) == 1 else None
