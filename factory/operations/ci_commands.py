"""The commands that an application's own CI file runs, run here: a template is not sound while its CI would fail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from mity.command import Command, Outcome
from mity.stacks.catalog import there
from mity.stacks.model import Stack
from mity.stacks.resolve import resolve_commands
from mity.system.tools import Toolbox, search_path, venv_bin
from mity.text.records import dataclass

VERB = "ci"


@dataclass(frozen=True, slots=True)
class CiStep:
    """One command of CI as it ended here: the line, its exit code (None when it never started), seconds."""

    command: str
    exit_code: int | None
    seconds: float


@dataclass(frozen=True, slots=True)
class CiProof:
    """What the CI commands of a stack showed, up to the first that failed; `why` is empty when all went well.

    `unavailable` says that nothing ran because a tool is missing.
    """

    steps: tuple[CiStep, ...] = ()
    why: str = ""
    unavailable: bool = False


def ci_proof(run: Callable[[Command], Outcome], stack: Stack, root: Path) -> CiProof:
    """Runs the stack's `ci` commands in the application at `root`; nothing for a stack that names none."""
    if VERB not in stack.verbs:
        return CiProof()
    tools = {name: tool.path for name, tool in Toolbox().resolve_all(stack.requires).items() if tool.ready}
    made = resolve_commands(stack, VERB, root, tools, {"venv_bin": venv_bin()}, lambda one: there(root, one))
    if made.missing:
        return CiProof(why=made.missing, unavailable=True)
    return _run_all(run, made.with_env({"PATH": path} if (path := search_path(tools)) else {}).commands)


def _run_all(run: Callable[[Command], Outcome], commands: Sequence[Command]) -> CiProof:
    steps: list[CiStep] = []
    for command in commands:
        outcome = run(command)
        steps.append(CiStep(command.line, outcome.exit_code, round(outcome.duration_s, 1)))
        if not outcome.ok:
            said = " ".join(outcome.tail(3))
            return CiProof(tuple(steps), f"ci: {outcome.summary}{': ' if said else ''}{said}")
    return CiProof(tuple(steps))
