"""Refreshing the lock of a template: made in a rendered application, proven, and only then written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from mity.errors import EXIT_DONE, DefinitionError, MityError, UsageError
from mity.operations.smoke import SmokeResult, cases, smoke
from mity.stacks.catalog import StackFolder, there
from mity.stacks.lockfiles import as_template, check, without
from mity.stacks.model import Lock, Stack
from mity.stacks.resolve import resolve_commands
from mity.system.files import write_atomic
from mity.system.layered import copy_layered, copy_stack_file
from mity.system.render import render
from mity.system.runner import Runner
from mity.system.scratch import Scratch
from mity.system.template_source import Source
from mity.text.records import dataclass

NAME = "lock-of-mity"


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh did: the files that changed, with the number of lines added and removed, and the proof."""

    stack: str
    changed: dict[str, tuple[int, int]]
    proof: SmokeResult | None


def refresh(
    runner: Runner, folder: StackFolder, tools: Mapping[str, str], before: str, note: Callable[[str], None]
) -> Refreshed:
    """Locks a template with versions published before the day `before`, proves it, and writes it.

    Raises UsageError when the stack does not say how, or not how to lock by a day; MityError when the new lock is not
    whole or not proven; the template is then as it was.
    """
    stack = folder.stack
    if stack.lock is None or not folder.has_template:
        raise UsageError(f"{folder.path / 'stack.yaml'} has no lock to refresh")
    if not any("${before}" in word for way in stack.variants("lock") for step in way.steps for word in step.argv):
        raise UsageError(f"{folder.path / 'stack.yaml'}: no command of lock uses ${{before}}, so no day would count")
    with Scratch("refresh") as place:
        copy = place / stack.id
        copy_layered(folder.folders, copy)  # whole in itself, wherever its layers lie
        copy_stack_file(folder.path / "stack.yaml", copy / "stack.yaml")
        changed = _relock(runner, stack, stack.lock, copy, place, tools, before, note)
        if not changed:
            return Refreshed(stack.id, {}, None)
        note("proving an application with the new lock")
        [proof] = smoke(runner, cases((), str(copy), ()), 1)
        if proof.exit_code != EXIT_DONE:
            raise MityError(f"the new lock is not proven, the template is as it was: {proof.why}")
        for name in changed:
            write_atomic(_inner(folder.path) / name, (_inner(copy) / name).read_bytes())
    return Refreshed(stack.id, changed, proof)


def _relock(
    runner: Runner,
    stack: Stack,
    lock: Lock,
    copy: Path,
    place: Path,
    tools: Mapping[str, str],
    before: str,
    note: Callable[[str], None],
) -> dict[str, tuple[int, int]]:
    """Makes the locks in a rendered application and writes them into the copy of the template."""
    (place / "rendered").mkdir()
    app = render(runner, Source(copy, stack.id), {"app_name": NAME}, place / "rendered", trusted=False)
    shown = {name: (app / name).read_text(encoding="utf-8") for name in lock.files}
    for name in lock.files:
        (app / name).unlink()
    made = resolve_commands(stack, "lock", app, tools, {"before": before}, lambda marker: there(app, marker))
    if made.missing:
        raise MityError(f"cannot lock {stack.id}: {made.missing}")
    for command in made.commands:
        note(f"$ {command.line}")
        outcome = runner.run(command)
        if not outcome.ok:
            raise MityError(f"cannot lock {stack.id}: {' '.join(outcome.tail(3)) or outcome.summary}")
    changed = {}
    for name in lock.files:
        old = (_inner(copy) / name).read_text(encoding="utf-8")
        text = (app / name).read_text(encoding="utf-8")
        text = without(text, lock.drop) if lock.drop else text
        check(name, text)
        new = as_template(text, old, shown[name])
        if new != old:
            (_inner(copy) / name).write_text(new, encoding="utf-8", newline="\n")
            was, now = old.splitlines(), new.splitlines()
            changed[name] = (len(set(now) - set(was)), len(set(was) - set(now)))
    return changed


def _inner(template: Path) -> Path:
    """The folder of the application's files in a template. Raises DefinitionError."""
    found = [path for path in template.iterdir() if path.is_dir() and "cookiecutter" in path.name]
    if len(found) != 1:
        raise DefinitionError(f"{template} has {len(found)} folders with a placeholder in their names: one is needed")
    return found[0]
