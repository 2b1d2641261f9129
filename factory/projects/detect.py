"""A project that exists: which stack it is."""

from __future__ import annotations

from pathlib import Path

from mity.errors import UsageError
from mity.projects.app_record import STACK_FILE, read_app
from mity.stacks.catalog import Catalogue, StackFolder, load

_SEARCHED = 2


def recognise(project: Path, catalogue: Catalogue, stack_id: str = "") -> StackFolder:
    """The stack of a project: the one named, its own, the one it was made from, or the one its files show.

    Raises UsageError that names a sub-folder when the project seems to lie there.
    """
    if not project.is_dir():
        raise UsageError(f"there is no folder {project}")
    made_from = str(read_app(project).get("stack") or "")
    if stack_id or made_from in catalogue.ids():
        return catalogue.get(stack_id or made_from)
    if (project / STACK_FILE).is_file():
        return load(project / STACK_FILE)
    found = catalogue.detect(project)
    if found is None:
        raise UsageError(f"no known kind of project in {project}: {_hint(project, catalogue)}")
    return found


def _hint(project: Path, catalogue: Catalogue) -> str:
    """Where a project may be instead, or what can be said with --stack."""
    below = [path for depth in range(1, _SEARCHED + 1) for path in sorted(project.glob("/".join("*" * depth)))]
    places = [path for path in below if path.is_dir() and not path.name.startswith(".") and catalogue.detect(path)]
    if places:
        return f"name the folder, such as `mity heal {places[0].relative_to(project)}`"
    return f"say which with --stack ({', '.join(catalogue.ids())})"
