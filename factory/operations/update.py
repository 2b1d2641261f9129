"""mity update: the newer version found, the answers it needs, and what it would change; nothing is written."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path

from mity.changes.snapshot import OWN_FOLDERS
from mity.errors import MityError, UsageError
from mity.features.application import open_application, read_ownership
from mity.features.run_inputs import NOT_ASKED
from mity.features.writer import check_merges
from mity.healing.fix_history import MEMORY
from mity.operations.operation import Operation
from mity.projects.app_record import read_app
from mity.projects.parts import check_no_part, check_single
from mity.runs.context import WorkflowContext
from mity.services.application_lock import check_whole
from mity.services.services import Services
from mity.stacks.catalog import StackFolder
from mity.system.commit_trailers import PROOF_TRAILER, trailers_of
from mity.system.git import Repository
from mity.system.scratch import Scratch
from mity.text.records import dataclass, field
from mity.trust.item import Item
from mity.trust.template import TRUSTED, template_consent, template_item
from mity.updates.answering import Answering, answering
from mity.updates.conflicts import Conflict
from mity.updates.fitting import candidates, earlier_rendering
from mity.updates.landing import landed_copy
from mity.updates.merging import Merged, Taking, merge_update
from mity.updates.origin import Origin, read_origin
from mity.updates.request import artefacts, ignored, order_of
from mity.updates.target import Target, check_order, find_target


@dataclass(frozen=True, slots=True)
class UpdateRequest:
    """The words of the command line: the version, where the template is now, answers, and files settled already."""

    to: str = ""
    template: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    settled: Mapping[str, str] = field(default_factory=dict)
    branch: str = ""


@dataclass(frozen=True, slots=True)
class FoundUpdate:
    """A version to take over, with the answers known so far; `current` when the application has it already."""

    root: Path
    request: UpdateRequest
    origin: Origin
    target: Target
    known: Answering

    @property
    def current(self) -> bool:
        """True when the application was made from just this version and these answers."""
        changed = {name for name, value in self.request.answers.items() if self.origin.answers.get(name) != value}
        same = self.origin.digest == self.target.source.digest and self.origin.template in self.target.name
        return same and not changed

    @property
    def notes(self) -> list[str]:
        """What the versions since brought, the newest first."""
        rows = self.target.changes_since(self.origin.version)
        return [f"{row.version}: {note}" for row in rows for note in row.notes]


def find_update(services: Services, root: Path, request: UpdateRequest) -> FoundUpdate:
    """Looks for the version. Raises UsageError when there is none, and when nobody can tell what it would need."""
    check_whole(root)
    check_no_part(root)
    check_single(root, services.catalogue)
    origin = read_origin(root)
    if not origin.complete:
        origin = _with_defaults(services, root, origin)
    target = find_target(services.runner, services.catalogue, origin, request.to, request.template)
    check_order(origin, target, wanted=bool(request.to))
    target.source.check()
    target.source.check_extensions()
    return FoundUpdate(root, request, origin, target, answering(target.source, origin.answers, request.answers))


def _with_defaults(services: Services, root: Path, origin: Origin) -> Origin:
    """The origin with the answers that an older mity did not record, where the earlier version can be had."""
    with Scratch("update") as scratch:
        place = scratch / "earlier"
        found = earlier_rendering(
            services.runner, services.catalogue, services.consents, root, read_ownership(root), place
        )
    if found is None:
        return origin
    return Origin(
        origin.template,
        origin.stack,
        origin.commit,
        origin.ref,
        origin.version,
        "",
        {**found.answers, **origin.answers},
    )


def template_trust(services: Services, found: FoundUpdate, answers: Mapping[str, str]) -> Item | None:
    """What of a foreign template would run; None when nothing does. Raises UsageError."""
    if not found.target.foreign:
        return None
    named = services.catalogue.get(found.origin.stack) if found.origin.stack in services.catalogue.ids() else None
    return template_item(services.runner, found.target.source, answers, services.catalogue, named)


def look_ahead(services: Services, found: FoundUpdate, answers: Mapping[str, str]) -> Merged:
    """What the update would change and where it would conflict, features included. Nothing is written.

    Raises MityError.
    """
    request = found.request
    ignore = ignored(found.root, services.catalogue)
    ownership = read_ownership(found.root)
    taking = Taking(found.root, found.origin, found.target, answers, ownership, ignore, dict(request.settled))
    with Scratch("update") as within:
        merged = merge_update(services.runner, services.catalogue, services.consents, taking, within)
        if not ownership.features:
            return merged
        copy = landed_copy(found.root, within / "landed", taking, merged)
        return dataclasses.replace(
            merged, conflicts=(*merged.conflicts, *_of_features(services, copy, found.target.earlier))
        )


def _of_features(services: Services, copy: Path, folder: StackFolder | None) -> Iterator[Conflict]:
    """Why features cannot be made anew where the new version has landed; no command of the project is run."""
    application = open_application(copy, services.catalogue, lambda: NOT_ASKED, folder)
    for name, spec in application.features.items():
        try:
            check_merges(application, application.plan_add(spec))
        except MityError as error:
            yield Conflict(f"feature {name}", str(error))


def prepare_update(services: Services, found: FoundUpdate, answers: Mapping[str, str]) -> Operation:
    """The run that takes the version over. Raises UsageError when the application is not ready for it."""
    root, request = found.root, found.request
    app = read_app(root)
    context = WorkflowContext(root, str(app.get("name") or root.name), str(app.get("stack") or ""), root)
    order = order_of(found.target, request.template, request.to, request.settled)
    context.with_metadata("answers", dict(answers)).with_metadata("update", order.to_json())
    context.with_metadata("commit_message", _message(found))
    repository = Repository(root)
    if repository.exists():
        _check_ready(root, repository)
        if branch := request.branch.replace("{version}", found.target.label.replace(" ", "-")):
            _check_branch(repository, branch)
            context.with_metadata("branch", branch)
    return Operation("update", context, {"baseline": not _proven(services, root, repository)})


def note_trusted(services: Services, found: FoundUpdate, context: WorkflowContext) -> None:
    """Notes which versions of a foreign template this user trusted, for a run that begins where nobody did.

    Raises UsageError.
    """
    if not found.target.foreign:
        return
    known = [found.target.source.digest] if services.consents.has(template_consent(found.target.source)) else []
    for source in candidates(services.runner, services.catalogue, found.origin):
        if services.consents.has(template_consent(source)) and source.digest not in known:
            known.append(source.digest)
    context.with_metadata(TRUSTED, known)


def _message(found: FoundUpdate) -> str:
    name = "the template" if found.target.foreign else found.origin.stack
    subject = f"Update to {found.target.label} of {name}"
    notes = "".join(f"- {note}\n" for note in found.notes)
    return f"{subject}\n\n{notes}".rstrip()


def _check_ready(root: Path, repository: Repository) -> None:
    if left := [path for path in repository.dirty() if not path.startswith((*OWN_FOLDERS, MEMORY))]:
        raise UsageError(f"{root} has {len(left)} changes that are not committed ({left[0]}): commit them first")


def _check_branch(repository: Repository, branch: str) -> None:
    if not repository.good_branch_name(branch):
        raise UsageError(f"'{branch}' cannot name a branch")
    if repository.has_branch(branch):
        raise UsageError(f"there is a branch '{branch}' already: name another with --branch")


def _proven(services: Services, root: Path, repository: Repository) -> bool:
    """Whether the commit that is checked out was proven by mity and its artefacts are there."""
    head = repository.head() if repository.exists() else None
    held = trailers_of(head.message).get(PROOF_TRAILER, "").split() if head else []
    patterns = artefacts(root, services.catalogue)
    return {"build", "test"} <= set(held) and all(any(root.glob(pattern)) for pattern in patterns)
