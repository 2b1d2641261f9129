"""What of a foreign template would run: hooks and extensions, commands of its stack, code that its build tools run."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mity.confinement import Confinement, Limits
from mity.errors import MityError
from mity.stacks.catalog import Catalogue, StackFolder, load
from mity.system.layered import layered_files
from mity.system.render import render
from mity.system.runner import Runner
from mity.system.scratch import Scratch
from mity.system.template_source import Source
from mity.trust.build_code import build_code
from mity.trust.item import Item, item
from mity.trust.stack_lines import stack_lines

UNTRUSTED = Confinement("a template that was not trusted", limits=Limits(2 << 30, 256, 256 << 20))
"""What the rendering of a template may reach before anybody has read it."""

TRUSTED = "run.templates"
"""Where a context has the digests of the foreign templates that its user trusted: a name that no parameter can have."""


def template_item(
    runner: Runner,
    source: Source,
    answers: Mapping[str, str],
    catalogue: Catalogue,
    named: StackFolder | None,
) -> Item | None:
    """Everything of a template that would run, by the stack that it brings, that is `named`, or that it shows.

    None for a template of which nothing runs. It is rendered in a sandbox and in a temporary folder for that. Its
    consent holds for all of its files. Raises UsageError.
    """
    lines = [*_layers(source), *source.code]
    own = source.path / "stack.yaml"
    folder = load(own) if own.is_file() else named
    if own.is_file():
        lines += stack_lines(load(own).stack)
    with Scratch("trust") as scratch:
        project, problem = _rendered(runner, source, answers, scratch)
        folder = folder or (catalogue.detect(project) if project else None)
        if folder is not None and not own.is_file():
            lines += [f"{line}  (stack {folder.stack.id})" for line in stack_lines(folder.stack) if _runs(line)]
        if project is not None and folder is not None:
            lines += build_code(project)
    if problem and lines:
        lines.append(f"and what is not known before it is trusted: {problem}")
    return item("template", f"the template {source.origin}", lines, source.digest) if lines else None


def template_consent(source: Source) -> Item:
    """The item by which consent to a template is found again, without what would be shown of it. Raises UsageError."""
    return item("template", f"the template {source.origin}", source.code, source.digest)


def templates_trusted(metadata: Mapping[str, Any]) -> list[Item]:
    """The consents that a run which was handed over brings along: each holds for the files of one digest alone."""
    digests = metadata.get(TRUSTED)
    return [item("template", "a template", (), one) for one in digests or () if isinstance(one, str)]


def _layers(source: Source) -> list[str]:
    """The folders beside or within the template whose files are part of it."""
    return [
        f"the layer {os.path.relpath(folder, source.path.resolve())}: {len(layered_files([folder]))} files"
        for folder in source.folders[:-1]
    ]


def _rendered(runner: Runner, source: Source, answers: Mapping[str, str], into: Path) -> tuple[Path | None, str]:
    """The project as a sandbox renders it, or why that cannot be done."""
    try:
        return render(runner, source, answers, into, trusted=False, confinement=UNTRUSTED), ""
    except MityError as error:
        return None, str(error)


def _runs(line: str) -> bool:
    """False for commands that no run of create-app uses."""
    return not line.startswith(("audit:", "lock:", "feature-", "format:", "with --fetch-tools"))
