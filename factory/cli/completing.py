"""What the shell offers for a word that is being typed: stacks, runs, features, agents. Nothing of it runs anything."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

import click

from mity.errors import MityError

_PLAIN = re.compile(r"[\w@+./][\w@%+=:,./-]*")
"""Words that a shell takes as they are. It puts what is offered on the line unquoted, and the next key may run it."""
Offer = Callable[[click.Context, click.Parameter, str], list[str]]


def _offer(find: Callable[[Path], Iterable[str]], *places: str) -> Offer:
    """Offers what `find` gives for the folder that one of the options `places` names, else the current one."""

    def offer(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
        try:
            named = next((ctx.params[name] for name in places if ctx.params.get(name)), None)
            found = {word for word in find(Path(named or ".").absolute()) if _PLAIN.fullmatch(word)}
            return sorted(word for word in found if word.startswith(incomplete))
        except (MityError, OSError):
            return []

    return offer


def _stacks(folder: Path) -> Iterable[str]:
    from mity.runs.context import WorkflowContext
    from mity.stacks.catalog import Catalogue

    return Catalogue([WorkflowContext(folder).templates_path]).ids()


def _templates(folder: Path) -> Iterable[str]:
    from mity.runs.context import WorkflowContext
    from mity.stacks.catalog import Catalogue

    return Catalogue([WorkflowContext(folder).templates_path]).ids("cookiecutter.json")


def _runs(folder: Path) -> Iterable[str]:
    from mity.runs.store import LogStore

    return [row["run_id"] for row in LogStore(folder).runs()]


def _open_runs(folder: Path) -> Iterable[str]:
    from mity.runs.store import LogStore

    return [row["run_id"] for row in LogStore(folder).runs() if row["can_resume"]]


def _features(folder: Path) -> Iterable[str]:
    from mity.features.application import open_application
    from mity.runs.context import WorkflowContext
    from mity.stacks.catalog import Catalogue

    return open_application(folder, Catalogue([WorkflowContext(folder).templates_path])).features


def _agents(folder: Path) -> Iterable[str]:
    from mity.agents.coding.presets import PRESETS

    return [*PRESETS, "off"]


def _specs(folder: Path) -> Iterable[str]:
    from mity.projects.specs import paths_of

    return [path.stem for path in paths_of(folder)]


def _events(folder: Path) -> Iterable[str]:
    from mity.workflow.library import Library
    from mity.workflow.part_keys import POSTED

    library = Library(folder)
    found = [one for name in library.own_names() for one in library.find(name).triggers]
    return [*POSTED, *(str(one["name"]) for one in found if one.get("type") == "custom" and one.get("name"))]


stacks = _offer(_stacks)
templates = _offer(_templates)
runs = _offer(_runs, "workspace")
open_runs = _offer(_open_runs, "workspace")
features = _offer(_features, "app")
agents = _offer(_agents)
specs = _offer(_specs, "workspace")
events = _offer(_events, "workspace")
