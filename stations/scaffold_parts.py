"""The parts of an application that has several, each rendered from the template of its own stack."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from mity.operations.part_answers import PART_ANSWERS
from mity.projects.app_record import write_app, write_owned
from mity.projects.names import check_name
from mity.projects.parts import ProjectPart, parts_of
from mity.runs.context import WorkflowContext
from mity.services.services import Services
from mity.stacks.catalog import Catalogue
from mity.stacks.part_spec import Part
from mity.system.render import render
from mity.system.template_source import Source
from mity.system.trees import tree_digests
from mity.updates.rendering import recorded_answers

_NAMES = ("app_name", "app_slug", "package_name")


class PartsScaffold:
    """Renders each part into its folder of the whole, as `create-app` makes an application of that stack."""

    def __init__(self, services: Services, context: WorkflowContext) -> None:
        self._services = services
        self._context = context

    def make(self, source: Source, project: Path, answers: Mapping[str, str], staging: Path) -> None:
        """Makes the parts of the application in `project`, below the folder `staging`. Raises MityError, OSError."""
        whole = self._services.catalogue.get(source.path.name)
        for part in parts_of(whole, project, self._services.catalogue, answers):
            if (part.root).exists():
                shutil.rmtree(part.root)
            into = staging / f"part-{part.name}"
            into.mkdir(mode=0o700)
            template = Source(part.folder.path, part.folder.stack.id)
            made = render(
                self._services.runner, template, self.part_answers(part, template, answers), into, trusted=False
            )
            for path in part.spec.without:
                _remove(made / path)
            made.rename(part.root)
            self._sign(part, template, recorded_answers(into))

    def part_answers(self, part: ProjectPart, template: Source, answers: Mapping[str, str]) -> dict[str, str]:
        """The answers of the whole that the part's template asks for, its names, what the stack gives it, its own."""
        known = template.variables()
        name = check_name(self._context.app_name, part.folder.stack.names.reserved)
        forms = dict(zip(_NAMES, (name.app_name, name.slug, name.package), strict=True))
        shared = {key: value for key, value in answers.items() if key in known and not isinstance(known[key], list)}
        chosen = {
            key: value for key, value in answers.items() if isinstance(known.get(key), list) and value in known[key]
        }
        given = {key: value.format_map(answers) for key, value in part.spec.answers.items()}
        own = (self._context.get_input(PART_ANSWERS) or {}).get(part.name) or {}
        return {key: value for key, value in {**shared, **chosen, **forms, **given, **own}.items() if key in known}

    def _sign(self, part: ProjectPart, template: Source, answers: dict[str, str]) -> None:
        (part.root / ".mity").mkdir(exist_ok=True)
        write_owned(part.root, tree_digests(part.root), template.origin)
        record = {
            "name": self._context.app_name,
            "stack": part.folder.stack.id,
            "template": template.origin,
            "template_version": part.folder.stack.version,
            "template_digest": template.digest,
            "answers": answers,
            "part_of": "..",
            "run_id": self._context.run_id,
        }
        write_app(part.root, record)


def own_digests(project: Path, catalogue: Catalogue, stack: str) -> dict[str, str]:
    """The files of an application with their digests, without those of its parts, which know their own."""
    parts: tuple[Part, ...] = catalogue.get(stack).stack.parts if stack else ()
    outside = tuple(f"{part.folder}/" for part in parts)
    return {path: one for path, one in tree_digests(project).items() if not path.startswith(outside or "\0")}


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
