"""What a project's own `.mity/` would have run: its stack, its coding agent, its workflows."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from mity.errors import UsageError
from mity.projects.app_record import STACK_FILE
from mity.stacks.catalog import load
from mity.system.trees import digest
from mity.trust.item import Item, command_line, item
from mity.trust.stack_lines import stack_lines
from mity.workflow.model import Workflow
from mity.workflow.shown import as_written

HOME = ".mity"
_RECORDS = frozenset({"app.json", "ownership.json", "bases.json", "memory.json", "config.toml", ".gitignore"})
_OWN = frozenset(
    {
        "logs",
        "locks",
        "cache",
        "reports",
        "heal.git",
        "aside",
        "artifacts",
        "exports",
        "scanners",
        "watch",
        "workflows",
        "workflow-templates",
    }
)
_FEATURES = frozenset({"features", "wishes"})
_BUILT = frozenset({"cache", "reports", "exports", "clones"})


def check_home(project: Path) -> None:
    """Raises UsageError for a link, a pipe or a device in the project's `.mity`: mity follows none there.

    What a project's own commands put into the folders of results is looked at only at its top, and so are clones: what
    is in them is of others, and looked at when mity works there. The parts of an application have a `.mity` each.
    """
    home = project / HOME
    parts = sorted(project.glob(f"*/{HOME}")) if (home / "app.json").is_file() else []
    for one in (home, *parts):
        if _is_fit(one, one):
            _check_within(one)


def _check_within(home: Path) -> None:
    """Raises UsageError as `check_home` does. Ten thousand runs leave fifty thousand files: none of them is asked for
    more than the folder says of it."""
    todo, built = [str(home)], {str(home / name) for name in _BUILT}
    while todo:
        here = todo.pop()
        deep = here not in built
        try:
            with os.scandir(here) as found:
                entries = list(found)
        except OSError:  # another mity has just removed it, or nobody may read it
            continue
        todo += [one.path for one in entries if _is_fit(one, one.path) and deep]


def _is_fit(one: Path | os.DirEntry[str], path: Path | str) -> bool:
    """Whether this is a folder, rather than a file or nothing. Raises UsageError for anything else."""
    try:
        if one.is_symlink():
            raise UsageError(f"{path} is a link, and mity follows none in {HOME}: put what it leads to in its place")
        if one.is_dir():
            return True
        if one.is_file() or not os.path.lexists(path):  # another mity has just removed it
            return False
    except OSError as error:
        raise UsageError(f"cannot look at {path}: {error.strerror or error}") from error
    raise UsageError(f"{path} is neither a file nor a folder: remove it")


def stack_item(project: Path) -> Item | None:
    """The commands of the project's own stack; None when it brought none. Raises DefinitionError.

    Its consent ends when anything in `.mity` changes that a command or a template of it may read.
    """
    path = project / STACK_FILE
    if not path.is_file():
        return None
    content = {shown: digest(project / HOME / shown) for shown in sorted(_read_by_stack(project / HOME))}
    return item("stack", f"the commands of {path}", stack_lines(load(path).stack), content)


def _read_by_stack(home: Path) -> Iterable[str]:
    for here, folders, names in os.walk(home):
        parts = Path(here).relative_to(home).parts
        if not parts:
            folders[:] = [name for name in folders if name not in _OWN]
        for name in names:
            record = not parts and (name in _RECORDS or name.endswith(".tmp"))
            feature = parts[:1] and parts[0] in _FEATURES and Path(name).suffix in (".yaml", ".json")
            if not record and not feature:
                yield Path(*parts, name).as_posix()


def agent_item(place: str, preset: str, command: Sequence[str]) -> Item | None:
    """The coding agent that `place` names, such as a file; None when it names none."""
    if not preset and not command:
        return None
    line = command_line(command) if command else preset
    return item("agent", f"the coding agent of {place}", [f"agent: {line}"], [preset, list(command)])


def limits_item(place: str, lines: Sequence[str]) -> Item:
    """What `place`, such as a file, lets a coding agent do beyond the defaults, whoever named the agent."""
    return item("agent-limits", f"the limits of the coding agent in {place}", lines, list(lines))


def token_item(place: str, host: str, variable: str) -> Item:
    """That `place`, such as a file, names the variable whose value a host is sent."""
    lines = [f"the value of ${variable} is sent to {host}"]
    return item("token", f"the token for {host} of {place}", lines, [host, variable])


def sandbox_item(place: str, lines: Sequence[str]) -> Item:
    """What `place`, such as a file, lets through the sandbox beyond its defaults."""
    return item("sandbox", f"the sandbox of {place}", lines, list(lines))


def workflow_item(place: str, workflows: Mapping[str, Workflow]) -> Item:
    """The commands of workflows that `place` holds, those that they call included."""
    content = {name: one.to_json() for name, one in workflows.items()}
    lines = [line for one in workflows.values() for line in workflow_lines(one)]
    return item("workflow", f"the workflow of {place}", lines, [content])


def workflow_lines(workflow: Workflow) -> list[str]:
    """What the steps of a workflow run, those after a failure and at the end included."""
    steps = (*workflow.steps(), *workflow.recovery.values())
    lines = [line for step in steps for line in _step_lines(workflow.id, step)]
    lines += [
        f"{workflow.id}: opens the issue '{one.text}'" for one in workflow.actions() if one.kind == "create_issue"
    ]
    return [*lines, f"{workflow.id}/on_event: {workflow.on_event}"] if workflow.on_event else lines


def _step_lines(where: str, step: Any) -> Iterable[str]:
    place = f"{where}/{step.id}{'' if step.sandbox else ' outside of the sandbox'}"
    if step.command:
        words = (step.command,) if isinstance(step.command, str) else step.command
        words = [as_written(word, step.values) for word in words]
        env = " ".join(f"{name}={value}" for name, value in step.env.items())
        yield f"{place}: {env + ' ' if env else ''}{words[0] if len(words) == 1 else command_line(words)}"
    elif step.station:
        yield f"{place}: the station {step.station}"
    for word in step.verify:
        yield f"{place}: verify {word}"
    if step.agent is not None:
        yield f"{place}: the coding agent {step.agent.name or 'of the settings'}"
    if agent := step.healing.get("agent"):
        yield f"{place}: repairs by the coding agent {agent}"
    yield from (f"{place}: {as_written(line, step.values)}" for line in (step.done_if, step.undo) if line)
    for handler in step.on_failure or ():
        for one in handler.steps:
            yield from _step_lines(f"{place} after a failure", one)
