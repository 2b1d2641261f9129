"""One version of a template, rendered as `create-app` renders it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from mity.features.templates import FOLDER
from mity.projects.app_record import STACK_FILE
from mity.redaction import is_secret
from mity.system.files import storage_error
from mity.system.layered import copy_layered, copy_stack_file
from mity.system.render import all_answers, render
from mity.system.runner import Runner
from mity.system.template_source import Source
from mity.system.trees import tree_digests
from mity.text.records import dataclass


@dataclass(frozen=True, slots=True)
class Rendering:
    """The files of an application as its template makes them, with their digests; `answers` are all but secrets."""

    project: Path
    digests: dict[str, str]
    answers: dict[str, str]


def render_version(
    runner: Runner, source: Source, answers: Mapping[str, str], into: Path, *, trusted: bool, foreign: bool
) -> Rendering:
    """Renders a template below the folder `into`, which is made. Raises UsageError, MityError, StorageError."""
    try:
        into.mkdir(mode=0o700, parents=True)
        project = render(runner, source, answers, into, trusted=trusted)
        if foreign:
            bring_stack(project, source)
        return Rendering(project, tree_digests(project), recorded_answers(into))
    except OSError as error:
        raise storage_error("render into", into, error) from error


def recorded_answers(into: Path) -> dict[str, str]:
    """The answers of what was rendered below `into` as an application records them: secrets are left out."""
    return {name: value for name, value in all_answers(into).items() if not is_secret(name, value)}


def bring_stack(project: Path, source: Source) -> None:
    """Puts the stack of a foreign template into the application: the template may be gone by then. Raises OSError."""
    mine = project / ".mity"
    mine.mkdir(exist_ok=True)
    if (source.path / "stack.yaml").is_file():
        copy_stack_file(source.path / "stack.yaml", project / STACK_FILE)
        parts = [folder / FOLDER for folder in source.folders if (folder / FOLDER).is_dir()]
        if parts:  # what add-feature makes
            copy_layered(parts, mine / FOLDER)
            shutil.copyfile(source.path / "cookiecutter.json", mine / "cookiecutter.json")
