"""A request for a feature, checked before anything is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from mity.changes.snapshot import OWN_FOLDERS
from mity.coding.task import CodingAgent
from mity.errors import UsageError
from mity.features.agent_task import agent_commit_message
from mity.features.application import SPECS, Application
from mity.features.grammar import parse_fields
from mity.features.model import FeatureSpec
from mity.features.names import SNAKE
from mity.features.prompts import check_not_added, check_title, read_features, slug_of
from mity.features.request import AddFeature, FreeTextFeature, RemoveFeature, read_add
from mity.features.specfile import parse_specs
from mity.healing.fix_history import MEMORY
from mity.operations.operation import Operation
from mity.projects.app_record import read_app
from mity.reading import read_text
from mity.runs.context import WorkflowContext
from mity.services.test_baseline import remember_proof
from mity.system.commit_trailers import PROOF_TRAILER, TESTS_TRAILER, trailers_of
from mity.system.git import Repository
from mity.text.records import dataclass
from mity.text.versions import number_of

Json = dict[str, Any]
_FIRST = "1.0.0"
"""The version of templates before applications recorded theirs."""


@dataclass(frozen=True, slots=True)
class FeatureRequest:
    """What the user asked for: a title with field words, or a spec file; where to commit it ("" the current branch)."""

    title: str = ""
    fields: tuple[str, ...] = ()
    plural: str = ""
    spec: Path | None = None
    branch: str = ""

    @property
    def is_free_text(self) -> bool:
        """True when it only says in words what should be there: neither a name, nor fields, nor a file."""
        return bool(self.title) and self.spec is None and not self.fields and not SNAKE.fullmatch(self.title)


def prepare_feature(
    application: Application, request: FeatureRequest, coding_agent: Callable[[], CodingAgent | None], agent: Json
) -> Operation:
    """The run that adds the feature; `agent` names the coding agent for a resume. Raises UsageError."""
    _check_version(application)
    if not request.is_free_text:
        return _prepare_add(application, read_specs(request), request)
    title = check_title(request.title)
    named = coding_agent()
    if named is None:
        raise UsageError(_without_fields(title))
    if request.plural:
        raise UsageError("--plural belongs to a feature that is described by --field: leave it out")
    if reason := named.unavailable_reason(application.root):
        raise UsageError(reason)
    check_not_added(application.root, title)
    name = slug_of(title, {*read_features(application.root), *application.features})
    context = feature_context(application, FreeTextFeature(name, title), request.branch)
    context.with_metadata("agent", agent)
    context.with_metadata("commit_message", agent_commit_message(title, named.name))
    return Operation("add-feature-by-agent", context, baseline(application, context))


def _check_version(application: Application) -> None:
    """Raises UsageError for an application of an earlier major version of its template, which features do not fit."""
    for side in application.sides:
        _check_version(side)
    stack, record = application.folder.stack, read_app(application.root)
    made = str(record.get("template_version") or _FIRST)
    if record.get("template") == stack.id and number_of(made).major < number_of(stack.version).major:
        raise UsageError(
            f"{application.root} was made from {stack.id} {made}, and features are written for {stack.version}: "
            "run `mity update` in it first, then add the feature"
        )


def read_specs(request: FeatureRequest) -> tuple[FeatureSpec, ...]:
    """The features that are described by fields: several only from a file. Raises UsageError."""
    if request.spec is not None:
        if request.fields or request.plural:
            raise UsageError("give either --spec or --field, not both: the file says all of it")
        specs = parse_specs(_text(request.spec), str(request.spec))
        names = [spec.name for spec in specs]
        if request.title and [request.title] != names:
            listed = ", ".join(f"'{name}'" for name in names)
            raise UsageError(f"{request.spec} describes {listed}, not '{request.title}': leave one of them out")
        return specs
    if not request.title:
        raise UsageError("say which feature: a name with --field NAME:TYPE…, or --spec FILE")
    if not request.fields:
        raise UsageError(_without_fields(request.title))
    return (parse_fields(request.title, request.fields, request.plural),)


def _prepare_add(application: Application, specs: tuple[FeatureSpec, ...], request: FeatureRequest) -> Operation:
    application.plan_add(*specs)  # every clash shows here, before a run begins
    asked = AddFeature(specs, tuple(spec.name for spec in specs if spec.name in application.features))
    records = [application.root / f"{SPECS}/{spec.name}.yaml" for spec in specs]
    edited = request.spec if request.spec and any(_is(record, request.spec) for record in records) else None
    context = feature_context(application, asked, request.branch, edited)
    context.with_metadata("commit_message", _commit_message(asked))
    return Operation("add-feature", context, baseline(application, context))


def _commit_message(asked: AddFeature) -> str:
    fields = {spec.name: ", ".join(f"{one.name} ({one.type})" for one in spec.fields_) for spec in asked.specs}
    verb = "Change" if asked.update else "Add" if not asked.known else "Add and change"
    if len(fields) == 1:
        return f"{verb} the feature {asked.name}\n\nFields: {fields[asked.name]}"
    *names, last = fields
    lines = "\n".join(f"{name}: {text}" for name, text in fields.items())
    return f"{verb} the features {', '.join(names)} and {last}\n\n{lines}"


def up_to_date(application: Application, operation: Operation) -> bool:
    """True when the application has the features just as they are described. Raises UsageError."""
    if operation.workflow != "add-feature":
        return False
    request = read_add(operation.context.metadata["feature"])
    return request.update and not application.plan_add(*request.specs).changes


def baseline(application: Application, context: WorkflowContext) -> dict[str, bool]:
    """The parameter that says whether the proofs must be looked at before anything changes.

    Not when the commit that is checked out was proven by mity and its artefacts are there.
    """
    each = application.sides or (application,)
    made = all(any(one.root.glob(pattern)) for one in each for pattern in one.folder.stack.artefacts)
    return {"baseline": not (made and {"build", "test"} <= set(context.metadata.get("proven", ())))}


def feature_context(
    application: Application,
    request: AddFeature | RemoveFeature | FreeTextFeature,
    branch: str,
    edited: Path | None = None,
) -> WorkflowContext:
    """The context of a run that changes features. Raises UsageError when the application is not ready for one.

    `edited` is the record of the feature, changed by its owner to say what is wanted: it need not be committed.
    """
    app = read_app(application.root)
    branch = branch.replace("{name}", request.name)
    context = WorkflowContext(
        application.root, str(app.get("name") or application.root.name), application.folder.stack.id, application.root
    )
    context.with_metadata("answers", dict(application.answers)).with_metadata("feature", request.to_json())
    repository = Repository(application.root)
    if not repository.exists():
        if branch:
            raise UsageError(f"{application.root} is no git repository: there is no branch to make")
        return context
    # a kill may have cut off the note by which git passes over a folder of mity's own; the run writes it again
    wanted = edited.resolve().relative_to(application.root.resolve()).as_posix() if edited else ""
    own = (*OWN_FOLDERS, MEMORY)  # what a repair learned is no work of the owner's; it goes with the next commit
    if left := [path for path in repository.dirty() if path != wanted and not path.startswith(own)]:
        raise UsageError(
            f"{application.root} has {len(left)} changes that are not committed ({left[0]}): commit them first"
        )
    if branch:
        if not repository.good_branch_name(branch):
            raise UsageError(f"'{branch}' cannot name a branch")
        if repository.has_branch(branch):
            raise UsageError(f"there is a branch '{branch}' already: name another with --branch")
        context.with_metadata("branch", branch)
    head = repository.head()
    trailers = trailers_of(head.message) if head else {}
    context.with_metadata("proven", trailers.get(PROOF_TRAILER, "").split())
    if trailers.get(TESTS_TRAILER, "").isdecimal():
        context.with_metadata("tests_before", int(trailers[TESTS_TRAILER]))
    if not isinstance(request, RemoveFeature) and not (isinstance(request, AddFeature) and request.known):
        remember_proof(context, repository)  # whoever changes or removes a feature changes its tests
    return context


def _is(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _without_fields(title: str) -> str:
    if SNAKE.fullmatch(title):
        return (
            f"say what a {title} has: `mity add-feature {title} --field title:str,max=200 --field done:bool=false`, "
            "or --spec FILE"
        )
    return (
        f"'{title}' is a feature in words, which needs a coding agent: name one with --agent. Without one mity adds "
        "resources that are described by fields: `mity add-feature NAME --field NAME:TYPE…`, or --spec FILE"
    )


def _text(path: Path) -> str:
    try:
        return read_text(path, "utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(f"cannot read the spec {path}: {why or error}") from error
