"""A request for a feature, checked before anything is written."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mity.changes.changeset import ChangeSet
from mity.coding.task import CodingAgent
from mity.errors import UsageError
from mity.features.application import Application
from mity.features.grammar import parse_fields
from mity.features.model import FeatureSpec
from mity.features.names import SNAKE
from mity.features.prompts import check_new, check_title, read_wishes, slug_of
from mity.features.specfile import parse_spec
from mity.projects.detect import read_app
from mity.runs.context import WorkflowContext
from mity.stacks.model import Stack
from mity.system.git import PROOF_TRAILER, TESTS_TRAILER, Repository

_LONGEST_SUBJECT = 57
_TRAILER = re.compile(rf"^({PROOF_TRAILER}|{TESTS_TRAILER}): (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user asked for: a title with field words, or a spec file; where to commit it ("" the current branch)."""

    title: str = ""
    fields: tuple[str, ...] = ()
    plural: str = ""
    spec: Path | None = None
    branch: str = ""


def in_words(wish: Wish) -> bool:
    """True for a wish that only says in words what should be: neither a name, nor fields, nor a file."""
    return bool(wish.title) and wish.spec is None and not wish.fields and not SNAKE.fullmatch(wish.title)


def check_request(
    application: Application, wish: Wish, coding_agent: Callable[[], CodingAgent | None]
) -> WorkflowContext:
    """The context of a run for a feature of either kind. Raises UsageError; nothing is written."""
    if not in_words(wish):
        return check_add(application, read_wish(wish), wish.branch)
    title = check_title(wish.title)
    agent = coding_agent()
    if agent is None:
        raise UsageError(_without_fields(title))
    if wish.plural:
        raise UsageError("--plural belongs to a feature that is described by --field: leave it out")
    if reason := agent.unavailable_reason(application.root):
        raise UsageError(reason)
    check_new(application.root, title)
    name = slug_of(title, {*read_wishes(application.root), *application.features})
    context = _context(application, {"action": "wish", "name": name, "title": title}, wish.branch)
    return context.with_metadata("commit_message", agent_commit_message(title, agent.name))


def agent_commit_message(title: str, agent: str) -> str:
    """What the commit of a wish says."""
    short = title if len(title) <= _LONGEST_SUBJECT else f"{title[: _LONGEST_SUBJECT - 1].rstrip()}…"
    return f"Add a feature: {short}\n\nWished for: {title}\nMade by the coding agent {agent}, proven by mity."


def read_wish(wish: Wish) -> FeatureSpec:
    """The feature that is wished for. Raises UsageError."""
    if wish.spec is not None:
        if wish.fields or wish.plural:
            raise UsageError("give either --spec or --field, not both: the file says all of it")
        spec = parse_spec(_text(wish.spec), str(wish.spec))
        if wish.title and wish.title != spec.name:
            raise UsageError(f"{wish.spec} describes '{spec.name}', not '{wish.title}': leave one of them out")
        return spec
    if not wish.title:
        raise UsageError("say which feature: a name with --field NAME:TYPE…, or --spec FILE")
    if not wish.fields:
        raise UsageError(_without_fields(wish.title))
    return parse_fields(wish.title, wish.fields, wish.plural)


def check_add(application: Application, spec: FeatureSpec, branch: str) -> WorkflowContext:
    """The context of a run that adds the feature. Raises UsageError; nothing is written."""
    application.plan_add(spec)  # every clash shows here, before a run begins
    update = spec.name in application.features
    fields = ", ".join(f"{one.name} ({one.type})" for one in spec.fields_)
    context = _context(
        application, {"action": "add", "name": spec.name, "spec": spec.to_json(), "update": update}, branch
    )
    verb = "Change" if update else "Add"
    return context.with_metadata("commit_message", f"{verb} the feature {spec.name}\n\nFields: {fields}")


def check_remove(application: Application, name: str, branch: str) -> WorkflowContext:
    """The context of a run that removes the feature. Raises UsageError; nothing is written."""
    _check_no_wish(application, name)
    application.plan_remove(name)
    context = _context(application, {"action": "remove", "name": name}, branch)
    return context.with_metadata("commit_message", f"Remove the feature {name}")


def needs_baseline(context: WorkflowContext, stack: Stack) -> bool:
    """False when the commit that is checked out was proven by mity and its artefacts are there."""
    made = all(any(context.output_path.glob(pattern)) for pattern in stack.artefacts)
    return not (made and {"build", "test"} <= set(context.metadata.get("proven", ())))


def _context(application: Application, asked: dict[str, Any], branch: str) -> WorkflowContext:
    app = read_app(application.root)
    branch = branch.replace("{name}", asked["name"])
    context = WorkflowContext(
        application.root, str(app.get("name") or application.root.name), application.folder.stack.id, application.root
    )
    context.with_metadata("answers", dict(application.answers)).with_metadata("feature", asked)
    _check_idle(application.root)
    repository = Repository(application.root)
    if not repository.exists():
        if branch:
            raise UsageError(f"{application.root} is no git repository: there is no branch to make")
        return context
    if left := repository.dirty():
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
    trailers = dict(_TRAILER.findall(head.message)) if head else {}
    context.with_metadata("proven", trailers.get(PROOF_TRAILER, "").split())
    if trailers.get(TESTS_TRAILER, "").isdecimal():
        context.with_metadata("tests_before", int(trailers[TESTS_TRAILER]))
    return context


def _check_no_wish(application: Application, name: str) -> None:
    made = next((one for one in read_wishes(application.root).values() if name in (one.slug, one.title)), None)
    if made is None:
        return
    repository = Repository(application.root)
    commit = repository.with_text(f"Mity-Run: {made.run_id}") if repository.exists() else ""
    how = f"`git revert {commit[:12]}`" if commit else f"reverting the commit of the run {made.run_id}"
    raise UsageError(
        f"'{made.slug}' was made by the coding agent {made.agent}, so mity does not know which lines to take away: "
        f"take it back by {how}"
    )


def _check_idle(root: Path) -> None:
    for left in ChangeSet.pending(root):
        raise UsageError(
            f"the run {left.run_id} was killed while it changed {root}: `mity resume {left.run_id} --output {root}` "
            "goes on with it, or puts everything back"
        )


def _without_fields(title: str) -> str:
    if SNAKE.fullmatch(title):
        return (
            f"say what a {title} has: `mity add-feature {title} --field title:str,max=200 --field done:bool=false`, "
            "or --spec FILE"
        )
    return (
        f"'{title}' is a wish in words, which needs a coding agent: name one with --agent. Without one mity adds "
        "resources that are described by fields: `mity add-feature NAME --field NAME:TYPE…`, or --spec FILE"
    )


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(f"cannot read the spec {path}: {why or error}") from error
