"""What mity knows of a stack: the model of `stack.yaml`. Plain data; `mity.stacks.catalog` reads it from disk."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, model_validator

from mity.stacks.choices import Choice
from mity.stacks.cloud import Cloud
from mity.stacks.command_spec import Line, Marker, Strict, UrlPath, Variant, Variants
from mity.stacks.feature_rules import FEATURE_VARIABLES, FeatureRules
from mity.stacks.generated import unfit_name
from mity.stacks.part_spec import AskedDocument, Joint, Journey, Part, parts_problem
from mity.stacks.requirement import Requirement

SCHEMA = 1
COMMANDS = ("install", "build", "test", "lint", "typecheck", "format", "audit", "launch", "lock")
Verb = Literal["install", "build", "test", "lint", "typecheck", "format", "audit", "launch", "lock", "ci"]
"""What a stack may have commands for: `ci` are those that the application's own CI file runs."""
Layer = Annotated[str, Field(pattern=r"^(\.\./)?[A-Za-z0-9_][\w.-]*(/[A-Za-z0-9_][\w.-]*)*$")]
"""A folder with files that stacks share, from the stack's own folder: within it, or beside it after one `../`."""
VARIABLES = frozenset(
    {"host", "port", "venv_bin", "app_name", "app_slug", "package_name", "report", "before", "libtest"}
    | {"project_python", "python_index", "python_needs", "python_tests"}
    | {"node_manager", "node_options", "node_reports", "own_files", "gradle_words"}
)


class Detect(Strict):
    """How to recognise a project of this stack: every marker of `all`, one of `any` if it has some, none of `none`."""

    all: tuple[Marker, ...] = ()
    any: tuple[Marker, ...] = ()
    none: tuple[Marker, ...] = ()


class Report(Strict):
    """Where the test command leaves its counts.

    `junit`: XML files at `path`, a path or glob. `libtest`: the logs at `path` that Rust's test programs write when
    cargo has `${libtest}` for its runner, and the result lines that are printed of all others. `node`: what the runners
    of JavaScript leave at `path` where NODE_OPTIONS is `${node_options}` and MITY_TEST_REPORTS
    `${node_reports}`, else what they print; no counts are no failure then.
    """

    path: str = ""
    format: Literal["junit", "libtest", "node"] = "junit"

    @model_validator(mode="after")
    def _has_path(self) -> Report:
        if self.format != "libtest" and not self.path:
            raise ValueError(f"a {self.format} report needs a path")
        return self


class Port(Strict):
    """How the application learns its port: an environment variable, or only `${port}` in the command."""

    env: str = ""
    preferred: Annotated[int, Field(ge=1, le=65535)] = 8000


class Health(Strict):
    """What a healthy application answers: path, status, a subset of its JSON or a text in its body."""

    path: UrlPath
    status: int = 200
    json_: Annotated[dict[str, Any], Field(alias="json")] = {}
    contains: str = ""
    headers: dict[str, str] = {}
    timeout: Annotated[float, Field(gt=0)] = 60.0


class Page(Strict):
    """What a browser must show: the page at `path` fills the element `root`, an `#id` or a tag name.

    `contains` is a text that the element must show. An error on the page or a request that fails is a failure.
    """

    path: UrlPath = "/"
    root: Annotated[str, Field(pattern=r"^(#[A-Za-z][\w-]*|[a-z][a-z0-9-]*)$")] = "body"
    contains: str = ""
    timeout: Annotated[float, Field(gt=0)] = 30.0


class Shared(Strict):
    """A generated folder that applications with the same lock share through mity's cache.

    `key` names what decides what is in it: files (`lock.json`) or one member of a JSON file (`package.json#overrides`,
    which may lack), and `tools` those whose versions do. It is kept after the verb
    `after` ended well, without what matches `exclude` (globs of relative paths, with the names of the application as
    places). When `whole`, its presence makes the verb needless, and its files are read-only links to the cache;
    else they are copies, a start from which the verb goes on.
    """

    path: str
    key: Annotated[tuple[str, ...], Field(min_length=1)]
    tools: tuple[str, ...] = ()
    after: Literal["install", "build", "test"] = "install"
    whole: bool = False
    exclude: tuple[str, ...] = ()


class Lock(Strict):
    """The files that the command `lock` makes in a rendered application, for the maintainer of the template.

    `drop` names keys that are taken out of JSON locks: addresses that vary from one machine to the next.
    """

    files: Annotated[tuple[str, ...], Field(min_length=1)]
    drop: tuple[str, ...] = ()


class Name(Strict):
    """Which application names the language can bear: reserved words beyond the common ones."""

    reserved: tuple[str, ...] = ()


class TemplateChange(Strict):
    """What a version of a template brought, for owners of applications: `notes`, a sentence each.

    `renamed` maps paths that applications had to those that they have now, where their contents do not tell; places
    such as `{package_name}` are answers.
    """

    version: Annotated[Line, Field(min_length=1)]
    notes: Annotated[tuple[Line, ...], Field(min_length=1)]
    renamed: dict[str, str] = {}


class Stack(Strict):
    """A kind of application: everything mity knows of it that is not a file of the application.

    `ignore` names generated files and folders (globs), `caches` those among them that a clean retry removes
    (globs of paths below the project). `passing` are files that its commands make and that do not stay in a project
    which had none, such as the lock of a library. `changes` are the notes of versions, the newest first. `layers` are
    folders that it shares with others: its files are theirs, those of later ones first, and before them its own.
    `choices` are variables of its cookiecutter.json that a person is asked for. `experimental` says what was never
    tried, where its applications are offered all the same. A stack of `parts` has commands, health and features from
    them; `joint`, `document` and `journey` say what holds of all of them together.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True, populate_by_name=True)

    schema_: Annotated[Literal[1], Field(alias="schema")] = 1
    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    title: Line
    language: Line
    version: Line = "1.0.0"
    changes: tuple[TemplateChange, ...] = ()
    experimental: Annotated[str, Field(pattern=r"^[^\r\n]*$")] = ""
    layers: tuple[Layer, ...] = ()
    choices: dict[str, Choice] = {}
    requires: tuple[Requirement, ...] = ()
    detect: Detect = Detect()
    names: Name = Name()
    required_files: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    caches: tuple[str, ...] = ()
    commands: dict[Verb, Variants] = {}
    report: Report | None = None
    artefacts: tuple[str, ...] = ()
    passing: tuple[str, ...] = ()
    port: Port = Port()
    health: Health | None = None
    page: Page | None = None
    shared: tuple[Shared, ...] = ()
    lock: Lock | None = None
    feature: FeatureRules | None = None
    cloud: Cloud | None = None
    parts: tuple[Part, ...] = ()
    joint: tuple[Joint, ...] = ()
    journey: Journey | None = None
    document: AskedDocument | None = None

    def variants(self, verb: str) -> tuple[Variant, ...]:
        """The ways to do `verb`, best first; none when the stack does not have it.

        `feature-format`, `feature-red` and `feature-previous` are those of `feature`.
        """
        return self._all_commands.get(verb, ())

    @property
    def verbs(self) -> tuple[str, ...]:
        """Everything `variants` knows."""
        return tuple(self._all_commands)

    @property
    def _all_commands(self) -> dict[str, tuple[Variant, ...]]:
        found: dict[str, tuple[Variant, ...] | None] = {str(verb): ways for verb, ways in self.commands.items()}
        if self.feature is not None:
            migrations = self.feature.migrations
            found |= {"feature-format": self.feature.format, "feature-red": self.feature.red}
            found |= {"feature-previous": migrations.previous if migrations else None}
        return {verb: variants for verb, variants in found.items() if variants}

    @model_validator(mode="after")
    def _consistent(self) -> Stack:
        tools = {requirement.tool for requirement in self.requires}
        known = VARIABLES | {f"{tool.replace('-', '_')}{end}" for tool in tools for end in ("", "_home")}
        for verb, variants in self._all_commands.items():
            known |= FEATURE_VARIABLES if verb.startswith("feature-") else frozenset()
            for variant in variants:
                if missing := set(variant.when) - tools:
                    raise ValueError(f"commands.{verb}: when names {sorted(missing)}, not listed in requires")
                for step in variant.steps:
                    if unknown := step.names - known:
                        raise ValueError(f"commands.{verb}: unknown place ${{{sorted(unknown)[0]}}}")
        for shared in self.shared:
            if missing := set(shared.tools) - tools:
                raise ValueError(f"shared {shared.path}: tools names {sorted(missing)}, not listed in requires")
        names = (*self.ignore, *self.caches, *self.passing)
        unfit = (unfit_name(one, self.language) for one in names)
        problems = (parts_problem(self.parts, self._folders()), *unfit)
        if problem := next(filter(None, problems), ""):
            raise ValueError(problem)
        if "launch" in self.commands and self.health is None:
            raise ValueError("commands.launch needs health: how mity knows that the application answers")
        return self

    def _folders(self) -> list[str]:
        """The folders that something is asked of."""
        asked = [one.folder for one in (*self.joint, self.journey, self.document) if one is not None]
        return [*asked, self.document.of] if self.document else asked
