"""scaffold: the application's files, rendered from a template, in place all at once or not at all."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path
from typing import Any

from mity.confinement import Confinement, Network
from mity.engine.station import Preview, Station, StationInputs, StationOutputs
from mity.errors import MityError
from mity.projects.app_record import read_app, write_app, write_owned
from mity.projects.parts import owned_of_all
from mity.runs.context import WorkflowContext
from mity.runs.result import StationResult
from mity.runs.store import LogStore
from mity.services.services import Services
from mity.stacks.catalog import load
from mity.stations.questions import OPTIONS
from mity.stations.scaffold_parts import PartsScaffold, own_digests
from mity.system.files import inside, move_aside, storage_error, sync_folder
from mity.system.git import Repository
from mity.system.git_calls import GitError
from mity.system.render import render
from mity.system.template_fetching import fetch
from mity.system.template_source import Source
from mity.system.trees import combined_digest, tree_digests
from mity.trust.project import stack_item
from mity.trust.template import template_consent
from mity.updates.rendering import bring_stack, recorded_answers

_STAGING = ".mity-staging-"
_HOOKS = "the hooks of the template"
_UNTRUSTED = (
    "the template {0} brings code that would run and was not trusted, or that changed since: "
    "`mity trust {0}` shows it, then resume"
)


class Scaffold(Station):
    """Renders beside the target and renames, so that a kill leaves either no application or a whole one."""

    name = "scaffold"
    description = "render the application from its template"
    locks_application = True
    inputs = StationInputs(required=("answers",), optional=("template",))
    outputs = StationOutputs(keys=("scaffolded_files", "stack"))
    options = OPTIONS

    def __init__(self, services: Services) -> None:
        self._services = services

    def execute(self, context: WorkflowContext) -> StationResult:
        target = context.output_path
        if not inside(context.workspace, target):
            raise MityError(f"{target} is not inside the workspace {context.workspace}: nothing was written")
        self._sweep(context)
        if context.choice == "rescaffold" and target.exists():
            context.set_output("moved_aside", str(move_aside(target)))
        if not self._is_ours(context):
            if target.exists() and any(target.iterdir()):
                raise MityError(f"{target} is not empty and not of this run: choose another name or --output")
            source = self._source(context)
            trusted = not context.get_input("template") or self._services.consents.has(template_consent(source))
            if not trusted and (source.code or context.stack or (source.path / "stack.yaml").is_file()):
                raise MityError(_UNTRUSTED.format(source.origin))
            self._make(context, source, trusted=trusted)
        return self._proof(context)

    def preview(self, context: WorkflowContext) -> Preview:
        source = self._source(context)
        if source.extensions:
            return Preview(notes=(f"its files are known when its code may run: {source.code[-1]}",))
        self._make(context, source, trusted=False, dry_run=True)
        self._proof(context)
        context.merge_outputs(context.new_outputs)
        name = context.output_path.name
        return Preview(notes=tuple(f"{name}/{path}" for path in tree_digests(context.output_path)))

    def _source(self, context: WorkflowContext) -> Source:
        template = context.get_input("template")
        if template:
            return fetch(self._services.runner, template["origin"], template["commit"] or template["ref"])
        folder = self._services.catalogue.get(context.stack)
        return Source(folder.path, folder.stack.id)

    def _answers(self, context: WorkflowContext) -> dict[str, str]:
        return {str(name): str(value) for name, value in context.get_input("answers").items()}

    def _make(self, context: WorkflowContext, source: Source, *, trusted: bool, dry_run: bool = False) -> None:
        staging = context.workspace / f"{_STAGING}{context.run_id}"
        try:
            staging.mkdir(mode=0o700, parents=True)
            project = render(
                self._services.runner,
                source,
                self._answers(context),
                staging,
                trusted=trusted,
                confinement=self._confinement(context),
            )
            if context.stack and not context.get_input("template"):
                PartsScaffold(self._services, context).make(source, project, self._answers(context), staging)
            self._sign(context, project, source, trusted=trusted)
            if not trusted and not dry_run and read_app(project).get("stack"):
                raise MityError(_UNTRUSTED.format(source.origin))
            if not dry_run:
                self._begin_repository(project)
            if context.output_path.is_dir():
                context.output_path.rmdir()
            project.rename(context.output_path)
            sync_folder(context.workspace)
        except OSError as error:
            raise storage_error("scaffold into", context.output_path, error) from error
        finally:
            shutil.rmtree(staging, ignore_errors=True)

    def _confinement(self, context: WorkflowContext) -> Confinement | None:
        """What the hooks of a template that is not ours may reach."""
        if not context.get_input("template"):
            return None
        allowed = self._services.sandbox
        network = Network.NAMED if allowed.hosts else Network.NONE
        return Confinement(
            _HOOKS,
            readable=tuple(map(Path, allowed.read)),
            network=network,
            hosts=allowed.hosts,
            variables=frozenset(allowed.variables),
        )

    def _sign(self, context: WorkflowContext, project: Path, source: Source, *, trusted: bool) -> None:
        """Writes what the application must know of its origin: stack, answers, owned files."""
        (project / ".mity").mkdir(exist_ok=True)
        asked = context.get_input("template") or {}
        if asked:
            bring_stack(project, source)
            if trusted and (own := stack_item(project)):
                self._services.consents.give([own], keep=False)  # it is part of what was trusted as the template
        detected = None if context.stack else self._services.catalogue.detect(project)
        own_stack = source.path / "stack.yaml"
        template = f"{source.origin}@{source.commit}" if source.commit else source.origin
        write_owned(project, own_digests(project, self._services.catalogue, context.stack), template)
        app = {
            "name": context.app_name,
            "stack": context.stack or (detected.stack.id if detected else ""),
            "template": template,
            "template_version": load(own_stack).stack.version if own_stack.is_file() else "",
            "template_ref": asked.get("ref", ""),
            "template_digest": source.digest,
            "answers": recorded_answers(project.parents[1]),
            "run_id": context.run_id,
        }
        write_app(project, app)

    def _begin_repository(self, project: Path) -> None:
        """Makes the repository that `commit` commits to: builds that take their version from git need one.

        Without git, or where it refuses, `commit` says so.
        """
        if shutil.which("git") is None:
            return
        repository = Repository(project, self._services.runner.mark())
        if not repository.exists():
            with contextlib.suppress(GitError):
                repository.init()

    def _is_ours(self, context: WorkflowContext) -> bool:
        """True when the target was put in place by this very run, which was killed before it could say so."""
        return read_app(context.output_path).get("run_id") == context.run_id

    def _proof(self, context: WorkflowContext) -> StationResult:
        root = context.output_path
        self._services.wrote_stack(context)
        context.set_output("stack", str(read_app(root).get("stack") or ""))
        files = owned_of_all(root, self._services.parts(context))
        context.set_output("scaffolded_files", len(files))
        evidence: dict[str, Any] = {"files": len(files), "digest": combined_digest(files), "sha256": files}
        if confined := self._services.runner.confined.get(_HOOKS):
            evidence["sandbox"] = confined.to_json()
        experimental = self._experimental(context)
        if experimental:
            evidence["experimental"] = experimental
        aside = context.new_outputs.get("moved_aside")
        kept = f" (the old folder is kept as {Path(aside).name})" if aside else ""
        untried = f"; the stack is experimental: {experimental}" if experimental else ""
        return StationResult.done(f"{len(files)} files{kept} in {root}{untried}", evidence)

    def _experimental(self, context: WorkflowContext) -> str:
        """What was never tried of the stack that was asked for; empty where all was."""
        folder = self._services.stack(context) if context.stack else None
        return folder.stack.experimental if folder else ""

    def _sweep(self, context: WorkflowContext) -> None:
        """Removes what killed runs left beside the target: this run's, and those that nobody works on."""
        store = LogStore(context.workspace)
        for left in context.workspace.glob(f"{_STAGING}*"):
            run_id = left.name.removeprefix(_STAGING)
            if not left.is_symlink() and (run_id == context.run_id or not store.held(run_id)):
                shutil.rmtree(left, ignore_errors=True)
