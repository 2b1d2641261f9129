"""A project that exists: which stack it is."""

from __future__ import annotations

import os
from pathlib import Path

from mity.errors import UsageError
from mity.projects.app_record import STACK_FILE, read_app
from mity.stacks.catalog import Catalogue, StackFolder, load

_SEARCHED = 2
_TOLD = 4
_NOT_OWN = frozenset({"node_modules", "venv", "vendor", "target", "dist", "build", "site-packages"})


def recognise(project: Path, catalogue: Catalogue, stack_id: str = "") -> StackFolder:
    """The stack of a project: the one named, its own, the one it was made from, or the one its files show.

    Raises UsageError that names a sub-folder when the project seems to lie there.
    """
    if not project.is_dir():
        raise UsageError(f"there is no folder {project}")
    if stack_id:
        return catalogue.get(stack_id)
    if (project / STACK_FILE).is_file():
        return load(project / STACK_FILE)
    made_from = str(read_app(project).get("stack") or "")
    if made_from in catalogue.ids():
        return catalogue.get(made_from)
    found = catalogue.detect(project)
    if found is None:
        raise UsageError(f"no known kind of project in {project}: {_hint(project, catalogue)}")
    return found


def _hint(project: Path, catalogue: Catalogue) -> str:
    """Where a project may be instead, what was looked for, and what can be said."""
    places = _below(project, catalogue)
    if len(places) == 1:
        return f"name the folder, such as `mity heal {_named(project, next(iter(places)))}`"
    if places:
        return f"it holds several, {_several(project, places)}"
    files = dict.fromkeys(
        one.file for found in catalogue.all() for one in found.stack.detect.any if "*" not in one.file
    )
    wanted = f"none of {', '.join(files)} is there, nor in a folder below" if files else "nothing shows one"
    return (
        f"{wanted}; say which kind it is with --stack ({', '.join(catalogue.ids())}), "
        f"or write its commands into {STACK_FILE}"
    )


def beside(project: Path, catalogue: Catalogue) -> str:
    """What a project of one language holds of others in its folders, and how each is healed; empty where nothing."""
    own = catalogue.detect(project)
    if own is None:
        return ""
    titles = {one.stack.title for one in catalogue.all() if _family(one.stack.language) == _family(own.stack.language)}
    places = {path: title for path, title in _below(project, catalogue).items() if title not in titles}
    return f"{project.name} also holds {_several(project, places)}" if places else ""


def _several(project: Path, places: dict[str, str]) -> str:
    """Some folders with their kinds, and the words that heal each."""
    told = ", ".join(f"{path} ({title})" for path, title in list(places.items())[:_TOLD])
    more = f" and {len(places) - _TOLD} more" if len(places) > _TOLD else ""
    each = " && ".join(f"mity heal {_named(project, path)}" for path in list(places)[:_TOLD])
    return f"{told}{more}; heal each by itself: `{each}`"


def _family(language: str) -> str:
    """A language, or the one that its projects are told by as well."""
    return "javascript" if language == "typescript" else language


def _named(project: Path, path: str) -> str:
    """A folder of the project as it is named from here."""
    return Path(os.path.relpath(project / path)).as_posix()


def _below(project: Path, catalogue: Catalogue) -> dict[str, str]:
    """The folders below that are projects, not within one another, each with the title of its kind."""
    found: dict[str, str] = {}
    for depth in range(1, _SEARCHED + 1):
        for path in sorted(project.glob("/".join("*" * depth))):
            name = path.relative_to(project).as_posix()
            parts = name.split("/")
            skipped = any(part.startswith(".") or part in _NOT_OWN for part in parts)
            inside = any(name.startswith(f"{other}/") for other in found)
            if path.is_dir() and not skipped and not inside and (stack := catalogue.detect(path)):
                found[name] = stack.stack.title
    return found
