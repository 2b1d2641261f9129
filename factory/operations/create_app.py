"""What the user asked of `create-app`, checked before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mity.errors import MityError, UsageError
from mity.operations.iac import check_iac
from mity.operations.operation import Operation
from mity.operations.part_answers import PART_ANSWERS, own_answers, part_answers
from mity.projects.names import AppName, check_name
from mity.projects.parts import parts_of
from mity.reading import read_text
from mity.runs.context import WorkflowContext
from mity.runs.iac import IacConfig
from mity.stacks.catalog import Catalogue, StackFolder, load
from mity.suggest import did_you_mean
from mity.system.render import check_answers
from mity.system.runner import Runner
from mity.system.template_fetching import fetch
from mity.system.template_source import Source
from mity.text.records import dataclass, field
from mity.text.yaml_data import parse_yaml
from mity.trust.item import Item
from mity.trust.template import TRUSTED, template_item


@dataclass(frozen=True, slots=True)
class CreateApp:
    """The words of the command line: `stack` or `template` must be given; `answers` are template variables.

    `iac` and `cloud` ask for infrastructure: both, or neither.
    """

    name: str
    workspace: Path
    stack: str = ""
    template: str = ""
    ref: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    keep_running: bool = False
    iac: str = ""
    cloud: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """A request that can be carried out: the context of the run, and what of a foreign template would run, if any."""

    context: WorkflowContext
    source: Source
    foreign: Item | None = None

    @property
    def code(self) -> tuple[str, ...]:
        """What of the template would run."""
        return self.foreign.lines if self.foreign else ()

    @property
    def operation(self) -> Operation:
        """The run that carries it out."""
        iac = self.context.iac
        if iac is None:
            return Operation("create-app", self.context)
        return Operation("create-app-with-infrastructure", self.context, {"cloud": iac.cloud})


def check(request: CreateApp, catalogue: Catalogue, runner: Runner) -> Checked:
    """Checks a request from end to end without writing to the workspace. Raises UsageError."""
    if not request.stack and not request.template:
        raise UsageError(
            f"say which stack: --stack {' | '.join(catalogue.ids('cookiecutter.json'))} (or --template DIR|URL)"
        )
    check_iac(request.iac, request.cloud)
    folder = catalogue.get(request.stack, "cookiecutter.json") if request.stack else None
    if folder is not None and not folder.has_template and not request.template:
        known = did_you_mean(request.stack, catalogue.ids("cookiecutter.json"))
        raise UsageError(f"stack '{request.stack}' is recognised and healed but has no template: {known}")
    source = _source(request, folder, runner)
    own = load(source.path / "stack.yaml") if (source.path / "stack.yaml").is_file() else folder
    parts = parts_of(own, request.workspace / request.name, catalogue, _choices(own, source, request)) if own else ()
    reserved = [word for one in (own, *(part.folder for part in parts)) if one for word in one.stack.names.reserved]
    name = check_name(request.name, reserved)
    _check_target(request.workspace, request.workspace / name.slug)
    variables = source.variables()
    source.check()
    source.check_extensions()
    own_given = own_answers(request.answers) if parts else request.answers
    answers = {**_names(name, variables), **(_choices(own, source, request) if own else {}), **own_given}
    check_answers(source, answers)
    context = WorkflowContext(request.workspace, name.slug, request.stack)
    if request.cloud:
        context.with_iac(IacConfig.terraform(request.cloud))
    context.with_metadata("answers", answers)
    if of_parts := part_answers(request.answers, parts) if parts else {}:
        context.with_metadata(PART_ANSWERS, of_parts)
    context.with_metadata("keep_running", request.keep_running)
    if request.template:
        origin = str(source.path) if not source.commit else source.origin
        context.with_metadata("template", {"origin": origin, "ref": request.ref, "commit": source.commit})
    foreign = template_item(runner, source, answers, catalogue, folder) if request.template else None
    context.with_metadata("trusted", foreign is not None)
    if foreign is not None:
        context.with_metadata(TRUSTED, [source.digest])
    return Checked(context, source, foreign)


def _source(request: CreateApp, folder: StackFolder | None, runner: Runner) -> Source:
    if request.template:
        return fetch(runner, request.template, request.ref)
    if request.ref:
        raise UsageError("--ref says which version of a --template: give both, or neither")
    assert folder is not None
    return Source(folder.path, folder.stack.id)


def _choices(own: StackFolder, source: Source, request: CreateApp) -> dict[str, str]:
    """The answers that name stacks of parts: given, or the first that the template offers. Raises UsageError."""
    known = source.variables()
    found: dict[str, str] = {}
    for answer in (part.answer for part in own.stack.parts if part.answer):
        offered = known.get(answer)
        first = str(offered[0]) if isinstance(offered, list) and offered else str(offered or "")
        found[answer] = request.answers.get(answer, first)
        check_answers(source, {answer: found[answer]})
    return found


def _names(name: AppName, variables: Mapping[str, Any]) -> dict[str, str]:
    """The template variables that take the application's name, where the template has them."""
    forms = {
        "app_name": name.app_name,
        "app_slug": name.slug,
        "package_name": name.package,
        "project_name": name.app_name,
        "project_slug": name.package,
    }
    return {variable: form for variable, form in forms.items() if variable in variables}


def _check_target(workspace: Path, target: Path) -> None:
    try:
        if workspace.exists() and not workspace.is_dir():
            raise UsageError(f"--output {workspace} is a file: name a folder")
        if target.is_symlink():
            raise UsageError(f"{target} is a link: remove it or choose another name, mity does not write through links")
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise UsageError(f"{target} exists and is not empty: choose another name or --output")
    except OSError as error:
        raise MityError(f"cannot look into {target}: {error.strerror or error}") from error


def read_answers(path: Path) -> dict[str, str]:
    """The answers in a YAML or JSON file: one mapping of names to single values. Raises UsageError."""
    try:
        data = parse_yaml(read_text(path, "utf-8-sig"))
    except OSError as error:
        raise UsageError(f"cannot read the answers {path}: {error.strerror or error}") from error
    except ValueError as error:
        raise UsageError(f"the answers {path} are not YAML or JSON: {error}") from error
    if not isinstance(data, dict):
        raise UsageError(f"the answers {path} must be a mapping, such as `description: My service`")
    for name, value in data.items():
        if not isinstance(name, str) or not isinstance(value, str | int | float | bool):
            raise UsageError(f"the answers {path}: {name!r} must have one plain value")
        if not _usable(name, str(value)):
            raise UsageError(f"the answers {path}: {name!r} has characters that no template variable can hold")
    return {name: value if isinstance(value, str) else str(value) for name, value in data.items()}


def parse_set(words: tuple[str, ...]) -> dict[str, str]:
    """`KEY=VALUE` words as a mapping. Raises UsageError."""
    return dict(parse_set_pairs(words))


def parse_set_pairs(words: tuple[str, ...]) -> list[tuple[str, str]]:
    """`KEY=VALUE` words as pairs, in their order. Raises UsageError."""
    answers: list[tuple[str, str]] = []
    for word in words:
        key, sign, value = word.partition("=")
        if not sign or not key.strip():
            raise UsageError(f"--set {word!r} is not KEY=VALUE")
        if not _usable(key, value):
            raise UsageError(f"--set {key!r} has characters that no template variable can hold")
        answers.append((key.strip(), value))
    return answers


def _usable(name: str, value: str) -> bool:
    """True when a process can be given `name=value` as a word."""
    return name.isprintable() and "\0" not in value and not any("\ud800" <= letter <= "\udfff" for letter in value)
