"""A feature request in words, made ready for a coding agent: what there is to know, and the terms."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from mity.changes.policy import violation
from mity.changes.protected import config_files_of_tests
from mity.changes.shadows import packages_of
from mity.coding.task import CodingAgent, FeatureTask, Patch, TaskTerms, feature_policy
from mity.errors import MityError, UsageError
from mity.features.application import Application
from mity.features.plan import Action, Plan
from mity.features.prompts import read_features, record_path
from mity.features.request import read_free_text
from mity.reading import read_text
from mity.runs.context import WorkflowContext
from mity.services.services import Services
from mity.system.trees import passed_over

_JUDGING = ("lint", "typecheck", "test", "feature-red")
_PROVING = ("build", "lint", "typecheck", "test", "launch")
_MADE_BY_MITY = ("derived", "migration", "record")
_MOST_LINES = 80
_LONGEST_SUBJECT = 57
_HERE = {"host": "127.0.0.1", "port": "0", "tests": "<the new tests>", "files": ""}


def coding_agent_of(services: Services) -> CodingAgent:
    """Who makes what is asked for in words. Raises UsageError when nobody is named."""
    if services.agents.coding_agent is None:
        raise UsageError("a feature described in words needs a coding agent: name one with --agent")
    return services.agents.coding_agent


def task_of(services: Services, application: Application, context: WorkflowContext) -> FeatureTask:
    """The task for what the run was asked. Raises UsageError."""
    title = read_free_text(context.get_input("feature")).title
    stack = application.folder.stack
    time_s, money_usd = coding_agent_of(services).budget
    commands = {verb: services.commands(context, stack, verb, _HERE).commands for verb in {*_JUDGING, *_PROVING}}
    made = sorted(path for path, one in application.ownership.files.items() if one.role in _MADE_BY_MITY)
    judging = [
        path
        for path in config_files_of_tests(
            application.root, (command for verb in _JUDGING for command in commands[verb])
        )
        if not passed_over(PurePosixPath(path), stack.ignore)  # what an installer brings is no file of the project
    ]
    own = stack.feature.tests if stack.feature else ()
    terms = TaskTerms(feature_policy(own, (*judging, *made), packages_of(application.root)), time_s, money_usd)
    about = {
        "name": context.app_name,
        "stack": stack.id,
        "stack_title": stack.title,
        "features": [
            *(f"{name}: {', '.join(one.name for one in spec.fields_)}" for name, spec in application.features.items()),
            *(f"(wished for) {one.title}" for one in read_features(application.root).values()),
        ],
        "growing": growing_part(_text(application.root / "README.md")),
        "proofs": [command.line for verb in _PROVING for command in commands[verb]],
    }
    return FeatureTask(title, application.root, terms, about, stack.ignore)


def task_json(task: FeatureTask) -> dict[str, Any]:
    """The plan for a request, as the log keeps it. It is made twice, and both must agree."""
    return {"request": task.title, **task.terms.to_json()}


def budget_json(terms: TaskTerms) -> dict[str, float]:
    """What a task may cost, as the log keeps it."""
    return {"time_s": terms.time_s, "money_usd": terms.money_usd}


def plan_of_patch(application: Application, task: FeatureTask, slug: str, delivery: Patch) -> Plan:
    """The files of a delivery as a plan, which can be written like any other. Raises MityError for broken terms."""
    changes = {edit.path: (application.read(edit.path), edit.content or b"") for edit in delivery.edits}
    if reason := violation(task.terms.policy, changes):
        raise MityError(reason)
    actions = []
    for path, (before, after) in sorted(changes.items()):
        role = "test" if task.terms.policy.is_new_test(path, before) else "code"
        actions.append(Action(path, "create" if before is None else "update", role, _decoded(path, after)))
    actions.append(Action(record_path(slug), "update", "record"))
    return Plan((slug,), tuple(actions))


def agent_commit_message(title: str, agent: str) -> str:
    """What the commit of a feature in words says."""
    short = title if len(title) <= _LONGEST_SUBJECT else f"{title[: _LONGEST_SUBJECT - 1].rstrip()}…"
    return f"Add a feature: {short}\n\nRequested: {title}\nMade by the coding agent {agent}, proven by mity."


def growing_part(readme: str) -> list[str]:
    """The part of a README under its heading on extending the application; its beginning when there is none."""
    lines = readme.splitlines()
    found: list[str] = []
    depth = 0
    for line, level in _levels(lines):
        if level and depth and level <= depth:
            break
        if level and not depth and "grow" in line.lower():
            depth = level
        if depth:
            found.append(line)
    return (found or lines)[:_MOST_LINES]


def _levels(lines: list[str]) -> Iterator[tuple[str, int]]:
    """Each line with its level as a heading: 0 for none, and for everything in a block of code."""
    fenced = False
    for line in lines:
        fenced ^= line.lstrip().startswith("```")
        hashes = len(line) - len(line.lstrip("#"))
        yield line, 0 if fenced else hashes


def _decoded(path: str, data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MityError(f"it made {path}, which is not UTF-8") from error


def _text(path: Path) -> str:
    try:
        return read_text(path)
    except (OSError, UnicodeDecodeError):
        return ""
