"""Which files of a project somebody changed since the newest run there stopped."""

from __future__ import annotations

from pathlib import Path

from mity.changes.observer import Observer, TooLargeError, unknown_to
from mity.changes.state_file import StateFiles


def edited(project: Path) -> list[str]:
    """Relative paths of files that are not as the newest run left them: changed and deleted ones first, then new ones.

    Empty where no run has left a state, or the project cannot be read.
    """
    known = StateFiles(project).newest()
    if known is None:
        return []
    try:
        now = Observer(project, (), known.state, known.ignored).look()
    except (TooLargeError, OSError):
        return []
    before = known.state.files
    return sorted(unknown_to(before, now.files), key=lambda path: (path not in before, path))
