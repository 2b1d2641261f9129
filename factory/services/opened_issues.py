"""Issues that workflows open: on the forge of the page that a run is about, else of the project's own repository."""

from __future__ import annotations

from mity.errors import UsageError
from mity.forge.opening import Forges
from mity.notify.listening import page_of
from mity.runs.context import WorkflowContext
from mity.system.git import Repository
from mity.system.git_range import History


def open_issue(forges: Forges, context: WorkflowContext, title: str, body: str, marker: str) -> str:
    """Opens an issue once for a marker; its address. Raises UsageError without a forge, ForgeError."""
    url = page_of(context)
    if not url and Repository(context.output_path).exists():
        url = History(context.output_path).remote()
    if not url:
        raise UsageError("the run is about no page of a forge, and the repository has no remote 'origin'")
    return forges.of(url).forge.open_issue(title, body, marker).url
