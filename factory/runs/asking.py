"""Which steps of a run wait for a person, and which of them an answer is for."""

from __future__ import annotations

from collections.abc import Iterable

from mity.errors import UsageError
from mity.runs.keys import NESTED
from mity.runs.log import ExecutionLog
from mity.runs.state import Status
from mity.suggest import did_you_mean
from mity.text.patterns import regex
from mity.workflow.model import Workflow

ASKS = "asks"
"""The member of evidence that names the key of the question, where that is not the key of the step."""
_KEY = regex(r"(?P<id>[^\[#]+)(?P<index>(?:\[[0-9]+\])?)(?:#[0-9]+)?")


def asking(log: ExecutionLog) -> list[str]:
    """The keys of the steps whose questions and checkpoints wait, in the order of the run.

    Of a step that waits because one within it does, the inner one.
    """
    known = dict.fromkeys((*log.stations, *log.results))
    found = [key for key in known if (result := log.results.get(key)) and result.status is Status.NEEDS_INPUT]
    return [key for key in found if not any(other.startswith((f"{key}{NESTED}", f"{key}[")) for other in found)]


def asked_step(log: ExecutionLog, word: str, step: str = "") -> str | None:
    """The key of the step that the choice `word` is for: `step`, a key, an address or a tail of one, or who offers it.

    None where nothing waits with a question: the step that failed is meant then, if any. Raises UsageError.
    """
    known = asking(log)
    if step:
        meant = named(log, step, known)
        if len(meant) != 1:
            raise UsageError(f"run {log.run_id} asks nothing at '{step}': {did_you_mean(step, known)}")
        return meant[0]
    if len(known) < 2:
        return known[0] if known else log.failed_station()
    offering = [key for key in known if _offers(log, key, word)]
    if len(offering) == 1:
        return offering[0]
    raise UsageError(f"run {log.run_id} waits with several questions: name one by --step: {', '.join(known)}")


def named(log: ExecutionLog, name: str, keys: Iterable[str]) -> list[str]:
    """Those of `keys` that a key, an address or the tail of one names."""
    known = list(keys)
    if name in known:
        return [name]
    tail = f"/{_parts(name)}"
    return [key for key in known if any(f"/{_parts(one)}".endswith(tail) for one in (key, *_addresses(log, key)))]


def _addresses(log: ExecutionLog, key: str) -> list[str]:
    """How the address of a step may be written: the loop's index stands behind the stage or behind the step."""
    found: list[str] = [""]
    workflow: Workflow | None = log.workflow
    for part in key.split(NESTED):
        split = _KEY.fullmatch(part)
        id, index = (split["id"], split["index"]) if split else (part, "")
        own = [(stage.name, step) for stage in (workflow.stages if workflow else ()) for step in stage.steps]
        own = [(stage, step) for stage, step in own if step.id == id]
        if not own:
            return []
        stage, step = own[0]
        ways = [f"{stage}/{part}"] + ([f"{stage}{index}/{part.replace(index, '')}"] if index else [])
        found = [f"{before}/{way}" for before in found for way in ways]
        workflow = log.workflows.get(step.workflow)
    return found


def _offers(log: ExecutionLog, key: str, word: str) -> bool:
    question = log.results[key].question
    return question is not None and word in [option.choice for option in question.options]


def _parts(name: str) -> str:
    return name.replace(NESTED, "/").replace(".", "/")
